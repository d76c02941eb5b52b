//! The Recovery Plan of a strategy version that comes into force is a published runbook at once.

use super::publish_runbook::publish;
use super::strategy_in_force::strategies_in_force;
use crate::access::permit::{Imports, Operator};
use crate::app::App;
use crate::domain::runbook::Runbook as Content;
use crate::domain::strategy::Strategy;
use crate::domain::text::Slug;
use crate::store::projects::{self, Project};
use crate::store::runbook_versions::{self, NewVersion, RunbookVersion};
use crate::store::runbooks::{self, Runbook};
use crate::store::strategies::StrategyVersion;
use crate::store::{Db, StoreError, Write};
use crate::strategy::runbook;
use sha2::{Digest, Sha256};

/// Publishes the Recovery Plan of a version as it is read now, unless that was done; nothing where the plan has no steps.
pub(super) async fn publish_recovery_plan(
    app: &App,
    write: &mut Write,
    permit: &impl Imports,
    project: &Project,
    version: &StrategyVersion,
    strategy: &Strategy,
) -> Result<(), StoreError> {
    let Some(content) = runbook::of_strategy(strategy) else { return Ok(()) };
    let runbook = runbook_of(app, write, permit, project).await?;
    let versions = runbook_versions::of_runbook(write, runbook.id).await?;
    let is_this = |last: &RunbookVersion| {
        last.strategy_version == Some(version.id) && last.sha256 == sha256(&content.markdown())
    };
    if versions.first().is_some_and(is_this) {
        return Ok(());
    }
    draft(app, write, permit, &runbook, version, &content).await?;
    let versions = runbook_versions::of_runbook(write, runbook.id).await?;
    match versions.first() {
        Some(draft) => publish(app, write, permit, &runbook, draft).await,
        None => Ok(()),
    }
}

async fn draft(
    app: &App,
    write: &mut Write,
    permit: &impl Imports,
    runbook: &Runbook,
    version: &StrategyVersion,
    content: &Content,
) -> Result<(), StoreError> {
    let document = content.markdown();
    let strategy_version = Some(version.id);
    let new = NewVersion { document: &document, sha256: &sha256(&document), content, strategy_version };
    runbook_versions::save_draft(write, permit, runbook.id, &new, app.clock.now()).await?;
    Ok(())
}

fn sha256(document: &str) -> String {
    hex::encode(Sha256::digest(document))
}

/// The runbook of a project's plan, which is made where there is none.
async fn runbook_of(
    app: &App,
    write: &mut Write,
    permit: &impl Imports,
    project: &Project,
) -> Result<Runbook, StoreError> {
    if let Some(runbook) = runbooks::of_strategy(write, project.id).await? {
        return Ok(runbook);
    }
    let slug = free_slug(write, &project.slug).await?;
    let id = runbooks::insert(write, permit, &slug, Some(project.id), true, app.clock.now()).await?;
    let project_name = Some(project.name.clone());
    Ok(Runbook { id, slug, project: Some(project.id), project_name, of_strategy: true })
}

/// `storefront-recovery-plan`, or the same with a number where that is taken.
async fn free_slug(db: &mut Db, project: &Slug) -> Result<Slug, StoreError> {
    let begin: String = project.as_str().chars().take(22).collect();
    for number in 1..1000 {
        let number = if number == 1 { String::new() } else { format!(" {number}") };
        let Some(slug) = Slug::of_name(&format!("{begin} recovery plan{number}")) else { break };
        if runbooks::by_slug(db, slug.as_str()).await?.is_none() {
            return Ok(slug);
        }
    }
    Err(StoreError::Damaged(format!("there is no short name left for the recovery plan of {project}")))
}

/// Publishes the Recovery Plans of strategies that came into force before there were runbooks.
///
/// # Errors
/// Where the database cannot be used. A strategy that no longer reads is passed over.
pub async fn publish_recovery_plans(app: &App, operator: &Operator) -> Result<(), StoreError> {
    let unpublished = runbook_versions::without_plan(&mut *app.store.read().await?).await?;
    if unpublished.is_empty() {
        return Ok(());
    }
    let mut write = app.store.write().await?;
    for project in unpublished {
        let in_force = strategies_in_force(app, &mut write, Some(project)).await?;
        let project = projects::by_id(&mut write, project).await?;
        if let (Some(project), Some(found)) = (project, in_force.into_values().next()) {
            publish_recovery_plan(app, &mut write, operator, &project, &found.meta, &found.strategy).await?;
        }
    }
    write.commit().await
}

#[cfg(test)]
mod tests;
