//! The deployments that have not ended, each with where it stands.

use super::standing::{Known, Standing};
use crate::access::scope::Scope;
use crate::clock::Moment;
use crate::domain::approval::{Approval, next_end};
use crate::domain::time::Time;
use crate::store::board::Narrow;
use crate::store::deployments::{self, Deployment};
use crate::store::steps::{self, Progress};
use crate::store::{Db, StoreError};

/// A deployment that has not ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// The deployment.
    pub deployment: Deployment,
    /// Where it stands.
    pub standing: Standing,
    /// The step that it stands at; none before the start.
    pub progress: Option<Progress>,
}

impl Open {
    /// When it next stands otherwise, or asks something else of somebody, though nobody does anything.
    pub fn next_change(&self, now: Time) -> Option<Time> {
        next_end(self.standing.approvals.iter().flat_map(Approval::ends), now)
    }
}

/// The open deployments that exist for the actor, oldest first, in a number of statements that does not grow with
/// theirs.
pub async fn open_deployments(db: &mut Db, scope: &Scope, moment: &Moment) -> Result<Vec<Open>, StoreError> {
    open_at(db, scope, Narrow::default(), moment).await
}

/// Those of some places.
pub async fn open_at(
    db: &mut Db,
    scope: &Scope,
    narrow: Narrow,
    moment: &Moment,
) -> Result<Vec<Open>, StoreError> {
    let numbers = deployments::open_in(db, scope, narrow).await?;
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let deployments = deployments::by_numbers(db, &numbers).await?;
    let known = Known::about(db, &deployments).await?;
    let now = moment.until(|now| known.next_change(now));
    let mut progress = steps::progress(db, &numbers).await?;
    let open = deployments.into_iter().map(|deployment| {
        let standing = known.standing(&deployment, now);
        let progress = progress.remove(&deployment.number);
        Open { deployment, standing, progress }
    });
    Ok(open.collect())
}
