//! The hashes of the sample's plans. Approvals are bound to them, so no change of the reader or of the plan's form may
//! change one: an installation's approvals would end without anybody having changed a rule.

use super::plan_of;
use crate::domain::checklist::AnsweredBy;
use crate::domain::plan::Plan;
use crate::strategy::read;
use crate::strategy::tests::STOREFRONT;

const EXAMPLE: &str = include_str!("../../../../examples/storefront/strategy.md");

/// Each environment and kind with the beginning of its hash, for the sample and for the example that ships with
/// Slipway.
const PINNED: [(&str, &str, &str, &str); 6] = [
    ("production", "deploy", "3a7e0876e08a1fb1", "8885f3954d44fe88"),
    ("production", "rollback", "67d0e07228e5d278", "fb5134f019c3650c"),
    ("staging", "deploy", "8944d743b0617ed7", "ce3a28db067684a4"),
    ("staging", "rollback", "f8948d702d8960ae", "ea814c11cda0559e"),
    ("development", "deploy", "2f6f42cfdadc0e70", "a7d2cd99ea9c3b8f"),
    ("development", "rollback", "7c5d6e3ed91b6174", "855fca5686c0c672"),
];

#[test]
fn the_plans_of_the_sample_keep_their_hashes() {
    let [sample, example] = [STOREFRONT, EXAMPLE].map(|text| read(text.as_bytes()).unwrap());
    let hashes = PINNED.map(|(environment, kind, _, _)| {
        let of = |strategy| plan_of(strategy, environment, kind).hash()[..16].to_owned();
        (environment, kind, of(&sample), of(&example))
    });
    let pinned = PINNED.map(|(environment, kind, sample, example)| {
        (environment, kind, sample.to_owned(), example.to_owned())
    });
    assert_eq!(hashes, pinned);
}

/// A line alone, in a plan that was stored before lines said who answers them, means what the first reader took it for.
#[test]
fn a_plan_of_the_first_reader_keeps_its_hash_and_its_answers() {
    let sample = read(STOREFRONT.as_bytes()).unwrap();
    let stored = serde_json::to_string(&plan_of(&sample, "production", "deploy")).unwrap();
    let stored = stored.replace("Security scan completed", "Vulnerability scan clean");
    let plan: Plan = serde_json::from_str(&stored).unwrap();
    assert_eq!(plan.checklist[1].by, AnsweredBy::SecurityScan);
    assert_eq!(serde_json::to_string(&plan).unwrap(), stored);

    let renamed = STOREFRONT.replace("Security scan completed", "Vulnerability scan clean");
    let today = plan_of(&read(renamed.as_bytes()).unwrap(), "production", "deploy");
    assert_eq!(today.checklist[1].by, AnsweredBy::Person);
    assert_ne!(today.hash(), plan.hash());
    assert_eq!(plan.changes(&today), ["the checklist"]);
}
