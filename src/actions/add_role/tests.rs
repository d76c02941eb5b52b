use super::*;
use crate::access::policy::Denied;
use crate::testing::TestApp;

#[tokio::test]
async fn a_new_role_may_do_nothing_until_the_matrix_says_so() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let id = add_role(&app, &admin, " Release manager ").await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let role = roles::by_id(&mut read, id).await.unwrap().unwrap();
    assert_eq!((role.name.as_str(), role.built_in, role.administers), ("Release manager", false, false));
    assert!(roles::cells(&mut read, id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_name_that_is_taken_or_does_not_fit_is_refused() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    for (name, words) in [
        ("developer", "There is a role Developer already"),
        ("Ops@storefront", "is not a role's name"),
        ("", "is not a role's name"),
    ] {
        let refused = add_role(&app, &admin, name).await.unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
    }
    let developer = app.person("dev", "Developer").await;
    let denied = add_role(&app, &developer, "Mine").await.unwrap_err();
    assert!(matches!(denied, ActionError::Denied(Denied::NotAdministrator)), "{denied}");
}
