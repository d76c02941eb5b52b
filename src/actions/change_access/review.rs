//! What saving a change would come to: read before it is saved, and nothing is written.

use super::holders;
use super::wanted::{Wanted, resolve};
use crate::access::consequence::{closing, consequences};
use crate::access::scope::Scope;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::access_change::AccessChange;
use crate::domain::id::ProjectId;
use crate::domain::time::Time;
use crate::store::{Db, StoreError, projects};

/// A change that is not saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What would apply at once, and what it comes to.
    pub at_once: Told,
    /// What would wait for a second admin, and what it comes to then.
    pub waits: Told,
}

/// A change and its consequence in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The cells.
    pub change: AccessChange,
    /// `3 people gain Deploy on production (Read → Deploy): Ada, Ben and Cy.`
    pub sentences: Vec<String>,
}

/// What saving would come to.
///
/// # Errors
/// Refused as saving would be.
pub async fn review(app: &App, db: &mut Db, scope: &Scope, wanted: &[Wanted]) -> Result<Review, ActionError> {
    let change = resolve(db, wanted).await?;
    let now = app.clock.now();
    let (at_once, waits) = change.split(super::admins(app, db, now).await?);
    Ok(Review { at_once: told(db, scope, at_once, now).await?, waits: told(db, scope, waits, now).await? })
}

/// A change with its consequence in sentences, in the order of its cells.
pub async fn told(db: &mut Db, scope: &Scope, change: AccessChange, now: Time) -> Result<Told, StoreError> {
    if change.is_empty() {
        return Ok(Told { change, sentences: Vec::new() });
    }
    let projects = projects::known(db, scope).await?;
    let holders = holders::holders(db, now).await?;
    let found = consequences(&change.cells, &holders);
    let project = |id: ProjectId| projects.iter().find(|p| p.id == id).map(|p| p.name.as_str());
    let mut sentences: Vec<String> = Vec::new();
    for one in &found {
        let cell = change.cells.iter().find(|cell| cell.environment == one.environment);
        let environment = cell.map(|cell| cell.environment_name.as_str()).unwrap_or_default();
        sentences.push(one.sentence(environment, one.project.and_then(project)));
    }
    sentences.extend(Some(closing(&found).to_owned()).filter(|closing| !closing.is_empty()));
    Ok(Told { change, sentences })
}
