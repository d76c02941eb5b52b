//! The strategy that rules a project now, typed.

use crate::app::App;
use crate::domain::id::ProjectId;
use crate::domain::strategy::Strategy;
use crate::store::strategies::{self, StrategyVersionMeta};
use crate::store::{Db, StoreError};
use crate::strategy::Problem;
use std::sync::Arc;

/// The version in force of a project and what it says; none where no version has been approved.
///
/// # Errors
/// [`StoreError::Damaged`] where a stored document no longer reads.
pub async fn strategy_in_force(
    app: &App,
    db: &mut Db,
    project: ProjectId,
) -> Result<Option<(StrategyVersionMeta, Arc<Strategy>)>, StoreError> {
    let Some(meta) = strategies::meta_in_force(db, project).await? else { return Ok(None) };
    if let Some(strategy) = app.strategies.get(&meta.sha256) {
        return Ok(Some((meta, strategy)));
    }
    let version = strategies::by_id(db, meta.id).await?;
    let document = version.map(|v| v.document).unwrap_or_default();
    let damaged = |problems: Vec<Problem>| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        StoreError::Damaged(format!("strategy version {} no longer reads: {first}", meta.number))
    };
    let strategy = app.strategies.read(&meta.sha256, &document).map_err(damaged)?;
    Ok(Some((meta, strategy)))
}
