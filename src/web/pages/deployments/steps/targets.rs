//! How far a step has come on each target.

use crate::domain::plan::Work;
use crate::store::executions::Execution;
use crate::store::steps::Step;
use crate::ui::state::{Shape, state};
use crate::web::pages::deployments::about::About;
use leptos::prelude::*;

/// The targets of a step that goes from target to target, once it has begun.
pub fn chips(about: &About, step: &Step, executions: &[&Execution]) -> Option<AnyView> {
    let per_target = matches!(step.work, Work::Automatic { per_target: true, .. });
    if !per_target || executions.is_empty() {
        return None;
    }
    let chips = about.deployment.plan.targets.iter().map(|target| {
        let newest = executions.iter().rev().find(|x| x.target == target.as_str());
        view! { <li>{state(shape(newest.copied()), target.to_string())}</li> }
    });
    Some(view! { <ul class="targets">{chips.collect_view()}</ul> }.into_any())
}

fn shape(newest: Option<&Execution>) -> Shape {
    match newest {
        None => Shape::Empty,
        Some(attempt) if attempt.ended_at.is_none() => Shape::Running,
        Some(attempt) if attempt.succeeded() => Shape::Live,
        Some(_) => Shape::Failed,
    }
}

/// Why an attempt did not succeed.
pub struct Trouble {
    /// What the machine has to say about it.
    pub reason: String,
    /// The same with the target and the number of the try.
    pub words: String,
}

/// Why the newest attempt did not succeed, on which target, at which try.
pub fn trouble(executions: &[&Execution]) -> Option<Trouble> {
    let newest = executions.iter().rev().find(|x| x.ended_at.is_some())?;
    let reason = newest.reason.clone().filter(|_| !newest.succeeded())?;
    let place = if newest.target.is_empty() { String::new() } else { format!("{}: ", newest.target) };
    let attempt = if newest.attempt > 1 { format!(" (attempt {})", newest.attempt) } else { String::new() };
    Some(Trouble { words: format!("{place}{reason}{attempt}"), reason })
}
