//! Durable approvals against the smallest durable transaction there is.

use super::place::{DOCUMENT, Place, connect};
use super::{Figure, median};
use slipway::access::actor::Actor;
use slipway::actions::approve_deployment::{TheirDecision, approve_deployment};
use slipway::actions::request_deployment::{Asked, request_deployment};
use slipway::app::App;
use slipway::domain::approval::Decision;
use slipway::domain::id::DeploymentNumber;
use slipway::store::deployments;
use sqlx::sqlite::SqliteConnection;
use std::sync::Arc;
use std::time::Instant;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const AT_ONCE: usize = 16;
/// Both sides by turns, so that whatever else the machine does slows both.
const ROUNDS: usize = 9;
const DEPLOYMENTS: usize = 12;
const GOAL: f64 = 0.5;

pub fn measure() -> Vec<Figure> {
    let runtime = Runtime::new().unwrap();
    let ratio = runtime.block_on(ratio());
    vec![Figure {
        what: "Durable approvals, 16 at once: rate against bare SQLite",
        measured: format!("{:.1}%", ratio * 100.0),
        goal: ">= 50%",
        reached: ratio >= GOAL,
    }]
}

async fn ratio() -> f64 {
    let place = Place::new().await;
    place.strategy(DOCUMENT).await;
    let sre = place.person("sre", "SRE").await;
    let mut people = Vec::new();
    for n in 0..AT_ONCE {
        people.push(place.person(&format!("stakeholder{n}"), "Stakeholder").await);
    }
    let mut bare = Bare::new().await;
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let mut waiting = Vec::new();
        for n in 0..DEPLOYMENTS {
            waiting.push(request(&place, &sre, &format!("{round}.{n}")).await);
        }
        ratios.push(approvals(&place, &people, &waiting).await / bare.rate().await);
    }
    median(ratios)
}

/// Approvals per second: each of 16 people approves every deployment.
async fn approvals(place: &Place, people: &[Actor], waiting: &[(DeploymentNumber, String)]) -> f64 {
    let began = Instant::now();
    let work = people
        .iter()
        .map(|person| tokio::spawn(approve_all(place.app.clone(), person.clone(), waiting.to_vec())));
    for done in work.collect::<Vec<_>>() {
        done.await.unwrap();
    }
    (AT_ONCE * DEPLOYMENTS) as f64 / began.elapsed().as_secs_f64()
}

async fn request(place: &Place, sre: &Actor, version: &str) -> (DeploymentNumber, String) {
    place.release("storefront", version).await;
    let asked = Asked {
        no_fault: None,
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

/// A database with one table.
struct Bare {
    connection: SqliteConnection,
    _folder: TempDir,
}

impl Bare {
    async fn new() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let mut connection = connect(&folder.path().join("bare.db"), "FULL").await;
        let table = "CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)";
        sqlx::query(table).execute(&mut connection).await.unwrap();
        Self { connection, _folder: folder }
    }

    /// Transactions of one row per second, one after the other, which is how SQLite does them.
    async fn rate(&mut self) -> f64 {
        let count = AT_ONCE * DEPLOYMENTS;
        let insert = "INSERT INTO rows (text) VALUES ('approved')";
        let began = Instant::now();
        for _ in 0..count {
            sqlx::query(insert).execute(&mut self.connection).await.unwrap();
        }
        count as f64 / began.elapsed().as_secs_f64()
    }
}
