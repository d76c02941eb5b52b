//! Writes down what was refused. Nothing of what was sent is kept: the route, its place, and why, in our own words.

use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::attempts::Who;
use crate::domain::id::DeploymentNumber;
use crate::store::events::{self, NewEvent};
use crate::store::{Db, StoreError, Write, deployments, environments, people, projects, tokens};
use serde_json::json;

/// Something that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Who tried, where that is known.
    pub actor: Option<Actor>,
    /// From where, where that is known.
    pub address: Option<String>,
    /// Method and route as the table has it: `POST /deployments/{number}/approval`.
    pub route: String,
    /// The status of the answer.
    pub status: u16,
    /// Why, in a few words of ours.
    pub why: &'static str,
    /// The request's number.
    pub request: String,
    /// The deployment that the address names.
    pub deployment: Option<DeploymentNumber>,
    /// The project that the address names.
    pub project: Option<String>,
    /// The environment that the address names.
    pub environment: Option<String>,
}

/// What somebody is called who did not sign in.
const SOMEBODY: Actor = Actor::System { part: "somebody" };

/// Writes an attempt into the log; of many in a minute the first ones, and then how many there were.
pub async fn record_attempt(app: &App, attempt: &Attempt) -> Result<(), StoreError> {
    let now = app.clock.now();
    let (has_row, over) = app.attempts().note(who(attempt), now);
    if !has_row && over.is_empty() {
        return Ok(());
    }
    let mut write = app.store.write().await?;
    count(app, &mut write, over).await?;
    if has_row {
        tell(app, &mut write, attempt).await?;
    }
    write.commit().await
}

/// Writes how many attempts there were in a minute that is over, or that ends because the server does.
pub async fn close_attempts(app: &App, at_once: bool) -> Result<(), StoreError> {
    let now = app.clock.now();
    let over = if at_once { app.attempts().end() } else { app.attempts().close(now) };
    if over.is_empty() {
        return Ok(());
    }
    let mut write = app.store.write().await?;
    count(app, &mut write, over).await?;
    write.commit().await
}

fn who(attempt: &Attempt) -> Who {
    match &attempt.actor {
        Some(Actor::Person { id, .. }) => Who::Person(*id),
        Some(Actor::Token { id, .. }) => Who::Token(*id),
        _ => Who::Address(attempt.address.clone().unwrap_or_default()),
    }
}

async fn tell(app: &App, write: &mut Write, attempt: &Attempt) -> Result<(), StoreError> {
    let actor = attempt.actor.as_ref().unwrap_or(&SOMEBODY);
    let mut details = json!({ "why": attempt.why, "status": attempt.status, "request": attempt.request });
    if let Some(address) = &attempt.address {
        details["address"] = json!(address);
    }
    let event = NewEvent::new(app.clock.now(), actor, "attempt.refused", &attempt.route).with(details);
    let event = placed(write, attempt, event).await?;
    events::append(write, event).await?;
    Ok(())
}

/// The event at the place that the address names: who may not see that place does not see the event.
async fn placed<'a>(db: &mut Db, attempt: &Attempt, event: NewEvent<'a>) -> Result<NewEvent<'a>, StoreError> {
    if let Some(number) = attempt.deployment {
        let Some(found) = deployments::by_number(db, number).await? else { return Ok(event) };
        let (project, environment) = (Some(found.project), Some(found.environment));
        return Ok(NewEvent { project, environment, deployment: Some(number), ..event });
    }
    let project = match &attempt.project {
        Some(slug) => projects::by_slug(db, slug).await?.map(|project| project.id),
        None => None,
    };
    let environment = match &attempt.environment {
        Some(slug) => environments::by_slug(db, slug).await?.map(|environment| environment.id),
        None => None,
    };
    Ok(NewEvent { project, environment, ..event })
}

async fn count(app: &App, write: &mut Write, over: Vec<(Who, u64)>) -> Result<(), StoreError> {
    for (who, count) in over {
        let actor = actor(write, &who).await?;
        let mut details = json!({ "count": count });
        if let Who::Address(address) = &who {
            details["address"] = json!(address);
        }
        let event = NewEvent::new(app.clock.now(), &actor, "attempt.counted", "more attempts").with(details);
        events::append(write, event).await?;
    }
    Ok(())
}

async fn actor(db: &mut Db, who: &Who) -> Result<Actor, StoreError> {
    let found = match who {
        Who::Person(id) => {
            people::by_id(db, *id).await?.map(|person| Actor::Person { id: *id, name: person.name })
        }
        Who::Token(id) => tokens::actor(db, *id).await?,
        Who::Address(_) => None,
    };
    Ok(found.unwrap_or(SOMEBODY))
}

#[cfg(test)]
mod tests;
