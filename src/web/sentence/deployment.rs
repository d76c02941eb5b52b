//! Sentences about deployments whose words depend on more than one detail.

use super::{SLIPWAY, Words};

/// The sentence of such an action; none where a template tells it.
pub(super) fn told(action: &str, words: &Words) -> Option<String> {
    match action {
        "deployment.requested" => Some(words.requested()),
        "deployment.ended" => Some(words.ended()),
        "step.failed" => Some(words.failed()),
        _ => None,
    }
}

impl Words {
    fn requested(&self) -> String {
        let release = self.text("release");
        let what = match (self.text("kind").as_str(), self.details["immediate"] == true) {
            ("rollback", true) => format!("rolled back to {release} at once"),
            ("rollback", false) => format!("asked for a rollback to {release}"),
            ("redeploy", _) => format!("asked for {release} again"),
            _ => format!("asked for {release}"),
        };
        match self.text("reason") {
            reason if reason.is_empty() => self.did(&what),
            reason => format!("{} {what}: “{reason}”", self.who),
        }
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
        // What a success says of what serves was true at that moment only.
        match (self.text("outcome").as_str(), self.text("ends")) {
            ("succeeded", ends) if ends.is_empty() => outcome.to_owned(),
            ("succeeded", ends) => format!("{outcome} and ended {ends}"),
            _ => self.told_of(outcome),
        }
    }

    /// A person who could not do it, or the machine.
    fn failed(&self) -> String {
        let step = self.text("step");
        if self.who == SLIPWAY {
            return self.told_of(&format!("“{step}” failed"));
        }
        self.told_of(&format!("{} could not do “{step}”", self.who))
    }

    /// A sentence with the reason behind it, where there is one.
    fn told_of(&self, sentence: &str) -> String {
        match self.text("reason") {
            reason if reason.is_empty() => sentence.to_owned(),
            reason => format!("{sentence}: {reason}"),
        }
    }
}
