//! What the actions share about suspects: noting what a rollback takes away, and saying why a release does not go
//! forward.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::planning::is_guarded;
use super::request_deployment::Asked;
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::app::App;
use crate::domain::deployment::Kind;
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
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

/// Refuses the claim that a release is not at fault where it says nothing, or where nothing is rolled back.
pub(super) fn check_claim(asked: &Asked) -> Result<(), ActionError> {
    let Some(claim) = &asked.no_fault else { return Ok(()) };
    check_length(claim)?;
    if !asked.rollback {
        return Err(Refusal::invalid("Only a rollback can say that a release is not at fault.").into());
    }
    if claim.trim().is_empty() {
        return Err(Refusal::invalid("Say why the release is not at fault. The reviewer will see it.").into());
    }
    Ok(())
}

/// Writes the claim down, so that the release is not suspected.
pub(super) async fn claim_no_fault(
    write: &mut Write,
    rollback: DeploymentNumber,
    asked: &Asked,
) -> Result<(), StoreError> {
    match &asked.no_fault {
        Some(claim) => suspects::claim_no_fault(write, rollback, claim.trim()).await,
        None => Ok(()),
    }
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
