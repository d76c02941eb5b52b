//! Signing out.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::app::App;
use crate::store::events::{self, NewEvent};
use crate::store::sessions;

/// Ends a session for good. `session` is its key in the database, the hash of its id.
pub async fn sign_out(app: &App, actor: &Actor, session: &str) -> Result<(), ActionError> {
    let subject = match actor {
        Actor::Person { name, .. } | Actor::Token { name, .. } => name.clone(),
        Actor::System { part } => (*part).to_owned(),
    };
    let mut write = app.store.write().await?;
    sessions::delete(&mut write, session).await?;
    events::append(&mut write, NewEvent::new(app.clock.now(), actor, "signed_out", subject)).await?;
    write.commit().await?;
    Ok(())
}
