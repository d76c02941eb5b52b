//! Backs Slipway's own state up while the server runs, looks at what was kept again, and removes what nobody needs.

use crate::actions::back_up::{back_up_where_due, verify_where_due};
use crate::app::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(30);

/// Runs until `stopping` is cancelled. What fails is said in the server's log and on the page, and tried again.
pub(super) async fn run(app: &App, stopping: &CancellationToken) {
    while !stopping.is_cancelled() {
        tokio::select! {
            () = stopping.cancelled() => return,
            () = Box::pin(look(app)) => {}
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn look(app: &App) {
    match back_up_where_due(app).await {
        Ok(Some(made)) => {
            tracing::info!(backup = %made.manifest.id, "backed up");
            if let Some(Err(error)) = made.second {
                tracing::error!(%error, "the second folder did not get the backup");
            }
        }
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "no backup was made; it is tried again"),
    }
    match verify_where_due(app).await {
        Ok(bad) => bad.iter().for_each(|(file, why)| tracing::error!(file, why, "a backup is not good")),
        Err(error) => tracing::error!(%error, "no backup was verified; it is tried again"),
    }
}
