use super::{import_runbook, publish_runbook};
use crate::access::permit::Operator;
use crate::actions::write_runbook::{Of, write_runbook};
use crate::store::{runbook_versions, runbooks};
use crate::testing::TestApp;

const PAPER: &str = "# Call the phone tree\n\n- **Project**: storefront\n\n1. Call the lead\n";
const COMMANDS: &str = "# Call the phone tree\n\n- **Project**: storefront\n- **Environments**: staging\n\n1. Call\n\n```yaml\nautomation:\n  Call: {run: ./call.sh}\n```\n";
const SLUG: &str = "call-the-phone-tree";

async fn draft(app: &TestApp) -> String {
    let mut db = app.store.read().await.unwrap();
    let runbook = runbooks::by_slug(&mut db, SLUG).await.unwrap().unwrap();
    runbook_versions::of_runbook(&mut db, runbook.id).await.unwrap()[0].sha256.clone()
}

#[tokio::test]
async fn who_wrote_commands_does_not_publish_them() {
    let app = TestApp::with_storefront().await;
    let [sre, second, devops] = [
        app.person("sre", "SRE").await,
        app.person("second", "SRE").await,
        app.person("reader", "Auditor").await,
    ];
    write_runbook(&app, &sre, Of::New("storefront"), PAPER).await.unwrap();
    let seen = draft(&app).await;
    let told = app.refused(publish_runbook(&app, &devops, SLUG, &seen)).await;
    assert_eq!(told, "Your roles do not let you publish runbooks here.");
    publish_runbook(&app, &sre, SLUG, &seen).await.unwrap();

    write_runbook(&app, &sre, Of::Known(SLUG), COMMANDS).await.unwrap();
    let seen = draft(&app).await;
    let told = app.refused(publish_runbook(&app, &sre, SLUG, &seen)).await;
    assert_eq!(told, "The draft has commands, and you wrote part of it: somebody else publishes it.");
    let told = app.refused(publish_runbook(&app, &second, SLUG, "another")).await;
    assert!(told.starts_with("The draft was changed since"), "{told}");
    publish_runbook(&app, &second, SLUG, &seen).await.unwrap();
    let told = app.refused(publish_runbook(&app, &second, SLUG, &seen)).await;
    assert_eq!(told, "There is no draft to publish.");
}

#[tokio::test]
async fn what_is_published_is_never_changed() {
    let app = TestApp::with_storefront().await;
    import_runbook(&app, &Operator::at_command_line(), PAPER, true).await.unwrap();
    let before = app.dump().await;
    for sql in ["UPDATE runbook_versions SET document = 'x'", "DELETE FROM runbook_versions"] {
        let mut write = app.store.write().await.unwrap();
        let error = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *write).await.unwrap_err().to_string();
        assert!(error.contains("a published runbook is never"), "{error}");
    }
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn the_operator_imports_for_a_project_and_for_the_installation() {
    let app = TestApp::with_storefront().await;
    let operator = Operator::at_command_line();
    let (slug, version) = import_runbook(&app, &operator, PAPER, false).await.unwrap();
    assert_eq!((slug.as_str(), version.number, version.published_at), (SLUG, 1, None));
    let (_, version) = import_runbook(&app, &operator, PAPER, true).await.unwrap();
    assert!(version.number == 1 && version.published_at.is_some());
    let (_, version) = import_runbook(&app, &operator, COMMANDS, true).await.unwrap();
    assert_eq!(version.number, 2);
    let everybody = "# Come back\n\n1. Look\n";
    import_runbook(&app, &operator, everybody, true).await.unwrap();
    let unknown = PAPER.replace("storefront", "nobody").replace("Call the", "Ring the");
    let told = app.refused(import_runbook(&app, &operator, &unknown, true)).await;
    assert_eq!(told, "There is no project \"nobody\".");
}
