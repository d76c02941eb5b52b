//! Tests of the audit log in the browser.

use crate::access::actor::Actor;
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId};
use crate::store::events::{GENESIS, NewEvent, append};
use crate::testing::app::START;
use crate::testing::{Browser, TestApp, hostile};
use http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

async fn event(app: &TestApp, change: impl FnOnce(&mut NewEvent<'_>)) {
    let actor = Actor::ENGINE;
    let mut new = NewEvent::new(START, &actor, "deployment.approved", "#1");
    change(&mut new);
    let mut write = app.store.write().await.unwrap();
    append(&mut write, new).await.unwrap();
    write.commit().await.unwrap();
}

async fn reader(app: &TestApp, role: &str) -> Browser {
    let person = app.person(&role.to_lowercase(), role).await;
    Browser::signed_in(&app.app, &person).await
}

#[tokio::test]
async fn an_event_is_a_sentence_with_what_was_before_and_what_is_after() {
    let app = TestApp::with_storefront().await;
    let mut auditor = reader(&app, "Auditor").await;
    event(&app, |new| {
        new.action = "person.added";
        new.subject = "ana".to_owned();
        new.details =
            json!({"before": {"email": null, "name": "A"}, "after": {"email": null, "name": "Ana"}});
    })
    .await;
    let page = auditor.get("/admin/audit").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = crate::testing::page::text(&page.body);
    assert!(text.contains("Slipway added ana"), "{text}");
    assert!(text.contains("name: before A → , after Ana"), "{text}");
    assert!(!text.contains("email:"), "what stayed is not told: {text}");
}

#[tokio::test]
async fn filters_stand_in_the_address_and_pages_go_on_below_the_last() {
    let app = TestApp::with_storefront().await;
    let mut auditor = reader(&app, "Auditor").await;
    for number in 0..60 {
        event(&app, |new| {
            new.project = Some(ProjectId(1));
            new.subject = format!("#{number}");
            new.details = json!({ "comment": format!("word {number}.") });
        })
        .await;
    }
    let first = auditor.get("/admin/audit?action=deployment.approved&project=storefront").await.body;
    assert!(first.contains("word 59.") && first.contains("word 10.") && !first.contains("word 9."));
    let next = first.split("rel=\"next\"").next().unwrap();
    let next =
        first[..first.len().min(next.len() + 400)].split("href=\"").find(|part| part.contains("before="));
    let next = next.unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(next.contains("action=deployment.approved&project=storefront"), "{next}");
    let second = auditor.get(&next).await.body;
    assert!(second.contains("word 9.") && second.contains("word 0.") && !second.contains("word 10."));
    let none = auditor.get("/admin/audit?action=nothing.at_all").await;
    assert!(none.body.contains("No event matches these filters."));
    for bad in ["from=yesterday", "to=2026-13-01", "before=x"] {
        let refused = auditor.get(&format!("/admin/audit?{bad}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

#[tokio::test]
async fn the_files_hold_what_the_filters_leave_and_prove_the_chain() {
    let app = TestApp::with_storefront().await;
    let mut auditor = reader(&app, "Auditor").await;
    for number in 0..1_100 {
        event(&app, |new| new.subject = format!("#{number}")).await;
    }
    let lines = auditor.get("/admin/audit.jsonl").await;
    assert_eq!(lines.header("content-type"), "application/jsonl; charset=utf-8");
    let mut events: Vec<Value> = lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    events.reverse();
    assert!(events.len() > 1_100);
    let mut last = GENESIS.to_owned();
    for event in &events {
        assert_eq!(event["previous_hash"], last);
        last = hex::encode(Sha256::digest(event["canonical"].as_str().unwrap()));
        assert_eq!(event["hash"], last);
    }
    let csv = auditor.get("/admin/audit.csv?action=deployment.approved").await;
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"audit.csv\"");
    assert_eq!(csv.body.lines().count(), 1_101);
    assert!(csv.body.starts_with("event,time,"));
}

/// SECURITY 56: no line of the log can be forged by what somebody types.
#[tokio::test]
async fn hostile_texts_stay_text_and_stay_on_their_line() {
    let app = TestApp::with_storefront().await;
    let mut auditor = reader(&app, "Auditor").await;
    let before = auditor.get("/admin/audit.csv").await.body.lines().count();
    for text in hostile::STRINGS {
        event(&app, |new| {
            new.subject = (*text).to_owned();
            new.details = json!({"comment": text, "before": text, "after": {"name": text}});
        })
        .await;
    }
    for text in ["\r\n99,2026-11-24,forged", "\u{1b}[2Kforged", "a\u{2028}b"] {
        event(&app, |new| new.subject = text.to_owned()).await;
    }
    let count = hostile::STRINGS.len() + 3;
    assert_eq!(auditor.get("/admin/audit.csv").await.body.lines().count(), before + count);
    assert_eq!(auditor.get("/admin/audit.jsonl").await.body.lines().count(), before + count - 1);
    let page = auditor.get("/admin/audit").await.body;
    for word in ["<script>alert", "<img src=x", "onerror=alert(1)>"] {
        assert!(!page.contains(word), "{word}");
    }
}

/// SECURITY 21: an admin without environment rights learns nothing of an environment's state; an auditor reads all.
#[tokio::test]
async fn an_auditor_reads_every_record_and_an_admin_no_environments() {
    let app = TestApp::with_storefront().await;
    let (mut auditor, mut admin) = (reader(&app, "Auditor").await, reader(&app, "Admin").await);
    let mut sre = reader(&app, "SRE").await;
    event(&app, |new| {
        new.project = Some(ProjectId(1));
        new.environment = Some(EnvironmentId(3));
        new.deployment = Some(DeploymentNumber(1));
        new.details = json!({"comment": "canary"});
    })
    .await;
    for path in ["/admin/audit", "/admin/audit.csv", "/admin/audit.jsonl", "/admin/audit?deployment=1"] {
        assert!(auditor.get(path).await.body.contains("canary"), "{path}");
        assert!(!admin.get(path).await.body.contains("canary"), "{path}");
        assert_eq!(sre.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let asked = admin.get("/admin/audit?environment=production").await.body;
    assert!(asked.contains("No event matches") && !asked.contains("<option value=\"production\""));
}
