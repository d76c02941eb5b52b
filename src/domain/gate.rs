//! Gates: rules over evidence, and the verdicts they come to.

use super::evidence::{Facts, Percent};
use super::strategy::{GateMode, GateRule};

/// What a gate comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The evidence meets the rule.
    Pass,
    /// It does not, and the environment only warns.
    Warn,
    /// It does not.
    Fail,
    /// There is no evidence. Missing is never pass.
    Missing,
}

/// A gate with its value, its threshold and its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The gate's name: `Coverage`.
    pub name: &'static str,
    /// The rule in words: `at least 80%`.
    pub threshold: String,
    /// The value in words: `83.4%`; empty where there is none.
    pub value: String,
    /// The verdict.
    pub verdict: Verdict,
}

impl Judged {
    /// Whether the gate lets a deployment start where gates are enforced.
    pub fn holds(&self) -> bool {
        matches!(self.verdict, Verdict::Fail | Verdict::Missing)
    }

    /// Why it does not pass: `Coverage is 71.2%, at least 80% is asked`.
    pub fn why(&self) -> String {
        if self.verdict == Verdict::Missing {
            return format!("{}: no evidence", self.name);
        }
        format!("{} is {}, {} is asked", self.name, self.value, self.threshold)
    }
}

impl Verdict {
    /// The word on pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Missing => "missing",
        }
    }
}

/// Judges every rule. Where gates only warn, a failing or missing one is a warning.
pub fn judge(rules: &[GateRule], facts: &Facts, mode: GateMode) -> Vec<Judged> {
    rules
        .iter()
        .map(|rule| {
            let mut judged = rule.judge(facts);
            if mode == GateMode::Warn && judged.verdict == Verdict::Fail {
                judged.verdict = Verdict::Warn;
            }
            judged
        })
        .collect()
}

impl GateRule {
    /// The gate's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Coverage { .. } => "Coverage",
            Self::Duplication { .. } => "Duplication",
            Self::Complexity { .. } => "Complexity",
            Self::VulnerabilityScan => "Vulnerability scan",
            Self::DependencyCheck => "Dependency check",
        }
    }

    /// The rule in words.
    pub fn threshold(&self) -> String {
        match self {
            Self::Coverage { at_least } => format!("at least {at_least}%"),
            Self::Duplication { at_most } => format!("at most {at_most}%"),
            Self::Complexity { at_most } => format!("at most {at_most}"),
            Self::VulnerabilityScan => "no critical, no high".to_owned(),
            Self::DependencyCheck => "no advisory".to_owned(),
        }
    }

    fn judge(&self, facts: &Facts) -> Judged {
        let percent = |p: Percent| format!("{}%", p.percent);
        let found: Option<(String, bool)> = match *self {
            Self::Coverage { at_least } => facts.coverage.map(|c| (percent(c), c.percent >= at_least)),
            Self::Duplication { at_most } => facts.duplication.map(|d| (percent(d), d.percent <= at_most)),
            Self::Complexity { at_most } => facts.complexity.map(|c| (c.max.to_string(), c.max <= at_most)),
            Self::VulnerabilityScan => facts.vulnerabilities.map(|v| {
                (format!("{} critical, {} high", v.critical, v.high), v.critical == 0 && v.high == 0)
            }),
            Self::DependencyCheck => facts.dependencies.map(|d| {
                let word = if d.advisories == 1 { "advisory" } else { "advisories" };
                (format!("{} {word}", d.advisories), d.advisories == 0)
            }),
        };
        let (value, verdict) = match found {
            Some((value, true)) => (value, Verdict::Pass),
            Some((value, false)) => (value, Verdict::Fail),
            None => (String::new(), Verdict::Missing),
        };
        Judged { name: self.name(), threshold: self.threshold(), value, verdict }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::{Complexity, Dependencies, Vulnerabilities};
    use proptest::prelude::*;

    fn facts(coverage: f64) -> Facts {
        Facts {
            coverage: Some(Percent { percent: coverage }),
            complexity: Some(Complexity { max: 12.0 }),
            vulnerabilities: Some(Vulnerabilities { critical: 0, high: 1 }),
            dependencies: Some(Dependencies { advisories: 0 }),
            ..Facts::default()
        }
    }

    #[test]
    fn each_rule_gives_value_threshold_and_verdict() {
        let table = [
            (GateRule::Coverage { at_least: 80.0 }, "83.4%", "at least 80%", Verdict::Pass),
            (GateRule::Coverage { at_least: 83.5 }, "83.4%", "at least 83.5%", Verdict::Fail),
            (GateRule::Duplication { at_most: 5.0 }, "", "at most 5%", Verdict::Missing),
            (GateRule::Complexity { at_most: 12.0 }, "12", "at most 12", Verdict::Pass),
            (GateRule::VulnerabilityScan, "0 critical, 1 high", "no critical, no high", Verdict::Fail),
            (GateRule::DependencyCheck, "0 advisories", "no advisory", Verdict::Pass),
        ];
        for (rule, value, threshold, verdict) in table {
            let judged = &judge(&[rule], &facts(83.4), GateMode::Enforce)[0];
            assert_eq!((judged.value.as_str(), judged.threshold.as_str()), (value, threshold));
            assert_eq!(judged.verdict, verdict, "{rule:?}");
        }
    }

    #[test]
    fn missing_stays_missing_where_gates_warn() {
        let judged = judge(&[GateRule::DependencyCheck], &Facts::default(), GateMode::Warn);
        assert_eq!(judged[0].verdict, Verdict::Missing);
        let judged = judge(&[GateRule::VulnerabilityScan], &facts(1.0), GateMode::Warn);
        assert_eq!(judged[0].verdict, Verdict::Warn);
    }

    proptest! {
        #[test]
        fn missing_is_never_pass(threshold in 0.0..100.0f64) {
            let rules = [
                GateRule::Coverage { at_least: threshold },
                GateRule::Duplication { at_most: threshold },
                GateRule::Complexity { at_most: threshold },
                GateRule::VulnerabilityScan,
                GateRule::DependencyCheck,
            ];
            for judged in judge(&rules, &Facts::default(), GateMode::Enforce) {
                prop_assert!(judged.holds());
            }
        }
    }
}
