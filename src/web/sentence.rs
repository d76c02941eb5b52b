//! An audit event as a sentence, with what was before and what is after.
//!
//! Most actions have a template in [`vocabulary`]; a few, whose words depend on more, are told in [`deployment`].

mod change;
mod deployment;
pub mod vocabulary;

pub use change::{Change, changes, words};

use crate::domain::text::show_direction;
use crate::domain::time::Time;
use crate::store::events::Event;
use crate::store::people::Names;
use serde_json::Value;

/// The engine's name in the record.
const SLIPWAY: &str = "Slipway";

/// `Finance approved: “Go.”`
pub fn of(event: &Event, names: &Names) -> String {
    let words = Words::of(event, names);
    let told =
        deployment::told(&event.action, &words).unwrap_or_else(|| match vocabulary::find(&event.action) {
            Some(entry) => vocabulary::fill(entry.sentence, &|name| words.word(name)),
            None => words.did(&event.action.replace(['.', '_'], " ")),
        });
    show_direction(&told).into_owned()
}

/// The same without why: for where that stands beside it already.
pub fn brief(event: &Event, names: &Names) -> String {
    let mut details: Value = serde_json::from_str(&event.details).unwrap_or_default();
    for why in ["reason", "comment"] {
        details[why] = Value::Null;
    }
    of(&Event { details: details.to_string(), ..event.clone() }, names)
}

/// Whether an event belongs in the short record: what the machine did well, step by step, does not.
pub fn is_told(event: &Event) -> bool {
    !matches!(
        event.action.as_str(),
        "step.started" | "step.succeeded" | "step.waits" | "step.left" | "target.live"
    )
}

/// The words that an event's sentence is made of.
pub(crate) struct Words {
    who: String,
    subject: String,
    details: Value,
}

impl Words {
    fn of(event: &Event, names: &Names) -> Self {
        let details = serde_json::from_str(&event.details).unwrap_or_default();
        Self { who: who(&event.actor, names), subject: event.subject.clone(), details }
    }

    /// A word of a template: who acted, to what, or a detail.
    fn word(&self, name: &str) -> String {
        match name {
            "who" => self.who.clone(),
            "subject" => self.subject.clone(),
            detail => self.text(detail),
        }
    }

    /// A detail as text; empty where there is none.
    fn text(&self, name: &str) -> String {
        match &self.details[name] {
            Value::Null => String::new(),
            Value::String(text) => {
                Time::of_rfc3339(text).map_or_else(|| show_direction(text).into_owned(), Time::for_people)
            }
            other => words(other),
        }
    }

    fn did(&self, what: &str) -> String {
        format!("{} {what}", self.who)
    }
}

/// Who acted: a person, a token with its owner, or Slipway. A person is called as when they acted; where somebody else is
/// called so too, their sign-in name stands beside it.
pub fn who(actor: &str, names: &Names) -> String {
    let actor: Value = serde_json::from_str(actor).unwrap_or_default();
    let text = |field: &str| actor[field].as_str().unwrap_or_default();
    match actor["kind"].as_str() {
        Some("person") => names.of(actor["id"].as_i64(), text("name")),
        Some("token") => {
            format!("{} (token of {})", text("name"), names.of(actor["owner"].as_i64(), text("owner_name")))
        }
        _ if actor["part"] == "command line" => "Someone at the command line".to_owned(),
        _ if actor["part"] == "set-up" => "The first admin".to_owned(),
        _ if actor["part"] == "somebody" => "Somebody".to_owned(),
        _ => SLIPWAY.to_owned(),
    }
}

#[cfg(test)]
mod tests;
