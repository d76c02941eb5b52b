//! A person clears a release of what speaks against it in an environment.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::report_problem::subject;
use super::request_deployment::{Asked, place};
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::ClearSuspicion;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::EnvironmentId;
use crate::domain::refusal::Refusal;
use crate::domain::suspect::{Cause, Suspicion, may_clear};
use crate::domain::text::{Slug, Version, list_words};
use crate::store::events::{self, NewEvent};
use crate::store::suspects;

/// What is to be cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearing {
    /// The project's short name.
    pub project: String,
    /// The release.
    pub release: Version,
    /// The environment where it was rolled back or reported.
    pub environment: Slug,
    /// Why nothing is wrong with it.
    pub reason: String,
    /// What the person saw speaking against it there, as [`keys`] names it: nothing else is cleared.
    pub seen: String,
}

/// Clears a release, and those with the same artifact, of everything that speaks against it in an environment.
///
/// # Errors
/// Denied without Full there, and to tokens. Refused without a reason, where nothing speaks against the release there,
/// where something else does than the person saw, or where [`may_clear`] asks for another person.
pub async fn clear_suspicion(app: &App, actor: &Actor, clearing: &Clearing) -> Result<(), ActionError> {
    let at = app.clock.now();
    let mut write = app.store.write().await?;
    let (permit, place) = place::<ClearSuspicion>(&mut write, actor, &asked(clearing)).await?;
    let Actor::Person { id: person, .. } = actor else {
        return Err(Denied::Forbidden(Permission::ClearSuspicion).into());
    };
    check_length(&clearing.reason)?;
    let reason = clearing.reason.trim();
    if reason.is_empty() {
        return Err(
            Refusal::invalid("Say why nothing is wrong with the release. Approvers will see it.").into()
        );
    }
    let suspicion = suspects::about_one(&mut write, place.release.id).await?;
    let causes = open_in(&suspicion, place.environment.id);
    let (version, slug) = (&place.release.version, &place.environment.slug);
    if causes.is_empty() {
        return Err(Refusal::conflict(format!("Nothing speaks against {version} in {slug}.")).into());
    }
    if keys(&causes) != clearing.seen {
        return Err(Refusal::conflict(format!(
            "What speaks against {version} in {slug} changed since you opened this page. Read it, then decide again."
        ))
        .into());
    }
    let requesters = suspects::requesters(&mut write, place.release.id, place.environment.id).await?;
    may_clear(*person, &requesters, &causes, version)?;
    suspects::clear(&mut write, &permit, *person, (place.release.id, causes.as_slice()), (reason, at))
        .await?;
    let phrases: Vec<String> = causes.iter().map(|cause| cause.phrase(true)).collect();
    let event = NewEvent {
        environment: Some(place.environment.id),
        details: serde_json::json!({"reason": reason, "environment": slug, "of": list_words(&phrases)}),
        ..NewEvent::new(at, actor, "release.cleared", subject(&place)).in_project(place.project.id)
    };
    events::append(&mut write, event).await?;
    write.commit().await?;
    Ok(())
}

fn asked(clearing: &Clearing) -> Asked {
    Asked {
        project: clearing.project.clone(),
        release: clearing.release.clone(),
        environment: clearing.environment.clone(),
        rollback: false,
        reason: String::new(),
        no_fault: None,
    }
}

/// What speaks against a release in an environment now.
pub fn open_in(suspicion: &Suspicion, environment: EnvironmentId) -> Vec<&Cause> {
    suspicion.causes.iter().filter(|cause| cause.is_open() && cause.place.1 == environment).collect()
}

/// Names what a person sees, so that nothing else is cleared: `rollback-15 report-3`.
pub fn keys(causes: &[&Cause]) -> String {
    let mut keys: Vec<String> = causes.iter().map(|cause| cause.key()).collect();
    keys.sort();
    keys.join(" ")
}

#[cfg(test)]
mod tests;
