//! Who must agree before a deployment starts.

use crate::domain::text::{choice_words, count_of, list_words};
use crate::domain::time::Span;
use serde::{Deserialize, Serialize};

/// The rules of approval of an environment. Each rule is asked, and one person fills one place of one rule.
///
/// Written as JSON it is `null` where no approval is asked, one rule as that rule, and a list where there are several:
/// plans of one rule read and hash as they always did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Option<Written>", into = "Option<Written>")]
pub struct Approvals(Vec<ApprovalRule>);

/// How many people agree, and which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// How many people; at least 1.
    pub required: u32,
    /// The names of the roles, any of which they hold; each marked Approve for this environment in the same document.
    pub from: Vec<String>,
    /// How long an approval counts.
    pub expires: Span,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    One(ApprovalRule),
    Several(Vec<ApprovalRule>),
}

impl Approvals {
    /// No approval is asked.
    pub fn none() -> Self {
        Self::default()
    }

    /// Each of these rules. One that requires nobody asks nothing and is left out.
    pub fn of(rules: impl IntoIterator<Item = ApprovalRule>) -> Self {
        Self(rules.into_iter().filter(|rule| rule.required > 0).collect())
    }

    /// The rules, in the document's order; none where no approval is asked.
    pub fn rules(&self) -> &[ApprovalRule] {
        &self.0
    }

    /// Whether any approval is asked.
    pub fn are_asked(&self) -> bool {
        !self.0.is_empty()
    }

    /// How many people are asked, over all rules.
    pub fn required(&self) -> u32 {
        self.0.iter().map(|rule| rule.required).sum()
    }

    /// The names of all roles that are asked, each once.
    pub fn roles(&self) -> Vec<&str> {
        let mut roles: Vec<&str> = Vec::new();
        for role in self.0.iter().flat_map(|rule| &rule.from) {
            if !roles.contains(&role.as_str()) {
                roles.push(role);
            }
        }
        roles
    }

    /// `2 approvals from Stakeholder`, `1 approval from Security or QA and 1 approval from Owner`; empty where none is
    /// asked.
    pub fn words(&self) -> String {
        list_words(&self.0.iter().map(ApprovalRule::words).collect::<Vec<_>>())
    }
}

impl ApprovalRule {
    /// `1 approval from Security or Owner`
    pub fn words(&self) -> String {
        format!("{} from {}", count_of(self.required as usize, "approval"), choice_words(&self.from))
    }
}

impl From<ApprovalRule> for Approvals {
    fn from(rule: ApprovalRule) -> Self {
        Self::of([rule])
    }
}

impl From<Option<Written>> for Approvals {
    fn from(written: Option<Written>) -> Self {
        match written {
            None => Self::none(),
            Some(Written::One(rule)) => rule.into(),
            Some(Written::Several(rules)) => Self::of(rules),
        }
    }
}

impl From<Approvals> for Option<Written> {
    fn from(Approvals(mut rules): Approvals) -> Self {
        match rules.len() {
            0 => None,
            1 => rules.pop().map(Written::One),
            _ => Some(Written::Several(rules)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(required: u32, from: &[&str]) -> ApprovalRule {
        let from = from.iter().map(|role| (*role).to_owned()).collect();
        ApprovalRule { required, from, expires: Span::hours(24) }
    }

    #[test]
    fn one_rule_is_written_as_it_always_was() {
        let one = json!({"required": 1, "from": ["Owner"], "expires": Span::hours(24)});
        let two = json!({"required": 2, "from": ["Security", "QA"], "expires": Span::hours(24)});
        for (approvals, written) in [
            (Approvals::none(), json!(null)),
            (Approvals::of([rule(1, &["Owner"])]), one.clone()),
            (Approvals::of([rule(1, &["Owner"]), rule(2, &["Security", "QA"])]), json!([one, two])),
        ] {
            assert_eq!(serde_json::to_value(&approvals).unwrap(), written);
            assert_eq!(serde_json::from_value::<Approvals>(written).unwrap(), approvals);
        }
    }

    #[test]
    fn a_rule_that_requires_nobody_asks_nothing() {
        assert!(!Approvals::of([rule(0, &["Owner"])]).are_asked());
        let both = Approvals::of([rule(0, &["Owner"]), rule(2, &["Security", "QA"])]);
        assert_eq!((both.required(), both.rules().len()), (2, 1));
    }

    #[test]
    fn roles_of_one_rule_are_a_choice_and_rules_add_up() {
        let approvals = Approvals::of([rule(1, &["Security", "QA"]), rule(2, &["Owner", "QA"])]);
        assert_eq!(approvals.words(), "1 approval from Security or QA and 2 approvals from Owner or QA");
        assert_eq!(approvals.roles(), ["Security", "QA", "Owner"]);
    }
}
