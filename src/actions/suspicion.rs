//! What the actions share about suspects: noting what a rollback takes away, and saying why a release does not go
//! forward.

use super::planning::is_guarded;
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::app::App;
use crate::domain::deployment::Kind;
use crate::domain::suspect::Cause;
use crate::domain::text::Version;
use crate::store::deployments::Deployment;
use crate::store::{StoreError, Write, suspects};

/// Writes down what a rollback that starts takes away; of any other deployment nothing.
pub(super) async fn note_taken(
    app: &App,
    write: &mut Write,
    deployment: &Deployment,
) -> Result<(), StoreError> {
    if deployment.kind != Kind::Rollback {
        return Ok(());
    }
    let guarded = is_guarded(app, write, deployment.project, &deployment.environment_slug).await?;
    suspects::note_taken(write, deployment.number, guarded).await
}

/// Whether the place of a cause exists for somebody.
pub fn sees(grants: &Grants, cause: &Cause) -> bool {
    grants.may(Permission::See, cause.place.0, cause.place.1)
}

/// Why a release does not go forward, for somebody who holds this.
pub fn why_not<'a>(
    version: &Version,
    causes: impl IntoIterator<Item = &'a Cause>,
    grants: &Grants,
) -> String {
    let why: Vec<String> =
        causes.into_iter().map(|cause| cause.sentence(version, sees(grants, cause))).collect();
    format!("{version} is suspect. {} Someone with Full access there can clear it.", why.join(" "))
}

#[cfg(test)]
mod tests;
