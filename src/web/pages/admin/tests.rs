//! The pages of people and groups, as an admin works with them and as others find them shut.

use crate::access::actor::Actor;
use crate::actions::grant_role::{HolderName, grant_role};
use crate::actions::revoke_role::revoke_role;
use crate::store::people;
use crate::testing::page::assert_shows;
use crate::testing::{Browser, TestApp, hostile};
use http::StatusCode;

async fn with_admin() -> (TestApp, Actor, Browser) {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    app.sql("UPDATE people SET password_hash = 'x'").await;
    let browser = Browser::signed_in(&app.app, &admin).await;
    (app, admin, browser)
}

/// The secret of the link that a page shows.
fn secret_of(page: &str, kind: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("http://127.0.0.1:3000/{kind}/")).unwrap_or_else(|| panic!("{page}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

#[tokio::test]
async fn an_admin_invites_a_person_who_signs_in() {
    let (app, _, mut admin) = with_admin().await;
    let page = admin.get("/admin/invitations").await.body;
    assert_shows(&page, &["One person", "Several at once", ">Storefront</option>"], &[]);
    let form =
        [("name", "ana"), ("display_name", "Ana Silva"), ("email", ""), ("role", "SRE"), ("project", "")];
    let answer = admin.post("/admin/invitations", &form).await;
    assert_eq!(answer.status, StatusCode::OK);
    let secret = secret_of(&answer.body, "invitation");
    let list = admin.get("/admin/people").await.body;
    assert_shows(&list, &["Ana Silva", "invited", "SRE"], &[&secret]);

    let mut ana = Browser::of(&app.app);
    let address = format!("/invitation/{secret}");
    assert_shows(&ana.get(&address).await.body, &["Ana Silva", "name=\"password\""], &["<nav"]);
    let differ =
        ana.post(&address, &[("password", "harbour lantern fog"), ("again", "harbour lantern fig")]).await;
    assert_eq!(differ.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_shows(&differ.body, &["The two passwords differ."], &["harbour"]);
    let password = "harbour lantern fog";
    let answer = ana.post(&address, &[("password", password), ("again", password)]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_eq!(ana.get(&address).await.status, StatusCode::GONE);
    ana.get("/sign-in").await;
    let answer = ana.post("/sign-in", &[("name", "ana"), ("password", password)]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(ana.get("/admin/people").await.status, StatusCode::FORBIDDEN);
}

/// SECURITY 14: a link that was used, is too old or never was opens nothing; what is sent twice is not taken.
#[tokio::test]
async fn a_link_that_opens_nothing_says_so() {
    let (app, _, mut admin) = with_admin().await;
    let answer = admin.post("/admin/invitations", &[("name", "ana")]).await;
    let secret = secret_of(&answer.body, "invitation");
    let mut ana = Browser::of(&app.app);
    let address = format!("/invitation/{secret}");
    ana.get(&address).await;
    let password = "harbour lantern fog";
    let twice = [("password", password), ("password", password), ("again", password)];
    assert_eq!(ana.post(&address, &twice).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let array = [("password[]", password), ("again", password)];
    assert_eq!(ana.post(&address, &array).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let other = admin.post("/admin/people/ana/link", &[]).await;
    assert_ne!(secret_of(&other.body, "invitation"), secret);
    let answer = ana.post(&address, &[("password", password), ("again", password)]).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_shows(&answer.body, &["another took its place", "Ask an admin"], &[]);
    for path in
        ["/invitation/x", "/reset/x", "/setup/x", &format!("/reset/{secret}"), &format!("/setup/{secret}")]
    {
        assert_eq!(ana.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// SECURITY 27: fields that a form does not have change nothing.
#[tokio::test]
async fn fields_that_a_form_does_not_have_are_refused() {
    let (app, _, mut admin) = with_admin().await;
    let made = admin.post("/admin/invitations", &[("name", "ana")]).await;
    let invitation = format!("/invitation/{}", secret_of(&made.body, "invitation"));
    admin.post("/admin/groups", &[("name", "Team")]).await;
    let before = app.dump_without_attempts().await;
    let password = ("password", "harbour lantern fog");
    for extra in ["id", "is_admin", "password_hash", "disabled_at", "created_at", "approved_by"] {
        for (path, fields) in [
            ("/admin/invitations", vec![("name", "ben")]),
            ("/admin/invitations/list", vec![("list", "ben")]),
            ("/admin/people/ana/roles", vec![("role", "SRE")]),
            ("/admin/people/ana/roles/end", vec![("role", "SRE")]),
            ("/admin/groups", vec![("name", "Other")]),
            ("/admin/groups/1/members", vec![("person", "ana")]),
            ("/admin/groups/1/roles", vec![("role", "SRE")]),
            (invitation.as_str(), vec![password, ("again", password.1)]),
        ] {
            let fields: Vec<_> = fields.into_iter().chain([(extra, "1")]).collect();
            let answer = admin.post(path, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {extra}");
        }
    }
    assert_eq!(app.dump_without_attempts().await, before);
}

/// SECURITY 11: who is disabled is signed out at once, in open streams too.
#[tokio::test]
async fn who_is_disabled_is_out_at_once() {
    let (app, _, mut admin) = with_admin().await;
    let sre = app.person("sre", "SRE").await;
    let running = app.app.clone();
    let pulse = tokio::spawn(async move { running.pulse.run(&running.store).await });
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let mut stream = browser.open("/events", None).await;
    let answer = admin.post("/admin/people/sre/disablement", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/admin/people/sre"));
    assert_eq!(stream.next().await, None, "the open stream ends");
    assert_eq!(browser.get("/").await.location(), "/sign-in");
    assert_shows(
        &admin.get("/admin/people/sre").await.body,
        &["disabled", "Enable"],
        &["Sign out everywhere"],
    );
    admin.post("/admin/people/sre/enablement", &[]).await;
    assert_eq!(browser.get("/").await.location(), "/sign-in", "no session comes back");
    let mut again = Browser::signed_in(&app.app, &sre).await;
    assert_eq!(again.get("/").await.status, StatusCode::OK);
    admin.post("/admin/people/sre/sign-out", &[]).await;
    assert_eq!(again.get("/").await.location(), "/sign-in");
    app.pulse.stop();
    pulse.await.unwrap().unwrap();
}

/// SECURITY 24: a role that is given or taken, by a group too, counts for the next request of an open session.
#[tokio::test]
async fn a_role_counts_from_the_next_request_on() {
    let (app, admin, mut pages) = with_admin().await;
    let ana = app.person("ana", "Developer").await;
    let mut browser = Browser::signed_in(&app.app, &ana).await;
    let production = "/environments/production";
    assert_eq!(browser.get(production).await.status, StatusCode::NOT_FOUND);
    let answer = pages.post("/admin/people/ana/roles", &[("role", "SRE"), ("project", "storefront")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(production).await.status, StatusCode::OK);
    pages.post("/admin/people/ana/roles/end", &[("role", "SRE"), ("project", "storefront")]).await;
    assert_eq!(browser.get(production).await.status, StatusCode::NOT_FOUND);

    let answer = pages.post("/admin/groups", &[("name", "Team"), ("claim", "")]).await;
    let group = answer.location().to_owned();
    pages.post(&format!("{group}/members"), &[("person", "ana")]).await;
    pages.post(&format!("{group}/roles"), &[("role", "SRE"), ("project", "")]).await;
    assert_eq!(browser.get(production).await.status, StatusCode::OK);
    assert_shows(&pages.get("/admin/people/ana").await.body, &["by the group", "Team"], &[]);
    pages.post(&format!("{group}/members/end"), &[("person", "ana")]).await;
    assert_eq!(browser.get(production).await.status, StatusCode::NOT_FOUND);

    let holder = HolderName::Person("ana".to_owned());
    grant_role(&app, &admin, &holder, &"Admin".parse().unwrap()).await.unwrap();
    assert_eq!(browser.get("/admin/people").await.status, StatusCode::OK);
    revoke_role(&app, &admin, &holder, &"Admin".parse().unwrap()).await.unwrap();
    assert_eq!(browser.get("/admin/people").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn refusals_come_back_on_the_page_with_what_was_typed() {
    let (app, _, mut admin) = with_admin().await;
    let answer = admin.post("/admin/people/admin/disablement", &[]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_shows(&answer.body, &["Not done", "Nobody would be left", "role=\"alert\""], &[]);
    let described = [("display_name", "Ana Silva"), ("email", "ana at example")];
    let answer = admin.post("/admin/people/admin/description", &described).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let typed = ["An e-mail address is expected", "value=\"Ana Silva\"", "value=\"ana at example\""];
    assert_shows(&answer.body, &typed, &[]);
    let described = [("display_name", "Ana Silva"), ("email", " ")];
    assert_eq!(admin.post("/admin/people/admin/description", &described).await.status, StatusCode::SEE_OTHER);
    assert_shows(&admin.get("/admin/people/admin").await.body, &["<h1>Ana Silva</h1>"], &["ana at example"]);
    let answer = admin.post("/admin/invitations", &[("name", "a b"), ("display_name", "Ana Silva")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_shows(&answer.body, &["Not invited", "value=\"a b\"", "value=\"Ana Silva\""], &[]);
    let answer = admin.post("/admin/invitations/list", &[("list", "ana\r\nb é,,x\r\nANA")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_shows(
        &answer.body,
        &["Line 2: ", "Line 3: ANA stands in line 1", "Nobody was invited", "b é,,x"],
        &[],
    );
    let answer = admin.post("/admin/invitations/list", &[("list", "ana\nben,Ben,,SRE")]).await;
    assert_shows(&answer.body, &["2 people are invited", "ana: http://", "ben: http://"], &[]);
    let answer = admin.post("/admin/groups", &[("name", " ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for path in ["/admin/people/nobody", "/admin/groups/99", "/admin/groups/x"] {
        assert_eq!(admin.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(people::all(&mut app.store.read().await.unwrap()).await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_people_are_called_stays_text() {
    let (app, _, mut admin) = with_admin().await;
    let hostile: Vec<&str> = hostile::STRINGS.iter().copied().filter(|text| !text.contains('\0')).collect();
    for (at, text) in hostile.iter().enumerate() {
        let quoted = text.replace('\'', "''");
        app.sql(&format!(
            "INSERT INTO people (sign_in_name, display_name, email, created_at) VALUES ('p{at}', '{quoted}', '{quoted}', 0);
             INSERT INTO groups (name, created_at) VALUES ('{quoted} {at}', 0);
             INSERT INTO memberships (group_id, person_id, source, since) SELECT max(g.id), max(p.id), 'admin', 0
             FROM groups g, people p"
        ))
        .await;
    }
    for path in ["/admin/people", "/admin/people/p0", "/admin/groups", "/admin/groups/1", "/admin/people/p1"]
    {
        let page = admin.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.body.contains("<script>") && !page.body.contains("<img"), "{path}");
    }
}
