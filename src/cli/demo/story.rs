//! What happened on the demo before the visitor came: who asked for which release where, in which order, and what
//! each of them does next. Pure: it is told by looking at where things stand, so it goes on after a kill.

use crate::domain::deployment::State;

/// The way of a release into one environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chapter {
    pub(super) release: &'static str,
    pub(super) environment: &'static str,
    /// The sign-in name of who asks for it, answers its checklist, starts it and confirms its steps.
    pub(super) by: &'static str,
    pub(super) reason: &'static str,
    pub(super) goes: Goes,
}

/// How far a chapter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goes {
    /// To its end.
    Through,
    /// To the point where it waits for what its people cannot give: evidence, or the visitor's approval.
    Waiting,
}

/// Where a chapter's deployment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) state: State,
    /// The checklist lines that a person has yet to answer.
    pub(super) unanswered: Vec<String>,
    pub(super) lacks_approvals: bool,
    pub(super) starts_by_itself: bool,
}

/// What somebody does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Move {
    Request,
    Answer(String),
    Approve,
    Start,
    Confirm,
    Resume,
}

const fn through(
    release: &'static str,
    environment: &'static str,
    by: &'static str,
    reason: &'static str,
) -> Chapter {
    Chapter { release, environment, by, reason, goes: Goes::Through }
}

const fn waiting(
    release: &'static str,
    environment: &'static str,
    by: &'static str,
    reason: &'static str,
) -> Chapter {
    Chapter { release, environment, by, reason, goes: Goes::Waiting }
}

/// The chapters, in order. Those that share neither release nor environment happen side by side.
pub(super) const STORY: &[Chapter] = &[
    through("2.7.2", "development", "developer", ""),
    through("2.7.2", "staging", "devops", "Weekly release"),
    through("2.7.2", "production", "devops", "Weekly release"),
    through("2.7.3", "development", "developer", ""),
    through("2.7.3", "staging", "devops", "Weekly release"),
    through("2.7.3", "production", "devops", "Weekly release: the tax of a basket is rounded once"),
    through("2.7.4", "development", "developer", ""),
    waiting("2.7.4", "staging", "devops", "The warehouse team wants to try its new interface"),
    through("2.7.5", "development", "developer", ""),
    waiting("2.7.5", "staging", "devops", "The same with its tests"),
    through("2.8.0", "development", "developer", ""),
    through("2.8.0", "staging", "devops", "Weekly release"),
    waiting("2.8.0", "production", "devops", "Weekly release: order again with one click"),
];

impl Chapter {
    /// Whether nothing more happens in it.
    pub(super) fn is_settled(&self, seen: Option<&Seen>) -> bool {
        let Some(seen) = seen else { return false };
        match self.goes {
            Goes::Through => is_ended(seen.state),
            Goes::Waiting => !seen.state.is_waiting() || seen.unanswered.is_empty(),
        }
    }

    /// What happens next in it, where it is somebody's turn.
    pub(super) fn next(&self, seen: Option<&Seen>) -> Option<Move> {
        let Some(seen) = seen else { return Some(Move::Request) };
        if self.is_settled(Some(seen)) {
            return None;
        }
        match seen.state {
            State::Waiting | State::Ready => next_of_waiting(seen),
            State::AwaitingPerson => Some(Move::Confirm),
            State::Interrupted => Some(Move::Resume),
            _ => None,
        }
    }

    /// Whether one has to be settled before the other begins.
    pub(super) fn comes_before(&self, later: &Self) -> bool {
        self.release == later.release || self.environment == later.environment
    }
}

fn next_of_waiting(seen: &Seen) -> Option<Move> {
    match seen.unanswered.first() {
        Some(line) => Some(Move::Answer(line.clone())),
        None if seen.lacks_approvals => Some(Move::Approve),
        None => (seen.state == State::Ready && !seen.starts_by_itself).then_some(Move::Start),
    }
}

fn is_ended(state: State) -> bool {
    !state.is_waiting() && !state.holds_slot()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THROUGH: Chapter = through("1", "production", "devops", "");
    const WAITING: Chapter = waiting("1", "production", "devops", "");

    fn seen(state: State, unanswered: &[&str], lacks_approvals: bool) -> Seen {
        let unanswered = unanswered.iter().map(|&line| line.to_owned()).collect();
        Seen { state, unanswered, lacks_approvals, starts_by_itself: false }
    }

    #[test]
    fn a_chapter_goes_from_request_to_end() {
        let answer = Some(Move::Answer("Documentation updated".to_owned()));
        for (state, open, lacks, expected) in [
            (State::Waiting, true, true, answer),
            (State::Waiting, false, true, Some(Move::Approve)),
            (State::Waiting, false, false, None),
            (State::Ready, false, false, Some(Move::Start)),
            (State::Running, false, false, None),
            (State::AwaitingPerson, false, false, Some(Move::Confirm)),
            (State::Interrupted, false, false, Some(Move::Resume)),
            (State::Succeeded, false, false, None),
        ] {
            let lines: &[&str] = if open { &["Documentation updated"] } else { &[] };
            let seen = seen(state, lines, lacks);
            assert_eq!(THROUGH.next(Some(&seen)), expected, "{state:?}");
            assert_eq!(THROUGH.is_settled(Some(&seen)), state == State::Succeeded, "{state:?}");
        }
        assert_eq!(THROUGH.next(None), Some(Move::Request));
        let by_itself = Seen { starts_by_itself: true, ..seen(State::Ready, &[], false) };
        assert_eq!(THROUGH.next(Some(&by_itself)), None);
    }

    #[test]
    fn what_is_left_waiting_is_the_visitors_from_then_on() {
        let open = seen(State::Waiting, &["Documentation updated"], true);
        assert!(matches!(WAITING.next(Some(&open)), Some(Move::Answer(_))));
        for state in State::ALL {
            let left = seen(state, &[], true);
            assert_eq!(
                (WAITING.next(Some(&left)), WAITING.is_settled(Some(&left))),
                (None, true),
                "{state:?}"
            );
        }
    }

    #[test]
    fn the_last_chapter_waits_for_the_visitor_and_comes_after_all_others_of_its_way() {
        let (last, before) = STORY.split_last().unwrap();
        assert_eq!((last.environment, last.goes), ("production", Goes::Waiting));
        let production: Vec<_> =
            before.iter().filter(|c| c.environment == "production").map(|c| (c.release, c.goes)).collect();
        assert_eq!(production, [("2.7.2", Goes::Through), ("2.7.3", Goes::Through)]);
        assert!(before.iter().filter(|c| c.comes_before(last)).count() == 4);
    }
}
