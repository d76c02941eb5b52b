//! Words and shapes of runs.

use crate::domain::run::{Outcome, State};
use crate::domain::runbook::Mode;
use crate::ui::state::Shape;

/// The shape of a state.
pub fn shape(state: State) -> Shape {
    match state {
        State::Ended(Outcome::Succeeded) => Shape::Live,
        State::Ended(Outcome::SucceededWithExceptions)
        | State::WaitingForPerson
        | State::WaitingForApproval
        | State::Paused => Shape::Waiting,
        State::Running | State::Verifying => Shape::Running,
        State::PausedOnFailure | State::Interrupted | State::Ended(Outcome::Failed | Outcome::TimedOut) => {
            Shape::Failed
        }
        State::Ended(Outcome::Aborted) => Shape::Empty,
    }
}

/// What stands over every page and message of a run that is a drill.
pub fn banner(mode: Mode, environment: &str) -> Option<String> {
    (mode == Mode::Drill).then(|| format!("DRILL · commands run against {environment} only"))
}
