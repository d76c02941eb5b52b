//! A person sees that what they asked for failed or was rejected.

use crate::app::App;
use crate::domain::id::{DeploymentNumber, PersonId};
use crate::store::{StoreError, deployments};

/// Notes that a person saw how a deployment of theirs ended: it leaves their board. It is written once, and only where
/// there is something to write, so that opening the page again writes nothing.
///
/// # Errors
/// Where the database cannot be written.
pub async fn see_ending(app: &App, person: PersonId, number: DeploymentNumber) -> Result<(), StoreError> {
    let mut read = app.store.read().await?;
    if !deployments::is_unseen(&mut read, number, person).await? {
        return Ok(());
    }
    drop(read);
    let mut write = app.store.write().await?;
    deployments::see_ending(&mut write, number, person, app.clock.now()).await?;
    write.commit().await
}
