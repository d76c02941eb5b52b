//! What a document leaves more open than the default, in sentences: each loosening of a guarded environment is said.

use crate::domain::checklist::{AnsweredBy, answered_by};
use crate::domain::reading::ChecklistReading;
use crate::domain::strategy::{ApprovalRule, ChecklistRule, EnvironmentRules, GateMode, Start, Strategy};
use crate::domain::text::clip;
use crate::domain::time::Span;

/// How long an approval counts by default.
const USUAL: Span = Span::hours(24);

/// What is looser than the default, environment by environment.
pub fn of(strategy: &Strategy) -> Vec<String> {
    let guarded = strategy.environments.iter().filter(|rules| strategy.is_guarded(&rules.slug));
    guarded.flat_map(|rules| of_environment(strategy, rules)).collect()
}

fn of_environment(strategy: &Strategy, rules: &EnvironmentRules) -> Vec<String> {
    let name = &rules.name;
    let gates = match rules.gates {
        GateMode::Enforce => None,
        GateMode::Warn => Some(format!("{name}: gates and the checklist only warn")),
        GateMode::Off => Some(format!("{name}: gates and the checklist are off")),
    };
    let approvals = (!rules.approvals.are_asked()).then(|| format!("{name}: no approval is needed"));
    let longest = rules.approvals.rules().iter().map(|rule: &ApprovalRule| rule.expires).max();
    let expires = longest.filter(|expires| *expires > USUAL);
    let expires =
        expires.map(|expires| format!("{name}: an approval counts for {expires}, longer than {USUAL}"));
    let start = (rules.start == Start::WhenReady).then(|| format!("{name}: deployments start automatically"));
    let mut told: Vec<String> =
        [gates, approvals, expires, start, requires(strategy, rules)].into_iter().flatten().collect();
    if rules.gates != GateMode::Off {
        told.extend(strategy.checklist.iter().filter_map(|line| line_of(line, rules)));
    }
    told
}

fn requires(strategy: &Strategy, rules: &EnvironmentRules) -> Option<String> {
    let usual = &strategy.environments[strategy.guard(&rules.slug)?.requires?];
    let name = &rules.name;
    let missing = !rules.requires.contains(&usual.slug);
    missing.then(|| format!("{name}: a release need not succeed in {} first", usual.name))
}

/// A line that is not asked here, or that asks for less than its words by themselves would.
fn line_of(line: &ChecklistRule, rules: &EnvironmentRules) -> Option<String> {
    let (name, text) = (&rules.name, clip(&line.text, 60));
    if !line.is_asked_in(&rules.slug) {
        return Some(format!("{name}: the checklist line {text:?} is not asked"));
    }
    if line.by == AnsweredBy::Approvals && !rules.approvals.are_asked() {
        return Some(format!("{name}: the checklist line {text:?} is not asked, because no approval is"));
    }
    let usual = answered_by(&line.text);
    let stricter = usual == AnsweredBy::SecurityScan && line.by == AnsweredBy::CleanScan;
    if usual == line.by || usual == AnsweredBy::Person || stricter {
        return None;
    }
    let words = |by: &AnsweredBy| ChecklistReading { line: String::new(), answered_by: by.word() }.answerer();
    Some(format!(
        "{name}: the checklist line {text:?} is answered by {}, not by {}",
        words(&line.by),
        words(&usual)
    ))
}

#[cfg(test)]
mod tests {
    use crate::domain::reading::Reader;
    use crate::strategy::examine;

    const HEAD: &str = "## Document Control\n- **Project**: Lantern\n\n## Strategy Summary\n- **Deployment Type**: Rolling\n\
                        - **Environments**: development, staging, production\n\n";

    fn told(rest: &str) -> Vec<String> {
        let outcome = examine(format!("{HEAD}{rest}").as_bytes(), Reader::default());
        assert!(outcome.problems.is_empty(), "{:?}", outcome.problems);
        outcome.reading().unwrap().loosened
    }

    fn of_block(rules: &str) -> Vec<String> {
        told(&format!("## Environment Configuration\n```yaml\nproduction: {{{rules}}}\n```\n"))
    }

    fn of_line(line: &str, rule: &str) -> Vec<String> {
        let list = "- [ ] All tests passing\n- [ ] Security scan completed\n- [ ] Legal agrees\n";
        told(&format!("## Pre-Deployment Checklist\n{list}```yaml\nchecklist:\n  {line}: {rule}\n```\n"))
    }

    #[test]
    fn every_loosening_of_a_block_is_said() {
        for (rules, said) in [
            ("gates: off", "gates and the checklist are off"),
            ("gates: warn", "gates and the checklist only warn"),
            ("approvals: none", "no approval is needed"),
            ("approvals: {required: 0}", "no approval is needed"),
            ("approvals: {expires: 30d}", "an approval counts for 30 d, longer than 24 h"),
            ("start: when_ready", "deployments start automatically"),
            ("requires: []", "a release need not succeed in staging first"),
            ("requires: development", "a release need not succeed in staging first"),
        ] {
            assert_eq!(of_block(rules), [format!("production: {said}")], "{rules}");
        }
        for rules in
            ["approvals: {required: 2, expires: 1h}", "requires: [development, staging]", "gates: enforce"]
        {
            assert!(of_block(rules).is_empty(), "{rules}");
        }
    }

    #[test]
    fn every_loosening_of_a_checklist_line_is_said() {
        for (line, rule, said) in [
            (
                "All tests passing",
                "{only: [development]}",
                "the checklist line \"All tests passing\" is not asked",
            ),
            ("Legal agrees", "{only: [staging]}", "the checklist line \"Legal agrees\" is not asked"),
            (
                "All tests passing",
                "{by: person}",
                "the checklist line \"All tests passing\" is answered by a person with Deploy, not by evidence of tests",
            ),
            (
                "Security scan completed",
                "{evidence: tests}",
                "the checklist line \"Security scan completed\" is answered by evidence of tests, not by evidence of vulnerabilities",
            ),
        ] {
            assert_eq!(of_line(line, rule), [format!("production: {said}")], "{line} {rule}");
        }
        for (line, rule) in [
            ("All tests passing", "{only: [production]}"),
            ("Security scan completed", "{evidence: vulnerabilities}"),
            ("Legal agrees", "{by: SRE}"),
        ] {
            assert!(of_line(line, rule).is_empty(), "{line} {rule}");
        }
    }

    #[test]
    fn a_line_that_approvals_answer_falls_away_with_them() {
        let rest = "## Environment Configuration\n```yaml\nproduction: {approvals: none}\n```\n## Pre-Deployment Checklist\n\
                    - [ ] Legal agrees\n```yaml\nchecklist:\n  Legal agrees: {by: approvals}\n```\n";
        assert!(
            told(rest)
                .iter()
                .any(|line| line.contains("\"Legal agrees\" is not asked, because no approval is"))
        );
    }
}
