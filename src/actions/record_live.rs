//! Targets serve a release: the truth that the board shows, and the event of it.

use super::permitted::record;
use crate::access::actor::Actor;
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::store::deployments::Deployment;
use crate::store::live::{self, NewLive};
use crate::store::{StoreError, Write};

/// Records that these targets serve the deployment's release from now on.
pub async fn record_live(
    write: &mut Write,
    at: Time,
    actor: &Actor,
    deployment: &Deployment,
    targets: impl Iterator<Item = &Slug>,
) -> Result<(), StoreError> {
    for target in targets {
        let new = NewLive {
            project: deployment.project,
            environment: deployment.environment,
            target: target.as_str(),
            release: deployment.release,
            deployment: deployment.number,
            at,
        };
        live::set(write, new).await?;
        let details = serde_json::json!({"target": target, "release": deployment.version});
        record(write, at, actor, "target.live", deployment, details).await?;
    }
    Ok(())
}
