use crate::actions::add_person::NewPerson;
use crate::actions::approve_deployment::{TheirDecision, approve_deployment};
use crate::domain::approval::Decision;
use crate::domain::time::Span;
use crate::testing::app::{good_release, new_person};
use crate::testing::client::Answer;
use crate::testing::{Anonymous, TestApp, Token};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

const RELEASES: &str = "/api/v1/projects/storefront/releases";
const DEPLOYMENTS: &str = "/api/v1/projects/storefront/deployments";

async fn with_ci() -> (TestApp, Token) {
    let app = TestApp::with_storefront().await;
    app.person("ana", "DevOps").await;
    let (secret, _) = app.token("storefront", "DevOps", "ana").await;
    let token = Token::of(&app.app, &secret);
    (app, token)
}

fn release(version: &str) -> Value {
    serde_json::to_value(good_release(version)).unwrap()
}

/// A problem document of this status that says these words.
fn assert_problem(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["type"], "about:blank");
    assert_eq!(problem["status"], status);
    assert_eq!(problem["title"], answer.status.canonical_reason().unwrap());
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(words), "{detail}");
}

#[tokio::test]
async fn a_release_is_registered_once() {
    let (_app, ci) = with_ci().await;
    let first = ci.post(RELEASES, &release("2.8.0")).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    assert_eq!(first.json()["version"], "2.8.0");
    assert_eq!(first.json()["digest"].as_str().unwrap().len(), 64);
    let again = ci.post(RELEASES, &release("2.8.0")).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()));
    let mut other = release("2.8.0");
    other["commit"] = json!("0badc0de");
    assert_problem(&ci.post(RELEASES, &other).await, 409, "commit");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_changes_nothing() {
    let (app, ci) = with_ci().await;
    app.release("storefront", "2.7.3").await;
    let without = |field: &str| {
        let mut body = release("2.8.0");
        body.as_object_mut().unwrap().remove(field);
        body.to_string()
    };
    let with = |field: &str, value: Value| {
        let mut body = release("2.8.0");
        body[field] = value;
        body.to_string()
    };
    ci.get("/api/v1/deployments/1").await;
    let before = app.dump().await;
    let table = [
        (RELEASES, without("version"), 422, "missing field `version`"),
        (RELEASES, without("artifact"), 422, "missing field `artifact`"),
        (RELEASES, with("approved_by", json!(1)), 422, "unknown field `approved_by`"),
        (RELEASES, with("version", json!("a b")), 422, "version"),
        (RELEASES, with("artifact", json!({"uri": "x"})), 422, "artifact: missing field `sha256`"),
        (RELEASES, with("commit", json!("xyz")), 422, "commit"),
        (RELEASES, "{\"version\":".to_owned(), 400, "not JSON"),
        (RELEASES, "\u{feff}{}".to_owned(), 400, "not JSON"),
        ("/api/v1/projects/nothing/releases", release("2.8.0").to_string(), 404, "nothing here"),
        (DEPLOYMENTS, "{}".to_owned(), 422, "missing field `release`"),
        (
            DEPLOYMENTS,
            json!({"release": "9.9.9", "environment": "staging"}).to_string(),
            422,
            "no release 9.9.9",
        ),
        (DEPLOYMENTS, json!({"release": "2.7.3", "environment": "moon"}).to_string(), 404, "nothing here"),
        (
            DEPLOYMENTS,
            json!({"release": "2.7.3", "environment": "staging", "kind": "x"}).to_string(),
            422,
            "kind",
        ),
        ("/api/v1/deployments/1/start", "{}".to_owned(), 404, "nothing here"),
        ("/api/v1/deployments/x/start", "{}".to_owned(), 404, "nothing here"),
        ("/api/v1/nowhere", "{}".to_owned(), 404, "nothing here"),
        ("/api/v1/deployments/1", "{}".to_owned(), 405, "not made for that"),
    ];
    for (path, body, status, words) in table {
        assert_problem(&ci.send(Method::POST, path, body).await, status, words);
    }
    assert_eq!(before, app.dump().await);
}

#[tokio::test]
async fn a_body_of_20_mb_is_refused_with_and_without_a_stated_length() {
    let (app, ci) = with_ci().await;
    ci.get("/api/v1/deployments/1").await;
    let before = app.dump().await;
    let long = "a".repeat(20 * 1024 * 1024);
    assert_problem(&ci.send(Method::POST, RELEASES, long.clone()).await, 413, "1024 KiB");
    let pieces =
        long.into_bytes().chunks(64 * 1024).map(|c| Ok::<_, std::io::Error>(c.to_vec())).collect::<Vec<_>>();
    let unstated = Body::from_stream(futures::stream::iter(pieces));
    assert_problem(&ci.send(Method::POST, RELEASES, unstated).await, 413, "1024 KiB");
    assert_eq!(before, app.dump().await);
}

#[tokio::test]
async fn only_a_good_token_in_the_header_opens_the_api() {
    let (app, _) = with_ci().await;
    let (secret, _) = app.token("storefront", "DevOps", "ana").await;
    let nobody = Anonymous::of(&app.app);
    let before = app.dump_without_attempts().await;
    let json = |request: http::request::Builder| request.header(header::CONTENT_TYPE, "application/json");
    let table = [
        json(Request::post(RELEASES)),
        json(Request::post(RELEASES)).header("authorization", "Bearer "),
        json(Request::post(RELEASES)).header("authorization", "Bearer slw_0000"),
        json(Request::post(RELEASES)).header("authorization", format!("Basic {secret}")),
        json(Request::post(RELEASES)).header("authorization", secret.clone()),
        json(Request::post(RELEASES)).header("x-api-key", secret.clone()),
    ];
    for request in table {
        let answer = nobody.send(request, release("2.8.0").to_string()).await;
        assert_problem(&answer, 401, "Authorization: Bearer TOKEN");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let query = json(Request::post(format!("{RELEASES}?token={secret}&access_token={secret}")));
    assert_problem(&nobody.send(query, release("2.8.0").to_string()).await, 400, "Revoke it");
    assert_eq!(before, app.dump_without_attempts().await);
    app.clock.advance(Span::days(91));
    assert_problem(&Token::of(&app.app, &secret).post(RELEASES, &release("2.8.0")).await, 401, "Bearer");
}

#[tokio::test]
async fn a_token_opens_its_own_project_as_far_as_its_role_and_owner_may() {
    let (app, _) = with_ci().await;
    let document = crate::testing::app::DOCUMENT;
    app.project("other", document).await;
    app.person("dev", "Developer").await;
    app.release("other", "1.0.0").await;
    app.release("storefront", "2.8.0").await;
    let (secret, _) = app.token("storefront", "DevOps", "dev").await;
    let weak = Token::of(&app.app, &secret);
    let ask = |environment: &str| json!({"release": "2.8.0", "environment": environment});
    assert_problem(&weak.post(DEPLOYMENTS, &ask("production")).await, 404, "nothing here");
    assert_problem(&weak.post(DEPLOYMENTS, &ask("staging")).await, 403, "request deployments");
    assert_eq!(weak.post(DEPLOYMENTS, &ask("development")).await.status, StatusCode::CREATED);
    let other = json!({"release": "1.0.0", "environment": "development"});
    assert_problem(&weak.post("/api/v1/projects/other/deployments", &other).await, 404, "nothing here");
    let place = |project, environment| format!("/api/v1/projects/{project}/environments/{environment}");
    assert_problem(&weak.get(&place("storefront", "production")).await, 404, "nothing here");
    assert_problem(&weak.get(&place("other", "development")).await, 404, "nothing here");
    assert_eq!(weak.get(&place("storefront", "development")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_deployment_is_requested_read_refused_a_start_and_cancelled() {
    let (app, ci) = with_ci().await;
    app.release("storefront", "2.8.0").await;
    let body = json!({"release": "2.8.0", "environment": "production", "reason": "Tuesday"});
    let made = ci.post(DEPLOYMENTS, &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let deployment = made.json();
    assert_eq!(made.location(), format!("/api/v1/deployments/{}", deployment["number"]));
    assert_eq!((&deployment["state"], &deployment["kind"]), (&json!("waiting"), &json!("deploy")));
    assert_eq!(deployment["request_reason"], "Tuesday");
    assert!(deployment["steps"].as_array().unwrap().iter().all(|step| step["state"] == "planned"));
    let kinds: Vec<&str> =
        deployment["conditions"].as_array().unwrap().iter().map(|c| c["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"approval") && kinds.contains(&"earlier_environment"), "{kinds:?}");
    assert_eq!(ci.get(made.location()).await.json(), deployment);

    let start = ci.post(&format!("{}/start", made.location()), &json!({})).await;
    assert_problem(&start, 409, "cannot start yet");
    assert_eq!(start.json()["conditions"], deployment["conditions"]);

    let ended = ci.post(&format!("{}/cancellation", made.location()), &json!({"reason": "not today"})).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.body);
    assert_eq!(ended.json()["state"], "cancelled");
    assert!(ended.json()["reason"].as_str().unwrap().contains("not today"));
    assert_eq!(ended.json()["conditions"], json!([]));
    let again = ci.post(&format!("{}/cancellation", made.location()), &json!({})).await;
    assert_problem(&again, 409, "ended already");
}

#[tokio::test]
async fn a_retried_request_is_answered_with_the_deployment_as_a_field() {
    let (app, ci) = with_ci().await;
    app.release("storefront", "2.8.0").await;
    let body = json!({"release": "2.8.0", "environment": "production"});
    let number = ci.post(DEPLOYMENTS, &body).await.json()["number"].clone();
    let again = ci.post(DEPLOYMENTS, &body).await;
    assert_problem(&again, 409, "under way already");
    assert_eq!(again.json()["deployment"], number);
    let start = ci.post(&format!("/api/v1/deployments/{number}/start"), &json!({})).await;
    assert_eq!(start.json()["deployment"], number);
    let waits = start.json()["conditions"].clone();
    let earlier = waits.as_array().unwrap().iter().find(|c| c["kind"] == "earlier_environment").unwrap();
    assert_eq!(earlier["environment"], "staging");
    ci.post(&format!("/api/v1/deployments/{number}/cancellation"), &json!({})).await;
    for path in ["start", "cancellation"] {
        let again = ci.post(&format!("/api/v1/deployments/{number}/{path}"), &json!({})).await;
        assert_problem(&again, 409, "ended already");
        assert_eq!(again.json()["deployment"], number);
    }
    let unknown = ci.post(DEPLOYMENTS, &json!({"release": "9.9.9", "environment": "production"})).await;
    assert_problem(&unknown, 422, "Register it first");
    assert_eq!(unknown.json()["release"], "9.9.9");
    let mut other = release("2.8.0");
    other["commit"] = json!("0badc0de");
    let other = ci.post(RELEASES, &other).await.json();
    assert_eq!((&other["release"], &other["differs"]), (&json!("2.8.0"), &json!(["commit"])));
}

#[tokio::test]
async fn what_a_repository_has_in_it_is_kept_cleaned_and_told() {
    let (_app, ci) = with_ci().await;
    let mut body = release("2.8.0");
    assert_eq!(ci.post(RELEASES, &release("2.7.9")).await.json()["warnings"], json!([]));
    body["changes"] = json!([
        {"sha": "4be1c0de", "subject": "Fine", "author": "Ana", "ticket": "ST-1"},
        {"sha": "5be1c0de", "subject": "Fix\tthe cart", "author": "", "ticket": ""},
    ]);
    let first = ci.post(RELEASES, &body).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let warnings = first.json()["warnings"].clone();
    let told: Vec<(&str, i64)> = warnings
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["field"].as_str().unwrap(), one["index"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("changes[1].subject", 1), ("changes[1].author", 1), ("changes[1].ticket", 1)]);
    let again = ci.post(RELEASES, &body).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()), "the same again is the same");

    let change = json!({"sha": "4be1c0de", "subject": "Fine", "author": "Ana"});
    let mut body = release("2.8.1");
    body["changes"] = json!(vec![change; 2_001]);
    let cut = ci.post(RELEASES, &body).await;
    assert_eq!(cut.status, StatusCode::CREATED, "{}", cut.body);
    assert_eq!(
        (&cut.json()["warnings"][0]["field"], &cut.json()["warnings"][0]["index"]),
        (&json!("changes"), &json!(2_000))
    );
}

#[tokio::test]
async fn gates_that_only_warn_are_in_the_answer() {
    let app = TestApp::new().await;
    let document = crate::testing::app::DOCUMENT.replacen("gates: enforce", "gates: warn", 1);
    app.project("storefront", &document).await;
    app.person("ana", "DevOps").await;
    let (secret, _) = app.token("storefront", "DevOps", "ana").await;
    let ci = Token::of(&app.app, &secret);
    let mut poor = release("2.8.0");
    poor["facts"]["coverage"] = json!({"percent": 12.0});
    poor["facts"].as_object_mut().unwrap().remove("complexity");
    ci.post(RELEASES, &poor).await;
    let made = ci.post(DEPLOYMENTS, &json!({"release": "2.8.0", "environment": "staging"})).await.json();
    assert_eq!(made["gate_mode"], "warn", "{made}");
    let gate =
        |name: &str| made["gates"].as_array().unwrap().iter().find(|gate| gate["name"] == name).unwrap();
    assert_eq!((&gate("Coverage")["verdict"], &gate("Coverage")["value"]), (&json!("warn"), &json!("12%")));
    assert_eq!(
        (&gate("Complexity")["verdict"], &gate("Complexity")["value"]),
        (&json!("missing"), &json!(null))
    );
    assert!(gate("Coverage")["why"].as_str().unwrap().contains("at least 80%"));
    assert!(made["conditions"].as_array().unwrap().iter().all(|one| one["kind"] != "gate"));
}

#[tokio::test]
async fn an_environment_that_a_token_does_not_see_is_not_named() {
    let (app, _) = with_ci().await;
    app.release("storefront", "2.8.0").await;
    let (secret, _) = app.token("storefront", "DevOps", "ana").await;
    app.sql(
        "UPDATE role_access SET level = 'none'
         WHERE environment_id <> (SELECT id FROM environments WHERE slug = 'production')",
    )
    .await;
    let ci = Token::of(&app.app, &secret);
    let made = ci.post(DEPLOYMENTS, &json!({"release": "2.8.0", "environment": "production"})).await;
    let start = ci.post(&format!("{}/start", made.location()), &json!({})).await;
    let read = ci.get(made.location()).await;
    for answer in [made, start, read] {
        assert!(answer.body.contains("to succeed in an earlier environment first"), "{}", answer.body);
        assert!(!answer.body.contains("succeed in staging"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_token_never_approves_and_its_owner_does_not_approve_what_it_asked_for() {
    let (app, _) = with_ci().await;
    app.release("storefront", "2.8.0").await;
    let roles = ["DevOps", "Stakeholder"].map(|role| role.parse().unwrap()).to_vec();
    let both = app.person_with(NewPerson { roles, ..new_person("both") }).await;
    let (secret, actor) = app.token("storefront", "DevOps", "both").await;
    let ci = Token::of(&app.app, &secret);
    let made = ci.post(DEPLOYMENTS, &json!({"release": "2.8.0", "environment": "production"})).await;
    let number = crate::domain::id::DeploymentNumber(made.json()["number"].as_i64().unwrap());
    let plan = made.json()["plan"].as_str().unwrap().to_owned();
    let agrees = TheirDecision { decision: Decision::Approved, comment: String::new(), seen_plan_hash: plan };
    for who in [actor, both] {
        assert!(approve_deployment(&app.app, &who, number, &agrees).await.is_err());
    }
    assert_eq!(ci.get(made.location()).await.json()["approvals"], json!([]));
}

#[tokio::test]
async fn an_environment_says_what_serves_there() {
    let (_app, ci) = with_ci().await;
    let answer = ci.get("/api/v1/projects/storefront/environments/production").await;
    assert_eq!(
        answer.json(),
        json!({"project": "storefront", "environment": "production", "state": "nothing", "release": null,
               "since": null, "targets": []})
    );
}

#[tokio::test]
async fn the_api_takes_no_cookies() {
    let (app, _) = with_ci().await;
    let ana = crate::store::people::by_sign_in_name(&mut app.store.read().await.unwrap(), "ana")
        .await
        .unwrap()
        .unwrap();
    let actor = crate::access::actor::Actor::Person { id: ana.id, name: ana.display_name };
    let mut browser = crate::testing::Browser::signed_in(&app.app, &actor).await;
    let answer = browser.get("/api/v1/projects/storefront/environments/production").await;
    assert_problem(&answer, 401, "Bearer");
}

#[tokio::test]
async fn a_problem_is_reported_and_the_refusal_of_a_suspect_says_why() {
    let (app, ci) = with_ci().await;
    app.release("storefront", "2.8.0").await;
    let problems = format!("{RELEASES}/2.8.0/problems");
    let body = json!({"environment": "production", "reason": "no basket"});
    let reported = ci.post(&problems, &body).await;
    assert_eq!(reported.status, StatusCode::CREATED, "{}", reported.body);
    assert_eq!((&reported.json()["suspect"], &reported.json()["id"]), (&json!(true), &json!(1)));
    assert_problem(&ci.post(&problems, &body).await, 409, "already");
    let wish = json!({"release": "2.8.0", "environment": "staging"});
    assert_problem(
        &ci.post(DEPLOYMENTS, &wish).await,
        409,
        "2.8.0 is suspect. Reported as bad in production by ci (token of ana): no basket.",
    );
    let nowhere = json!({"environment": "nowhere", "reason": "x"});
    assert_problem(&ci.post(&problems, &nowhere).await, 404, "");
    assert_problem(&ci.post(&problems, &json!({"environment": "production"})).await, 422, "reason");
}

#[tokio::test]
async fn what_waits_tells_what_speaks_against_its_release() {
    let (app, ci) = with_ci().await;
    app.release("storefront", "2.8.0").await;
    let wish = json!({"release": "2.8.0", "environment": "production"});
    let number = ci.post(DEPLOYMENTS, &wish).await.json()["number"].clone();
    let body = json!({"environment": "production", "reason": "no basket"});
    assert_eq!(ci.post(&format!("{RELEASES}/2.8.0/problems"), &body).await.status, StatusCode::CREATED);
    let told = ci.get(&format!("/api/v1/deployments/{number}")).await.json();
    assert_eq!(told["conditions"][0]["kind"], "suspect");
    let cause = &told["suspicion"][0];
    assert_eq!((&cause["weight"], &cause["environment"]), (&json!("suspect"), &json!("production")));
}
