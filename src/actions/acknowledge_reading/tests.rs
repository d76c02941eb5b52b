//! An installation of an earlier Slipway goes on: its versions are read as before until the change is acknowledged.

use super::*;
use crate::access::permit::Operator;
use crate::actions::request_deployment::Asked;
use crate::actions::rereadings::rereadings;
use crate::actions::roll_back::roll_back;
use crate::actions::start_deployment::start_deployment;
use crate::actions::verify_audit::{Chain, verify_audit};
use crate::domain::deployment::{Kind, State};
use crate::domain::id::DeploymentNumber;
use crate::testing::app::DOCUMENT;
use crate::testing::former::at_migration;
use crate::testing::{Browser, Storefront};
use sha2::{Digest, Sha256};

/// The last migration of the Slipway whose installation this is.
const FORMER: i64 = 9;

/// The storefront's document as it could come into force then: a line of its checklist is answered by the tests because
/// it holds the word.
fn former_document() -> String {
    let lines = "- [ ] Documentation updated\n- [ ] Disaster recovery test passed\n";
    let document = DOCUMENT.replace("- [ ] Documentation updated\n", lines);
    assert_ne!(document, DOCUMENT);
    document
}

/// An installation that the former Slipway made with this document in force, opened by this one. Two releases served
/// production, and another waits for it with its approvals.
async fn upgraded(document: &str) -> (Storefront, DeploymentNumber) {
    let app = Storefront::new().await;
    let (bytes, sha256) = (hex::encode(document), hex::encode(Sha256::digest(document)));
    app.sql(&format!("UPDATE strategy_versions SET document = x'{bytes}', sha256 = '{sha256}', reader = 1"))
        .await;
    app.in_production("2.7.3").await;
    app.in_production("2.8.0").await;
    let number = app.ready("2.9.0").await;
    let database = at_migration(&app.app.into_database().await, FORMER).await;
    (Storefront::of_database(&database).await, number)
}

async fn in_force(app: &Storefront) -> StrategyVersion {
    let db = &mut *app.store.read().await.unwrap();
    let project = projects::by_slug(db, "storefront").await.unwrap().unwrap();
    strategy_in_force(app, db, project.id).await.unwrap().unwrap().0
}

async fn found(app: &Storefront) -> Vec<crate::actions::rereadings::Rereading> {
    rereadings(app, &mut app.store.read().await.unwrap(), None).await.unwrap()
}

/// What waits starts, the next release is deployed, and production is rolled back.
async fn goes_on(app: &Storefront, number: DeploymentNumber) {
    assert_eq!(app.standing(number).await.state, State::Ready);
    start_deployment(app, &app.devops, number).await.unwrap();
    app.succeed(number).await;
    app.in_production("2.10.0").await;
    let asked = Asked {
        no_fault: None,
        project: "storefront".to_owned(),
        release: "2.9.0".parse().unwrap(),
        environment: "production".parse().unwrap(),
        rollback: true,
        reason: "It fails".to_owned(),
    };
    let back = roll_back(app, &app.sre, &asked).await.unwrap();
    assert_eq!(app.deployment(back).await.kind, Kind::Rollback);
}

#[tokio::test]
async fn an_upgraded_installation_deploys_and_rolls_back_as_before() {
    for document in [DOCUMENT.to_owned(), former_document()] {
        let (app, number) = upgraded(&document).await;
        assert_eq!(in_force(&app).await.reader, Reader::First);
        goes_on(&app, number).await;
    }
}

/// What is a problem today was none then.
#[tokio::test]
async fn a_version_with_problems_of_today_stays_in_force_and_they_are_findings() {
    let document = DOCUMENT
        .replace("  targets: [dev-1]\n", "  targets: [dev-1]\n  freeze: Friday 14:00 to Monday 08:00\n");
    assert_ne!(document, DOCUMENT);
    let (app, number) = upgraded(&document).await;
    goes_on(&app, number).await;
    let page =
        Browser::signed_in(&app.app.app, &app.auditor).await.get("/projects/storefront/strategy").await;
    assert!(page.body.contains("What Slipway reads"), "{}", page.body);
}

#[tokio::test]
async fn a_changed_meaning_is_told_and_acknowledged_and_what_waits_is_bound_again() {
    let (app, number) = upgraded(&former_document()).await;
    let found = found(&app).await;
    let told = "production: checklist line \"Disaster recovery test passed\" is answered by a person with Deploy, no \
                longer by evidence of tests.";
    assert!(found[0].reread.changes.iter().any(|change| change == told), "{:?}", found[0].reread);
    for (who, path) in [(&app.admin, "/"), (&app.auditor, "/projects/storefront/strategy")] {
        let page = Browser::signed_in(&app.app.app, who).await.get(path).await.body;
        assert!(page.contains("ead differently since the upgrade"), "{page}");
    }
    let unseen = Browser::signed_in(&app.app.app, &app.developer).await.get("/").await.body;
    assert!(!unseen.contains("ead differently since the upgrade"), "{unseen}");

    let operator = Operator::at_command_line();
    let done = acknowledge_reading(&app, &operator, "storefront", &Accepted::All, None).await.unwrap();
    assert_eq!((done.number, done.reread.changes.len()), (1, found[0].reread.changes.len()));
    assert_eq!(in_force(&app).await.reader, Reader::Second);
    assert!(self::found(&app).await.is_empty());
    let event = app.last_event(number).await;
    assert_eq!(event.action, "deployment.reread");
    assert_eq!(app.unmet(number).await, ["checklist", "approval"], "approvals of the former plan are void");
    assert!(matches!(verify_audit(&app).await.unwrap(), Chain::Whole { .. }));
}

#[tokio::test]
async fn what_the_newest_rules_read_already_is_refused() {
    let app = Storefront::new().await;
    let operator = Operator::at_command_line();
    let of = |project| acknowledge_reading(&app, &operator, project, &Accepted::All, None);
    assert!(app.refused(of("storefront")).await.contains("is read by the newest rules already"));
    assert!(matches!(of("nowhere").await, Err(ActionError::Denied(Denied::NotFound))));
}
