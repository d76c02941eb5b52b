//! Keeps the files that people need when everything is down as they should be: from the start of the server on, and
//! whenever somebody has changed something, in this process or another.

use crate::app::App;
use crate::cli::handbook;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What many do at the same time is written once.
const REST: Duration = Duration::from_secs(2);

/// Runs until `stopping` is cancelled. What fails is said in the server's log, and tried again at the next change.
pub(super) async fn run(app: &App, stopping: &CancellationToken) {
    let mut changes = app.pulse.events();
    let mut known = None;
    loop {
        changes.mark_unchanged();
        known = match Box::pin(handbook::keep(app, known)).await {
            Ok(files) => Some(files),
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the runbooks were not written into the data folder"
                );
                None
            }
        };
        let next = async {
            tokio::time::sleep(REST).await;
            changes.changed().await
        };
        if !matches!(stopping.run_until_cancelled(next).await, Some(Ok(()))) {
            return;
        }
    }
}
