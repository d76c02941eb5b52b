//! Somebody ends sessions of theirs in other browsers.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::{people, sessions};
use serde_json::json;

/// Which sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one of this name on pages.
    One(String),
    /// All but the one of this key.
    AllBut(String),
}

/// Ends sessions of a person: how many.
///
/// # Errors
/// Refused where there is none of this name any more.
pub async fn end_session(app: &App, person: PersonId, which: &Which) -> Result<u64, ActionError> {
    let mut write = app.store.write().await?;
    let ended = match which {
        Which::One(name) => u64::from(sessions::delete_named(&mut write, person, name).await?),
        Which::AllBut(kept) => sessions::delete_others(&mut write, person, kept).await?,
    };
    if ended == 0 {
        return Err(Refusal::conflict("There is no such session any more.").into());
    }
    let found = people::by_id(&mut write, person).await?;
    let (name, subject) = found.map(|p| (p.name, p.sign_in_name)).unwrap_or_default();
    let actor = Actor::Person { id: person, name };
    let event = NewEvent::new(app.clock.now(), &actor, "sessions.ended", subject);
    events::append(&mut write, event.with(json!({ "sessions_ended": ended }))).await?;
    write.commit().await?;
    Ok(ended)
}
