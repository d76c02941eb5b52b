//! A line of the Pre-Deployment Checklist with what answers it and where it is asked.

use crate::domain::checklist::{AnsweredBy, answered_by, answered_by_first};
use crate::domain::text::Slug;
use serde::{Deserialize, Serialize};

/// A line of the checklist.
///
/// Written as JSON it is the line alone where it is asked everywhere and answered as [`answered_by_first`] says, else
/// an object that says by whom or where. Plans of the first reader held lines alone, so they read and hash as they
/// always did; plans of a later reader say so wherever it takes another answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct ChecklistRule {
    /// The line, as written.
    pub text: String,
    /// What answers it.
    pub by: AnsweredBy,
    /// The environments that ask it; all where absent.
    pub only: Option<Vec<Slug>>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Rule {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AnsweredBy>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<Vec<Slug>>,
    },
}

impl ChecklistRule {
    /// A line that is asked everywhere and answered by what it asks for.
    pub fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { by: answered_by(&text), text, only: None }
    }

    /// The same as the first reader took it: answered by its words.
    pub fn of_first(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { by: answered_by_first(&text), text, only: None }
    }

    /// Whether an environment asks it.
    pub fn is_asked_in(&self, environment: &Slug) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(environment))
    }
}

impl From<Written> for ChecklistRule {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self::of_first(text),
            Written::Rule { text, by, only } => {
                let first = Self::of_first(text);
                Self { by: by.unwrap_or(first.by), text: first.text, only }
            }
        }
    }
}

impl From<ChecklistRule> for Written {
    fn from(ChecklistRule { text, by, only }: ChecklistRule) -> Self {
        let by = Some(by).filter(|by| *by != answered_by_first(&text));
        if by.is_none() && only.is_none() { Self::Text(text) } else { Self::Rule { text, by, only } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_is_written_alone_where_it_is_answered_as_it_always_was() {
        let production = Slug::parse("production").unwrap();
        let role = ChecklistRule { by: AnsweredBy::Role("SRE".to_owned()), ..ChecklistRule::of("Load test") };
        let only = ChecklistRule { only: Some(vec![production]), ..ChecklistRule::of("Runbook updated") };
        for (rule, written) in [
            (ChecklistRule::of("All tests passing"), json!("All tests passing")),
            (ChecklistRule::of("Documentation updated"), json!("Documentation updated")),
            (ChecklistRule::of_first("Vulnerability scan clean"), json!("Vulnerability scan clean")),
            (
                ChecklistRule::of("Vulnerability scan clean"),
                json!({"text": "Vulnerability scan clean", "by": "person"}),
            ),
            (role, json!({"text": "Load test", "by": {"role": "SRE"}})),
            (only, json!({"text": "Runbook updated", "only": ["production"]})),
        ] {
            assert_eq!(serde_json::to_value(&rule).unwrap(), written);
            assert_eq!(serde_json::from_value::<ChecklistRule>(written).unwrap(), rule);
        }
    }
}
