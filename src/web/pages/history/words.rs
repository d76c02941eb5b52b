//! Where a listed deployment stands, in a shape and words.

use crate::domain::deployment::{Kind, Outcome, State as Stands};
use crate::domain::text::clip;
use crate::store::history::Listed;
use crate::ui::state::State;

/// So much of a reason is told; the deployment's page has all of it.
const REASON: usize = 90;

/// Its shape, its word, and a few quiet words.
pub fn of(row: &Listed) -> (State, &'static str, String) {
    match row.ending.as_ref().map(|ending| ending.outcome) {
        None => open(row),
        Some(Outcome::Succeeded) => succeeded(row),
        Some(Outcome::Failed) if row.live_on > 0 => {
            (State::Failed, "Failed", format!("{} · {}", on_targets(row), reason(row)))
        }
        Some(Outcome::Failed) => (State::Failed, "Failed", reason(row)),
        Some(Outcome::Rejected) => (State::Failed, "Rejected", reason(row)),
        Some(Outcome::Cancelled) => (State::Empty, "Cancelled", reason(row)),
        Some(Outcome::Superseded) => (State::Empty, "Superseded", reason(row)),
    }
}

fn open(row: &Listed) -> (State, &'static str, String) {
    if row.started_at.is_none() {
        return (State::Waiting, "Waiting", clip(&row.request_reason, REASON));
    }
    let step = format!("step {} of {}", (row.steps_done + 1).min(row.steps), row.steps);
    let words = if row.live_on > 0 { format!("{step} · {}", on_targets(row)) } else { step };
    match (row.interrupted, row.manual_step) {
        (true, _) => (State::Failed, Stands::Interrupted.words(), words),
        (false, true) => (State::Waiting, Stands::AwaitingPerson.words(), words),
        (false, false) => (State::Running, Stands::Running.words(), words),
    }
}

fn succeeded(row: &Listed) -> (State, &'static str, String) {
    let took = row.started_at.zip(row.ending.as_ref()).map(|(started, ending)| ending.at - started);
    let took = took.map(|took| format!("took {took}")).unwrap_or_default();
    let about = match (row.kind, &row.replaces_version) {
        (Kind::Rollback, Some(old)) => format!("rollback of {old}: “{}”", clip(&row.request_reason, REASON)),
        (Kind::Rollback, None) => format!("rollback: “{}”", clip(&row.request_reason, REASON)),
        _ => took,
    };
    match (row.live_on, row.rolled_back_by) {
        (0, Some(by)) => (State::Failed, "Rolled back", format!("by #{by}")),
        (0, None) => (State::Empty, "Replaced", about),
        (on, _) if on < row.targets => (State::Live, "Live", format!("{} · {about}", on_targets(row))),
        _ => (State::Live, "Live", about),
    }
}

fn on_targets(row: &Listed) -> String {
    format!("on {} of {} targets", row.live_on, row.targets)
}

fn reason(row: &Listed) -> String {
    let reason = row.ending.as_ref().map(|ending| ending.reason.lines().next().unwrap_or_default());
    clip(reason.unwrap_or_default(), REASON)
}
