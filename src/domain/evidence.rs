//! Evidence: facts about a release.

mod words;
pub use words::KINDS;

use super::time::Time;
use serde::{Deserialize, Serialize};

/// The facts that a release comes with, until raw reports are parsed. What is absent is missing, never passed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Test results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tests: Option<Tests>,
    /// Test coverage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Percent>,
    /// Duplicated code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplication: Option<Percent>,
    /// Complexity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complexity: Option<Complexity>,
    /// A vulnerability scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vulnerabilities: Option<Vulnerabilities>,
    /// A dependency check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependencies: Option<Dependencies>,
    /// Performance benchmarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benchmarks: Option<Benchmarks>,
}

/// Test results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tests {
    /// How many passed.
    pub passed: u64,
    /// How many failed.
    pub failed: u64,
}

/// A share in percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Percent {
    /// 0 to 100.
    pub percent: f64,
}

/// Complexity, as the team's tool counts it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complexity {
    /// The largest of any function.
    pub max: f64,
}

/// What a vulnerability scan found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vulnerabilities {
    /// Critical findings.
    pub critical: u64,
    /// High findings.
    pub high: u64,
}

/// What a dependency check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependencies {
    /// Known advisories against what the release depends on.
    pub advisories: u64,
}

/// Whether performance benchmarks were met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benchmarks {
    /// Whether all were.
    pub met: bool,
}

/// The newest evidence of each kind, and when the oldest and the newest of it was recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// The facts.
    pub facts: Facts,
    /// When the newest of them was recorded.
    pub recorded_at: Option<Time>,
}

impl Facts {
    /// Each fact by its kind, as JSON.
    pub fn by_kind(&self) -> Vec<(String, serde_json::Value)> {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(facts)) => facts.into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Facts put together from their kinds; what does not read is missing.
    pub fn of_kinds(kinds: impl IntoIterator<Item = (String, serde_json::Value)>) -> Self {
        let mut facts = Self::default();
        for (kind, fact) in kinds {
            match kind.as_str() {
                "tests" => facts.tests = serde_json::from_value(fact).ok(),
                "coverage" => facts.coverage = serde_json::from_value(fact).ok(),
                "duplication" => facts.duplication = serde_json::from_value(fact).ok(),
                "complexity" => facts.complexity = serde_json::from_value(fact).ok(),
                "vulnerabilities" => facts.vulnerabilities = serde_json::from_value(fact).ok(),
                "dependencies" => facts.dependencies = serde_json::from_value(fact).ok(),
                "benchmarks" => facts.benchmarks = serde_json::from_value(fact).ok(),
                _ => {}
            }
        }
        facts
    }

    /// What is out of range, as a sentence: percentages are 0 to 100, a complexity is not negative.
    pub fn check(&self) -> Result<(), String> {
        for (name, share) in [("coverage", self.coverage), ("duplication", self.duplication)] {
            if share.is_some_and(|s| !(0.0..=100.0).contains(&s.percent)) {
                return Err(format!("facts.{name}.percent is expected between 0 and 100"));
            }
        }
        if self.complexity.is_some_and(|c| c.max.is_nan() || c.max < 0.0) {
            return Err("facts.complexity.max is expected to be 0 or more".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_apart_and_together() {
        let json =
            r#"{"tests":{"passed":412,"failed":0},"coverage":{"percent":83.4},"benchmarks":{"met":true}}"#;
        let facts: Facts = serde_json::from_str(json).unwrap();
        assert_eq!(facts.by_kind().len(), 3);
        assert_eq!(Facts::of_kinds(facts.by_kind()), facts);
    }

    #[test]
    fn what_does_not_read_is_missing() {
        let facts = Facts::of_kinds([("coverage".to_owned(), serde_json::json!({"percent": "high"}))]);
        assert_eq!(facts, Facts::default());
        assert!(serde_json::from_str::<Facts>(r#"{"coverage":{"percent":80,"lines":3}}"#).is_err());
    }

    #[test]
    fn percentages_have_a_range() {
        let facts = Facts { coverage: Some(Percent { percent: 101.0 }), ..Facts::default() };
        assert!(facts.check().unwrap_err().contains("between 0 and 100"));
    }
}
