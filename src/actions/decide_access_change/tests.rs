use super::*;
use crate::actions::change_access::change_access;
use crate::domain::role::{Access, Level};
use crate::store::{environments, roles};
use crate::testing::TestApp;

async fn waiting(app: &TestApp, ada: &Actor) -> AccessChangeId {
    let mut read = app.store.read().await.unwrap();
    let role = roles::by_name(&mut read, "Developer").await.unwrap().unwrap().id;
    let environment = environments::by_slug(&mut read, "production").await.unwrap().unwrap().id;
    drop(read);
    let (before, after) = (Access::default(), Access::level(Level::Read));
    let wanted = Wanted { role, environment, before, after };
    change_access(app, ada, &[wanted]).await.unwrap().waits.unwrap()
}

async fn became(app: &TestApp, id: AccessChangeId) -> Option<Decision> {
    let mut read = app.store.read().await.unwrap();
    access_changes::by_id(&mut read, id).await.unwrap().unwrap().decided.map(|d| d.decision)
}

#[tokio::test]
async fn who_proposed_it_withdraws_and_another_declines() {
    let app = TestApp::with_storefront().await;
    let [ada, ben] = app.two_admins().await;
    let id = waiting(&app, &ada).await;
    assert!(decide_access_change(&app, &ben, id, Decision::Withdrawn).await.is_err());
    assert!(decide_access_change(&app, &ada, id, Decision::Declined).await.is_err());
    decide_access_change(&app, &ben, id, Decision::Declined).await.unwrap();
    assert_eq!(became(&app, id).await, Some(Decision::Declined));
    let id = waiting(&app, &ada).await;
    decide_access_change(&app, &ada, id, Decision::Withdrawn).await.unwrap();
    assert_eq!(became(&app, id).await, Some(Decision::Withdrawn));
}

#[tokio::test]
async fn a_change_whose_cell_is_not_as_it_was_is_overtaken_and_not_applied() {
    let app = TestApp::with_storefront().await;
    let [ada, ben] = app.two_admins().await;
    let id = waiting(&app, &ada).await;
    app.sql(
        "INSERT INTO role_access (role_id, environment_id, level, since)
         SELECT r.id, e.id, 'deploy', 1 FROM roles r, environments e
         WHERE r.name = 'Developer' AND e.slug = 'production'
         ON CONFLICT DO UPDATE SET level = 'deploy'",
    )
    .await;
    let refused = decide_access_change(&app, &ben, id, Decision::Applied).await.unwrap_err();
    assert!(refused.to_string().contains("is Deploy now, and was None"), "{refused}");
    assert_eq!(became(&app, id).await, Some(Decision::Overtaken));
}

#[tokio::test]
async fn only_admins_decide_and_what_is_not_there_is_not_found() {
    let app = TestApp::with_storefront().await;
    let [ada, _] = app.two_admins().await;
    let auditor = app.person("auditor", "Auditor").await;
    let id = waiting(&app, &ada).await;
    let denied = decide_access_change(&app, &auditor, id, Decision::Applied).await.unwrap_err();
    assert!(matches!(denied, ActionError::Denied(Denied::NotAdministrator)), "{denied}");
    let nothing = decide_access_change(&app, &ada, AccessChangeId(99), Decision::Applied).await.unwrap_err();
    assert!(matches!(nothing, ActionError::Denied(Denied::NotFound)), "{nothing}");
}
