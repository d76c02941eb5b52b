//! Tests of the pages of tokens.

use crate::testing::client::Answer;
use crate::testing::{Anonymous, Browser, TestApp, Token, hostile};
use http::StatusCode;

const NEW: [(&str, &str); 5] =
    [("name", "ci"), ("project", "storefront"), ("role", "SRE"), ("owner", "sre"), ("days", "90")];

fn secret(answer: &Answer) -> String {
    let (_, rest) = answer
        .body
        .split_once("id=\"token\"")
        .and_then(|(_, rest)| rest.split_once("value=\""))
        .unwrap_or_else(|| panic!("{}", answer.body));
    rest.split('"').next().unwrap().to_owned()
}

async fn open(app: &TestApp, name: &str, role: &str) -> Browser {
    let person = app.person(name, role).await;
    Browser::signed_in(&app.app, &person).await
}

/// SECURITY 51: a token is shown once, has a prefix, opens its project, and nothing from its revocation on.
#[tokio::test]
async fn a_token_is_shown_once_used_and_revoked() {
    let app = TestApp::with_storefront().await;
    let mut sre = open(&app, "sre", "SRE").await;
    app.release("storefront", "2.8.0").await;
    let made = sre.post("/account/tokens", &NEW).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.header("cache-control"), "no-store");
    let secret = secret(&made);
    assert!(secret.starts_with("slw_") && secret.len() == 52);
    let list = sre.get("/account/tokens").await.body;
    assert!(list.contains(&secret[..8]) && !list.contains(&secret[8..]) && list.contains(">never<"));
    let ci = Token::of(&app.app, &secret);
    let there = "/api/v1/projects/storefront/environments/production";
    assert_eq!(ci.get(there).await.status, StatusCode::OK);
    assert!(!sre.get("/account/tokens").await.body.contains(">never<"), "its use is kept");
    let revoked = sre.post("/account/tokens/revocation", &[("token", "1")]).await;
    assert_eq!((revoked.status, revoked.location()), (StatusCode::SEE_OTHER, "/account/tokens"));
    assert_eq!(ci.get(there).await.status, StatusCode::UNAUTHORIZED);
    assert!(sre.get("/account/tokens").await.body.contains("Revoked"));
    let dump = app.dump().await.join("\n");
    assert!(!dump.contains(&secret[8..]), "nothing keeps it");
}

#[tokio::test]
async fn who_manages_tokens_makes_and_revokes_them_for_others() {
    let app = TestApp::with_storefront().await;
    let (mut admin, mut sre) = (open(&app, "admin", "Admin").await, open(&app, "sre", "SRE").await);
    let more = admin.post("/admin/tokens", &NEW).await;
    assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY, "more than they hold");
    admin.post("/admin/people/admin/roles", &[("role", "SRE")]).await;
    let made = admin.post("/admin/tokens", &NEW).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert!(sre.get("/account/tokens").await.body.contains("by admin"), "whose it is sees who made it");
    for (path, status) in [("/admin/tokens", 403), ("/admin/tokens/revocation", 403)] {
        assert_eq!(sre.post(path, &[("token", "1")]).await.status.as_u16(), status, "{path}");
    }
    let mut other = open(&app, "other", "SRE").await;
    let others = other.post("/account/tokens/revocation", &[("token", "1")]).await;
    let nobodys = other.post("/account/tokens/revocation", &[("token", "99")]).await;
    assert_eq!(
        (others.status, nobodys.status),
        (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
    );
    assert!(
        Token::of(&app.app, &secret(&made)).get("/api/v1/deployments/1").await.status
            != StatusCode::UNAUTHORIZED
    );
    admin.post("/admin/tokens/revocation", &[("token", "1")]).await;
    assert_eq!(
        Token::of(&app.app, &secret(&made)).get("/api/v1/deployments/1").await.status,
        StatusCode::UNAUTHORIZED
    );
}

/// SECURITY 40: whoever a form names as the owner, on one's own page the owner is oneself.
#[tokio::test]
async fn a_form_does_not_make_a_token_for_somebody_else() {
    let app = TestApp::with_storefront().await;
    app.person("sre", "SRE").await;
    let mut developer = open(&app, "dev", "Developer").await;
    let refused = developer.post("/account/tokens", &NEW).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("You do not hold the role") && refused.body.contains("value=\"ci\""));
    let own = NEW.map(|(name, value)| if name == "role" { (name, "Developer") } else { (name, value) });
    let made = developer.post("/account/tokens", &own).await;
    let ci = Token::of(&app.app, &secret(&made));
    let there = "/api/v1/projects/storefront/environments/production";
    assert_eq!(
        ci.get(there).await.status,
        StatusCode::NOT_FOUND,
        "production does not exist for a developer"
    );
}

/// SECURITY 51: good for a year at most; the query string is no place for it; it opens no page.
#[tokio::test]
async fn a_token_ends_stays_out_of_addresses_and_opens_no_page() {
    let app = TestApp::with_storefront().await;
    let mut sre = open(&app, "sre", "SRE").await;
    for days in ["0", "366", "-1", "many", ""] {
        let new = NEW.map(|(name, value)| if name == "days" { (name, days) } else { (name, value) });
        let refused = sre.post("/account/tokens", &new).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
        assert!(refused.body.contains("1 to 365 days"));
    }
    let secret = secret(&sre.post("/account/tokens", &NEW).await);
    let (ci, nobody) = (Token::of(&app.app, &secret), Anonymous::of(&app.app));
    for path in [
        format!("/api/v1/deployments/1?x={secret}"),
        format!("/history?find={secret}"),
        "/api/v1/deployments/1?access_token=x".to_owned(),
    ] {
        assert_eq!(nobody.get(&path).await.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(ci.get(&path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    for path in ["/", "/admin/tokens", "/account/tokens", "/admin/audit", "/deployments/1"] {
        assert!(ci.get(path).await.location().starts_with("/sign-in"), "{path}");
    }
}

#[tokio::test]
async fn names_stay_text() {
    let app = TestApp::with_storefront().await;
    let mut sre = open(&app, "sre", "SRE").await;
    for text in hostile::STRINGS {
        let new = NEW.map(|(name, value)| if name == "name" { (name, *text) } else { (name, value) });
        let answer = sre.post("/account/tokens", &new).await;
        assert!(answer.status == StatusCode::CREATED || answer.status == StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.body.contains("<script>alert") && !answer.body.contains("<img src=x"), "{text}");
    }
}
