//! How far a release has come, as a track and as cells of a table.

use crate::actions::journeys::Journey;
use crate::domain::deployment::State;
use crate::domain::gate::Verdict;
use crate::domain::journey::{Checked, Stage};
use crate::domain::time::Time;
use crate::store::environments::Environment;
use crate::ui::state::{Shape, state, state_link};
use crate::ui::time::moment;
use crate::ui::track::{Progress, Stop, track};
use crate::web::addresses;
use leptos::prelude::*;

/// Build, Test, Quality Gate, and each environment of the journey.
pub fn drawn(journey: &Journey, environments: &[Environment]) -> AnyView {
    let mut stops = beginning(journey.release.registered_at, &journey.tests, &journey.quality_gate);
    stops.extend(journey.stages.iter().filter_map(|(id, stage)| {
        let environment = environments.iter().find(|environment| environment.id == *id)?;
        Some(stop(environment, *stage))
    }));
    track(format!("How far {} has come", journey.release.version), stops)
}

/// The stops before the first environment; `built_at` is when the release was registered.
pub fn beginning(built_at: Time, tests: &Checked, quality_gate: &Checked) -> Vec<Stop> {
    vec![
        Stop::new(Progress::Done, "Build", moment(built_at)),
        checked("Test", tests),
        checked("Quality Gate", quality_gate),
    ]
}

fn checked(label: &str, checked: &Checked) -> Stop {
    let progress = match checked.verdict {
        Verdict::Pass => Progress::Done,
        Verdict::Warn | Verdict::Fail => Progress::Failed,
        Verdict::Missing => Progress::Todo,
    };
    Stop::new(progress, label, checked.words.clone())
}

fn stop(environment: &Environment, stage: Stage) -> Stop {
    let progress = match stage {
        Stage::Todo => Progress::Todo,
        Stage::Waiting(_) => Progress::Now,
        Stage::Busy(one) if one.state == State::AwaitingPerson => Progress::Now,
        Stage::Busy(one) if one.state != State::Interrupted => Progress::Busy,
        Stage::Live(_) | Stage::Was(_) => Progress::Done,
        Stage::Busy(_)
        | Stage::Doubtful(_)
        | Stage::RolledBack(_)
        | Stage::Failed(_)
        | Stage::Rejected(_) => Progress::Failed,
    };
    let at = stage.told_by().map(|one| view! { ", " {moment(one.at)} });
    Stop::new(progress, environment.name.as_str(), view! { {stage.words()} {at} })
}

/// A stage before the environments, in a cell.
pub fn checked_cell(checked: &Checked) -> AnyView {
    let shape = match checked.verdict {
        Verdict::Pass => Shape::Live,
        Verdict::Warn | Verdict::Fail => Shape::Failed,
        Verdict::Missing => Shape::Empty,
    };
    state(shape, checked.words.clone())
}

/// An environment's stage, in a cell; it leads to the deployment it speaks of.
pub fn stage_cell(stage: Stage) -> AnyView {
    let shape = match stage {
        Stage::Todo | Stage::Was(_) => Shape::Empty,
        Stage::Waiting(_) => Shape::Waiting,
        Stage::Busy(one) if one.state == State::AwaitingPerson => Shape::Waiting,
        Stage::Busy(one) if one.state != State::Interrupted => Shape::Running,
        Stage::Live(_) => Shape::Live,
        Stage::Busy(_)
        | Stage::Doubtful(_)
        | Stage::RolledBack(_)
        | Stage::Failed(_)
        | Stage::Rejected(_) => Shape::Failed,
    };
    match stage.told_by() {
        Some(one) => {
            let words = format!("{} #{}", stage.words(), one.number);
            state_link(shape, words, addresses::deployment(one.number))
        }
        None => state(shape, stage.words()),
    }
}
