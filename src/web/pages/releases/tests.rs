use crate::access::actor::Actor;
use crate::domain::release::{Artifact, Change, Declared, NewRelease};
use crate::domain::time::Span;
use crate::testing::app::good_release;
use crate::testing::client::Answer;
use crate::testing::page::{assert_shows, seen};
use crate::testing::scene::Scene;
use crate::testing::storefront::NOTHING;
use crate::testing::{Browser, Storefront, hostile};
use http::StatusCode;

async fn see(shop: &Storefront, who: &Actor, path: &str) -> Answer {
    Browser::signed_in(&shop.app.app, who).await.get(path).await
}

async fn page(shop: &Storefront, who: &Actor, version: &str) -> String {
    let answer = see(shop, who, &format!("/projects/storefront/releases/{version}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

fn assert_reads(page: &str, words: &[&str]) {
    for words in words {
        assert!(page.contains(words), "{words:?} is not in {page}");
    }
}

fn commit(subject: &str) -> Change {
    Change {
        sha: "4be1c0de".to_owned(),
        subject: subject.to_owned(),
        author: "Checkout team".to_owned(),
        ticket: Some("SHOP-88".to_owned()),
        url: Some("https://git.example/shop/4be1c0de".to_owned()),
    }
}

#[tokio::test]
async fn a_release_says_what_it_is_and_what_it_proves() {
    let shop = Storefront::new().await;
    let new = NewRelease {
        changes: vec![commit("Basket keeps its items")],
        notes: "Call the shop first".to_owned(),
        ..good_release("2.8.0")
    };
    let release = shop.release_with("storefront", new).await;
    let page = page(&shop, &shop.auditor, "2.8.0").await;
    let digest = release.digest.clone();
    assert_reads(
        &page,
        &["5 of 5 pass", "at least 80%", "83.4%", "412 passed, 0 failed", "7 of 7 kinds", &digest],
    );
    assert_reads(
        &page,
        &["file:///srv/2.8.0.tar", &"a".repeat(64), "Basket keeps its items", "Checkout team"],
    );
    assert_reads(&page, &["Call the shop first", "by the command line", "Enforced in "]);
    assert_reads(
        &page,
        &["href=\"https://git.example/shop/4be1c0de\" rel=\"external noopener noreferrer\">SHOP-88<"],
    );
}

#[tokio::test]
async fn missing_evidence_is_said_and_passes_nothing() {
    let shop = Storefront::new().await;
    let mut new = good_release("2.8.0");
    new.facts.vulnerabilities = None;
    new.facts.coverage = serde_json::from_str("{\"percent\": 71.2}").unwrap();
    shop.release_with("storefront", new).await;
    let page = page(&shop, &shop.auditor, "2.8.0").await;
    assert_reads(
        &page,
        &["3 of 5 pass", "missing: no evidence", "71.2%, fail", "6 of 7 kinds", "missing: nothing"],
    );
}

#[tokio::test]
async fn only_a_declared_no_reads_as_safe() {
    let shop = Storefront::new().await;
    for (version, declared, words) in [
        ("1.0.0", None, "state waiting\">Irreversible change: not declared"),
        ("1.0.1", Some(Declared::Yes), "state failed\">Irreversible change: yes"),
        ("1.0.2", Some(Declared::No), "state live\">Irreversible change: no"),
    ] {
        shop.release_with("storefront", NewRelease { irreversible: declared, ..good_release(version) }).await;
        let page = page(&shop, &shop.auditor, version).await;
        assert_reads(&page, &[words]);
        assert_eq!(page.contains("not the data"), declared != Some(Declared::No), "{version}");
    }
}

#[tokio::test]
async fn each_sees_their_environments_and_no_other() {
    let shop = Storefront::new().await;
    shop.release("storefront", "2.7.3").await;
    shop.deployed("2.7.3", "staging").await;
    shop.in_production("2.7.3").await;
    let new = NewRelease { changes: vec![commit("a"), commit("b")], ..good_release("2.8.0") };
    shop.release_with("storefront", new).await;
    shop.clock.advance(Span::minutes(1));

    let old = page(&shop, &shop.auditor, "2.7.3").await;
    assert_eq!(old.matches(">Live</span>").count(), 4, "two places and their deployments: {old}");
    let new = page(&shop, &shop.auditor, "2.8.0").await;
    assert_reads(&new, &["Serves 2.7.3: 2 commits since, in 1 release.", "Nothing is live there yet."]);
    assert!(!new.contains("/deployments/new"), "an auditor asks for nothing");

    let devops = page(&shop, &shop.devops, "2.8.0").await;
    assert_reads(
        &devops,
        &["/deployments/new?project=storefront&amp;environment=production&amp;release=2.8.0"],
    );

    let developer = page(&shop, &shop.developer, "2.7.3").await;
    assert!(!developer.contains("production"), "{developer}");
    assert_eq!(developer.matches(">Live</span>").count(), 2, "staging and its deployment");
    assert_eq!(developer.matches("/deployments/new").count(), 1, "staging can only be read");

    let admin = page(&shop, &shop.admin, "2.8.0").await;
    for environment in ["development", "staging", "production", "2.7.3"] {
        assert!(!admin.contains(environment), "{environment}");
    }
}

#[tokio::test]
async fn a_release_beside_or_behind_what_serves_says_so() {
    let shop = Storefront::new().await;
    for version in ["2.7.3", "2.8.0"] {
        shop.release("storefront", version).await;
    }
    shop.deployed("2.8.0", "staging").await;
    shop.in_production("2.7.3").await;
    let number = shop.running("2.8.0").await;
    shop.fail(number, 1).await;
    let old = page(&shop, &shop.auditor, "2.7.3").await;
    assert_reads(&old, &["Serves 2.8.0, which was registered later.", "Mixed: on 2 of 3 targets"]);
    let new = page(&shop, &shop.auditor, "2.8.0").await;
    assert_reads(&new, &["Mixed: on 1 of 3 targets"]);
}

#[tokio::test]
async fn a_first_attempt_that_failed_half_way_is_mixed() {
    let shop = Storefront::new().await;
    shop.release("storefront", "2.7.3").await;
    shop.deployed("2.7.3", "staging").await;
    let number = shop.running("2.7.3").await;
    shop.fail(number, 1).await;
    shop.release("storefront", "2.8.0").await;
    let tried = page(&shop, &shop.auditor, "2.7.3").await;
    assert_reads(&tried, &["Mixed: on 1 of 3 targets"]);
    let next = page(&shop, &shop.auditor, "2.8.0").await;
    assert_reads(&next, &["Serves 2.7.3 on 1 of 3 targets: 0 commits since, in 1 release."]);
}

#[tokio::test]
async fn who_has_no_role_in_the_project_finds_nothing() {
    let shop = Storefront::new().await;
    shop.project("other", crate::testing::app::DOCUMENT).await;
    shop.release("storefront", "2.8.0").await;
    let stranger = shop.person("eli", "SRE@other").await;
    for (who, path) in [
        (&stranger, "/projects/storefront/releases/2.8.0"),
        (&shop.auditor, "/projects/storefront/releases/9.9.9"),
        (&shop.auditor, "/projects/nowhere/releases/2.8.0"),
        (&shop.auditor, "/projects/storefront/releases/-"),
    ] {
        let answer = see(&shop, who, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains(NOTHING), "{path}");
    }
}

#[tokio::test]
async fn what_a_release_brings_along_stays_text() {
    let shop = Storefront::new().await;
    let mut shapes = Vec::new();
    let texts = hostile::STRINGS
        .iter()
        .filter(|text| crate::domain::text::is_one_line(text) && !text.trim().is_empty());
    for (at, text) in std::iter::once(&"calm").chain(texts).enumerate() {
        let version = format!("1.{at}.0");
        let artifact = Artifact { uri: (*text).to_owned(), sha256: "a".repeat(64) };
        let change = Change {
            author: (*text).to_owned(),
            ticket: Some((*text).to_owned()),
            url: None,
            ..commit(text)
        };
        let new = NewRelease {
            artifact,
            changes: vec![change],
            notes: (*text).to_owned(),
            ..good_release(&version)
        };
        shop.release_with("storefront", new).await;
        let page = page(&shop, &shop.auditor, &version).await;
        shapes.push((text, hostile::structure(&page)));
    }
    let calm = shapes[0].1.clone();
    for (text, shape) in shapes {
        assert_eq!(shape, calm, "{text:?}");
    }
}

#[tokio::test]
async fn a_release_shows_how_far_it_has_come_and_what_it_brings_beyond_what_serves() {
    let Scene { app, people, .. } = Scene::build().await;
    let address = "/projects/storefront/releases/2.8.0";
    let page = seen(&app, &people.auditor, address).await;
    let shown = ["How far 2.8.0 has come", "production serves 2.7.3: 0 commits in 1 release since"];
    assert_shows(&page, &shown, &[]);
    assert_shows(&seen(&app, &people.developer, address).await, &shown[..1], &["production", "2.7.3"]);
}

#[tokio::test]
async fn a_release_may_have_the_name_of_any_page() {
    let shop = Storefront::new().await;
    for version in ["new", "new-release", "releases"] {
        shop.app.release("storefront", version).await;
        let page = page(&shop, &shop.devops, version).await;
        assert_reads(&page, &[&format!(" {version} · Slipway</title>")]);
    }
}

async fn report(shop: &Storefront, who: &Actor, version: &str, environment: &str, reason: &str) -> Answer {
    let path = format!("/projects/storefront/releases/{version}/problems");
    let fields = [("environment", environment), ("reason", reason)];
    Browser::signed_in(&shop.app.app, who).await.post(&path, &fields).await
}

#[tokio::test]
async fn a_report_makes_a_release_suspect_on_every_page_and_a_clearing_is_told_afterwards() {
    let shop = Storefront::served_two().await;
    shop.register("3", '3').await;
    shop.deployed("3", "staging").await;
    let waiting = shop.answered("3", "production").await;
    let silent = report(&shop, &shop.devops, "3", "production", " ").await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_reads(&silent.body, &["Say what is wrong with the release."]);
    assert_eq!(
        report(&shop, &shop.devops, "3", "production", "no basket").await.status,
        StatusCode::SEE_OTHER
    );
    let why = "eported as bad in production by devops";
    let own = page(&shop, &shop.sre, "3").await;
    assert_reads(&own, &["<h2>Suspect</h2>", why, "id=\"problem-1\"", "Clear 3 in production"]);
    let of_waiting = see(&shop, &shop.stakeholders[0], &format!("/deployments/{waiting}")).await.body;
    assert_reads(&of_waiting, &["What could go wrong", why, "3 is suspect", "/releases/3#problem-1"]);
    let board = see(&shop, &shop.devops, "/").await.body;
    assert_reads(&board, &["3 is suspect"]);
    let request =
        see(&shop, &shop.devops, "/deployments/new?project=storefront&environment=production").await;
    assert_reads(
        &request.body,
        &["value=\"3\" disabled", "state failed\">Suspect</span>", "Reported as bad in production"],
    );
    let hidden = page(&shop, &shop.developer, "3").await;
    assert_reads(&hidden, &["eported as bad in an environment you can't see"]);
    assert!(!hidden.contains("no basket") && !hidden.contains("problem-1"), "{hidden}");

    let path = "/projects/storefront/releases/3/clearings";
    let fields = [("environment", "production"), ("seen", "report-1"), ("reason", "it was the network")];
    for (who, status) in [
        (&shop.developer, StatusCode::NOT_FOUND),
        (&shop.stakeholders[0], StatusCode::FORBIDDEN),
        (&shop.devops, StatusCode::FORBIDDEN),
        (&shop.sre, StatusCode::SEE_OTHER),
    ] {
        let answer = Browser::signed_in(&shop.app.app, who).await.post(path, &fields).await;
        assert_eq!(answer.status, status, "{who:?}");
    }
    let of_waiting = see(&shop, &shop.stakeholders[0], &format!("/deployments/{waiting}")).await.body;
    assert_reads(&of_waiting, &["it was the network", "Cleared by sre"]);
    assert!(!of_waiting.contains("3 is suspect"), "{of_waiting}");
}
