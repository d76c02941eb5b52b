//! An audit event as a sentence.

use crate::store::events::Event;
use serde_json::Value;

/// The engine's name in the record.
const SLIPWAY: &str = "Slipway";

/// `Finance approved: “Go.”`
pub fn of(event: &Event) -> String {
    let details: Value = serde_json::from_str(&event.details).unwrap_or_default();
    let words = Words { who: who(&event.actor), details };
    match event.action.as_str() {
        "deployment.requested" => words.requested(),
        "deployment.approved" => words.said("approved", "comment"),
        "deployment.rejected" => words.said("rejected", "comment"),
        "deployment.started" => words.did("started it"),
        "deployment.cancelling" => words.told_of(&words.did("asked to end it"), "reason"),
        "deployment.interrupted" => "The server stopped, and its processes were ended".to_owned(),
        "deployment.resumed" => words.did("resumed it"),
        "deployment.ended" => words.ended(),
        "deployment.rebound" => format!(
            "Strategy {} came into force; approvals of the former plan no longer count",
            words.text("strategy")
        ),
        "checklist.answered" => words.on_line("answered", "line", "note"),
        "step.started" => words.on_step("began"),
        "step.succeeded" => words.on_step("is done"),
        "step.waits" => words.on_step("waits for a person"),
        "step.left" => words.on_step("was left for afterwards"),
        "step.confirmed" => words.on_line("confirmed", "step", "note"),
        "step.failed" => words.failed(),
        "step.followed_up" => words.on_line("did afterwards", "step", "note"),
        "target.live" => format!("{} serves {}", words.text("target"), words.text("release")),
        "review.closed" => words.said("closed the review", "comment"),
        other => words.did(&other.replace(['.', '_'], " ")),
    }
}

/// Whether an event belongs in the short record: what the machine did well, step by step, does not.
pub fn is_told(event: &Event) -> bool {
    !matches!(
        event.action.as_str(),
        "step.started" | "step.succeeded" | "step.waits" | "step.left" | "target.live"
    )
}

struct Words {
    who: String,
    details: Value,
}

impl Words {
    /// A detail as text; empty where there is none.
    fn text(&self, name: &str) -> String {
        match &self.details[name] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    fn did(&self, what: &str) -> String {
        format!("{} {what}", self.who)
    }

    /// With what they said, in quotation marks.
    fn said(&self, what: &str, detail: &str) -> String {
        match self.text(detail) {
            said if said.is_empty() => self.did(what),
            said => format!("{} {what}: “{said}”", self.who),
        }
    }

    /// A sentence with a detail behind it, where there is one.
    fn told_of(&self, sentence: &str, detail: &str) -> String {
        match self.text(detail) {
            told if told.is_empty() => sentence.to_owned(),
            told => format!("{sentence}: {told}"),
        }
    }

    fn on_line(&self, what: &str, line: &str, note: &str) -> String {
        self.told_of(&format!("{} {what} “{}”", self.who, self.text(line)), note)
    }

    /// What the machine does needs no name.
    fn on_step(&self, what: &str) -> String {
        format!("“{}” {what}", self.text("step"))
    }

    /// A person who could not do it, or the machine.
    fn failed(&self) -> String {
        if self.who == SLIPWAY {
            return self.told_of(&self.on_step("failed"), "reason");
        }
        self.on_line("could not do", "step", "reason")
    }

    fn requested(&self) -> String {
        let release = self.text("release");
        let what = match (self.text("kind").as_str(), self.details["immediate"] == true) {
            ("rollback", true) => format!("rolled back to {release} at once"),
            ("rollback", false) => format!("asked for a rollback to {release}"),
            ("redeploy", _) => format!("asked for {release} again"),
            _ => format!("asked for {release}"),
        };
        self.said(&what, "reason")
    }

    fn ended(&self) -> String {
        let outcome = match self.text("outcome").as_str() {
            "succeeded" => "It succeeded",
            "failed" => "It failed",
            "cancelled" => "It was cancelled",
            "rejected" => "It was rejected",
            "superseded" => "It was superseded",
            _ => "It ended",
        };
        self.told_of(outcome, "reason")
    }
}

/// The name of who acted: a person, a token, or Slipway.
fn who(actor: &str) -> String {
    let actor: Value = serde_json::from_str(actor).unwrap_or_default();
    let name = actor["name"].as_str().unwrap_or_default();
    match actor["kind"].as_str() {
        Some("person") => name.to_owned(),
        Some("token") => format!("Token {name}"),
        _ if actor["part"] == "command line" => "The operator".to_owned(),
        _ => SLIPWAY.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Time;
    use serde_json::json;

    fn event(action: &str, actor: Value, details: Value) -> Event {
        Event {
            sequence: 1,
            at: Time(0),
            actor: actor.to_string(),
            action: action.to_owned(),
            subject: "#42".to_owned(),
            project: None,
            environment: None,
            deployment: None,
            details: details.to_string(),
            previous_hash: String::new(),
            hash: String::new(),
        }
    }

    #[test]
    fn events_read_as_sentences() {
        let ada = || json!({"kind": "person", "id": 1, "name": "Ada"});
        let engine = || json!({"kind": "system", "part": "engine"});
        let token = || json!({"kind": "token", "id": 1, "name": "ci", "owner": 1});
        for (action, actor, details, sentence) in [
            ("deployment.approved", ada(), json!({"comment": "Go."}), "Ada approved: “Go.”"),
            ("deployment.approved", ada(), json!({"comment": ""}), "Ada approved"),
            (
                "deployment.requested",
                token(),
                json!({"release": "2.8.0", "kind": "deploy"}),
                "Token ci asked for 2.8.0",
            ),
            (
                "deployment.requested",
                ada(),
                json!({"release": "2.7.3", "kind": "rollback", "immediate": true, "reason": "errors"}),
                "Ada rolled back to 2.7.3 at once: “errors”",
            ),
            ("deployment.started", engine(), json!({}), "Slipway started it"),
            ("checklist.answered", ada(), json!({"line": "Docs", "note": ""}), "Ada answered “Docs”"),
            ("target.live", engine(), json!({"target": "web-1", "release": "2.8.0"}), "web-1 serves 2.8.0"),
            ("step.failed", ada(), json!({"step": "Docs", "reason": "no"}), "Ada could not do “Docs”: no"),
            ("step.failed", engine(), json!({"step": "Docs", "reason": "exit 1"}), "“Docs” failed: exit 1"),
            ("step.waits", engine(), json!({"step": "Check logs"}), "“Check logs” waits for a person"),
            (
                "deployment.ended",
                engine(),
                json!({"outcome": "failed", "reason": "exit 1"}),
                "It failed: exit 1",
            ),
            ("target.live", engine(), json!({"target": "web-1", "release": "2.8.0"}), "web-1 serves 2.8.0"),
            ("something.new_here", ada(), json!(null), "Ada something new here"),
        ] {
            assert_eq!(of(&event(action, actor, details)), sentence);
        }
    }
}
