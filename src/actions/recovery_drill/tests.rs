//! Tests of which drill begins, and of what is written down of it.

use super::*;
use crate::access::permit::Operator;
use crate::domain::recovery_drill::Case;
use crate::store::recovery_drills::Outcome;
use crate::testing::TestApp;

async fn backed_up() -> TestApp {
    let app = TestApp::with_storefront().await;
    app.vault().create(crate::domain::backup::Reason::ByHand).await.unwrap();
    app
}

fn report(problem: Option<&str>) -> Report {
    let took = Span::seconds(3);
    let proof = |case| Measured { case, backup: "b".to_owned(), took, lost: Span(0) };
    let proofs = vec![proof(Case::LostMachine), proof(Case::KilledProcess)];
    Report { problem: problem.map(str::to_owned), proofs, used: Vec::new() }
}

#[tokio::test]
async fn there_is_one_drill_at_a_time_and_none_without_a_backup() {
    let app = TestApp::with_storefront().await;
    let operator = Operator::at_command_line();
    let refused = app.refused(ask_drill(&app, &operator)).await;
    assert_eq!(refused, "There is no backup yet.");
    app.vault().create(crate::domain::backup::Reason::ByHand).await.unwrap();
    assert!(!is_wanted(&app).await.unwrap());
    ask_drill(&app, &operator).await.unwrap();
    assert_eq!(app.refused(ask_drill(&app, &operator)).await, "A drill is under way already.");
    assert_eq!(begin_now(&app, None).await.unwrap(), None);
    assert!(is_wanted(&app).await.unwrap());
    let drill = begin_wanted(&app).await.unwrap().unwrap();
    assert_eq!(begin_wanted(&app).await.unwrap(), None, "it has begun");
    end(&app, &drill, &mut report(Some("a page is missing"))).await.unwrap();
    let db = &mut *app.store.read().await.unwrap();
    let last = drills::last(db, false).await.unwrap().unwrap();
    assert_eq!(last.outcome, Some(Outcome::Failed("a page is missing".to_owned())));
    let (at, proof) = drills::last_proof(db, Case::LostMachine).await.unwrap().unwrap();
    assert_eq!((at, proof.took), (drill.started_at.unwrap(), Span::seconds(3)));
    assert_eq!(drills::last_proof(db, Case::LostFile).await.unwrap(), None);
}

#[tokio::test]
async fn the_nights_drill_is_followed_by_a_damaged_one_once_a_month() {
    let app = backed_up().await;
    assert!(!is_wanted(&app).await.unwrap());
    app.clock.advance(Span::hours(17));
    let drill = begin_wanted(&app).await.unwrap().unwrap();
    assert_eq!((drill.damage, drill.asked_by.clone()), (None, None));
    end(&app, &drill, &mut report(None)).await.unwrap();
    let damaged = begin_damaged_where_due(&app).await.unwrap().unwrap();
    assert_eq!(damaged.damage, Some(Damage::FlippedByte));
    end(&app, &damaged, &mut Report::default()).await.unwrap();
    assert!(!is_wanted(&app).await.unwrap());
    app.clock.advance(Span::days(1));
    assert!(is_wanted(&app).await.unwrap());
    assert_eq!(begin_damaged_where_due(&app).await.unwrap(), None);
    app.clock.advance(Span::days(30));
    let next = begin_damaged_where_due(&app).await.unwrap().unwrap();
    assert_eq!(next.damage, Some(Damage::CutOff));
}

#[tokio::test]
async fn a_drill_that_was_cut_off_is_ended_and_lets_the_next_begin() {
    let app = backed_up().await;
    begin_now(&app, None).await.unwrap().unwrap();
    end_cut_off(&app).await.unwrap();
    let db = &mut *app.store.read().await.unwrap();
    assert_eq!(drills::last(db, false).await.unwrap().unwrap().outcome, Some(Outcome::CutOff));
    assert!(begin_now(&app, None).await.unwrap().is_some());
}

#[tokio::test]
async fn what_would_be_lost_is_the_age_of_a_backup_where_something_changed() {
    let app = backed_up().await;
    let newest = app.vault().newest().unwrap().unwrap();
    let manifest = newest.says().unwrap();
    app.clock.advance(Span::minutes(7));
    assert_eq!(lost(&app, manifest, app.app.clock.now()).await.unwrap(), Span(0));
    app.person("ana", "SRE").await;
    assert_eq!(lost(&app, manifest, app.app.clock.now()).await.unwrap(), Span::minutes(7));
}
