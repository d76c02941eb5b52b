//! Tests of making tokens and using them.

use super::*;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::actions::use_token::use_token;
use crate::domain::id::{EnvironmentId, ProjectId};
use crate::domain::time::Span;
use crate::store::Write;
use crate::testing::TestApp;
use crate::testing::app::DOCUMENT;

async fn add(app: &TestApp, new: NewToken) -> Result<Made, String> {
    add_token(app, &Operator::at_command_line(), new).await.map_err(|error| error.to_string())
}

fn ci() -> NewToken {
    let [name, project, role, owner] = ["ci", "storefront", "DevOps", "ana"].map(str::to_owned);
    NewToken { name, project, role, owner, days: 90 }
}

async fn app_with_ana(role: &str) -> TestApp {
    let app = TestApp::with_storefront().await;
    app.person("ana", role).await;
    app
}

async fn change(app: &TestApp, sql: &'static str) {
    let mut write: Write = app.store.write().await.unwrap();
    sqlx::query(sql).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn a_token_acts_for_its_owner_in_its_project() {
    let app = app_with_ana("SRE").await;
    app.project("payments", DOCUMENT).await;
    let made = add(&app, ci()).await.unwrap();
    let actor = use_token(&app, &made.secret).await.unwrap().unwrap();
    assert!(matches!(&actor, Actor::Token { name, .. } if name == "ci"));
    let mut read = app.store.read().await.unwrap();
    let held = grants::of(&mut read, &actor).await.unwrap();
    assert!(held.may(Permission::Start, ProjectId(1), EnvironmentId(3)));
    assert!(!held.knows_project(ProjectId(2)));
    assert!(!held.may(Permission::Start, ProjectId(2), EnvironmentId(1)));
}

#[tokio::test]
async fn only_the_hash_is_kept() {
    let app = app_with_ana("SRE").await;
    let made = add(&app, ci()).await.unwrap();
    let dump = app.dump().await.join("\n");
    assert!(!dump.contains(&made.secret[8..]) && dump.contains(&made.secret[..8]));
}

#[tokio::test]
async fn it_opens_nothing_once_expired_or_revoked_or_without_its_owner() {
    let app = app_with_ana("SRE").await;
    let made = add(&app, NewToken { days: 1, ..ci() }).await.unwrap();
    let actor = use_token(&app, &made.secret).await.unwrap().unwrap();
    assert_eq!(use_token(&app, "slw_0").await.unwrap(), None);
    app.clock.advance(Span::days(1));
    assert_eq!(use_token(&app, &made.secret).await.unwrap(), None);
    app.clock.advance(Span::seconds(-1));
    assert!(use_token(&app, &made.secret).await.unwrap().is_some());
    change(&app, "UPDATE people SET disabled_at = 1").await;
    assert_eq!(use_token(&app, &made.secret).await.unwrap(), None);
    let held = grants::of(&mut app.store.read().await.unwrap(), &actor).await.unwrap();
    assert!(!held.knows_project(ProjectId(1)), "its owner holds nothing now");
    change(&app, "UPDATE people SET disabled_at = NULL").await;
    change(&app, "UPDATE tokens SET revoked_at = 1").await;
    assert_eq!(use_token(&app, &made.secret).await.unwrap(), None);
    let held = grants::of(&mut app.store.read().await.unwrap(), &actor).await.unwrap();
    assert!(!held.knows_project(ProjectId(1)) && held.token.is_none());
}

#[tokio::test]
async fn its_last_use_is_kept_to_the_minute() {
    let app = app_with_ana("SRE").await;
    let made = add(&app, ci()).await.unwrap();
    use_token(&app, &made.secret).await.unwrap();
    let first = app.dump().await;
    app.clock.advance(Span::seconds(59));
    use_token(&app, &made.secret).await.unwrap();
    assert_eq!(app.dump().await, first);
    app.clock.advance(Span::seconds(1));
    use_token(&app, &made.secret).await.unwrap();
    assert_ne!(app.dump().await, first);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_changes_nothing() {
    let app = app_with_ana("SRE@storefront").await;
    app.project("payments", DOCUMENT).await;
    let before = app.dump().await;
    let table = [
        (NewToken { name: String::new(), ..ci() }, "token's name"),
        (NewToken { days: 0, ..ci() }, "1 to 365 days"),
        (NewToken { project: "nowhere".to_owned(), ..ci() }, "no project"),
        (NewToken { role: "Wizard".to_owned(), ..ci() }, "no role"),
        (NewToken { owner: "nobody".to_owned(), ..ci() }, "no person"),
        (NewToken { project: "payments".to_owned(), ..ci() }, "ana has no role in payments"),
    ];
    for (new, words) in table {
        let refused = add(&app, new).await.err().unwrap();
        assert!(refused.contains(words), "{words}: {refused}");
        assert_eq!(app.dump().await, before, "{words}");
    }
}
