//! From the press on *Start* to the first line of the log in an open page.

use super::client::Connection;
use super::place::{DOCUMENT, Place};
use super::{Figure, median};
use slipway::access::actor::Actor;
use slipway::access::permit::Operator;
use slipway::actions::add_token::{NewToken, add_token};
use slipway::actions::request_deployment::{Asked, request_deployment};
use slipway::engine;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

const STARTS: usize = 20;
const GOAL: Duration = Duration::from_millis(100);

pub fn measure() -> Vec<Figure> {
    let runtime = Runtime::new().unwrap();
    let place = runtime.block_on(Place::new());
    let stopping = CancellationToken::new();
    let (sre, token) = runtime.block_on(prepare(&place));
    let (cookie, address) = runtime.block_on(async { (place.session(&sre).await, place.serve().await) });
    let app = place.app.clone();
    runtime.spawn(async move { app.pulse.run(&app.store).await });
    let beginning = runtime.block_on(engine::begin(&place.app)).unwrap();
    let engine = runtime.spawn(engine::run(place.app.clone(), beginning, stopping.clone()));
    let times = (0..STARTS).map(|n| {
        let number = runtime.block_on(request(&place, &sre, &format!("1.{n}")));
        first_line(address, number, &cookie, &token)
    });
    let time = median(times.collect());
    stopping.cancel();
    runtime.block_on(engine).unwrap().unwrap();
    place.app.pulse.stop();
    vec![Figure {
        what: "From Start to the first log line in the page, median of 20",
        measured: format!("{} ms", time.as_millis()),
        goal: "< 100 ms",
        reached: time < GOAL,
    }]
}

async fn prepare(place: &Place) -> (Actor, String) {
    place.strategy(&document()).await;
    let sre = place.person("sre", "SRE").await;
    let [name, project, role, owner] = ["ci", "storefront", "SRE", "sre"].map(str::to_owned);
    let new = NewToken { name, project, role, owner, days: 1 };
    let token = add_token(&place.app, &Operator::at_command_line(), new).await.unwrap().secret;
    (sre, token)
}

/// One step, which says a word, in an environment where a person starts.
fn document() -> String {
    let (before, rest) = DOCUMENT.split_once("### Deployment Steps\n").unwrap();
    let (_, after) = rest.split_once("### Rollback Procedure").unwrap();
    let before = before.replace("targets: [dev-1]", "targets: [dev-1]\n  start: by_hand");
    let steps = "1. **Execution**\n   - Deploy to development\n";
    let automation = "```yaml\nautomation:\n  Deploy to development: { run: echo first }\n```\n";
    format!("{before}### Deployment Steps\n{steps}\n{automation}\n### Rollback Procedure{after}")
}

async fn request(place: &Place, sre: &Actor, version: &str) -> i64 {
    place.release("storefront", version).await;
    let asked = Asked {
        no_fault: None,
        project: "storefront".to_owned(),
        release: version.parse().unwrap(),
        environment: "development".parse().unwrap(),
        rollback: false,
        reason: String::new(),
    };
    request_deployment(&place.app, sre, &asked).await.unwrap().0
}

fn first_line(address: SocketAddr, number: i64, cookie: &str, token: &str) -> Duration {
    let mut page = Connection::open(address);
    page.send("GET", &format!("/deployments/{number}/events"), cookie, "");
    while !page.line().is_empty() {}
    let mut button = Connection::open(address);
    let headers = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
    let began = Instant::now();
    button.send("POST", &format!("/api/v1/deployments/{number}/start"), &headers, "");
    while page.line() != "event: log" {}
    let time = began.elapsed();
    let (status, body) = button.answer();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    // Until the environment is free for the next one.
    let path = format!("/api/v1/deployments/{number}");
    while !String::from_utf8_lossy(&button.get(&path, &headers)).contains("\"state\":\"succeeded\"") {}
    time
}
