use super::*;
use crate::actions::add_role::add_role;
use crate::store::grants;
use crate::testing::TestApp;
use crate::testing::app::DOCUMENT;

#[tokio::test]
async fn a_retired_role_is_held_by_nobody_and_its_name_is_not_used_again() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let role = add_role(&app, &admin, "Release manager").await.unwrap();
    app.sql(&format!(
        "INSERT INTO role_access (role_id, environment_id, level, since) SELECT {role}, id, 'deploy', 1 FROM environments"
    ))
    .await;
    let ada = app.person("ada", "Release manager").await;
    let (secret, _) = app.token("storefront", "Release manager", "ada").await;
    retire_role(&app, &admin, role).await.unwrap();

    let mut read = app.store.read().await.unwrap();
    assert!(grants::of(&mut read, &ada).await.unwrap().held.is_empty());
    assert!(roles::all(&mut read).await.unwrap().iter().all(|other| other.id != role));
    let log = events::after(&mut read, 0, 1000).await.unwrap();
    let told = log.iter().find(|event| event.action == "role.retired").unwrap();
    assert!(told.details.contains("\"production\":\"Deploy\"") && told.details.contains("ada"), "{told:?}");
    drop(read);
    assert!(crate::actions::use_token::use_token(&app, &secret).await.unwrap().is_none());
    for refused in [
        add_role(&app, &admin, "release MANAGER").await.unwrap_err(),
        retire_role(&app, &admin, role).await.unwrap_err(),
    ] {
        assert!(refused.to_string().contains("retired"), "{refused}");
    }
}

#[tokio::test]
async fn a_role_that_is_built_in_or_in_a_document_stays() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    app.project(
        "mailer",
        &DOCUMENT.replace("| SRE | Full | Full | Full |", "| Operator | Full | Full | Full |"),
    )
    .await;
    for (name, words) in
        [("Admin", "Admin is built in"), ("Operator", "Operator stands in the strategy document of mailer")]
    {
        let id = roles::by_name(&mut app.store.read().await.unwrap(), name).await.unwrap().unwrap().id;
        let refused = retire_role(&app, &admin, id).await.unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
    }
}
