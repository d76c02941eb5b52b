use super::*;
use crate::access::scope::Scope;
use crate::store::{environments, grants, live, projects, releases};
use crate::testing::storefront::Storefront;

/// The releases with what each can do in an environment, and which one is chosen.
async fn judged(app: &Storefront, environment: &str) -> (Vec<String>, Option<String>) {
    let db = &mut *app.store.read().await.unwrap();
    let project = projects::by_slug(db, "storefront").await.unwrap().unwrap();
    let environment = environments::by_slug(db, environment).await.unwrap().unwrap();
    let scope = Scope::of(grants::of(db, &app.devops).await.unwrap());
    let all = releases::recent(db, project.id, 50).await.unwrap();
    let found = candidates(app, db, &scope, (&project, &environment), all).await.unwrap();
    let serves = live::serves(db, project.id, environment.id, 3).await.unwrap();
    let word = |one: &Candidate| match &one.verdict {
        Verdict::Live => "live".to_owned(),
        Verdict::UnderWay(number) => format!("#{number}"),
        Verdict::Suspect(_) => "suspect".to_owned(),
        Verdict::Waits(needs) => needs.iter().map(|need| need.word()).collect::<Vec<_>>().join("+"),
        Verdict::CanGo => "can go".to_owned(),
    };
    let words = found.iter().map(|one| format!("{} {}", one.release.version, word(one))).collect();
    (words, chosen(&found, &serves).map(|release| release.version.to_string()))
}

#[tokio::test]
async fn the_newest_release_that_can_go_is_chosen() {
    let app = Storefront::new().await;
    app.in_production("1").await;
    app.staged("2").await;
    app.release("storefront", "3").await;
    let (words, chosen) = judged(&app, "production").await;
    assert_eq!(words, ["3 earlier_environment", "2 can go", "1 live"]);
    assert_eq!(chosen.as_deref(), Some("2"));
    // What was requested is not requested twice.
    let number = app.request(&app.devops, "2", "production").await;
    let (words, chosen) = judged(&app, "production").await;
    assert_eq!(words, ["3 earlier_environment".to_owned(), format!("2 #{number}"), "1 live".to_owned()]);
    assert_eq!(chosen, None);
}

#[tokio::test]
async fn a_release_without_evidence_waits_and_an_older_one_is_never_chosen() {
    let app = Storefront::new().await;
    app.staged("1").await;
    app.in_production("2").await;
    app.staged("3").await;
    app.sql("DELETE FROM evidence WHERE release_id = 3").await;
    let (words, chosen) = judged(&app, "production").await;
    assert_eq!(words, ["3 gate+checklist", "2 live", "1 can go"]);
    assert_eq!(chosen, None);
    let (words, chosen) = judged(&app, "development").await;
    assert_eq!(words, ["3 can go", "2 can go", "1 can go"]);
    assert_eq!(chosen.as_deref(), Some("3"));
}
