//! Where a listed deployment stands, in a shape and words.

use crate::domain::deployment::{Kind, Outcome, State};
use crate::domain::text::clip;
use crate::domain::time::Span;
use crate::store::history::Listed;
use crate::ui::state::Shape;

/// So much of a reason is told; the deployment's page has all of it.
const REASON: usize = 90;

/// Its shape, its word, and a few quiet words.
pub fn of(row: &Listed) -> (Shape, &'static str, String) {
    match row.ending.as_ref().map(|ending| ending.outcome) {
        None => open(row),
        Some(Outcome::Succeeded) => succeeded(row),
        Some(Outcome::Failed) if row.live_on > 0 => {
            (Shape::Failed, "Failed", format!("{} · {}", on_targets(row), reason(row)))
        }
        Some(Outcome::Failed) => (Shape::Failed, "Failed", reason(row)),
        Some(Outcome::Rejected) => (Shape::Failed, "Rejected", reason(row)),
        Some(Outcome::Cancelled) => (Shape::Empty, "Cancelled", reason(row)),
        Some(Outcome::Superseded) => (Shape::Empty, "Superseded", reason(row)),
    }
}

fn open(row: &Listed) -> (Shape, &'static str, String) {
    if row.started_at.is_none() {
        return (Shape::Waiting, "Waiting", clip(&row.request_reason, REASON));
    }
    let step = format!("step {} of {}", (row.steps_done + 1).min(row.steps), row.steps);
    let words = if row.live_on > 0 { format!("{step} · {}", on_targets(row)) } else { step };
    match (row.interrupted, row.manual_step) {
        (true, _) => (Shape::Failed, State::Interrupted.words(), words),
        (false, true) => (Shape::Waiting, State::AwaitingPerson.words(), words),
        (false, false) => (Shape::Running, State::Running.words(), words),
    }
}

fn succeeded(row: &Listed) -> (Shape, &'static str, String) {
    let about = match (row.kind, &row.replaces_version) {
        (Kind::Rollback, Some(old)) => format!("rollback of {old}: “{}”", clip(&row.request_reason, REASON)),
        (Kind::Rollback, None) => format!("rollback: “{}”", clip(&row.request_reason, REASON)),
        _ => String::new(),
    };
    match (row.live_on, row.rolled_back_by) {
        (0, Some(by)) => (Shape::Failed, "Rolled back", format!("by #{by}")),
        (0, None) => (Shape::Empty, "Replaced", about),
        (on, _) if on < row.targets && about.is_empty() => (Shape::Live, "Live", on_targets(row)),
        (on, _) if on < row.targets => (Shape::Live, "Live", format!("{} · {about}", on_targets(row))),
        _ => (Shape::Live, "Live", about),
    }
}

/// How long it took; none where it never started or has not ended.
pub fn took(row: &Listed) -> Option<Span> {
    row.started_at.zip(row.ending.as_ref()).map(|(started, ending)| ending.at - started)
}

fn on_targets(row: &Listed) -> String {
    format!("on {} of {} targets", row.live_on, row.targets)
}

fn reason(row: &Listed) -> String {
    let reason = row.ending.as_ref().map(|ending| ending.reason.lines().next().unwrap_or_default());
    clip(reason.unwrap_or_default(), REASON)
}
