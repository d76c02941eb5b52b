//! The Pre-Deployment Checklist: what answers a line, and where a line stands.

use super::evidence::Facts;
use serde::{Deserialize, Serialize};

/// What answers a line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredBy {
    /// The release's test results: some passed and none failed.
    Tests,
    /// The release's scans: there is one. What it found is for the gate to judge.
    SecurityScan,
    /// The release's scans: the newest found nothing critical and nothing high.
    CleanScan,
    /// The release's dependency check: it knows no advisory.
    CleanDependencies,
    /// The release's benchmarks: they were met.
    Benchmarks,
    /// The deployment's approvals.
    Approvals,
    /// A person with Deploy.
    Person,
    /// A person who holds the role of this name for the project and sees the environment. Deploy is not needed: who
    /// signs a load test off need not deploy.
    Role(String),
}

/// The kinds of evidence that a document can map a line to: those that say yes or no without a threshold.
pub const EVIDENCE: [(&str, AnsweredBy); 4] = [
    ("tests", AnsweredBy::Tests),
    ("vulnerabilities", AnsweredBy::CleanScan),
    ("dependencies", AnsweredBy::CleanDependencies),
    ("benchmarks", AnsweredBy::Benchmarks),
];

impl AnsweredBy {
    /// Whether a person answers it, whoever that is.
    pub fn is_person(&self) -> bool {
        matches!(self, Self::Person | Self::Role(_))
    }

    /// `evidence:tests`, `approvals`, `person`, `person:SRE`.
    pub fn word(&self) -> String {
        match self {
            Self::Tests => "evidence:tests".to_owned(),
            Self::SecurityScan | Self::CleanScan => "evidence:vulnerabilities".to_owned(),
            Self::CleanDependencies => "evidence:dependencies".to_owned(),
            Self::Benchmarks => "evidence:benchmarks".to_owned(),
            Self::Approvals => "approvals".to_owned(),
            Self::Person => "person".to_owned(),
            Self::Role(role) => format!("person:{role}"),
        }
    }
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

impl Line {
    /// The line with who is asked for it: `Load test signed off, from SRE`. Who can deploy is not named.
    pub fn asks(&self) -> String {
        match &self.by {
            AnsweredBy::Role(role) => format!("{}, from {role}", self.text),
            _ => self.text.clone(),
        }
    }
}

/// A person's answer to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The line.
    pub line: String,
    /// Who answered, and their words.
    pub note: String,
}

/// A line without what does not tell it from another: case, white space around and within, a full stop at the end.
pub fn folded(line: &str) -> String {
    let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
    let line = words.join(" ");
    line.strip_suffix('.').unwrap_or(&line).trim_end().to_owned()
}

/// What answers a line that the document maps to nothing: the template's four lines, in its words, are answered by
/// evidence and approvals, and every other by a person. Nothing is answered by a guess.
pub fn answered_by(line: &str) -> AnsweredBy {
    match folded(line).as_str() {
        "all tests passing" => AnsweredBy::Tests,
        "security scan completed" => AnsweredBy::SecurityScan,
        "performance benchmarks met" => AnsweredBy::Benchmarks,
        "stakeholder approval received" => AnsweredBy::Approvals,
        _ => AnsweredBy::Person,
    }
}

/// What answered a line by the first reader, which went by single words: `Disaster recovery test passed` was answered
/// by the release's tests. What was planned by it stays as it was planned. It is also what a line alone means in a
/// stored plan, so it never changes.
pub fn answered_by_first(line: &str) -> AnsweredBy {
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
pub fn by_evidence(by: &AnsweredBy, facts: &Facts) -> Option<(Standing, String)> {
    let answer = |yes: bool| if yes { Standing::Answered } else { Standing::Open };
    let missing = || (Standing::Open, "no evidence".to_owned());
    match by {
        AnsweredBy::Tests => Some(facts.tests.map_or_else(missing, |t| match t.failed {
            0 => (answer(t.passed > 0), format!("{} passed", t.passed)),
            failed => (Standing::Open, format!("{failed} failed, {} passed", t.passed)),
        })),
        AnsweredBy::SecurityScan | AnsweredBy::CleanScan => {
            Some(facts.vulnerabilities.map_or_else(missing, |v| {
                let clean = v.critical == 0 && v.high == 0;
                let done = answer(clean || *by == AnsweredBy::SecurityScan);
                (done, format!("{} critical, {} high", v.critical, v.high))
            }))
        }
        AnsweredBy::CleanDependencies => Some(facts.dependencies.map_or_else(missing, |d| {
            let word = if d.advisories == 1 { "advisory" } else { "advisories" };
            (answer(d.advisories == 0), format!("{} {word}", d.advisories))
        })),
        AnsweredBy::Benchmarks => Some(
            facts
                .benchmarks
                .map_or_else(missing, |b| (answer(b.met), if b.met { "met" } else { "not met" }.to_owned())),
        ),
        AnsweredBy::Approvals | AnsweredBy::Person | AnsweredBy::Role(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::{Benchmarks, Dependencies, Tests, Vulnerabilities};

    #[test]
    fn only_the_templates_four_lines_are_answered_by_evidence_or_approvals() {
        use AnsweredBy::*;
        for (line, answer) in [
            ("All tests passing", Tests),
            ("  all TESTS passing. ", Tests),
            ("Security scan completed", SecurityScan),
            ("Security  scan completed.", SecurityScan),
            ("Performance benchmarks met", Benchmarks),
            ("Stakeholder approval received", Approvals),
            ("Disaster recovery test passed", Person),
            ("Vulnerability scan clean", Person),
            ("All tests passing..", Person),
            ("All tests passing (unit)", Person),
            ("All tests passed", Person),
            ("Security scans completed", Person),
            ("Stakeholder in Legal has approved the texts", Person),
            ("Documentation updated", Person),
            ("", Person),
        ] {
            assert_eq!(answered_by(line), answer, "{line}");
        }
    }

    #[test]
    fn the_first_reader_went_by_the_words_of_a_line() {
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
            assert_eq!(answered_by_first(line), answer, "{line}");
        }
    }

    #[test]
    fn evidence_answers_yes_no_or_nothing() {
        let tests = |passed, failed| Facts { tests: Some(Tests { passed, failed }), ..Facts::default() };
        let standing = |by: AnsweredBy, facts: &Facts| by_evidence(&by, facts).map(|(s, _)| s);
        assert_eq!(standing(AnsweredBy::Tests, &tests(412, 0)), Some(Standing::Answered));
        assert_eq!(standing(AnsweredBy::Tests, &tests(411, 1)), Some(Standing::Open));
        assert_eq!(standing(AnsweredBy::Tests, &tests(0, 0)), Some(Standing::Open), "no test is no proof");
        assert_eq!(standing(AnsweredBy::SecurityScan, &Facts::default()), Some(Standing::Open));
        let not_met = Facts { benchmarks: Some(Benchmarks { met: false }), ..Facts::default() };
        assert_eq!(standing(AnsweredBy::Benchmarks, &not_met), Some(Standing::Open));
        assert_eq!(standing(AnsweredBy::Person, &Facts::default()), None);
        assert_eq!(standing(AnsweredBy::Role("SRE".to_owned()), &tests(412, 0)), None);
    }

    #[test]
    fn a_scan_that_was_done_is_not_a_clean_one() {
        let scan = |critical, high| Facts {
            vulnerabilities: Some(Vulnerabilities { critical, high }),
            ..Facts::default()
        };
        for (facts, done, clean) in [
            (scan(0, 0), Standing::Answered, Standing::Answered),
            (scan(0, 1), Standing::Answered, Standing::Open),
            (scan(1, 0), Standing::Answered, Standing::Open),
            (Facts::default(), Standing::Open, Standing::Open),
        ] {
            let standing = |by| by_evidence(&by, &facts).unwrap().0;
            assert_eq!((standing(AnsweredBy::SecurityScan), standing(AnsweredBy::CleanScan)), (done, clean));
        }
        for (advisories, expected) in [(0, Standing::Answered), (1, Standing::Open)] {
            let facts = Facts { dependencies: Some(Dependencies { advisories }), ..Facts::default() };
            assert_eq!(by_evidence(&AnsweredBy::CleanDependencies, &facts).unwrap().0, expected);
        }
    }
}
