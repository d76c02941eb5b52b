//! When a run will be over, by how long its steps took in earlier ones.

use super::{Progress, StepProgress};
use crate::domain::time::{Span, Time};
use std::collections::HashMap;

/// A step that took less was done before somebody claimed it, and says nothing about how long it takes.
const LEAST: Span = Span::seconds(1);

/// How long steps took in earlier runs, by their words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Earlier(HashMap<String, Vec<Span>>);

impl Earlier {
    /// From the progress of earlier runs. What was left out says nothing.
    pub fn of<'a>(runs: impl IntoIterator<Item = &'a Progress>) -> Self {
        let mut took: HashMap<String, Vec<Span>> = HashMap::new();
        for step in runs.into_iter().flat_map(|run| &run.steps) {
            let skipped = step.end.as_ref().is_some_and(|end| end.skipped);
            if let Some(span) = step.took().filter(|span| !skipped && *span >= LEAST) {
                took.entry(step.rule.text.clone()).or_default().push(span);
            }
        }
        took.values_mut().for_each(|spans| spans.sort_unstable());
        Self(took)
    }

    /// How long a step usually takes: the median of the earlier ones, else what the runbook says.
    pub fn usual(&self, step: &StepProgress) -> Option<Span> {
        let spans = self.0.get(&step.rule.text);
        spans.and_then(|spans| spans.get(spans.len() / 2)).copied().or(step.rule.expected_time)
    }

    /// When the run will be over; none where a step to come says nothing about how long it takes, or it is over.
    pub fn end(&self, progress: &Progress, now: Time) -> Option<Time> {
        if progress.ended.is_some() {
            return None;
        }
        let to_come = progress.steps.iter().filter(|step| step.is_to_come());
        let left = to_come.map(|step| {
            let elapsed = step.begun_at.map_or(0, |begun| (now - begun).0);
            Some((self.usual(step)?.0 - elapsed).max(0))
        });
        let left: Option<Vec<i64>> = left.collect();
        left.map(|left| now + Span(left.into_iter().sum()))
    }
}
