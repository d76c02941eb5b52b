//! The demo makes its history by really deploying, goes on with it after a kill, and makes it once.

use super::installation::Installation;
use super::server::Running;
use rustix::process::Signal;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const MADE: &str = "the demo's history is made";

/// What every target of the sample project serves on disk.
fn serving(at: &Installation) -> BTreeMap<String, String> {
    let mut serving = BTreeMap::new();
    for place in
        ["development/dev-1", "staging/stage-1", "production/web-1", "production/web-2", "production/web-3"]
    {
        let file = at.data().join("targets/storefront").join(place).join("current/VERSION");
        let version = std::fs::read_to_string(file).unwrap_or_default();
        serving.insert(place.to_owned(), version.trim().to_owned());
    }
    serving
}

/// Every deployment with where it stands.
fn deployments(at: &Installation) -> Vec<String> {
    at.sql(
        "SELECT r.version || ' ' || e.slug || ' ' || coalesce(d.outcome, iif(d.started_at, 'running', 'waiting'))
         FROM deployments d JOIN releases r ON r.id = d.release_id JOIN environments e ON e.id = d.environment_id
         ORDER BY e.position, d.number",
    )
}

fn wait_until(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(60), "within a minute: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_demo_makes_its_history_once_though_it_is_killed_in_the_middle() {
    let at = Installation::new();
    let first = Running::command(&at, "demo");
    assert!(first.get("/sign-in").contains("DevOps on-call</button>"));
    wait_until("2.7.2 is on the second target of three", || serving(&at)["production/web-2"] == "2.7.2");
    first.signal(Signal::KILL);
    first.end();

    let mut second = Running::command(&at, "demo");
    second.says(MADE);
    let expected = [
        ("development/dev-1", "2.8.0"),
        ("production/web-1", "2.7.3"),
        ("production/web-2", "2.7.3"),
        ("production/web-3", "2.7.3"),
        ("staging/stage-1", "2.8.0"),
    ];
    let expected = expected.map(|(place, version)| (place.to_owned(), version.to_owned()));
    assert_eq!(serving(&at), BTreeMap::from(expected));
    assert_eq!(
        deployments(&at),
        [
            "2.7.2 development succeeded",
            "2.7.3 development succeeded",
            "2.7.4 development succeeded",
            "2.7.5 development succeeded",
            "2.8.0 development succeeded",
            "2.7.2 staging succeeded",
            "2.7.3 staging succeeded",
            "2.7.4 staging superseded",
            "2.7.5 staging superseded",
            "2.8.0 staging succeeded",
            "2.7.2 production succeeded",
            "2.7.3 production succeeded",
            "2.8.0 production waiting",
        ]
    );
    second.signal(Signal::TERM);
    assert_eq!(second.end().code(), Some(0));

    let events = at.sql("SELECT action FROM events ORDER BY sequence");
    assert!(events.iter().any(|action| action == "deployment.resumed"), "{events:?}");
    let mut third = Running::command(&at, "demo");
    third.says(MADE);
    assert_eq!(at.sql("SELECT action FROM events ORDER BY sequence"), events);
    assert!(at.ok(&["audit", "verify"]).starts_with("The audit log is whole"));
}

#[test]
fn a_demo_is_for_this_machine_and_for_a_folder_of_its_own() {
    let at = Installation::with_storefront();
    let outside = at.fails(&["demo", "--listen", "0.0.0.0:0"]);
    assert!(outside.contains("a loopback address only"), "{outside}");
    let taken = at.fails(&["demo", "--listen", "127.0.0.1:0"]);
    assert!(taken.contains("holds an installation that is not a demo"), "{taken}");
}
