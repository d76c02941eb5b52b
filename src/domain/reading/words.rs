//! A reading in words, the same on pages and at the command line.

use super::{
    ApprovalReading, ChecklistReading, EnvironmentReading, Objectives, RecoveryReading, StepReading,
};
use crate::domain::strategy::{AlertRule, GateMode, KeyMetric, Start};
use crate::domain::text::{Slug, choice_words, count_of, list_words};
use crate::domain::time::Span;

impl EnvironmentReading {
    /// Returns `Guarded` for an environment that is guarded by what it is, `Has rules` where only its block asks for
    /// something, else `Open`.
    pub fn state(&self) -> &'static str {
        match (self.guarded, self.has_rules()) {
            (true, _) => "Guarded",
            (false, true) => "Has rules",
            (false, false) => "Open",
        }
    }

    /// Whether gates, approvals or a person stand before a release, by default or because the block asks for it.
    pub fn has_rules(&self) -> bool {
        self.guarded || self.gates == GateMode::Enforce || !self.approvals.is_empty()
    }

    /// Returns the guards in one line: `5 gates, 1 approval, after staging, started by a person · 10 steps`.
    pub fn gist(&self) -> String {
        let gates = match self.gates {
            GateMode::Off => "no gates".to_owned(),
            GateMode::Warn => "gates only warn".to_owned(),
            GateMode::Enforce => count_of(self.thresholds.len(), "gate"),
        };
        let required = self.approvals.iter().map(|rule| rule.required as usize).sum();
        let approvals =
            if required == 0 { "no approvals".to_owned() } else { count_of(required, "approval") };
        let after = (!self.requires.is_empty()).then(|| format!("after {}", self.required()));
        let guards: Vec<String> =
            [gates, approvals].into_iter().chain(after).chain([self.start_words().to_owned()]).collect();
        format!("{} · {}", guards.join(", "), count_of(self.steps.len(), "step"))
    }

    /// Returns what the gates ask, one line for each.
    pub fn gate_lines(&self) -> Vec<String> {
        let mode = match self.gates {
            GateMode::Off => return vec!["not asked".to_owned()],
            GateMode::Warn => " (only warns)",
            GateMode::Enforce => "",
        };
        self.thresholds.iter().map(|rule| format!("{}: {}{mode}", rule.name(), rule.threshold())).collect()
    }

    /// Returns who must agree, one line for each rule.
    pub fn approval_lines(&self) -> Vec<String> {
        match self.approvals.as_slice() {
            [] => vec!["none needed".to_owned()],
            rules => rules.iter().map(ApprovalReading::whole_words).collect(),
        }
    }

    /// Returns what is asked of people and drills beside the approvals, one line each; may be empty.
    pub fn other_guards(&self) -> Vec<String> {
        let factor = self.second_factor.then(|| "a second factor for people who approve or start".to_owned());
        let drill = self.drill_within_s.map(|seconds| {
            format!("a successful drill within {} before", Span(seconds.saturating_mul(1_000_000)))
        });
        factor.into_iter().chain(drill).collect()
    }

    /// Returns how a ready deployment starts.
    pub fn start_words(&self) -> &'static str {
        match self.start {
            Start::ByHand => "started by a person",
            Start::WhenReady => "starts automatically",
        }
    }

    fn required(&self) -> String {
        list_words(&self.requires.iter().map(Slug::as_str).collect::<Vec<_>>())
    }

    /// Returns where a release must have succeeded before: `staging`, or `nothing`.
    pub fn requires_words(&self) -> String {
        if self.requires.is_empty() { "nothing".to_owned() } else { self.required() }
    }
}

impl ApprovalReading {
    /// Returns `2 of Security or Owner, valid for 24 h`.
    pub fn whole_words(&self) -> String {
        format!("{}, valid for {}", self.words(), Span(self.expires_s.saturating_mul(1_000_000)))
    }

    /// Returns `2 of Security or Owner`.
    pub fn words(&self) -> String {
        format!("{} of {}", self.required, choice_words(&self.from))
    }
}

impl ChecklistReading {
    /// Returns who or what answers the line: `a person with Deploy`, `SRE`, `test evidence`.
    pub fn answerer(&self) -> String {
        match self.answered_by.split_once(':') {
            Some(("person", role)) => role.to_owned(),
            Some(("evidence", kind)) => format!("evidence of {kind}"),
            _ if self.answered_by == "approvals" => "the approvals".to_owned(),
            _ if self.answered_by == "person" => "a person with Deploy".to_owned(),
            _ => self.answered_by.clone(),
        }
    }
}

impl StepReading {
    /// Returns how the step is done: the command, or `manual`.
    pub fn how(&self) -> &str {
        if self.does.is_empty() { self.kind } else { &self.does }
    }

    /// Returns what a reader could miss about the step.
    pub fn marks(&self) -> Vec<&'static str> {
        let marks = [
            (self.deploys, "deploys"),
            (self.by_place, "only in this environment, because of where it stands"),
            (self.added, "added by Slipway: no step deploys here"),
        ];
        marks.into_iter().filter_map(|(is_so, mark)| is_so.then_some(mark)).collect()
    }
}

impl AlertRule {
    /// Returns the rule in a line: `error_rate: > 1%, for 5 minutes, to slack`.
    pub fn words(&self) -> String {
        let parts = [self.threshold.clone(), self.window.clone(), list_words(&self.channels)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}: {}", self.name, parts.join(", "))
    }
}

impl KeyMetric {
    /// Returns the row in a line: `Error rate: warning > 1%, critical > 5%; Investigate`.
    pub fn words(&self) -> String {
        format!("{}: warning {}, critical {}; {}", self.metric, self.warning, self.critical, self.action)
    }
}

impl Objectives {
    /// Returns what a recovery is held to, one line for each objective.
    pub fn lines(&self) -> Vec<String> {
        let line = |words: &str, seconds: Option<i64>| {
            seconds.map(|seconds| format!("{words} {}", Span(seconds.saturating_mul(1_000_000))))
        };
        let lines = [line("recovered within", self.rto_s), line("data loss at most", self.rpo_s)];
        lines.into_iter().flatten().collect()
    }
}

impl RecoveryReading {
    /// Whether the document says nothing about it.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.objectives == Objectives::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_answers_a_line_and_who_agrees_is_said_in_words() {
        for (by, words) in [
            ("person", "a person with Deploy"),
            ("person:SRE", "SRE"),
            ("approvals", "the approvals"),
            ("evidence:tests", "evidence of tests"),
        ] {
            let line = ChecklistReading { line: "Legal agrees".into(), answered_by: by.into() };
            assert_eq!(line.answerer(), words);
        }
        let from = vec!["Security".to_owned(), "Owner".to_owned()];
        assert_eq!(ApprovalReading { required: 2, from, expires_s: 60 }.words(), "2 of Security or Owner");
    }

    #[test]
    fn objectives_are_spans() {
        let objectives = Objectives { rto_s: Some(14_400), rpo_s: None };
        assert_eq!(objectives.lines(), ["recovered within 4 h"]);
    }
}
