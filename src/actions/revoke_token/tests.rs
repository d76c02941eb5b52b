//! Tests of making and revoking tokens as people.

use super::*;
use crate::actions::add_token::{NewToken, make_token};
use crate::actions::grant_role::{HolderName, grant_role};
use crate::actions::use_token::use_token;
use crate::testing::{Storefront, TestApp};

fn new(owner: &str, role: &str) -> NewToken {
    let [name, project, role, owner] = ["ci", "storefront", role, owner].map(str::to_owned);
    NewToken { name, project, role, owner, days: 90 }
}

async fn made(app: &TestApp, actor: &Actor, new: NewToken) -> Result<String, String> {
    make_token(app, actor, new).await.map(|made| made.secret).map_err(|error| error.to_string())
}

/// Gives an admin a role of their own besides.
async fn also(app: &TestApp, admin: &Actor, role: &str) {
    let Actor::Person { name, .. } = admin else { panic!("{admin:?} is a person") };
    grant_role(app, admin, &HolderName::Person(name.clone()), &role.parse().unwrap()).await.unwrap();
}

/// SECURITY 40, 51: people make tokens for themselves with a role they hold; who manages tokens makes them for anybody,
/// and gets nothing by them that they do not hold; a token makes none.
#[tokio::test]
async fn who_may_make_a_token_for_whom() {
    let app = TestApp::with_storefront().await;
    let [ana, bo, admin] = [("ana", "Developer"), ("bo", "SRE"), ("admin", "Admin")];
    let [ana, bo, admin] =
        [app.person(ana.0, ana.1).await, app.person(bo.0, bo.1).await, app.person(admin.0, admin.1).await];
    let secret = made(&app, &ana, new("ana", "Developer")).await.unwrap();
    assert!(made(&app, &ana, new("ana", "SRE")).await.unwrap_err().contains("do not hold the role"));
    assert!(made(&app, &ana, new("bo", "SRE")).await.unwrap_err().contains("manage"));
    assert!(
        made(&app, &ana, new("nobody", "SRE")).await.unwrap_err().contains("manage"),
        "nobody learns who exists"
    );
    assert!(made(&app, &admin, new("bo", "SRE")).await.unwrap_err().contains("do not hold the role"));
    also(&app, &admin, "SRE").await;
    assert!(made(&app, &admin, new("bo", "SRE")).await.is_ok());
    assert!(made(&app, &admin, new("nobody", "SRE")).await.unwrap_err().contains("no person"));
    let token = use_token(&app, &secret).await.unwrap().unwrap();
    assert!(made(&app, &token, new("ana", "Developer")).await.unwrap_err().contains("manage"));
    assert!(made(&app, &bo, NewToken { days: 366, ..new("bo", "SRE") }).await.unwrap_err().contains("365"));
    app.sql("UPDATE people SET disabled_at = 1 WHERE sign_in_name = 'bo'").await;
    assert!(made(&app, &bo, new("bo", "SRE")).await.is_err());
    assert!(made(&app, &admin, new("bo", "SRE")).await.unwrap_err().contains("no role"));
}

/// SECURITY 51: revoked, a token opens nothing from the next request on; another's reads like none at all.
#[tokio::test]
async fn a_revoked_token_opens_nothing_and_only_its_people_revoke_it() {
    let app = TestApp::with_storefront().await;
    let (ana, bo) = (app.person("ana", "SRE").await, app.person("bo", "SRE").await);
    let admin = app.person("admin", "Admin").await;
    let secret = made(&app, &ana, new("ana", "SRE")).await.unwrap();
    let token = use_token(&app, &secret).await.unwrap().unwrap();
    let id = token.token().unwrap();
    for other in [&bo, &token] {
        let refused = revoke_token(&app, other, id).await.unwrap_err().to_string();
        assert_eq!(refused, revoke_token(&app, other, TokenId(99)).await.unwrap_err().to_string());
    }
    revoke_token(&app, &ana, id).await.unwrap();
    assert!(use_token(&app, &secret).await.unwrap().is_none());
    let before = app.dump().await;
    revoke_token(&app, &admin, id).await.unwrap();
    assert_eq!(app.dump().await, before, "once is enough");
    also(&app, &admin, "SRE").await;
    let second = made(&app, &admin, new("ana", "SRE")).await.unwrap();
    let id = use_token(&app, &second).await.unwrap().unwrap().token().unwrap();
    revoke_token(&app, &admin, id).await.unwrap();
    assert!(use_token(&app, &second).await.unwrap().is_none());
}

/// SECURITY 29, 40: neither the owner nor the maker of a token approves what it asked for; the record has both.
#[tokio::test]
async fn neither_the_owner_nor_the_maker_of_a_token_approves_what_it_asked_for() {
    let store = Storefront::new().await;
    let app = &store.app;
    store.staged("2.8.0").await;
    let maker = &store.stakeholders[0];
    app.sql(
        "INSERT INTO grants (person_id, role_id, granted_at)
             SELECT p.id, r.id, 0 FROM people p, roles r WHERE p.id = (SELECT min(h.person_id) FROM holdings h
             JOIN roles s ON s.id = h.role_id AND s.name = 'Stakeholder') AND r.name IN ('Admin', 'SRE')",
    )
    .await;
    let mut read = app.store.read().await.unwrap();
    let owner = crate::store::people::by_id(&mut read, store.sre.person().unwrap())
        .await
        .unwrap()
        .unwrap()
        .sign_in_name;
    drop(read);
    let secret = made(app, maker, new(&owner, "SRE")).await.unwrap();
    let token = use_token(app, &secret).await.unwrap().unwrap();
    let number = store.request(&token, "2.8.0", "production").await;
    let deployment = store.deployment(number).await;
    assert_eq!(deployment.requested_by, store.sre.person());
    assert_eq!((deployment.requested_token, deployment.token_creator), (token.token(), maker.person()));
    for (who, allowed) in
        [(maker, false), (&store.sre, false), (&token, false), (&store.stakeholders[1], true)]
    {
        assert_eq!(store.approve(who, number).await.is_ok(), allowed, "{who:?}");
    }
}
