use crate::access::actor::Actor;
use crate::domain::text::Version;
use crate::store::releases;
use crate::testing::client::Answer;
use crate::testing::storefront::NOTHING;
use crate::testing::{Browser, Storefront, hostile};
use http::StatusCode;

const FORM: &str = "/projects/storefront/new-release";
const SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const GOOD: [(&str, &str); 7] = [
    ("version", "2.8.0"),
    ("commit", "4be1c0de"),
    ("artifact", "file:///srv/2.8.0.tar"),
    ("sha256", SHA256),
    ("irreversible", "no"),
    ("notes", "Call the shop first\r\nThen wait"),
    ("facts", "{\"coverage\": {\"percent\": 83.4}}"),
];

/// The good form with another value in a field.
fn with<'a>(name: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    GOOD.iter().map(|(own, good)| (*own, if *own == name { value } else { *good })).collect()
}

async fn send(shop: &Storefront, who: &Actor, fields: &[(&str, &str)]) -> Answer {
    let mut browser = Browser::signed_in(&shop.app.app, who).await;
    browser.post("/projects/storefront/releases", fields).await
}

#[tokio::test]
async fn who_may_deploy_anywhere_registers_a_release() {
    for who in 0..3 {
        let shop = Storefront::new().await;
        let who = [&shop.developer, &shop.devops, &shop.sre][who];
        let form = Browser::signed_in(&shop.app.app, who).await.get(FORM).await;
        assert_eq!(form.status, StatusCode::OK);
        assert!(form.body.contains("<textarea id=\"facts\"") && form.body.contains("Not declared"));
        let answer = send(&shop, who, &GOOD).await;
        let page = "/projects/storefront/releases/2.8.0";
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page), "{}", answer.body);
        let page = Browser::signed_in(&shop.app.app, who).await.get(page).await.body;
        for words in [
            "Irreversible change: no",
            "Call the shop first\nThen wait",
            "83.4%",
            "1 of 7 kinds",
            "1 of 5 pass",
        ] {
            assert!(page.contains(words), "{words:?} is not in {page}");
        }
        let again = send(&shop, who, &GOOD).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "the same again is no news");
    }
}

#[tokio::test]
async fn an_undeclared_release_stays_undeclared() {
    let shop = Storefront::new().await;
    assert_eq!(send(&shop, &shop.sre, &with("irreversible", "")).await.status, StatusCode::SEE_OTHER);
    let db = &mut *shop.store.read().await.unwrap();
    let project = crate::store::projects::by_slug(db, "storefront").await.unwrap().unwrap();
    let release = releases::by_version(db, project.id, &Version::parse("2.8.0").unwrap()).await.unwrap();
    assert_eq!(release.unwrap().irreversible, None);
}

#[tokio::test]
async fn a_refused_form_comes_back_filled_in_with_the_reason() {
    let shop = Storefront::new().await;
    for (name, value, words) in [
        ("version", "../etc", "version: "),
        ("version", "", "version: "),
        ("commit", "main", "commit: 4 to 64 hexadecimal digits are expected"),
        ("artifact", "", "artifact.uri: one line of text is expected"),
        ("sha256", "12", "artifact.sha256: 64 hexadecimal digits are expected"),
        ("irreversible", "perhaps", "irreversible: choose yes or no, or leave it out."),
        ("facts", "{", "facts: EOF while parsing"),
        ("facts", "{\"speed\": 1}", "unknown field `speed`"),
        (
            "facts",
            "{\"coverage\": {\"percent\": 101}}",
            "facts.coverage.percent is expected between 0 and 100",
        ),
    ] {
        let before = shop.dump().await;
        let answer = send(&shop, &shop.sre, &with(name, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.body);
        for words in [words, "Not registered", "Call the shop first", &format!("href=\"#{name}\"")] {
            assert!(answer.body.contains(words), "{words:?} is not in {}", answer.body);
        }
        let after: Vec<String> = shop.dump().await;
        let news: Vec<_> =
            after.iter().filter(|row| !before.contains(row) && !row.starts_with("sessions")).collect();
        assert!(news.is_empty(), "{name}: {news:?}");
    }
}

#[tokio::test]
async fn a_version_is_registered_once() {
    let shop = Storefront::new().await;
    shop.release("storefront", "2.8.0").await;
    let answer = send(&shop, &shop.sre, &GOOD).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for words in ["2.8.0 already exists with different content", "value=\"4be1c0de\"", SHA256] {
        assert!(answer.body.contains(words), "{words:?} is not in {}", answer.body);
    }
}

#[tokio::test]
async fn others_register_nothing() {
    let shop = Storefront::new().await;
    shop.project("other", crate::testing::app::DOCUMENT).await;
    let stranger = shop.person("eli", "SRE@other").await;
    for who in [&shop.stakeholders[0], &shop.auditor, &shop.admin] {
        let mut browser = Browser::signed_in(&shop.app.app, who).await;
        let form = browser.get(FORM).await;
        assert_eq!(form.status, StatusCode::FORBIDDEN);
        assert!(form.body.contains("do not let you register releases"));
        for fields in [GOOD.to_vec(), with("version", "")] {
            assert_eq!(send(&shop, who, &fields).await.status, StatusCode::FORBIDDEN);
        }
    }
    for fields in [GOOD.to_vec(), with("version", "")] {
        let answer = send(&shop, &stranger, &fields).await;
        assert!(answer.status == StatusCode::NOT_FOUND && answer.body.contains(NOTHING));
    }
    let rows = shop.dump().await;
    assert!(!rows.iter().any(|row| row.starts_with("releases:")));
}

#[tokio::test]
async fn what_was_typed_stays_text() {
    let shop = Storefront::new().await;
    let shape = async |text: &str| {
        let fields = with("commit", "none of this is registered");
        let mut fields: Vec<(&str, &str)> = fields
            .into_iter()
            .map(|(name, value)| (name, if name == "commit" { value } else { text }))
            .collect();
        fields.retain(|(name, _)| !["version", "irreversible", "facts"].contains(name));
        fields.push(("version", "2.8.0"));
        hostile::structure(&send(&shop, &shop.sre, &fields).await.body)
    };
    let calm = shape("calm").await;
    for text in hostile::STRINGS {
        assert_eq!(shape(text).await, calm, "{text:?}");
    }
}
