//! The copy that is to take the place of the database, made ready before it does.

use super::{Restore, Vault};
use crate::access::actor::Actor;
use crate::backups::journal::{Failpoint, Step};
use crate::backups::{BackupError, files};
use crate::domain::backup::Manifest;
use crate::domain::time::{Span, Time};
use crate::store::backups::{HeldBack, Standing, go_on_behind, hold_back, open_processes};
use crate::store::events::{self, NewEvent};
use crate::store::{Store, StoreError};
use serde_json::json;
use std::path::Path;

/// What happened between two moments is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The moment that the backup holds.
    pub from: Time,
    /// The latest moment that the replaced database knows of; where it cannot be read, the moment of the restore.
    pub until: Time,
    /// How many events of the audit log are lost; none where that cannot be known.
    pub events: Option<i64>,
}

impl Window {
    /// Between a backup and what it replaces. Where nothing came after the backup, nothing is lost.
    pub(super) fn of(manifest: &Manifest, standing: Option<&Standing>, now: Time) -> Self {
        let from = manifest.made_at;
        let Some(standing) = standing else { return Self { from, until: now.max(from), events: None } };
        let is_same_history = manifest.events == 0 || standing.hash.as_ref() == Some(&manifest.head);
        let events = is_same_history.then_some(standing.events - manifest.events);
        Self { from, until: standing.seen.max(from), events }
    }

    /// How long it is.
    pub fn length(self) -> Span {
        self.until - self.from
    }
}

impl Vault {
    /// Copies the backup, makes sure of every byte of it, brings its tables up to date, and holds back what would go on.
    pub(super) async fn prepare(
        &self,
        restore: &Restore,
        file: &Path,
        by: &Actor,
        before: Failpoint<'_>,
    ) -> Result<(HeldBack, Vec<String>), BackupError> {
        before(Step::Copy).map_err(BackupError::at(file))?;
        let copied = files::copy(&restore.backup.file, file).await?;
        if copied.sha256 != restore.manifest.sha256 {
            return Err(BackupError::Refused("the backup was changed while it was copied".to_owned()));
        }
        before(Step::HoldBack).map_err(BackupError::at(file))?;
        let store = Store::open(file).await?;
        let held = self.hold_back(&store, restore, by).await;
        store.close().await;
        is_alone(file)?;
        files::sync(file).map_err(BackupError::at(file))?;
        Ok(held?)
    }

    async fn hold_back(
        &self,
        store: &Store,
        restore: &Restore,
        by: &Actor,
    ) -> Result<(HeldBack, Vec<String>), StoreError> {
        let at = self.clock.now().max(restore.window.until);
        let mut write = store.write().await?;
        let processes = open_processes(&mut write).await?;
        let held = hold_back(&mut write, at).await?;
        go_on_behind(&mut write, restore.standing.as_ref()).await?;
        let Restore { manifest, window, .. } = restore;
        let details = json!({
            "made": manifest.made_at.rfc3339(), "lost_from": window.from.rfc3339(),
            "lost_until": window.until.rfc3339(), "lost_events": window.events, "interrupted": held.interrupted, "runs": held.runs,
            "by_hand": held.by_hand, "sessions": held.sessions, "links": held.links,
        });
        let event = NewEvent::new(at, by, "installation.restored", manifest.id.to_string()).with(details);
        events::append(&mut write, event).await?;
        write.commit().await?;
        Ok((held, processes))
    }
}

/// That a database that was closed is one file: what is beside it would be left behind.
pub(super) fn is_alone(file: &Path) -> Result<(), BackupError> {
    let beside = file.with_extension("db-wal");
    if beside.exists() {
        return Err(BackupError::Refused(format!("{} was not folded into the database", beside.display())));
    }
    Ok(())
}
