//! Keeps the audit log verifiable while the server runs: checkpoints outside the database, at least hourly and as
//! soon as a deployment starts or ends; the whole chain walked once a day; refused attempts counted.

use crate::actions::checkpoint::{export_checkpoint, last_checkpoint};
use crate::actions::record_attempt::close_attempts;
use crate::actions::verify_audit::{Chain, check_audit};
use crate::app::App;
use crate::domain::time::{Span, Time};
use crate::store::{StoreError, audit_checks, events};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks where nothing happens.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest between two checkpoints.
const CHECKPOINT: Span = Span::hours(1);
/// The longest between two walks of the chain.
const WALK: Span = Span::days(1);

/// What it has seen to.
#[derive(Debug, Default)]
struct Keeper {
    /// Up to which event, and when, the newest checkpoint is; none before the first of this process.
    last: Option<(i64, Time)>,
}

/// Looks after the log until `stopping` is cancelled. What fails is said in the server's log and tried again.
pub async fn keep(app: &App, stopping: &CancellationToken) {
    let mut events = app.pulse.events();
    let mut keeper = Keeper::default();
    while !stopping.is_cancelled() {
        if let Err(error) = keeper.look(app).await {
            tracing::error!(%error, "the audit log could not be looked after; it is tried again");
        }
        tokio::select! {
            () = stopping.cancelled() => {}
            _ = events.changed() => {}
            () = tokio::time::sleep(PATIENCE) => {}
        }
    }
    if let Err(error) = close_attempts(app, true).await {
        tracing::error!(%error, "refused attempts could not be counted");
    }
}

impl Keeper {
    async fn look(&mut self, app: &App) -> Result<(), StoreError> {
        close_attempts(app, false).await?;
        if self.is_checkpoint_due(app).await? {
            let now = app.clock.now();
            let made = export_checkpoint(app).await?;
            self.last = Some((made.events, now));
        }
        if is_walk_due(app).await? {
            tell(&check_audit(app, None).await?);
        }
        Ok(())
    }

    async fn is_checkpoint_due(&mut self, app: &App) -> Result<bool, StoreError> {
        let Some((sequence, at)) = self.last else {
            let head = events::head(&mut *app.store.read().await?).await?;
            let known = last_checkpoint(&app.settings.checkpoints())?;
            return Ok(head > 0 || known.is_some());
        };
        if app.clock.now() - at >= CHECKPOINT {
            return Ok(true);
        }
        events::deployed_after(&mut *app.store.read().await?, sequence).await
    }
}

async fn is_walk_due(app: &App) -> Result<bool, StoreError> {
    let last = audit_checks::last(&mut *app.store.read().await?).await?;
    Ok(last.is_none_or(|last| app.clock.now() - last.at >= WALK))
}

fn tell(chain: &Chain) {
    match chain {
        Chain::Whole { events, .. } => tracing::info!(events, "the audit log is whole"),
        Chain::Broken { sequence, why } => tracing::error!(sequence, why, "the audit log is broken"),
    }
}

#[cfg(test)]
mod tests;
