//! The workspaces of runs: there while a run goes, and after it ended badly until a new run goes on with it.

use super::WORKSPACE;
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::domain::time::{Span, Time};
use crate::engine::workspace::sweep;
use crate::store::run_workspaces::{self, Needed};
use crate::store::{Db, StoreError, runs};
use std::io;
use std::path::{Path, PathBuf};

/// So long a run that ended badly may go on in a new one with what it left.
const KEPT: Span = Span::days(7);

/// What workspaces depend on. Where it is as before, they are as they are to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The runs that have not ended.
    pub open: Vec<RunNumber>,
    /// With time alone a workspace is kept long enough; once in an hour that is looked at.
    hour: i64,
}

impl Looked {
    /// As it is now.
    pub(super) async fn at(db: &mut Db, now: Time) -> Result<Self, StoreError> {
        Ok(Self { open: runs::open(db).await?, hour: now.0 / Span::hours(1).0 })
    }
}

/// Gives each run that goes on from another the workspace of that one, and removes those that nobody needs.
pub(super) async fn settle(app: &App) -> Result<(), StoreError> {
    let needed = {
        let mut read = app.store.read().await?;
        run_workspaces::needed(&mut read, Time(app.clock.now().0 - KEPT.0)).await?
    };
    let numbers: Vec<RunNumber> = needed.iter().map(|needed| needed.run).collect();
    let workspaces = app.settings.data.join("workspaces");
    let handed_on = tokio::task::spawn_blocking(move || hand_on(&workspaces, &needed)).await;
    match handed_on.unwrap_or_else(|error| Err(io::Error::other(error))) {
        Ok(()) => sweep(app, WORKSPACE, &numbers).await,
        Err(error) => {
            tracing::warn!(%error, "a run does not find the workspace of the one that it goes on from")
        }
    }
    Ok(())
}

/// A run that has a workspace of its own has begun to use it.
fn hand_on(workspaces: &Path, needed: &[Needed]) -> io::Result<()> {
    let folder = |run: RunNumber| -> PathBuf { workspaces.join(format!("{WORKSPACE}{run}")) };
    for Needed { run, earlier } in needed {
        let own = folder(*run);
        let left = earlier.iter().map(|earlier| folder(*earlier)).find(|left| left.exists());
        if let Some(left) = left.filter(|_| !own.exists()) {
            std::fs::rename(left, own)?;
        }
    }
    Ok(())
}
