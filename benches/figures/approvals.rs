//! Durable approvals against the smallest durable transaction there is.

use super::Figure;
use super::place::{DOCUMENT, Place, connect};
use slipway::access::actor::Actor;
use slipway::actions::approve_deployment::{TheirDecision, approve_deployment};
use slipway::actions::request_deployment::{Asked, request_deployment};
use slipway::app::App;
use slipway::domain::approval::Decision;
use slipway::domain::id::DeploymentNumber;
use slipway::store::deployments;
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Runtime;

const AT_ONCE: usize = 16;
const DEPLOYMENTS: usize = 60;
const GOAL: f64 = 0.5;

pub fn measure() -> Vec<Figure> {
    let runtime = Runtime::new().unwrap();
    let (approvals, bare) = runtime.block_on(async { (approvals().await, bare().await) });
    let ratio = approvals / bare;
    vec![Figure {
        what: "Durable approvals, 16 at once: rate against bare SQLite",
        measured: format!("{:.1}%", ratio * 100.0),
        goal: ">= 50%",
        reached: ratio >= GOAL,
    }]
}

/// Approvals per second: each of 16 people approves every deployment.
async fn approvals() -> f64 {
    let place = Place::new().await;
    place.strategy(DOCUMENT).await;
    let sre = place.person("sre", "SRE").await;
    let mut people = Vec::new();
    for n in 0..AT_ONCE {
        people.push(place.person(&format!("stakeholder{n}"), "Stakeholder").await);
    }
    let mut waiting = Vec::new();
    for n in 0..DEPLOYMENTS {
        waiting.push(request(&place, &sre, &format!("1.{n}")).await);
    }
    let began = Instant::now();
    let work = people
        .into_iter()
        .map(|person| tokio::spawn(approve_all(place.app.clone(), person, waiting.clone())));
    for done in work.collect::<Vec<_>>() {
        done.await.unwrap();
    }
    (AT_ONCE * DEPLOYMENTS) as f64 / began.elapsed().as_secs_f64()
}

async fn request(place: &Place, sre: &Actor, version: &str) -> (DeploymentNumber, String) {
    place.release("storefront", version).await;
    let asked = Asked {
        project: "storefront".to_owned(),
        release: version.parse().unwrap(),
        environment: "production".parse().unwrap(),
        rollback: false,
        reason: String::new(),
    };
    let number = request_deployment(&place.app, sre, &asked).await.unwrap();
    let mut read = place.app.store.read().await.unwrap();
    let plan_hash = deployments::by_number(&mut read, number).await.unwrap().unwrap().plan_hash;
    (number, plan_hash)
}

async fn approve_all(app: Arc<App>, person: Actor, waiting: Vec<(DeploymentNumber, String)>) {
    for (number, seen_plan_hash) in waiting {
        let (decision, comment) = (Decision::Approved, String::new());
        let theirs = TheirDecision { decision, comment, seen_plan_hash };
        approve_deployment(&app, &person, number, &theirs).await.unwrap();
    }
}

/// Transactions of one row per second, one after the other, which is how SQLite does them.
async fn bare() -> f64 {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut connection = connect(&folder.path().join("bare.db"), "FULL").await;
    sqlx::query("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")
        .execute(&mut connection)
        .await
        .unwrap();
    let count = AT_ONCE * DEPLOYMENTS;
    let began = Instant::now();
    for _ in 0..count {
        sqlx::query("INSERT INTO rows (text) VALUES ('approved')").execute(&mut connection).await.unwrap();
    }
    count as f64 / began.elapsed().as_secs_f64()
}
