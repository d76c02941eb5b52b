//! Where an environment can be rolled back to, for pages that offer it.

use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::domain::rollback::{Past, Serves, Standing, Success, Way};
use crate::domain::time::Span;
use crate::store::live::{self, LiveTarget};
use crate::store::releases::{self, Release};
use crate::store::successes::{self, Recent};
use crate::store::{Db, StoreError, deployments};

/// What is known about the way back of an environment of a project.
pub struct WayBack {
    /// What its targets serve.
    pub live: Vec<LiveTarget>,
    /// Everything that a rollback can return to, what is offered first, newest first.
    pub ways: Vec<Way>,
    /// The release of the last good one.
    pub last_good: Option<Release>,
    /// How long the last rollback took.
    pub took: Option<Span>,
    /// The deployment that holds the environment.
    pub slot: Option<DeploymentNumber>,
    /// The immediate rollback that is under way there.
    pub rolling_back: Option<DeploymentNumber>,
    newest: Option<DeploymentNumber>,
    past: Past,
    serves: Serves,
}

impl WayBack {
    /// Reads it.
    pub async fn load(
        db: &mut Db,
        project: ProjectId,
        environment: EnvironmentId,
    ) -> Result<Self, StoreError> {
        let Recent { past, serves } = successes::of_place(db, project, environment).await?;
        let last_good = match past.last_good(&serves) {
            Some(success) => Some(releases::by_id(db, success.release).await?),
            None => None,
        };
        Ok(Self {
            live: live::of_place(db, project, environment).await?,
            ways: past.ways(&serves),
            last_good,
            took: successes::last_rollback_took(db, project, environment).await?,
            slot: deployments::slot_holder(db, project, environment).await?,
            rolling_back: deployments::open_immediate(db, project, environment).await?,
            newest: deployments::newest_started(db, project, environment).await?,
            past,
            serves,
        })
    }

    /// The way back to a release that succeeded there, however long ago; none to what is live.
    pub async fn way_to(
        &self,
        db: &mut Db,
        release: ReleaseId,
        environment: EnvironmentId,
    ) -> Result<Option<Way>, StoreError> {
        if let Some(way) = self.ways.iter().find(|way| way.success.release == release) {
            return Ok(Some(*way));
        }
        let success: Option<Success> = successes::newest_of(db, release, environment).await?;
        let success = success.filter(|_| !self.past.is_live(release, &self.serves));
        Ok(success.map(|success| Way { success, standing: self.past.standing(release) }))
    }

    /// Whether a rollback to a release is offered, of those that succeeded lately.
    pub fn leads_to(&self, release: ReleaseId) -> bool {
        self.ways.iter().any(|way| way.success.release == release && way.standing == Standing::Good)
    }

    /// Where a rollback would go once this release serves everywhere.
    pub fn after_success_of(&self, release: ReleaseId) -> Option<ReleaseId> {
        let calm = Past { disturbed: false, ..self.past.clone() };
        calm.last_good(&Serves::One(release)).map(|success| success.release)
    }

    /// Whether a deployment is the newest that started there.
    pub fn is_newest(&self, number: DeploymentNumber) -> bool {
        self.newest == Some(number)
    }
}
