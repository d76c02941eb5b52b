//! Somebody who approves deployments to an environment approves a version of a runbook for it, or rejects it.

use super::approve_deployment::check_length;
use super::endorsing::endorsing;
use super::error::ActionError;
use super::second_factor::demanded_of;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::Approve;
use crate::access::policy::{self, Denied};
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::approval::Decision;
use crate::domain::endorsement::{Attempt, Subject, decide};
use crate::domain::refusal::Refusal;
use crate::store::endorsements::{self, NewEndorsement};
use crate::store::environments::{self, Environment};
use crate::store::events::{self, NewEvent};
use crate::store::projects;
use crate::store::runbook_versions::{self, RunbookVersion};
use crate::store::runbooks::{self, Runbook};
use crate::store::{Write, grants};

/// What a person decides, on the version that they read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirDecision<'a> {
    /// The runbook's short name.
    pub runbook: &'a str,
    /// The version's number.
    pub version: i64,
    /// The project's short name.
    pub project: &'a str,
    /// The environment's short name.
    pub environment: &'a str,
    /// Approved or rejected.
    pub decision: Decision,
    /// Their words; a rejection needs some.
    pub comment: &'a str,
    /// SHA-256 (hex) of the text that the page showed them.
    pub seen: &'a str,
}

/// Approves or rejects a published version for one environment. A person's newest decision is what counts: rejecting
/// takes an approval back.
///
/// # Errors
/// Denied where the runbook or the place does not exist for the actor, or they may not approve there. Refused where the
/// version is not published, or by [`decide`].
pub async fn approve_version(
    app: &App,
    actor: &Actor,
    theirs: &TheirDecision<'_>,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let grants = grants::of(&mut write, actor).await?;
    let runbook = runbooks::in_scope(&mut write, theirs.runbook, &Scope::of(grants.clone())).await?;
    let runbook = runbook.ok_or(Denied::NotFound)?;
    let project = projects::by_slug(&mut write, theirs.project).await?.ok_or(Denied::NotFound)?;
    let environment = environments::by_slug(&mut write, theirs.environment).await?.ok_or(Denied::NotFound)?;
    let permit = policy::permit::<Approve>(actor, &grants, project.id, environment.id)?;
    let person = actor.person().ok_or(Denied::Forbidden(Permission::Approve))?;
    if runbook.project.is_some_and(|own| own != project.id) {
        return Err(Denied::NotFound.into());
    }
    let version = published(&mut write, &runbook, theirs.version).await?;
    let here = endorsing(app, &mut write, &runbook, &version, (project.id, &environment)).await?;
    demanded_of(&mut write, here.second_factor, Some(person)).await??;
    let TheirDecision { decision, comment, seen, .. } = *theirs;
    let fills = here.fills(&grants);
    let attempt = Attempt { person, decision, comment, seen, fills: &fills };
    decide(&here.version, &here.place, &attempt, now)?;
    check_length(comment)?;
    let (subject, environment_id) = (Subject::Runbook(version.id), environment.id);
    let (comment, digest) = (comment.trim(), version.sha256.as_str());
    let new = NewEndorsement {
        subject,
        environment: environment_id,
        person,
        decision,
        comment,
        digest,
        decided_at: now,
    };
    endorsements::insert(&mut write, &permit, &new).await?;
    let event =
        NewEvent::new(now, actor, action(decision), version.content.title.clone()).in_project(project.id);
    let event = NewEvent { environment: Some(environment.id), ..event };
    events::append(&mut write, event.with(told(&runbook, &version, &environment, &new))).await?;
    write.commit().await?;
    Ok(())
}

async fn published(write: &mut Write, runbook: &Runbook, number: i64) -> Result<RunbookVersion, ActionError> {
    let versions = runbook_versions::of_runbook(write, runbook.id).await?;
    let found = versions.into_iter().find(|one| one.number == number && one.published_at.is_some());
    let found = found.ok_or_else(|| Refusal::conflict("That version is not published. Reload the page."))?;
    if !found.content.has_commands() {
        return Err(Refusal::conflict("This version runs no commands. It needs no approval.").into());
    }
    Ok(found)
}

fn action(decision: Decision) -> &'static str {
    match decision {
        Decision::Approved => "runbook.approved",
        Decision::Rejected => "runbook.rejected",
    }
}

fn told(
    runbook: &Runbook,
    version: &RunbookVersion,
    environment: &Environment,
    new: &NewEndorsement<'_>,
) -> serde_json::Value {
    serde_json::json!({
        "runbook": runbook.slug,
        "version": version.number,
        "place": environment.name,
        "comment": new.comment,
        "sha256": new.digest,
    })
}

#[cfg(test)]
mod tests;
