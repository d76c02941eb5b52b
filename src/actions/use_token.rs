//! Finds out whose a token is that came with a request.

use crate::access::actor::Actor;
use crate::app::App;
use crate::store::{StoreError, tokens};

/// The actor of a token's secret, and that it was used, to the minute; none where it opens nothing.
pub async fn use_token(app: &App, secret: &str) -> Result<Option<Actor>, StoreError> {
    let now = app.clock.now();
    let mut read = app.store.read().await?;
    let actor = tokens::by_secret(&mut read, secret, now).await?;
    let Some(id) = actor.as_ref().and_then(Actor::token) else { return Ok(None) };
    let is_due = tokens::is_touch_due(&mut read, id, now).await?;
    drop(read);
    if is_due {
        let mut write = app.store.write().await?;
        tokens::touch(&mut write, id, now).await?;
        write.commit().await?;
    }
    Ok(actor)
}
