//! The strategy that rules a project now, typed.

use crate::app::App;
use crate::domain::id::ProjectId;
use crate::domain::strategy::Strategy;
use crate::store::strategies::{self, StrategyVersion};
use crate::store::{Db, StoreError};
use crate::strategy::Problem;
use std::collections::HashMap;
use std::sync::Arc;

/// A strategy version in force and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// The version.
    pub meta: StrategyVersion,
    /// What it says.
    pub strategy: Arc<Strategy>,
}

/// The version in force of a project and what it says; none where no version has been approved.
///
/// # Errors
/// [`StoreError::Damaged`] where a stored document gives no strategy at all. Problems that a newer Slipway finds in it
/// are findings for people, never an error.
pub async fn strategy_in_force(
    app: &App,
    db: &mut Db,
    project: ProjectId,
) -> Result<Option<(StrategyVersion, Arc<Strategy>)>, StoreError> {
    let Some(meta) = strategies::in_force(db, project).await? else { return Ok(None) };
    if let Some(strategy) = app.strategies.get(&meta.sha256, meta.reader) {
        return Ok(Some((meta, strategy)));
    }
    let document = strategies::document(db, meta.id).await?.unwrap_or_default();
    let strategy = read(app, &meta, &document)?;
    Ok(Some((meta, strategy)))
}

/// The versions in force of one project, or of all. One whose document no longer reads is left out and told to the
/// operator, so that it does not take the others' page away.
pub async fn strategies_in_force(
    app: &App,
    db: &mut Db,
    project: Option<ProjectId>,
) -> Result<HashMap<ProjectId, InForce>, StoreError> {
    let mut metas = strategies::all_in_force(db).await?;
    metas.retain(|meta| project.is_none_or(|own| own == meta.project));
    let unread = metas.iter().filter(|meta| app.strategies.get(&meta.sha256, meta.reader).is_none());
    let unread: Vec<_> = unread.map(|meta| meta.id).collect();
    let mut documents = HashMap::new();
    if !unread.is_empty() {
        documents.extend(strategies::documents(db, &unread).await?);
    }
    let mut found = HashMap::new();
    for meta in metas {
        let known = app.strategies.get(&meta.sha256, meta.reader).map(Ok);
        let document = documents.remove(&meta.id).unwrap_or_default();
        match known.unwrap_or_else(|| read(app, &meta, &document)) {
            Ok(strategy) => _ = found.insert(meta.project, InForce { meta, strategy }),
            Err(error) => tracing::error!(%error, "a project's strategy is left out"),
        }
    }
    Ok(found)
}

fn read(app: &App, meta: &StrategyVersion, document: &[u8]) -> Result<Arc<Strategy>, StoreError> {
    let damaged = |problems: Vec<Problem>| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        StoreError::Damaged(format!("strategy version {} no longer reads: {first}", meta.number))
    };
    let (strategy, findings) = app.strategies.read(&meta.sha256, meta.reader, document).map_err(damaged)?;
    if let Some(first) = findings.first() {
        let (project, version, count) = (&strategy.slug, meta.number, findings.len());
        tracing::warn!(%project, version, count, %first, "a strategy in force has findings; it stays in force");
    }
    Ok(strategy)
}
