//! A person answers a line of a deployment's checklist.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::permitted::{permitted, record};
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::AnswerChecklist;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::checklist::{AnsweredBy, answered_by};
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::store::checklist;

/// Answers a line that only a person can answer. Tokens do not: what a machine knows is evidence.
///
/// # Errors
/// Refused where the deployment no longer waits, the checklist has no such line, evidence or approvals answer it, or
/// it is answered already.
pub async fn answer_checklist(
    app: &App,
    actor: &Actor,
    number: DeploymentNumber,
    line: &str,
    note: &str,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, permit) = permitted::<AnswerChecklist>(&mut write, actor, number).await?;
    let Actor::Person { id: person, .. } = actor else {
        return Err(Denied::Forbidden(Permission::AnswerChecklist).into());
    };
    if deployment.started_at.is_some() || deployment.ending.is_some() {
        return Err(Refusal::conflict(format!("#{number} no longer waits: its checklist is closed.")).into());
    }
    let asked = !deployment.immediate && deployment.plan.checklist.iter().any(|l| l == line);
    if !asked {
        return Err(Refusal::invalid("The checklist of this deployment has no such line.").into());
    }
    if answered_by(line) != AnsweredBy::Person {
        let sentence = format!("“{line}” is answered by evidence or approvals, not by a person.");
        return Err(Refusal::conflict(sentence).into());
    }
    check_length(note)?;
    if !checklist::insert(&mut write, &permit, number, *person, line, note.trim(), now).await? {
        return Err(Refusal::conflict(format!("“{line}” is answered already.")).into());
    }
    let details = serde_json::json!({"line": line, "note": note.trim()});
    record(&mut write, now, actor, "checklist.answered", &deployment, details).await?;
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
