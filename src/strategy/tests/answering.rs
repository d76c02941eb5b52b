//! What answers the lines of a checklist: the template's four by themselves, others by people or as mapped.

use super::*;
use crate::domain::reading::{ChecklistReading, Reader};
use crate::strategy::{Outcome, examine};

/// The sample with these lines and this below its checklist.
fn outcome(lines: &[&str], block: &str, reader: Reader) -> Outcome {
    let from = STOREFRONT.find("- [ ] All tests passing").unwrap();
    let to = STOREFRONT.find("### Deployment Steps").unwrap();
    let lines: String = lines.iter().map(|line| format!("- [ ] {line}\n")).collect();
    let block = if block.is_empty() { String::new() } else { format!("\n```yaml\n{block}```\n") };
    let document = format!("{}{lines}{block}\n{}", &STOREFRONT[..from], &STOREFRONT[to..]);
    examine(document.as_bytes(), reader)
}

/// `line: what answers it`, for an environment.
fn answered(outcome: &Outcome, environment: &str) -> Vec<String> {
    assert_eq!(super::lines(&outcome.problems), "");
    let environments = &outcome.reading().unwrap().environments;
    let found = environments.iter().find(|e| e.slug.as_str() == environment).unwrap();
    let words = |line: &ChecklistReading| format!("{}: {}", line.line, line.answered_by);
    found.checklist.iter().map(words).collect()
}

const LINES: [&str; 5] = [
    "All tests passing",
    "Vulnerability scan clean",
    "Disaster recovery test passed",
    "Load test signed off",
    "Runbook updated",
];

#[test]
fn a_person_answers_every_line_that_is_not_the_templates() {
    let read = outcome(&LINES, "", Reader::Second);
    let by = answered(&read, "production");
    assert_eq!(by[0], "All tests passing: evidence:tests");
    assert!(by[1..].iter().all(|line| line.ends_with(": person")), "{by:?}");
    let first = answered(&outcome(&LINES, "", Reader::First), "production");
    assert_eq!(
        first[1..3],
        [
            "Vulnerability scan clean: evidence:vulnerabilities",
            "Disaster recovery test passed: evidence:tests"
        ]
    );
}

#[test]
fn a_block_maps_lines_to_evidence_roles_and_environments() {
    let block = "checklist:\n  Vulnerability scan clean: { evidence: vulnerabilities }\n  \
                 load test signed off.: { by: sre, only: [production] }\n  \
                 Runbook updated: { only: production }\n  Disaster recovery test passed: { by: approvals }\n";
    let read = outcome(&LINES, block, Reader::Second);
    assert_eq!(
        answered(&read, "production"),
        [
            "All tests passing: evidence:tests",
            "Vulnerability scan clean: evidence:vulnerabilities",
            "Disaster recovery test passed: approvals",
            "Load test signed off: person:SRE",
            "Runbook updated: person",
        ]
    );
    assert_eq!(answered(&read, "staging").len(), 3, "the others are for production alone");
    assert_eq!(answered(&read, "development").len(), 0, "gates are off");
}

#[test]
fn a_mapping_that_cannot_be_meant_is_named() {
    for (rule, said) in [
        ("Vulnerability scan cleen: { by: SRE }", "did you mean \"Vulnerability scan clean\"?"),
        ("Legal agrees: { by: SRE }", "\"Legal agrees\" is not a line of the checklist"),
        ("Runbook updated: { evidence: test }", "did you mean \"tests\"?"),
        ("Runbook updated: { evidence: coverage }", "a gate judges that by its threshold"),
        ("Runbook updated: { by: SER }", "by: \"SER\" is not a role of the table"),
        ("Runbook updated: { by: Developer, only: production }", "\"Developer\" has no access to production"),
        ("Runbook updated: { only: [moon] }", "\"moon\" is not an environment"),
        ("Runbook updated: { only: [] }", "only: at least one environment is expected"),
        ("Runbook updated: { by: SRE, evidence: tests }", "either `evidence` or `by` is expected"),
        ("Runbook updated: {}", "`evidence`, `by` or `only` is expected"),
        ("Runbook updated: SRE", "a mapping of keys to values is expected for a checklist line"),
        ("Runbook updated: { role: SRE }", "\"role\" is not a key of a checklist line"),
        (
            "Runbook updated: { by: SRE }\n  runbook updated.: { by: SRE }",
            "stands twice in the checklist block",
        ),
    ] {
        let read = outcome(&LINES, &format!("checklist:\n  {rule}\n"), Reader::Second);
        let problems = super::lines(&read.problems);
        assert!(problems.contains(said), "{rule}: {problems}");
    }
}

#[test]
fn a_misspelt_block_is_no_prose() {
    let read = outcome(&LINES, "cheklist:\n  Runbook updated: { by: SRE }\n", Reader::Second);
    assert!(super::lines(&read.problems).contains("did you mean \"checklist\"?"));
}
