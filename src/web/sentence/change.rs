//! What an event changed: before and after, of each thing that differs.

use crate::domain::text::show_direction;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// One thing that an event changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which; empty where there is one only.
    pub name: String,
    /// What it was; none where it was not there.
    pub before: Option<String>,
    /// What it is; none where it is no more.
    pub after: Option<String>,
}

/// What `before` and `after` of an event's details say that changed.
pub fn changes(details: &Value) -> Vec<Change> {
    let (before, after) = (&details["before"], &details["after"]);
    match (before, after) {
        (Value::Null, Value::Null) => Vec::new(),
        (Value::Object(before), Value::Object(after)) => of_objects(before, after),
        (Value::Null, Value::Object(after)) => of_objects(&Map::new(), after),
        (Value::Object(before), Value::Null) => of_objects(before, &Map::new()),
        (before, after) => vec![Change { name: String::new(), before: told(before), after: told(after) }],
    }
}

fn of_objects(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<Change> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differ = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    differ
        .map(|name| Change {
            name: name.replace('_', " "),
            before: before.get(name).and_then(told),
            after: after.get(name).and_then(told),
        })
        .collect()
}

fn told(value: &Value) -> Option<String> {
    let said = words(value);
    (!said.is_empty()).then_some(said)
}

/// A detail as people read it: lists with commas, members by their names.
pub fn words(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, value)| format!("{}: {}", name.replace('_', " "), words(value)));
            members.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    };
    show_direction(&text).into_owned()
}
