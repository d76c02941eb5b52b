//! The Pre-Deployment Checklist: what answers a line.

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
