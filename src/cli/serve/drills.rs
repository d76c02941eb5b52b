//! Drills Slipway's own recovery while the server runs: in the night by the settings, and when somebody asks.

use crate::actions::recovery_drill::Report;
use crate::app::App;
use crate::domain::recovery_drill::{Damage, Measured};
use crate::drill::{Program, where_due};
use crate::store::recovery_drills::{self, Drill};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked at least whether one is due.
const LOOK: Duration = Duration::from_secs(30);
/// How often at most, where something is committed all the time.
const PAUSE: Duration = Duration::from_secs(1);
/// How often it is said that none has passed for too long.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Runs until `stopping` is cancelled. A drill that is under way then is cut off, and nothing of it is left.
pub(super) async fn run(app: &App, stopping: &CancellationToken) {
    let told = async {
        loop {
            tell_overdue(app).await;
            tokio::time::sleep(DAY).await;
        }
    };
    stopping.run_until_cancelled(async { tokio::join!(go_on(app, &Program), told) }).await;
}

async fn go_on(app: &App, program: &Program) {
    let mut commits = app.pulse.commits();
    loop {
        commits.mark_unchanged();
        match Box::pin(where_due(app, program)).await {
            Ok(done) => done.iter().for_each(|(drill, report)| tell(drill, report)),
            Err(error) => tracing::error!(%error, "no drill of the recovery was made; it is tried again"),
        }
        tokio::time::sleep(PAUSE).await;
        // The sender goes with the app, which outlives this.
        let _ = tokio::time::timeout(LOOK, commits.changed()).await;
    }
}

fn tell(drill: &Drill, report: &Report) {
    let damage = drill.damage.map_or("", Damage::words);
    match &report.problem {
        Some(problem) => tracing::error!(damage, problem, "A DRILL OF THE RECOVERY FAILED"),
        None => {
            let proved: Vec<String> = report.proofs.iter().map(words).collect();
            tracing::info!(damage, proved = proved.join(", "), "a drill of the recovery passed");
        }
    }
}

fn words(Measured { case, took, .. }: &Measured) -> String {
    format!("{} in {took}", case.name())
}

/// Says that none has passed for too long.
async fn tell_overdue(app: &App) {
    let Some(time) = app.settings.backups.drill else { return };
    let now = app.clock.now();
    let past = match app.store.read().await {
        Ok(mut db) => recovery_drills::past(&mut db, now).await,
        Err(error) => Err(error),
    };
    if past.is_ok_and(|past| past.is_overdue(time, now)) {
        tracing::error!("NO DRILL OF THE RECOVERY HAS PASSED for more than a day after it was due");
    }
}
