//! Registers a release with its facts. A release never changes: the same again is no news, another under its version
//! is refused.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::{Permit, RegisterRelease};
use crate::access::policy::{self, Denied};
use crate::app::App;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Declared, NewRelease, Warning};
use crate::domain::text::list_words;
use crate::domain::time::Time;
use crate::store::events::{self, NewEvent};
use crate::store::projects::{self, Project};
use crate::store::releases::{self, Release};
use crate::store::{Write, evidence, grants};
use serde_json::json;
use sha2::{Digest, Sha256};

/// A registered release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The release.
    pub release: Release,
    /// Whether it was registered now; else it was registered before, with the same content and facts.
    pub created: bool,
    /// What was kept otherwise than it was sent.
    pub warnings: Vec<Warning>,
}

/// Registers a release of the project of a slug.
///
/// # Errors
/// Denied where the actor may not register releases there; a refusal where a field does not fit, or where the
/// version is registered with other content.
pub async fn register_release(
    app: &App,
    actor: &Actor,
    project: &str,
    new: NewRelease,
) -> Result<Registered, ActionError> {
    let mut write = app.store.write().await?;
    let held = grants::of(&mut write, actor).await?;
    let project = projects::by_slug(&mut write, project).await?.ok_or(Denied::NotFound)?;
    let permit = policy::permit_anywhere::<RegisterRelease>(actor, &held, project.id)?;
    let (new, warnings) = new.tidied();
    new.check()?;
    if let Some(release) = releases::by_version(&mut write, project.id, &new.version).await? {
        same_as(&mut write, &release, &new, &new.digest(&project.slug)).await?;
        return Ok(Registered { release, created: false, warnings });
    }
    let release = insert(&mut write, &permit, &project, &new, app.clock.now()).await?;
    write.commit().await?;
    Ok(Registered { release, created: true, warnings })
}

async fn insert(
    write: &mut Write,
    permit: &Permit<RegisterRelease>,
    project: &Project,
    new: &NewRelease,
    at: Time,
) -> Result<Release, ActionError> {
    let digest = new.digest(&project.slug);
    let id = releases::insert(write, permit, new, &digest, at).await?;
    let facts = facts(new);
    for (kind, fact) in &facts {
        let sha256 = hex::encode(Sha256::digest(fact));
        evidence::insert(write, permit, id, kind, fact, &sha256, at).await?;
    }
    let kinds: Vec<&str> = facts.iter().map(|(kind, _)| kind.as_str()).collect();
    let details = json!({ "digest": digest, "artifact": new.artifact.sha256, "facts": kinds });
    let subject = format!("{} {}", project.name, new.version);
    let event = NewEvent::new(at, permit.actor(), "release.registered", subject);
    events::append(write, event.in_project(project.id).with(details)).await?;
    Ok(releases::by_id(write, id).await?)
}

/// The facts by kind in order, each as the JSON that is kept and hashed.
fn facts(new: &NewRelease) -> Vec<(String, String)> {
    let mut facts: Vec<_> =
        new.facts.by_kind().into_iter().map(|(kind, fact)| (kind, fact.to_string())).collect();
    facts.sort();
    facts
}

/// Whether what is registered is this release with these facts; the refusal names what differs.
async fn same_as(
    write: &mut Write,
    release: &Release,
    new: &NewRelease,
    digest: &str,
) -> Result<(), ActionError> {
    let registered_facts = evidence::recorded_at(write, release.id, release.registered_at).await?;
    let mut differing = Vec::new();
    if release.digest != digest {
        let changes = releases::changes(write, release.id).await?;
        let irreversible = new.irreversible.map(|declared| declared == Declared::Yes);
        let parts = [
            ("commit", release.commit.eq_ignore_ascii_case(&new.commit)),
            ("artifact.uri", release.artifact.uri == new.artifact.uri),
            ("artifact.sha256", release.artifact.sha256.eq_ignore_ascii_case(&new.artifact.sha256)),
            ("changes", changes == new.changes),
            ("irreversible", release.irreversible == irreversible),
            ("notes", release.notes == new.notes),
        ];
        differing.extend(parts.into_iter().filter(|(_, same)| !same).map(|(name, _)| name));
    }
    if registered_facts != facts(new) {
        differing.push("facts");
    }
    if differing.is_empty() && release.digest == digest {
        return Ok(());
    }
    let (version, differs) = (&release.version, list_words(&differing));
    Err(Refusal::conflict(format!(
        "{version} already exists with different content ({differs}). Nothing was changed. Register it under a new \
         version."
    ))
    .about("release", version.as_str())
    .about("differs", differing)
    .into())
}

#[cfg(test)]
mod tests;
