//! Changes cells of the access matrix. What narrows applies at once; what widens waits for a second admin where there
//! are two.

pub mod holders;
mod record;
pub mod review;
mod wanted;

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::{Administrator, Manages};
use crate::access::policy::{self, Denied};
use crate::app::App;
use crate::domain::access_change::{AccessChange, Decision};
use crate::domain::id::{AccessChangeId, PersonId};
use crate::domain::time::{Span, Time};
use crate::store::access_changes;
use crate::store::roles::{self, Cell};
use crate::store::{Db, StoreError, Write, grants, people};

pub use wanted::Wanted;
pub(super) use {record::record, wanted::resolve};

/// What saving came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The change whose cells the matrix has now.
    pub applied: Option<AccessChangeId>,
    /// The change that waits for a second admin.
    pub waits: Option<AccessChangeId>,
}

/// An administrator with the open transaction in which they act.
pub(super) struct Acting {
    pub write: Write,
    pub admin: Administrator,
    pub person: PersonId,
    pub at: Time,
    /// How many people administer, or did so lately.
    pub admins: usize,
}

/// So long after their last moment as an admin somebody counts as a second one.
const LATELY: Span = Span::hours(24);

/// Saves a change: what narrows at once; what widens too where there is no second admin.
///
/// # Errors
/// Refused where nothing differs, a cell is not any more as it was looked at, or it cannot be as it is wanted.
pub async fn change_access(app: &App, actor: &Actor, wanted: &[Wanted]) -> Result<Saved, ActionError> {
    let mut acting = Acting::begin(app, actor).await?;
    let change = resolve(&mut acting.write, wanted).await?;
    let (at_once, waits) = change.split(acting.admins);
    let mut saved = Saved { applied: None, waits: None };
    if !waits.is_empty() {
        let id = acting.propose(&waits).await?;
        acting.record(id, "access.proposed", &waits).await?;
        saved.waits = Some(id);
    }
    if !at_once.is_empty() {
        let id = acting.propose(&at_once).await?;
        acting.apply(id, &at_once).await?;
        saved.applied = Some(id);
    }
    acting.write.commit().await?;
    Ok(saved)
}

/// How many people administer or did so within [`LATELY`]: who takes administration from the second admin does not
/// thereby become the only one who decides.
pub async fn admins(app: &App, db: &mut Db, now: Time) -> Result<usize, StoreError> {
    let (issuer, demo) = (app.settings.issuer(), app.settings.demo);
    Ok(people::administered_since(db, now + Span(-LATELY.0), issuer, demo).await?.len())
}

impl Acting {
    /// Opens the transaction, and reads in it whether the actor is an administrator.
    pub async fn begin(app: &App, actor: &Actor) -> Result<Self, ActionError> {
        let mut write = app.store.write().await?;
        let admin = policy::administer(actor, &grants::of(&mut write, actor).await?)?;
        let person = actor.person().ok_or(Denied::NotAdministrator)?;
        let at = app.clock.now();
        let admins = admins(app, &mut write, at).await?;
        Ok(Self { write, admin, person, at, admins })
    }

    async fn propose(&mut self, change: &AccessChange) -> Result<AccessChangeId, StoreError> {
        access_changes::insert(&mut self.write, &self.admin, change, self.person, self.at).await
    }

    /// Writes the cells; what waited for another value of one of them is overtaken.
    pub async fn apply(&mut self, id: AccessChangeId, change: &AccessChange) -> Result<(), ActionError> {
        for cell in &change.cells {
            let cell = Cell { role: cell.role, environment: cell.environment, access: cell.after };
            roles::set_cell(&mut self.write, &self.admin, cell, self.at).await?;
        }
        self.decide(id, Decision::Applied, change).await?;
        self.overtake().await
    }

    /// Writes what became of a change, and tells it.
    pub async fn decide(
        &mut self,
        id: AccessChangeId,
        decision: Decision,
        change: &AccessChange,
    ) -> Result<(), StoreError> {
        access_changes::decide(&mut self.write, &self.admin, id, decision, self.person, self.at).await?;
        let action = match decision {
            Decision::Applied => "access.changed",
            Decision::Declined => "access.declined",
            Decision::Withdrawn => "access.withdrawn",
            Decision::Overtaken => "access.overtaken",
        };
        self.record(id, action, change).await
    }

    /// Ends what waits and does not fit the matrix any more.
    pub async fn overtake(&mut self) -> Result<(), ActionError> {
        for waiting in access_changes::waiting(&mut self.write).await? {
            let wanted: Vec<Wanted> = waiting.change.cells.iter().map(Wanted::of).collect();
            match resolve(&mut self.write, &wanted).await {
                Err(ActionError::Refused(_)) => {
                    self.decide(waiting.id, Decision::Overtaken, &waiting.change).await?;
                }
                fits => _ = fits?,
            }
        }
        Ok(())
    }

    async fn record(
        &mut self,
        id: AccessChangeId,
        action: &'static str,
        change: &AccessChange,
    ) -> Result<(), StoreError> {
        record(&mut self.write, &self.admin.actor(), self.at, (id, action), change).await
    }
}

#[cfg(test)]
mod tests;
