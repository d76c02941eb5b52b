//! Makes and removes backups of Slipway's own state, and looks at them again, for somebody who asks. What the server
//! does by itself stands in the manifests and proofs beside the backups.

use crate::access::permit::Manages;
use crate::app::App;
use crate::backups::{Backup, BackupError, Made, Pruned};
use crate::domain::backup::{Check, Reason};
use crate::domain::text::count_of;
use crate::store::StoreError;
use crate::store::events::{self, NewEvent};
use serde_json::{Value, json};

/// Makes a backup now.
///
/// # Errors
/// Where it cannot be made. That the second folder did not get it is inside.
pub async fn back_up(app: &App, by: &impl Manages) -> Result<Made, BackupError> {
    let made = app.vault().create(Reason::ByHand).await?;
    let details = json!({ "events": made.manifest.events, "sha256": made.manifest.sha256 });
    record(app, by, "backup.created", made.manifest.id.to_string(), details).await?;
    Ok(made)
}

/// Reads a backup whole and keeps what was seen.
///
/// # Errors
/// Where what was seen cannot be kept. That the backup is not what it should be is inside.
pub async fn verify_backup(app: &App, by: &impl Manages, backup: &mut Backup) -> Result<Check, BackupError> {
    let check = app.vault().verify(backup).await?;
    let details = json!({ "problem": check.problems.first().cloned().unwrap_or_default() });
    record(app, by, "backup.verified", backup.id.to_string(), details).await?;
    Ok(check)
}

/// Removes the backups that nobody needs any more; gives them.
///
/// # Errors
/// Where a folder cannot be changed.
pub async fn prune_backups(app: &App, by: &impl Manages) -> Result<Vec<Pruned>, BackupError> {
    let removed = app.vault().prune().await?;
    if !removed.is_empty() {
        let ids: Vec<&str> = removed.iter().map(|one| one.id.as_str()).collect();
        let subject = count_of(removed.len(), "backup");
        record(app, by, "backup.pruned", subject, json!({ "backups": ids })).await?;
    }
    Ok(removed)
}

/// The key that brings backups back where the data folder is lost. Who has it and a backup has everything.
///
/// # Errors
/// Where it cannot be written down that it was shown.
pub async fn show_recovery_key(app: &App, by: &impl Manages) -> Result<String, BackupError> {
    record(app, by, "recovery_key.shown", "recovery key".to_owned(), json!({})).await?;
    Ok(app.key.recovery_key())
}

async fn record(
    app: &App,
    by: &impl Manages,
    action: &'static str,
    subject: String,
    details: Value,
) -> Result<(), StoreError> {
    let (at, actor) = (app.clock.now(), by.actor());
    let mut write = app.store.write().await?;
    events::append(&mut write, NewEvent::new(at, &actor, action, subject).with(details)).await?;
    write.commit().await
}
