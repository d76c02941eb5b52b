//! Facts as people read them.

use super::Facts;

/// Every kind of fact with its name, in the order of pages.
pub const KINDS: [(&str, &str); 7] = [
    ("tests", "Tests"),
    ("coverage", "Coverage"),
    ("duplication", "Duplication"),
    ("complexity", "Complexity"),
    ("vulnerabilities", "Vulnerability scan"),
    ("dependencies", "Dependency check"),
    ("benchmarks", "Benchmarks"),
];

impl Facts {
    /// The fact of a kind in words: `412 passed, 0 failed`; none where there is none, which is never a pass.
    pub fn words(&self, kind: &str) -> Option<String> {
        match kind {
            "tests" => self.tests.map(|t| format!("{} passed, {} failed", t.passed, t.failed)),
            "coverage" => self.coverage.map(|share| format!("{}%", share.percent)),
            "duplication" => self.duplication.map(|share| format!("{}%", share.percent)),
            "complexity" => self.complexity.map(|c| format!("largest {}", c.max)),
            "vulnerabilities" => {
                self.vulnerabilities.map(|v| format!("{} critical, {} high", v.critical, v.high))
            }
            "dependencies" => self.dependencies.map(|d| match d.advisories {
                1 => "1 advisory".to_owned(),
                count => format!("{count} advisories"),
            }),
            "benchmarks" => self.benchmarks.map(|b| if b.met { "met" } else { "not met" }.to_owned()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_and_what_is_missing_has_none() {
        let json = r#"{"tests":{"passed":412,"failed":1},"coverage":{"percent":83.4},"duplication":{"percent":3},
            "complexity":{"max":12},"vulnerabilities":{"critical":0,"high":2},"dependencies":{"advisories":1},
            "benchmarks":{"met":false}}"#;
        let facts: Facts = serde_json::from_str(json).unwrap();
        let words: Vec<String> = KINDS.iter().map(|(kind, _)| facts.words(kind).unwrap()).collect();
        let expected = [
            "412 passed, 1 failed",
            "83.4%",
            "3%",
            "largest 12",
            "0 critical, 2 high",
            "1 advisory",
            "not met",
        ];
        assert_eq!(words, expected);
        assert_eq!(facts.by_kind().len(), KINDS.len(), "no kind is left out");
        assert!(KINDS.iter().all(|(kind, _)| Facts::default().words(kind).is_none()));
    }
}
