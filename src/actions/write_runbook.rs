//! Somebody writes the draft of a runbook: a new runbook's first, or the next of one that is there.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::{WriteRunbook, WritesRunbooks};
use crate::access::policy::{self, Denied};
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::id::{ProjectId, RunbookVersionId};
use crate::domain::refusal::Refusal;
use crate::domain::text::{Slug, clip, count_of};
use crate::store::events::{self, NewEvent};
use crate::store::runbook_versions::NewVersion;
use crate::store::runbooks::Runbook;
use crate::store::{Write, grants, projects, runbook_versions, runbooks};
use crate::strategy::Problem;
use crate::strategy::runbook::{self, Written};
use sha2::{Digest, Sha256};

/// Which runbook is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of<'a> {
    /// A new one of the project of this short name.
    New(&'a str),
    /// The one of this short name.
    Known(&'a str),
}

/// Writes the draft of a runbook, and gives its short name.
///
/// # Errors
/// Denied where the actor does not know the project or the runbook, or writes none there. Refused where the document
/// does not read or names another project, its short name is taken, or the runbook is a strategy's.
pub async fn write_runbook(
    app: &App,
    actor: &Actor,
    of: Of<'_>,
    document: &str,
) -> Result<Slug, ActionError> {
    let mut write = app.store.write().await?;
    let grants = grants::of(&mut write, actor).await?;
    let edited = match of {
        Of::Known(slug) => Some(edited(&mut write, &Scope::of(grants.clone()), slug).await?),
        Of::New(_) => None,
    };
    let project = match (of, &edited) {
        (Of::New(slug), _) => projects::by_slug(&mut write, slug).await?.map(|project| project.id),
        (_, edited) => edited.as_ref().and_then(|runbook| runbook.project),
    };
    let project = project.ok_or(Denied::NotFound)?;
    let permit = policy::permit_anywhere::<WriteRunbook>(actor, &grants, project)?;
    let written = read(document)?;
    check_project(&mut write, &written, project).await?;
    let text = Text { document, written: &written, project: Some(project) };
    let (runbook, _) = save(app, &mut write, &permit, edited, &text).await?;
    write.commit().await?;
    Ok(runbook.slug)
}

/// The installation's own runbooks are its operator's.
async fn edited(write: &mut Write, scope: &Scope, slug: &str) -> Result<Runbook, ActionError> {
    let found = runbooks::in_scope(write, slug, scope).await?.ok_or(Denied::NotFound)?;
    if found.project.is_none() {
        return Err(Denied::Forbidden(Permission::WriteRunbook).into());
    }
    Ok(found)
}

/// A document may leave its project out; where it names one, that is the one it is written for.
async fn check_project(write: &mut Write, written: &Written, of: ProjectId) -> Result<(), ActionError> {
    if written.project.is_some() && project(write, written).await? != Some(of) {
        let sentence = "A runbook stays with its project: the line `- **Project**: ...` names another.";
        return Err(Refusal::invalid(sentence).into());
    }
    Ok(())
}

/// A document that was read, and the project it belongs to.
pub(super) struct Text<'a> {
    pub document: &'a str,
    pub written: &'a Written,
    pub project: Option<ProjectId>,
}

/// Writes the draft of a runbook that is there, or of a new one.
pub(super) async fn save(
    app: &App,
    write: &mut Write,
    permit: &impl WritesRunbooks,
    edited: Option<Runbook>,
    text: &Text<'_>,
) -> Result<(Runbook, RunbookVersionId), ActionError> {
    let at = app.clock.now();
    let runbook = match edited {
        Some(runbook) => runbook,
        None => {
            let slug = free_slug(write, permit, text).await?;
            let id = runbooks::insert(write, permit, &slug, text.project, false, at).await?;
            Runbook { id, slug, project: text.project, project_name: None, of_strategy: false }
        }
    };
    check_same(&runbook, text.project)?;
    let sha256 = hex::encode(Sha256::digest(text.document));
    let (document, content) = (text.document, &text.written.runbook);
    let new = NewVersion { document, sha256: &sha256, content, strategy_version: None };
    let draft = runbook_versions::save_draft(write, permit, runbook.id, &new, at).await?;
    let actor = permit.actor();
    let event = NewEvent::new(at, &actor, "runbook.written", content.title.clone());
    let event = NewEvent { project: runbook.project, ..event };
    events::append(write, event.with(serde_json::json!({"runbook": runbook.slug, "sha256": sha256}))).await?;
    Ok((runbook, draft))
}

/// The short name of a new runbook: what follows from its title. Where a runbook that the writer does not see has it, the
/// refusal would tell that there is one: then the project's name stands before it.
async fn free_slug(
    write: &mut Write,
    permit: &impl WritesRunbooks,
    text: &Text<'_>,
) -> Result<Slug, ActionError> {
    let slug = &text.written.slug;
    let Some(taken) = runbooks::by_slug(write, slug.as_str()).await? else { return Ok(slug.clone()) };
    let scope = Scope::of(grants::of(write, &permit.actor()).await?);
    if let (false, Some(project)) = (taken.is_known(&scope), text.project) {
        let name =
            projects::by_id(write, project).await?.map_or_else(String::new, |own| own.slug.to_string());
        for number in 1..1000 {
            let number = if number == 1 { String::new() } else { format!("{number} ") };
            let Some(other) = Slug::of_name(&format!("{name} {number}{slug}")) else { break };
            if runbooks::by_slug(write, other.as_str()).await?.is_none() {
                return Ok(other);
            }
        }
    }
    let sentence =
        format!("The short name {slug} that follows from the title is taken. Give it another title.");
    Err(Refusal::conflict(sentence).into())
}

fn check_same(runbook: &Runbook, project: Option<ProjectId>) -> Result<(), Refusal> {
    if runbook.of_strategy {
        let sentence =
            "This runbook is the Recovery Plan of its project's strategy: it changes with the strategy.";
        return Err(Refusal::conflict(sentence));
    }
    if runbook.project != project {
        return Err(Refusal::invalid("A runbook stays with its project: the document names another."));
    }
    Ok(())
}

/// The project that a document names, by its name or short name.
pub(super) async fn project(write: &mut Write, written: &Written) -> Result<Option<ProjectId>, ActionError> {
    let Some(slug) = written.project.as_deref().and_then(Slug::of_name) else { return Ok(None) };
    Ok(projects::by_slug(write, slug.as_str()).await?.map(|project| project.id))
}

/// Reads a runbook's document.
///
/// # Errors
/// Refused with the first problems of one that does not read.
pub fn read(document: &str) -> Result<Written, Refusal> {
    runbook::read(document.as_bytes()).map_err(|problems| unreadable(&problems))
}

/// The first problems, each with its place.
fn unreadable(problems: &[Problem]) -> Refusal {
    const TOLD: usize = 5;
    let told: Vec<String> = problems
        .iter()
        .take(TOLD)
        .map(|p| format!("line {}, column {}: {}", p.line, p.column, clip(&p.message, 300)))
        .collect();
    let more = if problems.len() > TOLD { "; and more" } else { "" };
    Refusal::invalid(format!(
        "The runbook has {}: {}{more}.",
        count_of(problems.len(), "problem"),
        told.join("; ")
    ))
}

#[cfg(test)]
mod tests;
