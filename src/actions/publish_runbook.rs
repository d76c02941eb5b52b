//! A draft of a runbook is published: from then on runs may be bound to it, and nothing changes it.

use super::endorsing::{asked_in, is_alone};
use super::error::ActionError;
use super::write_runbook::{Text, project, read, save};
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::{Operator, PublishRunbook, PublishesRunbooks};
use crate::access::policy::{self, Denied};
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::text::Slug;
use crate::store::events::{self, NewEvent};
use crate::store::runbook_versions::{self, RunbookVersion};
use crate::store::runbooks::{self, Runbook};
use crate::store::{Db, StoreError, Write, grants};

/// Publishes the draft of a runbook; `seen` is the SHA-256 of the text that was read before.
///
/// # Errors
/// Denied where the runbook does not exist for the actor, or they publish none. Refused where there is no draft, it is
/// another text than was seen, or who wrote any part of it publishes commands.
pub async fn publish_runbook(app: &App, actor: &Actor, slug: &str, seen: &str) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let grants = grants::of(&mut write, actor).await?;
    let runbook = runbooks::in_scope(&mut write, slug, &Scope::of(grants.clone())).await?;
    let runbook = runbook.ok_or(Denied::NotFound)?;
    let project = runbook.project.ok_or(Denied::Forbidden(Permission::PublishRunbook))?;
    let permit = policy::permit_anywhere::<PublishRunbook>(actor, &grants, project)?;
    let draft = draft(&mut write, &runbook).await?;
    if draft.sha256 != seen {
        let sentence = "The draft was changed since you opened the page. Read it again, then publish it.";
        return Err(Refusal::conflict(sentence).into());
    }
    let authors = runbook_versions::authors(&mut write, draft.id).await?;
    let person = actor.person().ok_or(Denied::Forbidden(Permission::PublishRunbook))?;
    let has_approvers = has_approvers(app, &mut write, &runbook, &draft).await?;
    may_publish(&draft, &authors, person, has_approvers)?;
    publish(app, &mut write, &permit, &runbook, &draft).await?;
    write.commit().await?;
    Ok(())
}

/// Publishing commands is approving what runs, so one person does not write and publish them alone, unless others approve
/// them in an environment: `has_approvers` says so.
///
/// # Errors
/// Refused, with a sentence for the person.
pub fn may_publish(
    draft: &RunbookVersion,
    authors: &[PersonId],
    person: PersonId,
    has_approvers: bool,
) -> Result<(), Refusal> {
    if !draft.content.has_commands() {
        return Ok(());
    }
    if draft.content.environments.is_empty() {
        let sentence = "The draft has commands and names no environment for them. Add a line such as \
                        `- **Environments**: staging`, then publish it.";
        return Err(Refusal::conflict(sentence));
    }
    if is_alone(draft, authors, person) && !has_approvers {
        let sentence = "The draft has commands, and you wrote part of it: somebody else publishes it.";
        return Err(Refusal::conflict(sentence));
    }
    Ok(())
}

/// Whether somebody is asked to approve a draft in an environment that it names. Where it is the installation's own,
/// that differs by project, and counts as not.
///
/// # Errors
/// Where the database cannot be read.
pub async fn has_approvers(
    app: &App,
    db: &mut Db,
    runbook: &Runbook,
    draft: &RunbookVersion,
) -> Result<bool, StoreError> {
    let Some(project) = runbook.project else { return Ok(false) };
    for environment in &draft.content.environments {
        if asked_in(app, db, project, environment).await?.approvals.are_asked() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The operator imports a runbook's document: as the draft of the runbook that its title names, which is made where
/// there is none, and publishes it where `and_publish` says so.
///
/// # Errors
/// Refused where the document does not read, names a project that is not there, or the runbook is a strategy's or
/// another project's.
pub async fn import_runbook(
    app: &App,
    operator: &Operator,
    document: &str,
    and_publish: bool,
) -> Result<(Slug, RunbookVersion), ActionError> {
    let written = read(document)?;
    let mut write = app.store.write().await?;
    let of = project(&mut write, &written).await?;
    if let (None, Some(name)) = (of, &written.project) {
        return Err(Refusal::invalid(format!("There is no project {name:?}.")).into());
    }
    let edited = runbooks::by_slug(&mut write, written.slug.as_str()).await?;
    let text = Text { document, written: &written, project: of };
    let (runbook, _) = save(app, &mut write, operator, edited, &text).await?;
    let mut version = draft(&mut write, &runbook).await?;
    if and_publish {
        publish(app, &mut write, operator, &runbook, &version).await?;
        version.published_at = Some(app.clock.now());
    }
    write.commit().await?;
    Ok((runbook.slug, version))
}

async fn draft(write: &mut Write, runbook: &Runbook) -> Result<RunbookVersion, ActionError> {
    let versions = runbook_versions::of_runbook(write, runbook.id).await?;
    let draft = versions.into_iter().find(|version| version.published_at.is_none());
    Ok(draft.ok_or_else(|| Refusal::conflict("There is no draft to publish."))?)
}

/// Publishes a draft, and says so in the audit log.
pub(super) async fn publish(
    app: &App,
    write: &mut Write,
    permit: &impl PublishesRunbooks,
    runbook: &Runbook,
    draft: &RunbookVersion,
) -> Result<(), StoreError> {
    let (at, actor) = (app.clock.now(), permit.actor());
    runbook_versions::publish(write, permit, draft.id, at).await?;
    let event = NewEvent::new(at, &actor, "runbook.published", draft.content.title.clone());
    let event = NewEvent { project: runbook.project, ..event };
    let details =
        serde_json::json!({"runbook": runbook.slug, "version": draft.number, "sha256": draft.sha256});
    events::append(write, event.with(details)).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
