//! A person acknowledges what the newest rules make of the version in force: from then on it is read by them.

use super::administration::administrator;
use super::error::ActionError;
use super::rebind_deployments::{Cause, rebind_deployments};
use super::recovery_plan::publish_recovery_plan;
use super::strategy_in_force::strategy_in_force;
use crate::access::actor::Actor;
use crate::access::permit::Imports;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::acknowledgement::{self, Accepted, settle};
use crate::domain::id::PersonId;
use crate::domain::reading::{Reader, Unread};
use crate::domain::refusal::Refusal;
use crate::domain::text::{Slug, count_of};
use crate::store::acknowledgements::{self, How};
use crate::store::events::{self, NewEvent};
use crate::store::projects::{self, Project};
use crate::store::strategies::{self, StrategyVersion};
use crate::store::{Write, grants};
use crate::strategy::Problem;
use crate::strategy::cache::Reread;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What was acknowledged.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    /// Whose version.
    pub project: Project,
    /// Its number.
    pub number: i64,
    /// What changed.
    pub reread: Arc<Reread>,
}

/// Has the version in force of a project read by the newest rules, and binds what waits to the plan that follows.
///
/// # Errors
/// Denied where there is no such project. A refusal where no version is in force, where the newest rules read it already,
/// where they find problems in it, or where a passage that they do not read is not acknowledged.
pub async fn acknowledge_reading(
    app: &App,
    permit: &impl Imports,
    project: &str,
    accepted: &Accepted,
    by: Option<PersonId>,
) -> Result<Acknowledged, ActionError> {
    let mut write = app.store.write().await?;
    let project = projects::by_slug(&mut write, project).await?.ok_or(Denied::NotFound)?;
    acknowledge(app, write, permit, project, accepted, by).await
}

/// The same by an admin on the strategy's page, which they see.
///
/// # Errors
/// Denied too where they do not administer or have no role in the project.
pub async fn acknowledge_reading_by(
    app: &App,
    actor: &Actor,
    project: &Slug,
    accepted: &Accepted,
) -> Result<Acknowledged, ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let project = projects::by_slug(&mut write, project.as_str()).await?.ok_or(Denied::NotFound)?;
    if !grants::of(&mut write, actor).await?.knows_project(project.id) {
        return Err(Denied::NotFound.into());
    }
    acknowledge(app, write, &permit, project, accepted, actor.person()).await
}

async fn acknowledge(
    app: &App,
    mut write: Write,
    permit: &impl Imports,
    project: Project,
    accepted: &Accepted,
    by: Option<PersonId>,
) -> Result<Acknowledged, ActionError> {
    let at = app.clock.now();
    let version = strategies::in_force(&mut write, project.id).await?;
    let version = version
        .ok_or_else(|| Refusal::conflict(format!("{} has no strategy version in force.", project.name)))?;
    let document = strategies::document(&mut write, version.id).await?.unwrap_or_default();
    let reread = app.strategies.reread(&version.sha256, version.reader, &document);
    check(&project, &version, &reread, accepted)?;
    for passage in &reread.unread {
        let how = How { by, at, carried_from: None };
        acknowledgements::insert(&mut write, permit, version.id, passage, how).await?;
    }
    strategies::set_reader(&mut write, permit, version.id, Reader::default()).await?;
    let details =
        json!({ "number": version.number, "changes": reread.changes, "passages": lines(&reread.unread) });
    let subject = format!("{} strategy version {}", project.name, version.number);
    let actor = permit.actor();
    let event = NewEvent::new(at, &actor, "strategy.reread", subject).in_project(project.id).with(details);
    events::append(&mut write, event).await?;
    if let Some((version, strategy)) = strategy_in_force(app, &mut write, project.id).await? {
        publish_recovery_plan(app, &mut write, permit, &project, &version, &strategy).await?;
    }
    rebind_deployments(app, &mut write, &actor, project.id, Cause::Reread, at).await?;
    write.commit().await?;
    Ok(Acknowledged { project, number: version.number, reread })
}

fn check(
    project: &Project,
    version: &StrategyVersion,
    reread: &Reread,
    accepted: &Accepted,
) -> Result<(), Refusal> {
    let (name, number) = (&project.name, version.number);
    if version.reader == Reader::default() {
        let sentence =
            format!("Version {number} of {name} is read by the newest rules already. Nothing was changed.");
        return Err(Refusal::conflict(sentence));
    }
    if !reread.problems.is_empty() {
        return Err(Refusal::conflict(with_problems(name, number, &reread.problems)));
    }
    let open = settle(&reread.unread, accepted, &BTreeSet::new()).open;
    match open.as_slice() {
        [] => Ok(()),
        open => Err(Refusal::conflict(acknowledgement::refusal(open))),
    }
}

fn with_problems(name: &str, number: i64, problems: &[Problem]) -> String {
    let count = count_of(problems.len(), "problem");
    let lines = problems.iter().map(|p| format!("\nLine {}, column {}: {}", p.line, p.column, p.message));
    format!(
        "Version {number} of {name} has {count} by the newest rules. It stays in force as it was read. Import a corrected \
         document instead.{}",
        lines.collect::<String>()
    )
}

fn lines(unread: &[Unread]) -> Vec<serde_json::Value> {
    unread.iter().map(|passage| json!({ "line": passage.line, "passage": passage.hash })).collect()
}

#[cfg(test)]
mod tests;
