//! Tests that pages and files say who did something, and that no two people are taken for one.

use crate::access::actor::Actor;
use crate::actions::add_person::NewPerson;
use crate::actions::request_deployment::request_deployment;
use crate::actions::start_deployment::start_deployment;
use crate::testing::app::new_person;
use crate::testing::page::{assert_shows, seen, text};
use crate::testing::progress::asked;
use crate::testing::{Browser, TestApp, Token};

async fn called(app: &TestApp, sign_in_name: &str, name: &str, role: &str) -> Actor {
    let (display_name, roles) = (Some(name.to_owned()), vec![role.parse().unwrap()]);
    app.person_with(NewPerson { display_name, roles, ..new_person(sign_in_name) }).await
}

/// What each of these pages says without its tags.
async fn all(app: &TestApp, actor: &Actor, pages: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for page in pages {
        found.push(text(&seen(app, actor, page).await));
    }
    found
}

#[tokio::test]
async fn two_people_with_one_name_are_told_apart_by_their_sign_in_names() {
    let app = TestApp::with_storefront().await;
    let ada = called(&app, "ada", "Ada Lovelace", "SRE").await;
    let auditor = called(&app, "audit", "Auditor", "Auditor").await;
    app.release("storefront", "1.0.0").await;
    let number = app.deploy(&ada, &[], ("storefront", "development", "1.0.0")).await;
    let deployment = format!("/deployments/{number}");
    let pages = [deployment.as_str(), "/history", "/environments/development", "/admin/audit"];
    // The audit log's filter tells everybody apart by both names anyway.
    for page in all(&app, &auditor, &pages[..3]).await {
        assert_shows(&page, &["Ada Lovelace"], &["(ada)"]);
    }
    called(&app, "lovelace", "ada lovelace", "Developer").await;
    for page in all(&app, &auditor, &pages).await {
        assert_shows(&page, &["Ada Lovelace (ada)"], &[]);
    }
    let audit = text(&seen(&app, &auditor, "/admin/audit").await);
    assert_shows(&audit, &["Ada Lovelace (ada) asked for 1.0.0"], &[]);
}

/// Rolls a release back and reports it, so that what speaks against it names people, and walks over all that tells it.
#[tokio::test]
async fn two_people_with_one_name_are_told_apart_wherever_something_speaks_against_a_release() {
    let app = TestApp::with_storefront().await;
    let ada = called(&app, "ada", "Ada", "SRE").await;
    called(&app, "ada2", "ADA", "SRE").await;
    let ben = called(&app, "ben", "Ben", "SRE").await;
    called(&app, "ben2", "Ben", "Developer").await;
    let (sam, kim) =
        (called(&app, "sam", "Sam", "Stakeholder").await, called(&app, "kim", "Kim", "Stakeholder").await);
    for version in ["1.0.0", "1.1.0"] {
        app.release("storefront", version).await;
        for environment in ["development", "staging"] {
            app.deploy(&ada, &[], ("storefront", environment, version)).await;
        }
        app.deploy(&ada, &[&sam, &kim], ("storefront", "production", version)).await;
    }
    let older = app.request(&ada, "storefront", "development", "1.0.0").await;
    let back = app.roll_back(&ada, asked("storefront", "production", "1.0.0")).await;
    app.start(&ada, back).await;
    app.succeed(back).await;
    let page = "/projects/storefront/releases/1.1.0";
    let (secret, ci) = app.token("storefront", "SRE", "ada").await;
    let problem = serde_json::json!({"environment": "production", "reason": "no basket"});
    let reported = Token::of(&app.app, &secret).post(&format!("/api/v1{page}/problems"), &problem).await;
    assert_eq!(reported.status, 201, "{}", reported.body);
    let ways = [page, "/deployments/new?project=storefront&environment=production&release=1.1.0"];
    for way in ways {
        let told = text(&seen(&app, &ben, way).await);
        assert_shows(&told, &["Ada (ada)", "ci (token of Ada (ada))"], &["with token", "by Ada:", "(Ada)"]);
    }
    // What a success would end names who asked for it.
    let ends = text(
        &seen(&app, &ben, "/deployments/new?project=storefront&environment=development&release=1.1.0").await,
    );
    assert_shows(&ends, &[&format!("#{older} (1.0.0), requested by Ada (ada)")], &[]);
    let fields = [("environment", "production"), ("reason", "it was the network")];
    let clear = seen(&app, &ben, page).await;
    let keys = clear.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let cleared = Browser::signed_in(&app.app, &ben)
        .await
        .post(&format!("{page}/clearings"), &[fields[0], fields[1], ("seen", keys.as_str())])
        .await;
    assert_eq!(cleared.status, 303, "{}", cleared.body);
    assert_shows(&text(&seen(&app, &ada, page).await), &["Cleared by Ben (ben)"], &["Cleared by Ben on"]);
    let again = request_deployment(&app, &ci, &asked("storefront", "production", "1.1.0")).await.unwrap();
    let told = text(&seen(&app, &sam, &format!("/deployments/{again}")).await);
    assert_shows(&told, &["Cleared by Ben (ben)", "Rolled back in production by", "Ada (ada): “"], &[]);
    let api = Token::of(&app.app, &secret).get(&format!("/api/v1/deployments/{again}")).await.json();
    let causes = api["suspicion"].as_array().unwrap();
    assert_eq!(causes.len(), 2, "{api}");
    for cause in causes {
        assert_eq!(
            (&cause["by_sign_in_name"], &cause["cleared_by_sign_in_name"]),
            (&"ada".into(), &"ben".into())
        );
    }
}

#[tokio::test]
async fn files_and_the_api_always_name_the_sign_in_name() {
    let app = TestApp::with_storefront().await;
    let ada = called(&app, "ada", "Ada", "SRE").await;
    let sam = called(&app, "sam", "Sam", "Stakeholder").await;
    let kim = called(&app, "kim", "Kim", "Stakeholder").await;
    app.release("storefront", "1.0.0").await;
    app.deploy(&ada, &[], ("storefront", "development", "1.0.0")).await;
    app.deploy(&ada, &[], ("storefront", "staging", "1.0.0")).await;
    let number = app.deploy(&ada, &[&sam, &kim], ("storefront", "production", "1.0.0")).await;
    let csv = seen(&app, &ada, "/history.csv?environment=production").await;
    let mut lines = csv.lines();
    assert!(lines.next().unwrap().ends_with(
        ",requested_by_sign_in_name,requested_with_token,started_by,started_by_sign_in_name,started_with_token,approvers"
    ));
    let row = lines.next().unwrap();
    assert!(row.ends_with(",\"ada\",\"\",\"Ada\",\"ada\",\"\",\"Sam (sam); Kim (kim)\""), "{row}");
    let (secret, _) = app.token("storefront", "SRE", "ada").await;
    let told = Token::of(&app.app, &secret).get(&format!("/api/v1/deployments/{number}")).await.json();
    assert_eq!((&told["requested_by"], &told["requested_by_sign_in_name"]), (&"Ada".into(), &"ada".into()));
    assert_eq!((&told["started_by_sign_in_name"], &told["started_with_token"]), (&"ada".into(), &().into()));
    assert_eq!(
        (&told["approvals"][0]["person"], &told["approvals"][0]["sign_in_name"]),
        (&"Sam".into(), &"sam".into())
    );
}

#[tokio::test]
async fn what_a_token_did_is_told_with_the_token_and_its_owner_everywhere() {
    let app = TestApp::with_storefront().await;
    let ada = called(&app, "ada", "Ada", "SRE").await;
    let auditor = called(&app, "audit", "Auditor", "Auditor").await;
    let (secret, ci) = app.token("storefront", "SRE", "ada").await;
    let release = serde_json::to_value(crate::testing::app::good_release("1.0.0")).unwrap();
    Token::of(&app.app, &secret).post("/api/v1/projects/storefront/releases", &release).await;
    let number = request_deployment(&app, &ci, &asked("storefront", "development", "1.0.0")).await.unwrap();
    let deployment = format!("/deployments/{number}");
    app.make_ready(&ada, &[], number).await;
    start_deployment(&app, &ci, number).await.unwrap();
    app.succeed(number).await;
    let pages = [
        deployment.as_str(),
        "/history",
        "/environments/development",
        "/admin/audit",
        "/projects/storefront/releases/1.0.0",
        "/history.csv",
        "/admin/audit.csv",
        "/admin/audit.jsonl",
    ];
    for (page, told) in pages.iter().zip(all(&app, &auditor, &pages).await) {
        assert!(told.contains("ci (token of Ada)"), "{page}: {told}");
    }
    // Who put it there stands in the title of what serves.
    assert!(seen(&app, &auditor, "/projects/storefront").await.contains("ci (token of Ada)"));
    let page = text(&seen(&app, &auditor, &deployment).await);
    assert_shows(
        &page,
        &["by ci (token of Ada)", "ci (token of Ada) started it"],
        &["with a token", "Token ci"],
    );
    let told = Token::of(&app.app, &secret).get(&format!("/api/v1/deployments/{number}")).await.json();
    assert_eq!(told["requested_by"], "ci (token of Ada)");
    assert_eq!((&told["requested_with_token"], &told["started_with_token"]), (&"ci".into(), &"ci".into()));
    assert_eq!(told["started_by"], "ci (token of Ada)");
}

#[tokio::test]
async fn a_version_from_the_command_line_says_so() {
    let app = TestApp::with_storefront().await;
    let auditor = called(&app, "audit", "Auditor", "Auditor").await;
    for page in ["/projects/storefront", "/projects/storefront/strategy"] {
        let told = text(&seen(&app, &auditor, page).await);
        assert_shows(&told, &["imported from the command line"], &["the operator"]);
    }
    let audit = Browser::signed_in(&app.app, &auditor).await.get("/admin/audit").await.body;
    assert_shows(&text(&audit), &["Someone at the command line"], &["The operator"]);
}
