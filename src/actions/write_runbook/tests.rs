use super::{Of, write_runbook};
use crate::testing::TestApp;

pub const WRITTEN: &str = "# Restore the database\n\n- **Project**: storefront\n\n1. Look\n2. Restore\n";

#[tokio::test]
async fn a_draft_is_written_and_written_again() {
    let app = TestApp::with_storefront().await;
    let devops = app.person("devops", "DevOps").await;
    let slug = write_runbook(&app, &devops, Of::New("storefront"), WRITTEN).await.unwrap();
    assert_eq!(slug.as_str(), "restore-the-database");
    let longer = format!("{WRITTEN}3. Verify\n");
    write_runbook(&app, &devops, Of::Known("restore-the-database"), &longer).await.unwrap();
    let drafts: Vec<String> = app
        .dump()
        .await
        .into_iter()
        .filter(|row| row.starts_with("runbook_versions") && row.contains("Verify"))
        .collect();
    assert_eq!(drafts.len(), 1 + 1, "the plan of the strategy, and one draft: {drafts:#?}");
}

#[tokio::test]
async fn who_may_not_write_writes_nothing() {
    let app = TestApp::with_storefront().await;
    app.project("other", crate::testing::app::DOCUMENT).await;
    let devops = app.person("devops", "DevOps").await;
    for (who, role, why) in [
        ("auditor", "Auditor", "Your roles do not let you write runbooks here."),
        ("elsewhere", "SRE@other", "There is nothing here"),
    ] {
        let actor = app.person(who, role).await;
        let told = app.refused(write_runbook(&app, &actor, Of::New("storefront"), WRITTEN)).await;
        assert!(told.starts_with(why), "{told}");
    }
    let (_, token) = app.token("storefront", "DevOps", "devops").await;
    let told = app.refused(write_runbook(&app, &token, Of::New("storefront"), WRITTEN)).await;
    assert_eq!(told, "Your roles do not let you write runbooks here.");
    write_runbook(&app, &devops, Of::New("storefront"), WRITTEN).await.unwrap();
    let elsewhere = app.person("elsewhere2", "SRE@other").await;
    let told = app.refused(write_runbook(&app, &elsewhere, Of::Known("restore-the-database"), WRITTEN)).await;
    assert_eq!(told, "There is nothing here, or nothing that you may see.");
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_with_a_reason() {
    let app = TestApp::with_storefront().await;
    app.project("other", crate::testing::app::DOCUMENT).await;
    let sre = app.person("sre", "SRE").await;
    write_runbook(&app, &sre, Of::New("storefront"), WRITTEN).await.unwrap();
    let moved = WRITTEN.replace("storefront", "other");
    for (of, document, why) in [
        (
            Of::New("storefront"),
            WRITTEN,
            "The short name restore-the-database that follows from the title is taken.",
        ),
        (Of::New("other"), WRITTEN, "A runbook stays with its project"),
        (Of::New("nowhere"), WRITTEN, "There is nothing here"),
        (
            Of::New("other"),
            "# X\n",
            "The runbook has 1 problem: line 1, column 1: a numbered list of steps is expected",
        ),
        (Of::Known("restore-the-database"), moved.as_str(), "A runbook stays with its project"),
        (Of::Known("storefront-recovery-plan"), WRITTEN, "This runbook is the Recovery Plan"),
        (Of::Known("nothing"), WRITTEN, "There is nothing here"),
    ] {
        let told = app.refused(write_runbook(&app, &sre, of, document)).await;
        assert!(told.starts_with(why), "{told}");
    }
}

/// A refusal that names a title would tell that a project which the writer does not see has a runbook called so.
#[tokio::test]
async fn a_title_of_a_project_that_is_not_seen_is_free() {
    let app = TestApp::with_storefront().await;
    app.project("other", crate::testing::app::DOCUMENT).await;
    let hidden = WRITTEN.replace("storefront", "other");
    let operator = crate::access::permit::Operator::at_command_line();
    crate::actions::publish_runbook::import_runbook(&app, &operator, &hidden, false).await.unwrap();
    let own = app.person("own", "SRE@storefront").await;
    let slug = write_runbook(&app, &own, Of::New("storefront"), WRITTEN).await.unwrap();
    assert_eq!(slug.as_str(), "storefront-restore-the-database");
    let told = app.refused(write_runbook(&app, &own, Of::Known("restore-the-database"), WRITTEN)).await;
    assert!(told.starts_with("There is nothing here"), "{told}");
    let sees = app.person("sees", "SRE").await;
    let told = app.refused(write_runbook(&app, &sees, Of::New("storefront"), WRITTEN)).await;
    assert!(told.contains("is taken"), "{told}");
}
