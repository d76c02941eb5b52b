//! The Pre-Deployment Checklist: what answers a line, and where a line stands.

use super::evidence::Facts;

/// What answers a line of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnsweredBy {
    /// The release's test results.
    Tests,
    /// The release's scans.
    SecurityScan,
    /// The release's benchmarks.
    Benchmarks,
    /// The deployment's approvals.
    Approvals,
    /// A person with Deploy.
    Person,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Answered.
    Answered,
    /// Not answered yet, or answered by evidence with no.
    Open,
    /// Nothing is asked here.
    NotApplicable,
}

/// A line of a deployment's checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line, as written.
    pub text: String,
    /// What answers it.
    pub by: AnsweredBy,
    /// Where it stands.
    pub standing: Standing,
    /// By what or whom: `412 passed`, `DevOps on-call`.
    pub note: String,
}

/// A person's answer to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The line.
    pub line: String,
    /// Who answered, and their words.
    pub note: String,
}

/// What answers a line, by its words: the template's four lines and what teams make of them, ignoring case.
///
/// A line that is not surely one of the four is a person's: nothing is answered by a guess.
pub fn answered_by(line: &str) -> AnsweredBy {
    let words: Vec<String> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let has = |any: &[&str]| words.iter().any(|word| any.contains(&word.as_str()));
    if has(&["not", "no", "without", "plan", "written", "reviewed"]) {
        return AnsweredBy::Person;
    }
    match () {
        () if has(&["tests", "test"]) && has(&["pass", "passes", "passed", "passing", "green"]) => {
            AnsweredBy::Tests
        }
        () if has(&["security", "vulnerability"]) && has(&["scan", "scans"]) => AnsweredBy::SecurityScan,
        () if has(&["benchmark", "benchmarks"]) && has(&["met", "meet", "reached", "passed", "passing"]) => {
            AnsweredBy::Benchmarks
        }
        () if has(&["stakeholder", "stakeholders"])
            && has(&["approval", "approvals", "approved", "approve"]) =>
        {
            AnsweredBy::Approvals
        }
        () => AnsweredBy::Person,
    }
}

/// Where a line stands by the evidence alone, with the words for it. None where evidence does not answer it.
pub fn by_evidence(by: AnsweredBy, facts: &Facts) -> Option<(Standing, String)> {
    let answer = |yes: bool| if yes { Standing::Answered } else { Standing::Open };
    let missing = || (Standing::Open, "no evidence".to_owned());
    match by {
        AnsweredBy::Tests => Some(facts.tests.map_or_else(missing, |t| match t.failed {
            0 => (answer(t.passed > 0), format!("{} passed", t.passed)),
            failed => (Standing::Open, format!("{failed} failed, {} passed", t.passed)),
        })),
        AnsweredBy::SecurityScan => Some(facts.vulnerabilities.map_or_else(missing, |v| {
            (Standing::Answered, format!("{} critical, {} high", v.critical, v.high))
        })),
        AnsweredBy::Benchmarks => Some(
            facts
                .benchmarks
                .map_or_else(missing, |b| (answer(b.met), if b.met { "met" } else { "not met" }.to_owned())),
        ),
        AnsweredBy::Approvals | AnsweredBy::Person => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::{Benchmarks, Tests};

    #[test]
    fn the_templates_lines_and_their_variants_find_their_answer() {
        use AnsweredBy::*;
        for (line, answer) in [
            ("All tests passing", Tests),
            ("all tests passed", Tests),
            ("Tests pass (unit, e2e)", Tests),
            ("Security scan completed", SecurityScan),
            ("Security scans complete", SecurityScan),
            ("Vulnerability scan done", SecurityScan),
            ("Performance benchmarks met", Benchmarks),
            ("Stakeholder approval received", Approvals),
            ("Approved by stakeholders", Approvals),
            ("Documentation updated", Person),
            ("Test plan reviewed", Person),
            ("Security team told about the scan window", SecurityScan),
            ("Tests not passing are listed", Person),
            ("Contest passed on", Person),
            ("", Person),
        ] {
            assert_eq!(answered_by(line), answer, "{line}");
        }
    }

    #[test]
    fn evidence_answers_yes_no_or_nothing() {
        let tests = |passed, failed| Facts { tests: Some(Tests { passed, failed }), ..Facts::default() };
        let standing = |by, facts: &Facts| by_evidence(by, facts).map(|(s, _)| s);
        assert_eq!(standing(AnsweredBy::Tests, &tests(412, 0)), Some(Standing::Answered));
        assert_eq!(standing(AnsweredBy::Tests, &tests(411, 1)), Some(Standing::Open));
        assert_eq!(standing(AnsweredBy::Tests, &tests(0, 0)), Some(Standing::Open), "no test is no proof");
        assert_eq!(standing(AnsweredBy::SecurityScan, &Facts::default()), Some(Standing::Open));
        let not_met = Facts { benchmarks: Some(Benchmarks { met: false }), ..Facts::default() };
        assert_eq!(standing(AnsweredBy::Benchmarks, &not_met), Some(Standing::Open));
        assert_eq!(standing(AnsweredBy::Person, &Facts::default()), None);
    }
}
