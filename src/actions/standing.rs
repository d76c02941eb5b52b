//! Where a deployment stands now: everything that is computed, computed at once.

mod known;

pub use known::{Known, fills};

use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::domain::approval::{Approval, Requesters};
use crate::domain::conditions::Evaluation;
use crate::domain::deployment::State;
use crate::domain::evidence::Evidence;
use crate::domain::id::ProjectId;
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::store::deployments::Deployment;
use crate::store::{Db, StoreError, environments};

/// Where a deployment stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its state.
    pub state: State,
    /// The decisions on it, oldest first.
    pub approvals: Vec<Approval>,
    /// Gates, checklist, quorum, and what is in the way. Once it has started: as they stood at the start.
    pub evaluation: Evaluation,
    /// The release's evidence.
    pub evidence: Evidence,
    /// Who asked for it, and so does not approve it.
    pub requesters: Requesters,
}

/// Computes where a deployment stands.
pub async fn of(db: &mut Db, deployment: &Deployment, now: Time) -> Result<Standing, StoreError> {
    let known = Known::about(db, std::slice::from_ref(deployment)).await?;
    Ok(known.standing(deployment, now))
}

/// Who asked for a deployment: the person, or the token's owner and who made the token.
pub fn requesters(deployment: &Deployment) -> Requesters {
    Requesters(deployment.requested_by.into_iter().chain(deployment.token_creator).collect())
}

/// Of the environments that a plan requires: those that exist for somebody. The others are not named to them.
pub async fn requirements_seen(
    db: &mut Db,
    requires: &[Slug],
    project: ProjectId,
    grants: &Grants,
) -> Result<Vec<Slug>, StoreError> {
    let all = environments::all(db).await?;
    let seen = |slug: &&Slug| {
        let environment = all.iter().find(|e| e.slug == **slug);
        environment.is_some_and(|e| grants.may(Permission::See, project, e.id))
    };
    Ok(requires.iter().filter(seen).cloned().collect())
}
