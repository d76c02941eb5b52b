//! The clocks of a run against the objectives of its runbook.

use super::Progress;
use crate::domain::runbook::Runbook;
use crate::domain::time::{Span, Time};
use serde::Serialize;

/// From this share of an objective on, in percent, a clock asks for a look.
const AMBER: i64 = 70;

/// One clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// What it measures.
    pub name: &'static str,
    /// What it shows; none where nobody has entered what it needs.
    pub span: Option<Span>,
    /// Whether it is still running.
    pub runs: bool,
    /// What it is measured against.
    pub objective: Option<Span>,
}

/// How near a clock is to its objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Below 70%, or there is no objective.
    Calm,
    /// 70% or more.
    Amber,
    /// All of it.
    Red,
}

impl Clock {
    /// How much of the objective is gone, in percent; none where one of the two is not known.
    pub fn percent(&self) -> Option<i64> {
        let (span, objective) = (self.span?.0.max(0), self.objective?.0.max(1));
        Some(i64::try_from(i128::from(span) * 100 / i128::from(objective)).unwrap_or(i64::MAX))
    }

    /// How near it is.
    pub fn nearness(&self) -> Nearness {
        match self.percent() {
            Some(100..) => Nearness::Red,
            Some(AMBER..) => Nearness::Amber,
            _ => Nearness::Calm,
        }
    }
}

/// The clocks at this moment: detect, decide, recover, total and recovery point.
///
/// A run that goes on where an earlier one ended is measured from that one's start.
///
/// It is detected from when it happened until it was noticed, decided from then until the run started, and recovered
/// from the start until verification is green. The recovery point is how old the restored data was when it happened.
pub fn clocks(runbook: &Runbook, progress: &Progress, started_at: Time, now: Time) -> [Clock; 5] {
    let started_at = progress.continues.map_or(started_at, |(_, began)| began);
    let ended_at = progress.ended.as_ref().map(|(_, at, _)| *at);
    let recovered = progress.recovered_at.or(ended_at);
    let happened = progress.happened.or(progress.noticed).unwrap_or(started_at);
    let clock = |name, span: Option<Span>| Clock { name, span, runs: false, objective: None };
    let until = |from: Time| recovered.unwrap_or(now) - from;
    let detect = progress.happened.zip(progress.noticed).map(|(happened, noticed)| noticed - happened);
    let total =
        Clock { runs: ended_at.is_none(), ..clock("Total", Some(ended_at.unwrap_or(now) - happened)) };
    [
        clock("Detect", detect),
        clock("Decide", progress.noticed.map(|noticed| started_at - noticed)),
        Clock {
            runs: recovered.is_none(),
            objective: runbook.time_objective,
            ..clock("Recover", Some(until(started_at)))
        },
        total,
        Clock {
            objective: runbook.point_objective,
            ..clock("Recovery point", progress.restored.map(|restored| happened - restored))
        },
    ]
}
