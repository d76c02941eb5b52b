//! Makes and removes backups of Slipway's own state, and looks at them again, for somebody who asks. What the server
//! does by itself stands in the manifests and proofs beside the backups.

use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::backups::{Backup, BackupError, Made, Pruned, Vault};
use crate::domain::backup::Reason;
use crate::domain::text::count_of;
use crate::domain::time::Span;
use crate::store::StoreError;
use crate::store::events::{self, NewEvent};
use serde_json::{Value, json};

/// The longest between two looks at a backup.
const VERIFY: Span = Span::days(1);

/// Makes a backup now.
///
/// # Errors
/// Where it cannot be made. That the second folder did not get it is inside.
pub async fn back_up(app: &App, by: &impl Manages) -> Result<Made, BackupError> {
    let made = app.vault().create(Reason::ByHand).await?;
    let details = json!({ "events": made.manifest.events, "sha256": made.manifest.sha256 });
    record(app, &by.actor(), "backup.created", made.manifest.id.to_string(), details).await?;
    Ok(made)
}

/// Reads every copy of the newest backup whole, and keeps what was seen beside it.
///
/// # Errors
/// Where there is none, or what was seen cannot be kept. That one is not good is kept, and no error.
pub async fn verify_newest(app: &App, by: &impl Manages) -> Result<(), BackupError> {
    let bad = look_at_newest(&app.vault()).await?;
    let details = json!({ "problem": bad.first().map(|(_, why)| why.clone()).unwrap_or_default() });
    Ok(record(app, &by.actor(), "backup.verified", "newest".to_owned(), details).await?)
}

/// The path of each copy that is not good, and why.
async fn look_at_newest(vault: &Vault) -> Result<Vec<(String, String)>, BackupError> {
    let mut bad = Vec::new();
    for mut backup in vault.find("latest")? {
        let check = vault.verify(&mut backup).await?;
        if !check.is_good() {
            bad.push((backup.file.display().to_string(), check.problems.join("; ")));
        }
    }
    Ok(bad)
}

/// Makes a backup where the settings want one by now and something has changed since the newest, and then removes
/// those that nobody needs any more. None where nothing is due.
///
/// # Errors
/// Where it cannot be made.
pub async fn back_up_where_due(app: &App) -> Result<Option<Made>, BackupError> {
    let (Some(every), vault) = (app.settings.backups.every, app.vault()) else { return Ok(None) };
    let newest = vault.newest()?;
    let newest = newest.as_ref().and_then(Backup::says);
    let is_time = newest.is_none_or(|newest| app.clock.now() - newest.made_at >= every);
    let held = newest.map_or(0, |newest| newest.events);
    if !is_time || !events::changed_after(&mut *app.store.read().await?, held).await? {
        return Ok(None);
    }
    let made = vault.create(Reason::Schedule).await?;
    prune(app, &Actor::BACKUPS).await?;
    Ok(Some(made))
}

/// Looks at the newest backup again where nobody has looked at any for a day; gives the path of each copy that is not
/// good, and why.
///
/// # Errors
/// Where what was seen cannot be kept.
pub async fn verify_where_due(app: &App) -> Result<Vec<(String, String)>, BackupError> {
    let vault = app.vault();
    let mut all = vault.first.list()?;
    if let Some(second) = &vault.second {
        all.extend(second.list()?);
    }
    let last = all.iter().filter_map(|backup| Some(backup.proof.verified.as_ref()?.at)).max();
    let is_due = last.is_none_or(|last| app.clock.now() - last >= VERIFY);
    if all.is_empty() || !is_due { Ok(Vec::new()) } else { look_at_newest(&vault).await }
}

/// Removes the backups that nobody needs any more; gives them.
///
/// # Errors
/// Where a folder cannot be changed.
pub async fn prune_backups(app: &App, by: &impl Manages) -> Result<Vec<Pruned>, BackupError> {
    prune(app, &by.actor()).await
}

async fn prune(app: &App, by: &Actor) -> Result<Vec<Pruned>, BackupError> {
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
    record(app, &by.actor(), "recovery_key.shown", "recovery key".to_owned(), json!({})).await?;
    Ok(app.key.recovery_key())
}

/// Writes down that somebody has kept the recovery key apart from the backups: nobody else can know.
///
/// # Errors
/// Where it cannot be written down.
pub async fn confirm_recovery_key(app: &App, by: &impl Manages) -> Result<(), BackupError> {
    Ok(record(app, &by.actor(), "recovery_key.kept", "recovery key".to_owned(), json!({})).await?)
}

async fn record(
    app: &App,
    by: &Actor,
    action: &'static str,
    subject: String,
    details: Value,
) -> Result<(), StoreError> {
    let at = app.clock.now();
    let mut write = app.store.write().await?;
    events::append(&mut write, NewEvent::new(at, by, action, subject).with(details)).await?;
    write.commit().await
}

#[cfg(test)]
mod tests;
