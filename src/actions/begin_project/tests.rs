use super::*;
use crate::access::policy::Denied;
use crate::testing::TestApp;

/// A document of another project than the one that the application has.
fn document() -> String {
    crate::testing::app::DOCUMENT.replace("Storefront", "Ferry")
}

fn files() -> Vec<(String, Vec<u8>)> {
    ["deploy.sh", "smoke.sh"].map(|path| (path.to_owned(), b"#!/bin/sh\n".to_vec())).into()
}

async fn begin(
    app: &TestApp,
    who: &Actor,
    document: &str,
    files: Vec<(String, Vec<u8>)>,
) -> Result<i64, String> {
    match begin_project(app, who, document, files, BTreeSet::new()).await {
        Ok(imported) => Ok(imported.number),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn an_admin_begins_a_project_and_nobody_else_does() {
    let app = TestApp::new().await;
    let (admin, sre) = (app.person("olga", "Admin").await, app.person("sam", "SRE").await);
    let before = app.dump().await;
    let denied = begin_project(&app, &sre, &document(), files(), BTreeSet::new()).await;
    assert!(matches!(denied, Err(ActionError::Denied(Denied::NotAdministrator))), "{denied:?}");
    assert_eq!(app.dump().await, before);
    assert_eq!(begin(&app, &admin, &document(), files()).await, Ok(1));
    let log = app.dump().await.concat();
    assert!(log.contains("project.created") && log.contains("strategy.approved"), "{log}");
}

#[tokio::test]
async fn what_is_there_is_not_changed_by_an_admin_alone() {
    let app = TestApp::new().await;
    let admin = app.person("olga", "Admin").await;
    begin(&app, &admin, &document(), files()).await.unwrap();
    let before = app.dump().await;
    let again = document().replace("coverage: 80%", "coverage: 10%");
    let refused = begin(&app, &admin, &again, files()).await.unwrap_err();
    assert!(refused.contains("Ferry exists already"), "{refused}");
    let refused =
        begin(&app, &admin, &document().replace("Ferry", "Lighthouse"), Vec::new()).await.unwrap_err();
    assert!(refused.contains("./deploy.sh was not given"), "{refused}");
    let refused = begin(&app, &admin, "# Hello\n", Vec::new()).await.unwrap_err();
    assert!(refused.contains("Nothing was imported"), "{refused}");
    assert_eq!(app.dump().await, before);
}
