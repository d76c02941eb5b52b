//! Whatever becomes of a document, what guards production is there, or something is said.

use super::noise::{mutate, mutation};
use super::*;
use crate::domain::reading::{EnvironmentReading, Reader, Reading};
use crate::domain::strategy::{GateMode, Start};
use proptest::prelude::*;

/// Ways to write the environments, and whether each has production.
const LISTS: &[&str] = &[
    "development, staging, production, dr",
    "development, staging, production, production-us-2",
    "development, staging, prod",
    "development, staging, live, standby",
    "Development / Staging / Production",
    "development → staging → production",
    "development | staging | production",
    "development; staging; production",
    "development, staging and production",
    "[development, staging, production]",
    "development (laptops), staging (shared), production (eu-west-1)",
    "production, staging, development",
    "development, pre-prod, production, nonprod",
    "production",
    "one, two, three",
];

/// Changes that once took guards away without a word.
const EDITS: &[(&str, &str)] = &[
    ("### Pre-Deployment Checklist", "### Pre-Deployment Checklist (T-24 hours)"),
    ("### Pre-Deployment Checklist", "###Pre-Deployment Checklist"),
    ("### Pre-Deployment Checklist", "### Checks before we deploy"),
    ("## Environment Configuration", "## Hosting"),
    ("### Pipeline Stages", "### What CI does"),
    ("### Deployment Steps", "### What we do"),
    ("```yaml\n# Step Automation", "```\n# Step Automation"),
    ("- [ ] All tests passing", "* [ ]All tests passing"),
    ("  gates: enforce\n  requires", "  configuration:\n    gates: enforce\n  requires"),
    ("  approvals:\n    required: 2", "  approval:\n    required: 2"),
    ("  approvals:\n    required: 2", "  approvals:\n    required: 0"),
    ("  gates: enforce\n  requires: [staging]", "  gates: off\n  requires: []"),
    ("  gates: enforce\n  requires: [staging]", "  start: when_ready"),
    ("| Stakeholder | Read | Read | Read + Approve |\n", ""),
    ("### Access Control", "### Who may do what"),
];

fn guards(environment: &EnvironmentReading, first: bool) -> bool {
    environment.gates == GateMode::Enforce
        && environment.approvals.iter().any(|rule| rule.required > 0)
        && environment.start == Start::ByHand
        && (first || !environment.requires.is_empty())
}

/// Each guarded environment is guarded, or something is told: a problem, a passage that was not read, a loosening.
fn is_guarded_or_told(document: &str) -> Result<(), String> {
    let outcome = examine(document.as_bytes(), Reader::default());
    let reading = outcome.reading().unwrap_or_default();
    if !outcome.problems.is_empty() || !outcome.unread.is_empty() || !reading.loosened.is_empty() {
        return Ok(());
    }
    if !reading.environments.iter().any(|environment| environment.guarded) {
        return Err("nothing is guarded".to_owned());
    }
    let like = |e: &&EnvironmentReading| crate::domain::environment::is_production_like(&e.name);
    let first = reading.environments.iter().position(|e| !like(&e));
    let open = reading.environments.iter().enumerate().find(|(index, environment)| {
        environment.guarded && !guards(environment, first.is_none_or(|first| first >= *index))
    });
    open.map_or(Ok(()), |(_, environment)| Err(format!("{environment:?}")))
}

#[test]
fn environments_written_in_any_way_are_guarded() {
    let template = STOREFRONT.split("## CI/CD Pipeline").next().unwrap();
    for list in LISTS {
        let document = template.replacen("development, staging, production", list, 1);
        let outcome = examine(document.as_bytes(), Reader::default());
        assert!(outcome.problems.is_empty(), "{list}: {}", lines(&outcome.problems));
        is_guarded_or_told(&document).unwrap_or_else(|why| panic!("{list}: {why}"));
    }
}

#[test]
fn what_takes_a_guard_away_is_told() {
    for (from, to) in EDITS {
        assert!(STOREFRONT.contains(from), "{from:?} is not in the document");
        let document = STOREFRONT.replacen(from, to, 1);
        let before = examine(STOREFRONT.as_bytes(), Reader::default());
        let after = examine(document.as_bytes(), Reader::default());
        let told = !after.problems.is_empty()
            || !after.unread.is_empty()
            || after.reading().is_some_and(|reading| !reading.loosened.is_empty());
        assert!(told || after.reading() == before.reading(), "{to:?} says nothing");
    }
}

/// Lines of the sample that say nothing which decides: headings of chapters, comments, diagrams of the pipeline, free
/// keys, notes.
fn is_prose(line: &str, number: usize) -> bool {
    let text = line.trim();
    let chapter = line.starts_with("# ")
        || line.starts_with("## ")
            && !line.contains("Document Control")
            && !line.contains("Change Log")
            && !line.contains("Environment Configuration");
    let dashes = text.starts_with("|--");
    text.is_empty()
        || text.starts_with('#') && line.starts_with(' ')
        || chapter
        || dashes
        || between(number, PROSE)
}

/// Parts of the sample that are shown and decide nothing.
const PROSE: &[(&str, &str)] = &[
    ("### Pipeline Architecture", "### Pipeline Stages"),
    ("1. **Build Stage**", "3. **Quality Gate**"),
    ("### Rollback Procedure", "## Monitoring & Alerts"),
    ("### Security Protocols", "### Recovery Plan"),
    ("## Documentation", "\u{0}"),
];

fn between(number: usize, parts: &[(&str, &str)]) -> bool {
    let line_of = |text: &str| STOREFRONT.find(text).map(|at| STOREFRONT[..at].lines().count());
    parts.iter().any(|(from, to)| {
        let to = line_of(to).unwrap_or(usize::MAX);
        line_of(from).is_some_and(|from| (from..to).contains(&number))
    })
}

fn changes(before: &Reading, document: &str) -> bool {
    let after = examine(document.as_bytes(), Reader::default());
    !after.problems.is_empty() || !after.unread.is_empty() || after.reading().as_ref() != Some(before)
}

#[test]
fn a_line_of_the_sample_that_is_gone_is_noticed() {
    let before = examine(STOREFRONT.as_bytes(), Reader::default());
    assert_eq!((before.problems.as_slice(), before.unread.as_slice()), (&[][..], &[][..]));
    let before = before.reading().unwrap();
    let all: Vec<&str> = STOREFRONT.lines().collect();
    let mut unnoticed = Vec::new();
    for (number, line) in all.iter().enumerate() {
        let left: Vec<&str> =
            all.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, line)| *line).collect();
        if !is_prose(line, number) && !changes(&before, &left.join("\n")) {
            unnoticed.push(format!("{}: {line}", number + 1));
        }
    }
    insta::assert_snapshot!("unnoticed", unnoticed.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_mutation_opens_production_in_silence(mutations in proptest::collection::vec(mutation(), 1..6)) {
        let mut document = STOREFRONT.as_bytes().to_vec();
        mutations.into_iter().for_each(|m| mutate(&mut document, m));
        let document = String::from_utf8_lossy(&document).into_owned();
        prop_assert_eq!(is_guarded_or_told(&document), Ok(()), "{}", document);
    }
}
