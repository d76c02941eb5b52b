//! A person confirms a manual step, or says that it could not be done.

use super::approve_deployment::check_length;
use super::end_deployment::end;
use super::error::ActionError;
use super::permitted::{permitted, record};
use super::record_live::record_live;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::ConfirmStep;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::deployment::{Ending, Failure, Outcome};
use crate::domain::id::{DeploymentNumber, PersonId, StepId};
use crate::domain::refusal::Refusal;
use crate::domain::time::Time;
use crate::store::deployments::Deployment;
use crate::store::steps::{Step, StepOutcome};
use crate::store::{StoreError, Write, events, steps};

/// What a person says about a manual step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is done, with a note that may be empty.
    Done(String),
    /// It could not be done, and why. This fails the deployment.
    CouldNot(String),
}

/// Answers the manual step that a deployment stands at.
///
/// # Errors
/// Refused where the deployment does not stand at this step, or *could not do* comes without a reason.
pub async fn confirm_step(
    app: &App,
    actor: &Actor,
    number: DeploymentNumber,
    step: StepId,
    answer: &Answer,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, _permit) = permitted::<ConfirmStep>(&mut write, actor, number).await?;
    let Actor::Person { id: person, .. } = actor else {
        return Err(Denied::Forbidden(Permission::ConfirmStep).into());
    };
    let step = standing_at(&mut write, &deployment, step).await?;
    match answer {
        Answer::Done(note) => {
            check_length(note)?;
            done(&mut write, actor, *person, &deployment, &step, note.trim(), now).await?;
        }
        Answer::CouldNot(reason) => {
            check_length(reason)?;
            if reason.trim().is_empty() {
                return Err(Refusal::invalid("Say why the step could not be done.").into());
            }
            could_not(&mut write, actor, *person, &deployment, &step, reason.trim(), now).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

async fn standing_at(write: &mut Write, deployment: &Deployment, step: StepId) -> Result<Step, ActionError> {
    let current = steps::current(write, deployment.number).await?;
    let current = current.filter(|s| s.id == step && s.is_manual() && s.started_at.is_some());
    let open = deployment.started_at.is_some() && deployment.ending.is_none();
    match current {
        Some(current) if open && !deployment.interrupted && deployment.stop_requested.is_none() => {
            Ok(current)
        }
        _ => {
            Err(Refusal::conflict("The deployment does not stand at this step; it may have moved on.").into())
        }
    }
}

async fn done(
    write: &mut Write,
    actor: &Actor,
    person: PersonId,
    deployment: &Deployment,
    step: &Step,
    note: &str,
    now: Time,
) -> Result<(), StoreError> {
    steps::end(write, step.id, StepOutcome::Succeeded, Some(person), note, now).await?;
    let details = serde_json::json!({"step": step.text, "note": note});
    record(write, now, actor, "step.confirmed", deployment, details).await?;
    if step.deploys {
        record_live(write, now, actor, deployment, deployment.plan.targets.iter()).await?;
    }
    Ok(())
}

async fn could_not(
    write: &mut Write,
    actor: &Actor,
    person: PersonId,
    deployment: &Deployment,
    step: &Step,
    reason: &str,
    now: Time,
) -> Result<(), StoreError> {
    steps::end(write, step.id, StepOutcome::Failed, Some(person), reason, now).await?;
    let details = serde_json::json!({"step": step.text, "reason": reason});
    record(write, now, actor, "step.failed", deployment, details).await?;
    let name = events::actor_name(actor);
    let ending = Ending {
        outcome: Outcome::Failed,
        failure: Some(Failure::Result),
        reason: format!("{}: {name} could not do it: {reason}", step.text),
        at: now,
    };
    end(write, actor, deployment, &ending).await
}

#[cfg(test)]
mod tests;
