//! Drills of Slipway's own recovery: a copy of a backup is restored into an empty folder and served by the same program,
//! with nothing but what would be left after a loss, and everything that comes of it is compared and timed.

mod cases;
mod damaged;
mod place;
mod program;
mod server;

pub use place::{MARK, Place};
pub use program::Program;

use crate::actions::recovery_drill::{self as drills, Report};
use crate::app::App;
use crate::domain::recovery_drill::Damage;
use crate::store::StoreError;
use crate::store::recovery_drills::Drill;
use cases::Means;

/// What is not as it should be, in a sentence.
type Proved<T> = Result<T, String>;

/// Does the drill that was asked for, or the one that is due by the settings; with a damaged copy after it, where that
/// is due. Gives what came of each; nothing where there is nothing to do, or another process is at it.
///
/// # Errors
/// Where what came of it cannot be written down.
pub async fn where_due(app: &App, program: &Program) -> Result<Vec<(Drill, Report)>, StoreError> {
    if !drills::is_wanted(app).await? {
        return Ok(Vec::new());
    }
    let Some(place) = take(app).await? else { return Ok(Vec::new()) };
    let Some(drill) = drills::begin_wanted(app).await? else { return Ok(Vec::new()) };
    let is_by_schedule = drill.asked_by.is_none() && drill.damage.is_none();
    let report = Box::pin(carry_out(app, program, &place, &drill)).await?;
    let mut done = vec![(drill, report)];
    if is_by_schedule && let Some(damaged) = drills::begin_damaged_where_due(app).await? {
        let report = Box::pin(carry_out(app, program, &place, &damaged)).await?;
        done.push((damaged, report));
    }
    Ok(done)
}

/// Does one now, for the operator. None where another process is at one.
///
/// # Errors
/// Where what came of it cannot be written down.
pub async fn now(app: &App, program: &Program, damage: Option<Damage>) -> Result<Option<Report>, StoreError> {
    let Some(place) = take(app).await? else { return Ok(None) };
    let Some(drill) = drills::begin_now(app, damage).await? else { return Ok(None) };
    Box::pin(carry_out(app, program, &place, &drill)).await.map(Some)
}

/// The place for a drill. Who has it is the only one: what another began and did not end was cut off.
async fn take(app: &App) -> Result<Option<Place>, StoreError> {
    let Some(place) = Place::take(&app.settings.data).map_err(StoreError::Folder)? else { return Ok(None) };
    drills::end_cut_off(app).await?;
    Ok(Some(place))
}

async fn carry_out(app: &App, program: &Program, place: &Place, drill: &Drill) -> Result<Report, StoreError> {
    let vault = &app.vault();
    let mut report = Report::default();
    let done = match drill.damage {
        None => Box::pin(Means { app, vault, program, place }.prove(&mut report)).await,
        Some(damage) => Box::pin(damaged::prove(vault, program, place, damage)).await,
    };
    report.problem = done.err();
    drills::end(app, drill, &mut report).await?;
    Ok(report)
}
