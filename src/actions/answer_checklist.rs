//! A person answers a line of a deployment's checklist.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::permitted::{permitted_by, record};
use crate::access::actor::Actor;
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::access::permit::{AnswerChecklist, AnswersLine, See};
use crate::access::policy::{self, Denied};
use crate::app::App;
use crate::domain::checklist::AnsweredBy;
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::store::checklist;
use crate::store::deployments::Deployment;

/// Answers a line that only a person can answer: one with Deploy, or one who holds the role that the line names and
/// sees the environment. Tokens do not: what a machine knows is evidence.
///
/// # Errors
/// Refused where the deployment no longer waits, the checklist has no such line, evidence or approvals answer it,
/// another role does, or it is answered already.
pub async fn answer_checklist(
    app: &App,
    actor: &Actor,
    number: DeploymentNumber,
    line: &str,
    note: &str,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, _, grants) = permitted_by::<See>(&mut write, actor, number).await?;
    let by = deployment.plan.checklist.iter().find(|rule| rule.text == line).map(|rule| &rule.by);
    let permit = permit(by, actor, &grants, &deployment)?;
    let Actor::Person { id: person, .. } = actor else {
        return Err(Denied::Forbidden(Permission::AnswerChecklist).into());
    };
    is_asked(by, line, &grants, &deployment)?;
    check_length(note)?;
    if !checklist::insert(&mut write, &*permit, number, *person, line, note.trim(), now).await? {
        return Err(Refusal::conflict(format!("“{line}” is answered already.")).into());
    }
    let details = serde_json::json!({"line": line, "note": note.trim()});
    record(&mut write, now, actor, "checklist.answered", &deployment, details).await?;
    write.commit().await?;
    Ok(())
}

/// Whether somebody who holds this may answer such a line of a deployment's checklist.
pub fn may_answer(by: &AnsweredBy, grants: &Grants, deployment: &Deployment) -> bool {
    let (project, environment) = (deployment.project, deployment.environment);
    match by {
        AnsweredBy::Role(role) => policy::holds(role, grants, project, environment),
        AnsweredBy::Person => grants.may(Permission::AnswerChecklist, project, environment),
        _ => false,
    }
}

/// By the role that the line names; else, and for every other line, by Deploy.
fn permit(
    by: Option<&AnsweredBy>,
    actor: &Actor,
    grants: &Grants,
    deployment: &Deployment,
) -> Result<Box<dyn AnswersLine + Send>, Denied> {
    let (project, environment) = (deployment.project, deployment.environment);
    if let Some(AnsweredBy::Role(role)) = by
        && let Ok(named) = policy::answer_as(role, actor, grants, project, environment)
    {
        return Ok(Box::new(named));
    }
    Ok(Box::new(policy::permit::<AnswerChecklist>(actor, grants, project, environment)?))
}

fn is_asked(
    by: Option<&AnsweredBy>,
    line: &str,
    grants: &Grants,
    deployment: &Deployment,
) -> Result<(), Refusal> {
    let number = deployment.number;
    if deployment.started_at.is_some() || deployment.ending.is_some() {
        return Err(Refusal::conflict(format!("#{number} no longer waits: its checklist is closed.")));
    }
    match by.filter(|_| !deployment.immediate) {
        None => Err(Refusal::invalid("The checklist of this deployment has no such line.")),
        Some(by) if may_answer(by, grants, deployment) => Ok(()),
        Some(AnsweredBy::Role(role)) => {
            Err(Refusal::conflict(format!("“{line}” is answered by a person with the role {role}.")))
        }
        Some(_) => {
            Err(Refusal::conflict(format!("“{line}” is answered by evidence or approvals, not by a person.")))
        }
    }
}

#[cfg(test)]
mod tests;
