//! Tests of adding people.

use super::*;
use crate::access::permission::Permission;
use crate::testing::TestApp;
use crate::testing::app::{DOCUMENT, new_person};

fn ana() -> NewPerson {
    NewPerson {
        display_name: Some("Ana Silva".to_owned()),
        email: Some("ana@example.org".to_owned()),
        roles: vec!["DevOps".parse().unwrap()],
        ..new_person("ana")
    }
}

async fn add(app: &TestApp, new: NewPerson) -> Result<PersonId, String> {
    add_person(app, &Operator::at_command_line(), new).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_person_has_names_a_password_and_roles() {
    let app = TestApp::with_storefront().await;
    let id =
        add(&app, NewPerson { password: Some("harbour lantern fog".to_owned()), ..ana() }).await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let person = people::by_sign_in_name(&mut read, "ANA").await.unwrap().unwrap();
    assert_eq!((person.id, person.display_name.as_str()), (id, "Ana Silva"));
    assert!(password::verify("harbour lantern fog", person.password_hash.as_deref()).await);
    assert!(!format!("{person:?}").contains("argon2"));
    let held = grants::of_person(&mut read, id).await.unwrap().held;
    assert_eq!(
        held.iter().map(|grant| (&*grant.name, grant.project)).collect::<Vec<_>>(),
        [("DevOps", None)]
    );
    assert!(!app.dump().await.iter().any(|row| row.contains("harbour")));
}

#[tokio::test]
async fn a_role_for_one_project_says_nothing_about_another() {
    let app = TestApp::with_storefront().await;
    let other = app.project("payments", DOCUMENT).await;
    let roles = ["DevOps@payments", "Stakeholder"].map(|role| role.parse().unwrap()).to_vec();
    let id = add(&app, NewPerson { roles, ..ana() }).await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let held = grants::of_person(&mut read, id).await.unwrap();
    assert!(held.may_anywhere(Permission::RegisterRelease, other.id));
    assert!(!held.may_anywhere(Permission::RegisterRelease, ProjectId(1)));
    let approvers = grants::holders(&mut read, &["stakeholder".to_owned()], ProjectId(1)).await.unwrap();
    assert_eq!(approvers, [id]);
    let devops = grants::holders(&mut read, &["DevOps".to_owned()], ProjectId(1)).await.unwrap();
    assert!(devops.is_empty());
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_changes_nothing() {
    let app = TestApp::with_storefront().await;
    app.person("taken", "SRE").await;
    let before = app.dump().await;
    let roles = |role: &str| vec!["SRE".parse().unwrap(), role.parse().unwrap()];
    let table = [
        (NewPerson { sign_in_name: "TAKEN".to_owned(), ..ana() }, "taken"),
        (NewPerson { sign_in_name: "a b".to_owned(), ..ana() }, "sign-in name"),
        (NewPerson { display_name: Some("\n".to_owned()), ..ana() }, "display name"),
        (NewPerson { email: Some("ana".to_owned()), ..ana() }, "e-mail"),
        (NewPerson { password: Some("short".to_owned()), ..ana() }, "15 characters"),
        (NewPerson { password: Some("ana and a longer text".to_owned()), ..ana() }, "sign-in name"),
        (NewPerson { roles: vec![], ..ana() }, "at least one role"),
        (NewPerson { roles: roles("Wizard"), ..ana() }, "no role \"Wizard\". The roles are Developer"),
        (NewPerson { roles: roles("Admin@storefront"), ..ana() }, "Give Admin without @storefront"),
        (NewPerson { roles: roles("admin@storefront"), ..ana() }, "for all projects"),
        (
            NewPerson { roles: roles("Auditor@storefront"), ..ana() },
            "reads the audit log, which is for all projects",
        ),
        (NewPerson { roles: roles("SRE@nowhere"), ..ana() }, "no project \"nowhere\""),
    ];
    for (new, words) in table {
        let refused = add(&app, new).await.unwrap_err();
        assert!(refused.contains(words), "{words}: {refused}");
        assert_eq!(app.dump().await, before, "{words}");
    }
}

#[test]
fn a_grant_reads_as_it_is_written() {
    for text in ["SRE", "SRE@storefront", "On call@payments-api"] {
        assert_eq!(text.parse::<NewGrant>().unwrap().to_string(), text);
    }
    for text in ["", "@storefront", "SRE@"] {
        assert!(text.parse::<NewGrant>().is_err(), "{text}");
    }
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_name() {
    let app = TestApp::with_storefront().await;
    let names = ["ana", "Ana", "ANA", "aNa"].map(|name| NewPerson { sign_in_name: name.to_owned(), ..ana() });
    let results = futures::future::join_all(names.map(|new| add(&app, new))).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
}
