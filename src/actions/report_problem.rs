//! Someone reports a problem with a release.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::planning::is_guarded;
use super::request_deployment::{Asked, Place, place};
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::ReportProblem;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::{PersonId, ReportId};
use crate::domain::refusal::Refusal;
use crate::domain::suspect::What;
use crate::domain::text::{Slug, Version};
use crate::store::events::{self, NewEvent};
use crate::store::suspects::{self, NewReport};
use crate::store::{Db, grants};

/// A problem with a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The project's short name.
    pub project: String,
    /// The release.
    pub release: Version,
    /// The environment in which it shows.
    pub environment: Slug,
    /// What is wrong.
    pub reason: String,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported {
    /// The report.
    pub id: ReportId,
    /// Whether it makes the release suspect; else it warns approvers.
    pub suspect: bool,
}

/// Writes a report down. By someone with Deploy, Approve or Full in a guarded environment it makes the release suspect;
/// any other warns approvers. A token reports as far as its role and its owner reach, and its right to approve is none.
///
/// # Errors
/// Denied where the project or the environment does not exist for the actor, or no person stands behind it. Refused
/// without a reason, where there is no such release, or while the same person's report of it there is open.
pub async fn report_problem(app: &App, actor: &Actor, problem: &Problem) -> Result<Reported, ActionError> {
    let at = app.clock.now();
    let mut write = app.store.write().await?;
    let (permit, place) = place::<ReportProblem>(&mut write, actor, &asked(problem)).await?;
    let person = actor.person().ok_or(Denied::Forbidden(Permission::ReportProblem))?;
    check_length(&problem.reason)?;
    if problem.reason.trim().is_empty() {
        return Err(Refusal::invalid("Say what is wrong with the release. Approvers will see it.").into());
    }
    let (project, environment) = (place.project.id, place.environment.id);
    let grants = grants::of(&mut write, actor).await?;
    let decides = [Permission::Request, Permission::Approve].map(|p| grants.may(p, project, environment));
    let decides = decides.contains(&true);
    not_reported(&mut write, &place, person, decides).await?;
    let guarded = is_guarded(app, &mut write, project, &place.environment.slug).await?;
    let reason = problem.reason.trim();
    let new = NewReport { release: place.release.id, reason, decides, guarded, at };
    let id = suspects::report(&mut write, &permit, person, new).await?;
    let suspect = decides && guarded;
    let event = NewEvent {
        environment: Some(environment),
        details: serde_json::json!({"reason": reason, "environment": place.environment.slug,
                                    "suspect": if suspect { "suspect" } else { "" }}),
        ..NewEvent::new(at, actor, "release.reported", subject(&place)).in_project(project)
    };
    events::append(&mut write, event).await?;
    write.commit().await?;
    Ok(Reported { id, suspect })
}

fn asked(problem: &Problem) -> Asked {
    Asked {
        project: problem.project.clone(),
        release: problem.release.clone(),
        environment: problem.environment.clone(),
        rollback: false,
        reason: String::new(),
        no_fault: None,
    }
}

/// `Storefront 2.8.0`
pub(super) fn subject(place: &Place) -> String {
    format!("{} {}", place.project.name, place.release.version)
}

async fn not_reported(
    db: &mut Db,
    place: &Place,
    person: PersonId,
    decides: bool,
) -> Result<(), ActionError> {
    let suspicion = suspects::about_one(db, place.release.id).await?;
    let own = suspicion.causes.iter().any(|cause| {
        let same = matches!(cause.what, What::Reported { decides: before, .. } if before || !decides);
        let here = cause.place.1 == place.environment.id && cause.release == place.release.id;
        same && here && cause.is_open() && cause.people.first() == Some(&person)
    });
    if !own {
        return Ok(());
    }
    let (version, slug) = (&place.release.version, &place.environment.slug);
    Err(Refusal::conflict(format!("You have reported {version} in {slug} already. Your report is open."))
        .into())
}

#[cfg(test)]
mod tests;
