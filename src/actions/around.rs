//! What surrounds a request for a deployment: what its environment serves and served, what its success would end, and
//! what happened to its release before.

use super::end_deployment::ends;
use crate::access::scope::Scope;
use crate::domain::id::{PlaceId, ReleaseId};
use crate::domain::rollback::Serves;
use crate::domain::text::Version;
use crate::domain::time::Time;
use crate::store::deployments::{Deployment, Waiting};
use crate::store::earlier::{self, Earlier};
use crate::store::{Db, StoreError, live, releases, served};

/// What surrounds a request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Around {
    /// The release that a difference is told from: what serves now while it waits, then what it replaced.
    pub base: Option<ReleaseId>,
    /// What served at the request and what serves now, where these differ and it still waits.
    pub moved: Option<Moved>,
    /// The requests that its success would end.
    pub ends: Vec<Waiting>,
    /// Rejections and rollbacks of its release, newest first, without itself.
    pub earlier: Vec<Earlier>,
}

/// That another release serves than when a deployment was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What served at the request; more than one where targets differed, none where nothing served.
    pub from: Vec<Version>,
    /// What serves now.
    pub to: Vec<Version>,
    /// When that changed last.
    pub at: Time,
}

impl Around {
    /// Reads it, as far as it exists for somebody.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn of(db: &mut Db, deployment: &Deployment, scope: &Scope) -> Result<Self, StoreError> {
        let waits = deployment.started_at.is_none() && deployment.ending.is_none();
        if !waits {
            return Ok(Self { base: replaced(db, deployment).await?, ..Self::default() });
        }
        let mut earlier = earlier::of_release(db, scope, deployment.release).await?;
        earlier.retain(|one| one.number != deployment.number);
        let place = (deployment.project, deployment.environment);
        let now = live::of_place(db, place.0, place.1).await?;
        let releases: Vec<ReleaseId> = now.iter().map(|target| target.release).collect();
        Ok(Self {
            base: Serves::of(&releases, 0).base(),
            moved: moved(db, place, deployment, &now).await?,
            ends: ends(db, deployment).await?,
            earlier,
        })
    }
}

/// What a deployment that no longer waits replaced, or would have.
async fn replaced(db: &mut Db, deployment: &Deployment) -> Result<Option<ReleaseId>, StoreError> {
    let place = (deployment.project, deployment.environment);
    let Deployment { number, started_at, ending, replaces, .. } = deployment;
    let at = started_at.or(ending.as_ref().map(|ending| ending.at));
    let served = served::at(db, place, at.unwrap_or(deployment.requested_at), *number).await?;
    Ok(Serves::of(&served, 0).base().or(*replaces))
}

async fn moved(
    db: &mut Db,
    place: PlaceId,
    deployment: &Deployment,
    now: &[live::LiveTarget],
) -> Result<Option<Moved>, StoreError> {
    let then = served::at(db, place, deployment.requested_at, deployment.number).await?;
    let (mut was, mut is) = (then, now.iter().map(|target| target.release).collect::<Vec<_>>());
    for releases in [&mut was, &mut is] {
        releases.sort_unstable();
        releases.dedup();
    }
    if was == is {
        return Ok(None);
    }
    let at = now.iter().map(|target| target.since).max().unwrap_or(deployment.requested_at);
    let known = releases::versions(db, &[was.clone(), is.clone()].concat()).await?;
    let named = |ids: &[ReleaseId]| ids.iter().filter_map(|id| known.get(id).cloned()).collect();
    Ok(Some(Moved { from: named(&was), to: named(&is), at }))
}
