use super::*;
use crate::clock::Clock;
use crate::domain::throttle::Failures;
use crate::domain::time::Span;
use crate::store::people;
use crate::testing::TestApp;

fn from(number: usize) -> Client {
    Client { address: format!("198.51.100.{number}").parse().unwrap(), device: String::new() }
}

async fn fails(app: &TestApp, counted: &Counted, times: usize) {
    let mut write = app.store.write().await.unwrap();
    for _ in 0..times {
        counted.failed(&mut write, app.clock.now()).await.unwrap();
    }
    write.commit().await.unwrap();
}

/// What is counted for an account, and whether a try from an address that failed nothing is looked at.
async fn of_account(app: &TestApp, person: PersonId) -> (Failures, bool) {
    let mut db = app.store.read().await.unwrap();
    let counted = Counted { account: of_person(person), home: None, address: of_address(&from(255)) };
    let waits = counted.waits(&mut db, app.clock.now()).await.unwrap();
    (failures::of(&mut db, &of_person(person)).await.unwrap(), waits)
}

/// SECURITY 6: 5,000 failures with random names from 200 addresses change nothing of what is counted for an account,
/// and neither does a restart; they leave few rows.
#[tokio::test]
async fn five_thousand_random_names_from_two_hundred_addresses_flush_nothing() {
    let app = TestApp::with_storefront().await;
    let ana = app.person("ana", "SRE").await.person().unwrap();
    fails(&app, &Counted { account: of_person(ana), home: None, address: of_address(&from(0)) }, 11).await;
    let before = of_account(&app, ana).await;
    assert_eq!((before.0.count, before.1), (10, true), "the eleventh came while the account waited");

    let mut write = app.store.write().await.unwrap();
    for number in 0..5_000 {
        let counted = Counted::of(None, &format!("random{number}"), &from(number % 200));
        counted.failed(&mut write, app.clock.now()).await.unwrap();
    }
    write.commit().await.unwrap();
    assert_eq!(of_account(&app, ana).await, before);
    let rows = app.dump().await.iter().filter(|row| row.starts_with("sign_in_failures:")).count();
    assert!(rows <= 1 + 256 + 200, "{rows}");

    let again = TestApp::of_database(&app.into_database().await).await;
    assert_eq!(of_account(&again, ana).await, before);
    again.clock.advance(Span::seconds(31));
    assert_eq!(of_account(&again, ana).await, (before.0, false), "the wait ends, the count stays");
}

/// SECURITY 6: whoever fails for somebody elsewhere, and for whomever from their office, does not shut them out where they
/// signed in lately; what fails there is slowed as well.
#[tokio::test]
async fn who_is_at_home_is_not_shut_out_by_others() {
    let app = TestApp::with_storefront().await;
    let ana = app.person("ana", "SRE").await.person().unwrap();
    let ana = people::by_id(&mut app.store.read().await.unwrap(), ana).await.unwrap().unwrap();
    let (home, elsewhere) =
        (Counted::of(Some(&ana), "ana", &from(1)), Counted::of(Some(&ana), "ana", &from(2)));
    let waits = async |counted: &Counted| {
        counted.waits(&mut app.store.read().await.unwrap(), app.clock.now()).await.unwrap()
    };
    let mut write = app.store.write().await.unwrap();
    home.succeeded(&mut write, app.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    fails(&app, &elsewhere, 10).await;
    assert!(waits(&elsewhere).await && !waits(&home).await);
    let others = Counted::of(None, "somebody", &from(1));
    for _ in 0..12 {
        fails(&app, &others, 10).await;
        app.clock.advance(Span::seconds(31));
    }
    assert!(waits(&others).await && !waits(&home).await, "her office");
    fails(&app, &home, 10).await;
    assert!(waits(&home).await);
    let mut write = app.store.write().await.unwrap();
    forget(&mut write, ana.id).await.unwrap();
    write.commit().await.unwrap();
    assert!(!waits(&elsewhere).await && waits(&home).await, "at home nowhere, with an address that waits");
}

#[tokio::test]
async fn a_home_is_one_for_a_month() {
    let app = TestApp::with_storefront().await;
    let ana = app.person("ana", "SRE").await.person().unwrap();
    let ana = people::by_id(&mut app.store.read().await.unwrap(), ana).await.unwrap().unwrap();
    let home = Counted::of(Some(&ana), "ana", &from(1));
    let mut write = app.store.write().await.unwrap();
    home.succeeded(&mut write, app.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    app.clock.advance(Span::days(31));
    fails(&app, &home, 10).await;
    assert_eq!(of_account(&app, ana.id).await.0.count, 10);
    assert!(!app.dump().await.iter().any(|row| row.contains("person 1 at")), "it is forgotten");
}
