//! The sample project's document reads without a problem, and its releases come to the verdicts that the demo needs.

use slipway::domain::gate::{Verdict, judge};
use slipway::domain::release::{Artifact, NewRelease};
use slipway::domain::strategy::{GateMode, Strategy};
use slipway::domain::text::Slug;
use slipway::strategy::plan::{PlanFor, resolve};
use std::path::{Path, PathBuf};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/storefront").join(name)
}

fn strategy() -> Strategy {
    let document = std::fs::read(example("strategy.md")).expect("the document is there");
    slipway::strategy::read(&document).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn release(version: &str) -> NewRelease {
    let text =
        std::fs::read_to_string(example("releases").join(format!("{version}.json"))).expect("it is there");
    let mut facts: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let artifact = Artifact { uri: "file:///srv/storefront.tar.gz".to_owned(), sha256: "a".repeat(64) };
    facts["artifact"] = serde_json::to_value(artifact).expect("it is plain");
    serde_json::from_value(facts).expect("with its artifact it is a release")
}

/// What does not pass, by name.
fn not_passed(version: &str) -> Vec<(&'static str, Verdict)> {
    let judged = judge(&strategy().gates, &release(version).facts, GateMode::Enforce);
    judged
        .into_iter()
        .filter(|gate| gate.verdict != Verdict::Pass)
        .map(|gate| (gate.name, gate.verdict))
        .collect()
}

#[test]
fn the_releases_have_the_evidence_that_the_demo_tells_about() {
    assert_eq!(strategy().gates.len(), 5);
    assert_eq!(not_passed("2.7.2"), []);
    assert_eq!(not_passed("2.7.3"), []);
    assert_eq!(not_passed("2.7.4"), [("Coverage", Verdict::Fail)]);
    assert_eq!(not_passed("2.7.5"), [("Vulnerability scan", Verdict::Missing)]);
    assert_eq!(not_passed("2.8.0"), []);
}

#[test]
fn every_release_is_what_its_file_is_called() {
    for entry in std::fs::read_dir(example("releases")).unwrap() {
        let path = entry.unwrap().path();
        let version = path.file_stem().unwrap().to_str().unwrap();
        let release = release(version);
        assert_eq!(release.version.to_string(), version);
        assert_eq!(release.check(), Ok(()), "{version}");
        assert!(!release.changes.is_empty(), "{version}");
    }
}

#[test]
fn production_installs_on_three_targets_and_asks_two_stakeholders() {
    let (strategy, production) = (strategy(), Slug::parse("production").unwrap());
    let files = [];
    let plan = PlanFor {
        environment: &production,
        kind: "deploy",
        release_digest: "",
        strategy_version: 1,
        strategy_sha256: "",
        files: &files,
    };
    let plan = resolve(&strategy, plan).unwrap();
    assert_eq!(plan.targets.len(), 3);
    assert_eq!(plan.approvals.rules()[0].required, 2);
    let deploying: Vec<_> =
        plan.steps.iter().filter(|step| step.deploys).map(|step| step.text.as_str()).collect();
    assert_eq!(deploying, ["Deploy to production"]);
    let mut commands: Vec<String> = plan.steps.iter().map(|step| step.work.words()).collect();
    commands.retain(|words| words.starts_with("./"));
    assert_eq!(commands, ["./deploy.sh, one target at a time", "./smoke.sh, one target at a time"]);
    for script in ["deploy.sh", "smoke.sh"] {
        assert!(example("files").join(script).exists());
    }
}
