//! States of places and of what waits in them, in words.

use crate::actions::open_deployments::Open;
use crate::actions::overview::Place;
use crate::domain::cell::{Shows, Spread};
use crate::domain::conditions::Condition;
use crate::domain::deployment::{Kind, State};
use crate::domain::text::{Slug, clip, count_of};
use crate::store::board::Attempt;
use crate::ui::state::Shape;

/// What a place shows, as a state with its words.
pub fn state_of(place: &Place) -> (Shape, String) {
    match place.shows() {
        Shows::Nothing => (Shape::Empty, "Nothing live".to_owned()),
        Shows::Live => (Shape::Live, "Live".to_owned()),
        Shows::Unverified => (Shape::Failed, "Live, not verified".to_owned()),
        Shows::Mixed => (Shape::Failed, mixed(place).unwrap_or_else(|| "Mixed".to_owned())),
        Shows::Attempt(standing) => attempt(place, standing),
    }
}

fn attempt(place: &Place, standing: State) -> (Shape, String) {
    match standing {
        State::Interrupted => (Shape::Failed, "Interrupted".to_owned()),
        State::AwaitingPerson => (Shape::Waiting, "Waiting for a person".to_owned()),
        _ => (Shape::Running, place.attempt.as_ref().map(doing).unwrap_or_default()),
    }
}

/// `Deploying 5.1.0`
fn doing(attempt: &Attempt) -> String {
    let version = &attempt.version;
    match attempt.kind {
        Kind::Deploy => format!("Deploying {version}"),
        Kind::Redeploy => format!("Deploying {version} again"),
        Kind::Rollback => format!("Rolling back to {version}"),
    }
}

/// How far the newest attempt has got, `1 of 3 on 2.8.0`; else over which targets releases are spread. None where all
/// targets serve the same.
pub fn mixed(place: &Place) -> Option<String> {
    let Spread { main, on, of, rest } = place.spread().filter(|spread| !spread.is_even())?;
    if let Some(version) = place.attempt.as_ref().map(|attempt| &attempt.version) {
        let reached = place.live.iter().filter(|live| live.version == *version).count();
        if reached > 0 {
            return Some(format!("{reached} of {of} on {version}"));
        }
    }
    let parts = if rest.is_empty() { vec![(main, on)] } else { rest };
    let part =
        |(release, count)| place.version(release).map(|version| format!("{count} of {of} on {version}"));
    Some(parts.into_iter().filter_map(part).collect::<Vec<_>>().join(", "))
}

/// What a deployment that has not started waits for, as the end of `#142 to 2.8.0 ...`. An environment that the reader
/// does not see is not named.
pub fn waits(open: &Open, sees: impl Fn(&Slug) -> bool) -> String {
    let unmet: Vec<String> = open.standing.evaluation.unmet.iter().map(|c| lacks(c, &sees)).collect();
    match unmet.as_slice() {
        [] if open.deployment.start_when_ready => "is about to start".to_owned(),
        [] => "is ready to start".to_owned(),
        [one] => format!("waits: {one}"),
        [first, rest @ ..] => format!("waits: {first} and {} more", rest.len()),
    }
}

fn lacks(condition: &Condition, sees: impl Fn(&Slug) -> bool) -> String {
    match condition {
        Condition::Gates(gates) => count_of(gates.len(), "gate"),
        Condition::Checklist(lines) => count_of(lines.len(), "answer"),
        Condition::Approvals { quorum, .. } => format!("{} of {} approvals", quorum.have, quorum.required),
        Condition::EarlierEnvironment(slug) if sees(slug) => format!("{slug} first"),
        Condition::EarlierEnvironment(_) => "an earlier environment first".to_owned(),
        Condition::Drill(_) => "a recovery drill".to_owned(),
        Condition::Slot(number) => format!("#{number} to end"),
        Condition::Suspect { version, .. } => format!("{version} is suspect"),
    }
}

/// Why an attempt ended, short enough for a cell.
pub fn reason(attempt: &Attempt) -> String {
    clip(attempt.reason.lines().next().unwrap_or_default(), 90)
}
