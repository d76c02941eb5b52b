use super::*;
use crate::access::permission::Permission;
use crate::actions::decide_access_change::decide_access_change;
use crate::actions::disable_person::disable_person;
use crate::domain::id::ProjectId;
use crate::domain::refusal::RefusalKind;
use crate::domain::role::Access;
use crate::store::events::{self, Event};
use crate::store::{environments, holdings};
use crate::testing::TestApp;
use crate::testing::app::START;

async fn wanted(app: &TestApp, role: &str, environment: &str, before: &str, after: &str) -> Wanted {
    let mut read = app.store.read().await.unwrap();
    let role = roles::by_name(&mut read, role).await.unwrap().unwrap().id;
    let environment = environments::by_slug(&mut read, environment).await.unwrap().unwrap().id;
    let access = |text| Access::parse(text).unwrap();
    Wanted { role, environment, before: access(before), after: access(after) }
}

async fn open(app: &TestApp) -> Wanted {
    wanted(app, "Developer", "production", "None", "Read").await
}

async fn events_of(app: &TestApp, action: &str) -> Vec<Event> {
    let mut read = app.store.read().await.unwrap();
    let mut all = events::after(&mut read, 0, 1000).await.unwrap();
    all.retain(|event| event.action == action);
    all
}

async fn sees(app: &TestApp, who: &Actor) -> bool {
    let mut read = app.store.read().await.unwrap();
    let production = environments::by_slug(&mut read, "production").await.unwrap().unwrap().id;
    grants::of(&mut read, who).await.unwrap().may(Permission::See, ProjectId(1), production)
}

#[tokio::test]
async fn one_admin_alone_changes_the_matrix_at_once_and_it_is_told() {
    let app = TestApp::with_storefront().await;
    let (admin, developer) = (app.person("admin", "Admin").await, app.person("dev", "Developer").await);
    assert!(!sees(&app, &developer).await);
    let saved = change_access(&app, &admin, &[open(&app).await]).await.unwrap();
    assert!(saved.applied.is_some() && saved.waits.is_none());
    assert!(sees(&app, &developer).await, "it counts from now on");
    let events = events_of(&app, "access.changed").await;
    assert_eq!(events[0].subject, "Developer on production");
    let details: serde_json::Value = serde_json::from_str(&events[0].details).unwrap();
    assert_eq!((&details["before"], &details["after"]), (&"None".into(), &"Read".into()));
    assert!(events[0].environment.is_some());
}

/// SECURITY 25: a change that widens anybody's rights waits for a second admin where there are two, whoever holds the
/// role; nobody is their own second admin; and what narrows counts at once.
#[tokio::test]
async fn a_change_that_widens_rights_takes_a_second_admin() {
    let app = TestApp::with_storefront().await;
    let developer = app.person("dev", "Developer").await;
    let [ada, ben] = app.two_admins().await;
    let narrower = wanted(&app, "Stakeholder", "production", "Read + Approve", "Read").await;
    let saved = change_access(&app, &ada, &[open(&app).await, narrower]).await.unwrap();
    let id = saved.waits.unwrap();
    assert!(saved.applied.is_some() && !sees(&app, &developer).await);
    assert_eq!(events_of(&app, "access.proposed").await.len(), 1);

    let own = decide_access_change(&app, &ada, id, Decision::Applied).await.unwrap_err();
    assert!(own.to_string().contains("another admin applies it"), "{own}");
    assert!(!sees(&app, &developer).await);
    decide_access_change(&app, &ben, id, Decision::Applied).await.unwrap();
    assert!(sees(&app, &developer).await);
    let again = decide_access_change(&app, &ben, id, Decision::Applied).await.unwrap_err();
    assert!(again.to_string().contains("does not wait any more: it was applied by ben"), "{again}");
}

/// SECURITY 25: disabling the others does not turn one admin into two, and a second admin who comes later counts.
#[tokio::test]
async fn who_is_disabled_is_no_second_admin_from_the_next_day_on() {
    let app = TestApp::with_storefront().await;
    let [ada, ben] = app.two_admins().await;
    let waits = change_access(&app, &ada, &[open(&app).await]).await.unwrap().waits.unwrap();
    disable_person(&app, &ada, "ben").await.unwrap();
    assert!(decide_access_change(&app, &ben, waits, Decision::Applied).await.is_err());
    let alone = app.refused(decide_access_change(&app, &ada, waits, Decision::Applied)).await;
    assert!(alone.contains("another admin applies it"), "{alone}");
    app.clock.advance(Span::hours(24));
    decide_access_change(&app, &ada, waits, Decision::Applied).await.unwrap();
}

/// SECURITY 25: nobody makes their own second admin.
#[tokio::test]
async fn who_became_an_admin_afterwards_does_not_apply_what_was_proposed() {
    let app = TestApp::with_storefront().await;
    let [ada, _] = app.two_admins().await;
    let waits = change_access(&app, &ada, &[open(&app).await]).await.unwrap().waits.unwrap();
    app.clock.advance(Span::seconds(1));
    let puppet = app.person("puppet", "Admin").await;
    let why = app.refused(decide_access_change(&app, &puppet, waits, Decision::Applied)).await;
    assert!(why.contains("became an admin after"), "{why}");
    decide_access_change(&app, &puppet, waits, Decision::Declined).await.unwrap();
}

#[tokio::test]
async fn a_waiting_change_is_overtaken_when_its_cell_is_changed_in_another_way() {
    let app = TestApp::with_storefront().await;
    let [ada, ben] = app.two_admins().await;
    let first = change_access(&app, &ada, &[open(&app).await]).await.unwrap().waits.unwrap();
    let more = wanted(&app, "Developer", "production", "None", "Deploy").await;
    let second = change_access(&app, &ben, &[more]).await.unwrap().waits.unwrap();
    decide_access_change(&app, &ada, second, Decision::Applied).await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let decided = access_changes::by_id(&mut read, first).await.unwrap().unwrap().decided.unwrap();
    assert_eq!(decided.decision, Decision::Overtaken);
    drop(read);
    assert_eq!(events_of(&app, "access.overtaken").await.len(), 1);
}

#[tokio::test]
async fn what_does_not_fit_changes_nothing() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let sre = app.person("sre", "SRE").await;
    let admins_own = wanted(&app, "Admin", "production", "None", "Full").await;
    let stale = wanted(&app, "Developer", "production", "Read", "Deploy").await;
    let no_mark = wanted(&app, "Developer", "production", "None", "None + Approve").await;
    let same = wanted(&app, "Developer", "production", "None", "None").await;
    let good = open(&app).await;
    let before = app.dump().await;
    for (wanted, kind, words) in [
        (vec![admins_own], RefusalKind::Invalid, "no right in an environment by itself"),
        (vec![stale], RefusalKind::Conflict, "is None now, and was Read"),
        (vec![no_mark], RefusalKind::Invalid, "Approve needs at least Read"),
        (vec![same], RefusalKind::Invalid, "Nothing differs"),
        (vec![good, good], RefusalKind::Invalid, "stands there twice"),
    ] {
        let Err(ActionError::Refused(refusal)) = change_access(&app, &admin, &wanted).await else {
            panic!("{words} is not said");
        };
        assert_eq!(refusal.kind, kind, "{refusal}");
        assert!(refusal.sentence.contains(words), "{refusal}");
    }
    let denied = change_access(&app, &sre, &[good]).await.unwrap_err();
    assert!(matches!(denied, ActionError::Denied(Denied::NotAdministrator)), "{denied}");
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn a_review_tells_who_gains_what_and_writes_nothing() {
    let app = TestApp::with_storefront().await;
    app.project("mailer", crate::testing::app::DOCUMENT).await;
    for (name, role) in [("Ada", "Developer"), ("Ben", "Developer@mailer"), ("Cy", "SRE")] {
        app.person(name, role).await;
    }
    app.token("mailer", "Developer", "Cy").await;
    let before = app.dump().await;
    let wanted = wanted(&app, "Developer", "production", "None", "Deploy").await;
    let mut read = app.store.read().await.unwrap();
    let scope = crate::access::scope::Scope::of(crate::access::grants::Grants::system());
    let review = review::review(&app, &mut read, &scope, &[wanted]).await.unwrap();
    let gain = "Deploy on production";
    let hidden = "What is there was hidden until then: its state, history, logs and configuration.";
    assert_eq!(
        review.at_once.sentences,
        [
            format!("1 person gains {gain} (None → Deploy): Ada. {hidden}"),
            format!("1 person gains {gain} in mailer (None → Deploy): Ben. {hidden}"),
            format!("1 token gains {gain} in mailer (None → Deploy): ci of Cy. {hidden}"),
            "Nobody loses anything.".to_owned(),
        ]
    );
    assert!(review.waits.change.is_empty());
    assert_eq!(holdings::tokens(&mut read, START).await.unwrap().len(), 1);
    drop(read);
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn people_of_a_group_are_told_like_others() {
    let app = TestApp::with_storefront().await;
    let ada = app.person("Ada", "Auditor").await.person().unwrap();
    let role = "(SELECT id FROM roles WHERE name = 'Developer')";
    app.sql(&format!(
        "INSERT INTO groups (id, name, created_at) VALUES (1, 'Web team', 1);
         INSERT INTO memberships (group_id, person_id, source, since) VALUES (1, {ada}, 'admin', 1);
         INSERT INTO group_grants (group_id, role_id, granted_at) VALUES (1, {role}, 1);"
    ))
    .await;
    let wanted = wanted(&app, "Developer", "production", "None", "Deploy").await;
    let mut read = app.store.read().await.unwrap();
    let scope = crate::access::scope::Scope::of(crate::access::grants::Grants::system());
    let review = review::review(&app, &mut read, &scope, &[wanted]).await.unwrap();
    assert_eq!(
        review.at_once.sentences[0], "1 person gains Deploy on production (Read → Deploy): Ada.",
        "what she reads by another role is no gain"
    );
    let ways = holdings::now(&mut read, Some(ada), None).await.unwrap();
    assert_eq!(ways.iter().filter_map(|way| way.group.as_deref()).collect::<Vec<_>>(), ["Web team"]);
}
