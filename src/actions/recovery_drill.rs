//! Asks for drills of Slipway's own recovery, begins those that are wanted, and writes down what came of them.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::backups::Backup;
use crate::domain::backup::{Check, Manifest};
use crate::domain::recovery_drill::{Damage, Measured};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Span, Time};
use crate::store::events::{self, NewEvent};
use crate::store::recovery_drills::{self as drills, Drill};
use crate::store::{StoreError, Write};
use serde_json::json;

/// What a drill came to.
#[derive(Debug, Default)]
pub struct Report {
    /// What was not as it should be; none where everything was.
    pub problem: Option<String>,
    /// What was proved before that.
    pub proofs: Vec<Measured>,
    /// The backups that were restored and found to be what they say.
    pub used: Vec<Backup>,
}

/// Asks for a drill, which the server begins at once.
///
/// # Errors
/// Refused where one is asked for or under way already, or there is no backup.
pub async fn ask_drill(app: &App, by: &impl Manages) -> Result<(), ActionError> {
    let newest = app.vault().newest().map_err(|error| Refusal::conflict(format!("{error}.")))?;
    if newest.is_none() {
        return Err(Refusal::conflict("There is no backup yet.").into());
    }
    let (actor, at) = (by.actor(), app.clock.now());
    let mut write = app.store.write().await?;
    if drills::ask(&mut write, actor.person(), None, at).await?.is_none() {
        return Err(Refusal::conflict("A drill is under way already.").into());
    }
    events::append(&mut write, NewEvent::new(at, &actor, "backup.drill_asked", "newest")).await?;
    Ok(write.commit().await?)
}

/// Whether a drill was asked for and has not begun, or one is due and there is something to restore.
///
/// # Errors
/// Where the database cannot be read. Folders that cannot be read are a drill's to say.
pub async fn is_wanted(app: &App) -> Result<bool, StoreError> {
    let db = &mut *app.store.read().await?;
    match (drills::open(db).await?, app.settings.backups.drill) {
        // Whether one that began is still under way is seen at its place.
        (Some(_), _) => Ok(true),
        (None, None) => Ok(false),
        (None, Some(time)) => {
            let now = app.clock.now();
            let is_due = drills::past(db, now).await?.is_due(time, now);
            Ok(is_due && app.vault().first.list().is_ok_and(|backups| !backups.is_empty()))
        }
    }
}

/// Ends what began and was cut off. Only who holds the place of drills knows that it was.
///
/// # Errors
/// Where it cannot be written down.
pub async fn end_cut_off(app: &App) -> Result<(), StoreError> {
    let mut write = app.store.write().await?;
    drills::cut_off(&mut write, app.clock.now()).await?;
    write.commit().await
}

/// Begins the drill that was asked for, or one by the settings where it is due.
///
/// # Errors
/// Where it cannot be written down.
pub async fn begin_wanted(app: &App) -> Result<Option<Drill>, StoreError> {
    let mut write = app.store.write().await?;
    let now = app.clock.now();
    if drills::open(&mut write).await?.is_none() {
        let past = drills::past(&mut write, now).await?;
        if !app.settings.backups.drill.is_some_and(|time| past.is_due(time, now)) {
            return Ok(None);
        }
        drills::ask(&mut write, None, None, now).await?;
    }
    begin(write, now).await
}

/// Begins one with a damaged copy, where there was none for a month.
///
/// # Errors
/// Where it cannot be written down.
pub async fn begin_damaged_where_due(app: &App) -> Result<Option<Drill>, StoreError> {
    let mut write = app.store.write().await?;
    let now = app.clock.now();
    if !drills::past(&mut write, now).await?.damaged_is_due(now) {
        return Ok(None);
    }
    let damage = Damage::after(drills::damaged(&mut write).await?);
    drills::ask(&mut write, None, Some(damage), now).await?;
    begin(write, now).await
}

/// Begins one for the operator. None where one was asked for already: the server does that.
///
/// # Errors
/// Where it cannot be written down.
pub async fn begin_now(app: &App, damage: Option<Damage>) -> Result<Option<Drill>, StoreError> {
    let mut write = app.store.write().await?;
    let now = app.clock.now();
    if drills::ask(&mut write, None, damage, now).await?.is_none() {
        return Ok(None);
    }
    begin(write, now).await
}

async fn begin(mut write: Write, at: Time) -> Result<Option<Drill>, StoreError> {
    let Some(drill) = drills::open(&mut write).await? else { return Ok(None) };
    if !drills::begin(&mut write, drill.id, at).await? {
        return Ok(None);
    }
    write.commit().await?;
    Ok(Some(Drill { started_at: Some(at), ..drill }))
}

/// Writes down what came of a drill, and beside the backups that it restored that they were.
///
/// # Errors
/// Where it cannot be written down in the database.
pub async fn end(app: &App, drill: &Drill, report: &mut Report) -> Result<(), StoreError> {
    let at = app.clock.now();
    let mut write = app.store.write().await?;
    drills::end(&mut write, drill.id, at, report.problem.as_deref(), &report.proofs).await?;
    let took = |one: &Measured| json!({ "took_us": one.took.0, "lost_us": one.lost.0, "backup": one.backup });
    let proofs = report.proofs.iter().map(|one| (one.case.name().to_owned(), took(one)));
    let details = json!({
        "problem": report.problem.as_deref().unwrap_or_default(),
        "damage": drill.damage.map_or("", Damage::words),
        "proved": serde_json::Map::from_iter(proofs),
    });
    let action = if drill.damage.is_some() { "backup.drilled_damaged" } else { "backup.drilled" };
    let event = NewEvent::new(at, &Actor::BACKUPS, action, "newest").with(details);
    events::append(&mut write, event).await?;
    write.commit().await?;
    let began = drill.started_at.unwrap_or(at);
    for backup in &mut report.used {
        backup.proof.drilled = Some(Check { at: began, took_us: (at - began).0, problems: Vec::new() });
        if let Err(error) = backup.keep_proof().await {
            tracing::error!(%error, backup = %backup.id, "that it was restored could not be kept beside a backup");
        }
    }
    Ok(())
}

/// What would have been lost with a backup at a moment: its age, where something has changed since.
///
/// # Errors
/// Where the database cannot be read.
pub async fn lost(app: &App, manifest: &Manifest, at: Time) -> Result<Span, StoreError> {
    let has_changed = events::changed_after(&mut *app.store.read().await?, manifest.events).await?;
    Ok(if has_changed { Span((at - manifest.made_at).0.max(0)) } else { Span(0) })
}

#[cfg(test)]
mod tests;
