//! What happens in an environment that is None for somebody changes nothing of what they can find out.
//!
//! Two installations are alike but for production, where in one of them everything happened that can happen. Who does
//! not see production gets the same bytes from both, from every address: pages, counts, filters, files, streams,
//! texts of errors and the API.

use super::*;
use crate::access::actor::Actor;
use crate::actions::act_in_run::{act_in_run, find_in_run};
use crate::actions::start_run::{Asked, start_run};
use crate::domain::approval::Decision;
use crate::domain::id::DeploymentNumber;
use crate::domain::run::act::Act;
use crate::domain::runbook::Mode;
use crate::testing::Storefront;
use crate::testing::client::Token;
use serde_json::json;

/// What stands in every text of production's state.
const CANARY: &str = "c4n4ry";

/// The two: nothing happened in production, and everything did.
async fn worlds() -> (Storefront, Storefront) {
    let store = Storefront::new().await;
    for version in ["2.7.3", "2.8.0", "2.9.0"] {
        store.staged(version).await;
    }
    store.deployed("2.8.0", "development").await;
    let database = store.app.into_database().await;
    let (calm, busy) = (Storefront::of_database(&database).await, Storefront::of_database(&database).await);
    happens(&busy).await;
    (calm, busy)
}

/// A release that serves, one that failed, and one that waits, with words of everybody.
async fn happens(store: &Storefront) {
    let start = async |version: &str| {
        let number = store.answered(version, "production").await;
        for stakeholder in &store.stakeholders[..2] {
            store.decide(stakeholder, number, Decision::Approved, CANARY).await.unwrap();
        }
        crate::actions::start_deployment::start_deployment(store, &store.devops, number).await.unwrap();
        number
    };
    let one = start("2.7.3").await;
    store.succeed(one).await;
    let two = start("2.8.0").await;
    store.fail(two, 1).await;
    let three = store.answered("2.9.0", "production").await;
    store.decide(&store.stakeholders[0], three, Decision::Approved, CANARY).await.unwrap();
    let (runbook, project, environment) = ("storefront-recovery-plan", "storefront", "production");
    let asked = Asked { runbook, mode: Mode::Real, project, environment, reason: CANARY };
    let run = start_run(store, &store.sre, &asked).await.unwrap();
    let finding = (CANARY, "sre", Some(store.app.app.clock.now()));
    find_in_run(store, &store.sre, run, finding).await.unwrap();
    act_in_run(store, &store.sre, run, &Act::Claim(1)).await.unwrap();
    act_in_run(store, &store.sre, run, &Act::CouldNot(1, CANARY.to_owned())).await.unwrap();
    store
        .sql(&format!(
            "INSERT INTO run_attempts (run, step, reverse, attempt, epoch, started_at, ended_at, outcome, reason)
             VALUES (1, 1, 0, 1, 1, 1, 2, 'failed', '{CANARY}');
             INSERT INTO run_log_lines (run, step, attempt_id, at, stream, text) VALUES (1, 1, 1, 1, 'out', '{CANARY}');
             DROP TRIGGER deployment_facts_are_written_once;
             UPDATE deployments SET request_reason = '{CANARY}' WHERE environment_id = 3;
             UPDATE deployments SET reason = '{CANARY}' WHERE environment_id = 3 AND ended_at IS NOT NULL;
             UPDATE checklist_answers SET note = '{CANARY}'
             WHERE deployment IN (SELECT number FROM deployments WHERE environment_id = 3);
             UPDATE steps SET note = '{CANARY}'
             WHERE deployment IN (SELECT number FROM deployments WHERE environment_id = 3);
             INSERT INTO log_lines (deployment, step_id, at, stream, text)
             SELECT s.deployment, s.id, 0, 'out', '{CANARY}' FROM steps s
             JOIN deployments d ON d.number = s.deployment WHERE d.environment_id = 3;"
        ))
        .await;
}

/// Addresses beyond the routes' examples: filters, searches, things of production by their names and numbers.
fn addresses(numbers: &[i64]) -> Vec<String> {
    let fixed = [
        "/?find=2.8.0",
        "/?environment=production",
        "/?find=4n4r",
        "/?state=failed",
        "/history?environment=production",
        "/history?state=failed",
        "/history?state=waiting",
        "/history?state=succeeded&project=storefront",
        "/history.csv?environment=production",
        "/history.csv",
        "/environments/production",
        "/environments/staging",
        "/projects/storefront/releases/2.7.3",
        "/projects/storefront/releases/2.8.0",
        "/projects/storefront/releases/2.9.0",
        "/deployments/new?project=storefront&environment=production&release=2.8.0",
        "/deployments/new?project=storefront&environment=staging&release=2.8.0",
        "/projects/storefront/environments/production/rollback?to=2.7.3",
        "/projects/storefront/environments/staging/rollback?to=2.7.3",
        "/admin/audit?environment=production",
        "/admin/audit?deployment=5",
    ];
    let people = (1..10).map(|person| format!("/history?person={person}"));
    let of_numbers = numbers.iter().flat_map(|number| {
        ["", "/events", "/steps/1/log"].map(|part| format!("/deployments/{number}{part}"))
    });
    let examples = all()
        .into_iter()
        .filter(|route| route.method.is_safe() && !matches!(route.requires, Requires::Token(_)))
        // What may be followed has no end; that it tells of nothing unseen is shown with the streams.
        .filter(|route| !route.path.ends_with("/events"));
    let runs = ["", "/report.md", "/report.html", "/report.json", "/attempts/1/log"]
        .map(|part| format!("/runs/1{part}"));
    let examples = examples.map(|route| examples::of(&format!("GET {}", route.path)).unwrap().address);
    examples.chain(fixed.map(str::to_owned)).chain(people).chain(of_numbers).chain(runs).collect()
}

/// An answer without what is random, and without the place in the log from which a page follows it: numbers rise with
/// everything that happens.
fn plain(answer: &Answer) -> String {
    let mut pieces = answer.body.split("data-events=\"");
    let first = pieces.next().unwrap_or_default().to_owned();
    let behind = |piece: &str| piece.split_once('"').map_or_else(String::new, |(_, rest)| rest.to_owned());
    let body = pieces.fold(first, |body, piece| body + &behind(piece));
    let mut text = String::new();
    let mut run = String::new();
    let of = |run: &str| if run.len() >= 16 { "#".to_owned() } else { run.to_owned() };
    for c in body.chars() {
        if c.is_ascii_hexdigit() {
            run.push(c);
            continue;
        }
        text += &of(&run);
        run.clear();
        text.push(c);
    }
    format!("{} {} {text}{}", answer.status, answer.location(), of(&run))
}

async fn read(store: &Storefront, actor: &Actor, address: &str) -> Answer {
    Browser::signed_in(&store.app.app, actor).await.get(address).await
}

const ARCHIVE: &str = "/runbooks.zip";
/// The numbers of deployments that only the busy one has.
const NUMBERS: [i64; 3] = [5, 6, 7];

/// SECURITY 21: nobody for whom an environment is None learns anything of it from any page, count, filter or file.
#[tokio::test]
async fn what_happens_in_an_unseen_environment_changes_no_answer() {
    let (calm, busy) = worlds().await;
    assert!(
        busy.deployment(DeploymentNumber(7)).await.ending.is_none(),
        "the numbers are those of production"
    );
    let seen = read(&busy, &busy.sre, "/deployments/5").await;
    assert!(seen.status == StatusCode::OK && seen.body.contains(CANARY), "the canary can be found at all");
    for (one, two, who) in
        [(&calm.developer, &busy.developer, "Developer"), (&calm.admin, &busy.admin, "Admin")]
    {
        let mut one = Browser::signed_in(&calm.app.app, one).await;
        let mut two = Browser::signed_in(&busy.app.app, two).await;
        for address in addresses(&NUMBERS) {
            let (before, after) = (one.get(&address).await, two.get(&address).await);
            assert!(!after.body.contains(CANARY), "{address} as {who}");
            // The log's own length grows with everything that happens, as deployments' numbers do.
            // An admin's archive names the data folder, which each world has for its own.
            let differs =
                address.starts_with("/admin/audit") || (who, address.as_str()) == ("Admin", ARCHIVE);
            if !differs {
                assert_eq!(plain(&before), plain(&after), "{address} as {who}");
            }
        }
    }
}

/// SECURITY 21: that a release is suspect is known to all, but not where, by which deployment, by whom and why.
#[tokio::test]
async fn a_release_that_became_suspect_in_an_unseen_environment_tells_nothing_of_it() {
    let (_, busy) = worlds().await;
    let back = crate::testing::storefront::back("2.7.3", "production");
    let back = crate::actions::request_deployment::Asked { reason: CANARY.to_owned(), ..back };
    crate::actions::roll_back::roll_back(&busy, &busy.sre, &back).await.unwrap();
    let problem = crate::actions::report_problem::Problem {
        project: "storefront".to_owned(),
        release: "2.9.0".parse().unwrap(),
        environment: "production".parse().unwrap(),
        reason: CANARY.to_owned(),
    };
    crate::actions::report_problem::report_problem(&busy, &busy.devops, &problem).await.unwrap();
    for actor in [&busy.developer, &busy.admin] {
        for address in addresses(&[5, 6, 7, 8]) {
            let body = read(&busy, actor, &address).await.body;
            assert!(!body.contains(CANARY) && !body.contains("/deployments/8"), "{address} as {actor:?}");
        }
    }
    for version in ["2.8.0", "2.9.0"] {
        let page =
            read(&busy, &busy.developer, &format!("/projects/storefront/releases/{version}")).await.body;
        assert!(page.contains("in an environment you can't see"), "{page}");
    }
}

/// SECURITY 21: the same for what is sent: forms and calls answer as if the thing did not exist.
#[tokio::test]
async fn what_is_sent_to_an_unseen_environment_meets_nothing() {
    let (calm, busy) = worlds().await;
    let forms: [(&str, &[(&str, &str)]); 8] = [
        ("/approval", &[("decision", "approved"), ("comment", ""), ("plan", "x")]),
        ("/checklist", &[("line", "Documentation updated"), ("note", "")]),
        ("/start", &[]),
        ("/cancellation", &[("reason", "x")]),
        ("/recovery", &[("recovery", "resume")]),
        ("/review", &[("comment", "x")]),
        ("/steps/1/confirmation", &[("answer", "done"), ("note", "")]),
        ("/steps/1/follow-up", &[("note", "")]),
    ];
    let of_run: [(&str, &[(&str, &str)]); 7] = [
        ("/intervention", &[("act", "skip"), ("step", "1"), ("reason", "x")]),
        ("/continuation", &[("reason", "x")]),
        ("/acts", &[("act", "claim"), ("step", "1")]),
        ("/decision", &[("decision", "approve"), ("step", "1")]),
        ("/findings", &[("text", "x"), ("owner", "sre"), ("due", "2026-12-24")]),
        ("/mended", &[("finding", "1")]),
        ("/cleaned-up", &[("step", "1")]),
    ];
    for (part, fields) in of_run {
        let path = format!("/runs/1{part}");
        let before = Browser::signed_in(&calm.app.app, &calm.developer).await.post(&path, fields).await;
        let after = Browser::signed_in(&busy.app.app, &busy.developer).await.post(&path, fields).await;
        assert_eq!((after.status, plain(&before)), (StatusCode::NOT_FOUND, plain(&after)), "{path}");
    }
    for number in NUMBERS {
        for (part, fields) in forms {
            let path = format!("/deployments/{number}{part}");
            let before = Browser::signed_in(&calm.app.app, &calm.developer).await.post(&path, fields).await;
            let after = Browser::signed_in(&busy.app.app, &busy.developer).await.post(&path, fields).await;
            assert_eq!((after.status, plain(&before)), (StatusCode::NOT_FOUND, plain(&after)), "{path}");
        }
    }
}

/// SECURITY 21, 40: a token of an owner for whom production is None learns nothing of it, and does nothing there.
#[tokio::test]
async fn a_token_learns_nothing_of_what_its_owner_does_not_see() {
    let (calm, busy) = worlds().await;
    let (one, two) = (secret(&calm).await, secret(&busy).await);
    let (before, after) = (Token::of(&calm.app.app, &one), Token::of(&busy.app.app, &two));
    let there = "/api/v1/projects/storefront/environments/production".to_owned();
    let reads = NUMBERS.map(|number| format!("/api/v1/deployments/{number}")).into_iter().chain([there]);
    for path in reads {
        let (before, after) = (before.get(&path).await, after.get(&path).await);
        assert_eq!((after.status, plain(&before)), (StatusCode::NOT_FOUND, plain(&after)), "{path}");
    }
    for number in NUMBERS {
        for part in ["start", "cancellation"] {
            let path = format!("/api/v1/deployments/{number}/{part}");
            let (before, after) = (before.post(&path, &json!({})).await, after.post(&path, &json!({})).await);
            assert_eq!((after.status, plain(&before)), (StatusCode::NOT_FOUND, plain(&after)), "{path}");
        }
    }
    let wish = json!({"release": "2.9.0", "environment": "production"});
    let path = "/api/v1/projects/storefront/deployments";
    let (before, after) = (before.post(path, &wish).await, after.post(path, &wish).await);
    assert_eq!((after.status, plain(&before)), (StatusCode::NOT_FOUND, plain(&after)));
}

async fn secret(store: &Storefront) -> String {
    store.token("storefront", "SRE", "developer").await.0
}

/// SECURITY 20, 40: whatever a request adds, an act is judged by the environment of its object, and as who sends it.
#[tokio::test]
async fn what_a_request_adds_changes_neither_the_environment_nor_who_acts() {
    let (_, busy) = worlds().await;
    let waits = "/deployments/7";
    let before = busy.dump().await;
    for more in
        ["env=development", "environment=development", "project=other", "environment_id=1&environment_id=3"]
    {
        let mut developer = Browser::signed_in(&busy.app.app, &busy.developer).await;
        let (name, value) = more.split_once('=').unwrap();
        for part in ["start", "cancellation", "approval"] {
            let fields =
                [("decision", "approved"), ("comment", ""), ("plan", "x"), ("reason", "x"), (name, value)];
            let answer = developer.post(&format!("{waits}/{part}?{more}"), &fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{part} {more}");
        }
        let ci = Token::of(&busy.app.app, &secret(&busy).await);
        for part in ["start", "cancellation"] {
            let answer = ci.post(&format!("/api/v1{waits}/{part}?{more}"), &json!({name: value})).await;
            assert!([404, 422].contains(&answer.status.as_u16()), "{part} {more}: {}", answer.body);
        }
    }
    let deployments = |rows: Vec<String>| -> Vec<String> {
        rows.into_iter()
            .filter(|row| row.starts_with("deployments:") || row.starts_with("approvals:"))
            .collect()
    };
    assert_eq!(deployments(before), deployments(busy.dump().await));
    let mut devops = Browser::signed_in(&busy.app.app, &busy.devops).await;
    let sre = busy.sre.person().unwrap().to_string();
    let fields = [
        ("project", "storefront"),
        ("environment", "staging"),
        ("release", "2.9.0"),
        ("reason", ""),
        ("user_id", &sre),
        ("requested_by", &sre),
        ("triggered_by", &sre),
    ];
    let asked = devops.post("/deployments", &fields).await;
    if asked.status == StatusCode::SEE_OTHER {
        let newest = busy.deployment(DeploymentNumber(8)).await;
        assert_eq!(newest.requested_by, busy.devops.person());
    } else {
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.body);
    }
}

/// SECURITY 22: no answer to anybody holds a hash of a token, a password or a session.
#[tokio::test]
async fn no_answer_holds_hashes_or_secrets() {
    let (_, busy) = worlds().await;
    let token = secret(&busy).await;
    busy.sql("UPDATE people SET password_hash = '$argon2id$c4n4rypassw0rd' WHERE id > 0").await;
    let mut kept = Vec::new();
    for row in busy.dump().await {
        if row.starts_with("tokens:") || row.starts_with("sessions:") {
            kept.extend(row.split('\'').filter(|text| text.len() == 64).map(str::to_owned));
        }
    }
    kept.extend(["c4n4rypassw0rd".to_owned(), token[8..].to_owned()]);
    assert!(kept.len() > 2);
    for actor in [&busy.sre, &busy.auditor, &busy.admin, &busy.developer] {
        for address in addresses(&NUMBERS).iter().filter(|address| !address.ends_with("/events")) {
            let body = read(&busy, actor, address).await.body;
            assert!(!kept.iter().any(|secret| body.contains(secret)), "{address} as {actor:?}");
        }
    }
    let ci = Token::of(&busy.app.app, &token);
    for path in ["/api/v1/deployments/1", "/api/v1/projects/storefront/environments/staging"] {
        let body = ci.get(path).await.body;
        assert!(!kept.iter().any(|secret| body.contains(secret)), "{path}");
    }
}
