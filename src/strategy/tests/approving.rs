//! `approvals`: one rule, a list of rules, or none.

use super::*;
use crate::domain::strategy::{Approvals, Strategy};
use crate::strategy::{Outcome, examine};

const WRITTEN: &str = "  approvals:\n    required: 2\n    from: [Stakeholder]\n    expires: 24h\n";
const SRE: &str = "| SRE | Full | Full | Full |";

/// The sample, in which SRE may approve in production, with this instead of its rule.
fn outcome(approvals: &str) -> Outcome {
    assert!(STOREFRONT.contains(WRITTEN) && STOREFRONT.contains(SRE));
    let document = STOREFRONT.replacen(WRITTEN, approvals, 1);
    let document = document.replacen(SRE, "| SRE | Full | Full | Full + Approve |", 1);
    examine(document.as_bytes(), crate::domain::reading::Reader::default())
}

fn production(strategy: &Strategy) -> &Approvals {
    &strategy.environments.last().unwrap().approvals
}

#[test]
fn a_list_asks_each_rule_and_several_roles_are_a_choice() {
    for (written, words) in [
        ("  approvals: { required: 2, from: [Stakeholder, SRE] }\n", "2 approvals from Stakeholder or SRE"),
        (
            "  approvals:\n    - { required: 1, from: [Stakeholder] }\n    - { from: SRE, expires: 2h }\n",
            "1 approval from Stakeholder and 1 approval from SRE",
        ),
        ("  approvals:\n    - from: sre\n", "1 approval from SRE"),
        ("  approvals: none\n", ""),
        ("  approvals: None\n", ""),
        ("  approvals: { required: 0 }\n", ""),
        ("  approvals: [{ required: 0 }, { from: SRE }]\n", "1 approval from SRE"),
    ] {
        let outcome = outcome(written);
        assert_eq!(lines(&outcome.problems), "", "{written}");
        assert_eq!(production(outcome.strategy.as_ref().unwrap()).words(), words, "{written}");
        let reading = outcome.reading().unwrap().environments.pop().unwrap();
        assert_eq!(reading.approvals.is_empty(), words.is_empty(), "{written}");
    }
}

#[test]
fn what_cannot_be_read_is_named_and_opens_nothing() {
    for (written, said) in [
        ("  approvals: 2\n", "or `none` is expected, not \"2\""),
        ("  approvals: no\n", "or `none` is expected, not \"no\""),
        ("  approvals:\n", "or `none` is expected, not nothing"),
        ("  approvals: []\n", "or `none` is expected, not a list of 0"),
        ("  approvals: [Stakeholder, SRE]\n", "a mapping of keys to values is expected for approvals"),
        ("  approvals: [{ from: Stakholder }]\n", "did you mean \"Stakeholder\"?"),
        ("  approvals: [{ from: DevOps }]\n", "\"DevOps\" may not approve in production"),
        ("  approvals: [{ required: 101 }]\n", "a whole number from 0 to 100 is expected"),
        ("  approvals: [{ expires: 0s }]\n", "an approval must count for some time"),
    ] {
        let outcome = outcome(written);
        let problems = lines(&outcome.problems);
        assert!(problems.contains(said), "{written}: {problems}");
    }
}
