//! Tests of what is acknowledged before a document comes into force.

use super::*;
use crate::domain::acknowledgement::Accepted;
use crate::domain::reading::Unread;
use crate::store::acknowledgements::{self, Acknowledgement};

const TABLE: &str =
    "\n| Before a release to | Approvers | How many |\n|---|---|---|\n| production | Stakeholder | 2 |\n\n";

/// The storefront's document with a table that looks like approvals, and that is not read.
fn with_table() -> String {
    DOCUMENT.replacen("### Rollback Procedure", &format!("{TABLE}### Rollback Procedure"), 1)
}

fn unread(document: &str) -> Vec<Unread> {
    let outcome = strategy::examine(document.as_bytes(), Reader::default());
    assert_eq!(outcome.problems, []);
    outcome.unread
}

async fn wish(app: &TestApp, document: &str, accepted: Accepted) -> Result<Imported, ActionError> {
    let wish = Wish { approve: true, accepted, by: None };
    import_strategy(app, &operator(), document.as_bytes(), deploy_sh("true"), wish).await
}

async fn acknowledged(app: &TestApp, imported: &Imported) -> Vec<Acknowledgement> {
    let db = &mut *app.store.read().await.unwrap();
    let versions = strategies::of_project(db, imported.project.id).await.unwrap();
    let version = versions.iter().find(|version| version.number == imported.number).unwrap();
    acknowledgements::of_version(db, version.id).await.unwrap()
}

#[tokio::test]
async fn nothing_comes_into_force_until_each_passage_is_acknowledged() {
    let app = TestApp::new().await;
    let document = with_table();
    let unread = unread(&document);
    let refused = app.refused(wish(&app, &document, Accepted::None)).await;
    assert!(refused.contains(&format!("\nLine {}: {}", unread[0].line, unread[0].message)), "{refused}");
    app.refused(wish(&app, &document, Accepted::Lines([1].into()))).await;
    let lines = unread.iter().map(|passage| passage.line).collect();
    let imported = wish(&app, &document, Accepted::Lines(lines)).await.unwrap();
    assert!(imported.is_in_force);
    let known = acknowledged(&app, &imported).await;
    assert_eq!(
        known.iter().map(|known| &known.passage).collect::<Vec<_>>(),
        unread.iter().collect::<Vec<_>>()
    );
    assert!(known.iter().all(|known| known.by.is_none() && known.carried_from.is_none()));
    let events = crate::store::events::after(&mut app.store.read().await.unwrap(), 0, 100).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.action == "strategy.acknowledged").count(), 1);
}

#[tokio::test]
async fn an_acknowledgement_carries_over_to_the_next_version_while_the_passage_stays() {
    let app = TestApp::new().await;
    let document = with_table();
    let first = wish(&app, &document, Accepted::All).await.unwrap();
    let next =
        document.replace("Weekly, Tuesday", "Weekly, Monday").replace("# Deployment", "\n\n# Deployment");
    let second = wish(&app, &next, Accepted::None).await.unwrap();
    assert_eq!((second.number, second.is_in_force), (first.number + 1, true));
    let carried = acknowledged(&app, &second).await;
    assert!(!carried.is_empty() && carried.iter().all(|known| known.carried_from == Some(first.number)));
    app.refused(wish(&app, &next.replace("| Stakeholder | 2 |", "| Stakeholder | 3 |"), Accepted::None))
        .await;
}

#[tokio::test]
async fn a_draft_may_hold_what_is_not_read_and_its_acknowledgements_count_later() {
    let app = TestApp::new().await;
    let document = with_table();
    import(&app, &document, false).await.unwrap();
    let wish_for = |approve, accepted| Wish { approve, accepted, by: None };
    let (operator, files) = (operator(), deploy_sh("true"));
    let import = |wish| import_strategy(&app, &operator, document.as_bytes(), files.clone(), wish);
    app.refused(import(wish_for(true, Accepted::None))).await;
    import(wish_for(false, Accepted::All)).await.unwrap();
    assert!(import(wish_for(true, Accepted::None)).await.unwrap().is_in_force);
}

#[tokio::test]
async fn what_was_acknowledged_is_never_changed() {
    let app = TestApp::new().await;
    wish(&app, &with_table(), Accepted::All).await.unwrap();
    for sql in ["UPDATE strategy_acknowledgements SET line = 1", "DELETE FROM strategy_acknowledgements"] {
        let mut write = app.store.write().await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *write).await.unwrap_err().to_string();
        assert!(refused.contains("what was acknowledged is never"), "{refused}");
    }
}
