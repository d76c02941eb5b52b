use super::publish_recovery_plans;
use crate::access::permit::Operator;
use crate::store::{runbook_versions, runbooks};
use crate::testing::TestApp;
use crate::testing::app::DOCUMENT;

async fn versions(app: &TestApp) -> Vec<(i64, usize, bool)> {
    let mut db = app.store.read().await.unwrap();
    let runbook = runbooks::by_slug(&mut db, "storefront-recovery-plan").await.unwrap().unwrap();
    assert!(runbook.of_strategy);
    let versions = runbook_versions::of_runbook(&mut db, runbook.id).await.unwrap();
    versions.iter().map(|v| (v.number, v.content.steps.len(), v.published_at.is_some())).collect()
}

#[tokio::test]
async fn each_version_in_force_is_a_published_version_of_the_runbook() {
    let app = TestApp::with_storefront().await;
    assert_eq!(versions(&app).await, [(1, 6, true)]);
    app.project("storefront", &DOCUMENT.replace("    E --> F[Resume Operations]\n", "")).await;
    assert_eq!(versions(&app).await, [(2, 5, true), (1, 6, true)]);
}

#[tokio::test]
async fn plans_from_before_there_were_runbooks_are_published_once() {
    let app = TestApp::with_storefront().await;
    app.sql(
        "DROP TRIGGER published_runbooks_are_never_deleted; DELETE FROM runbook_versions; DELETE FROM runbooks;",
    )
    .await;
    for _ in 0..2 {
        publish_recovery_plans(&app, &Operator::at_command_line()).await.unwrap();
        assert_eq!(versions(&app).await, [(1, 6, true)]);
    }
}

#[tokio::test]
async fn a_short_name_that_is_taken_gets_a_number() {
    let app = TestApp::new().await;
    let other = "# Storefront recovery plan\n\n1. Look\n";
    crate::actions::publish_runbook::import_runbook(&app, &Operator::at_command_line(), other, true)
        .await
        .unwrap();
    app.project("storefront", DOCUMENT).await;
    let mut db = app.store.read().await.unwrap();
    assert!(runbooks::by_slug(&mut db, "storefront-recovery-plan-2").await.unwrap().unwrap().of_strategy);
}
