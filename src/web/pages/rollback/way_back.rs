//! Where an environment can be rolled back to, for pages that offer it.

use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::domain::rollback::{Past, Serves, Success};
use crate::domain::time::Span;
use crate::store::live::{self, LiveTarget};
use crate::store::releases::{self, Release};
use crate::store::{Db, StoreError, deployments, successes};

/// What is known about the way back of an environment of a project.
pub struct WayBack {
    /// What its targets serve.
    pub live: Vec<LiveTarget>,
    /// The successes that a rollback can return to, newest first.
    pub candidates: Vec<Success>,
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
        let live = live::of_place(db, project, environment).await?;
        let past = successes::of_place(db, project, environment).await?;
        let releases: Vec<ReleaseId> = live.iter().map(|target| target.release).collect();
        let serves = Serves::of(&releases, releases.len());
        let candidates = past.candidates(&serves);
        let last_good = match candidates.first() {
            Some(success) => Some(releases::by_id(db, success.release).await?),
            None => None,
        };
        Ok(Self {
            live,
            candidates,
            last_good,
            took: successes::last_rollback_took(db, project, environment).await?,
            slot: deployments::slot_holder(db, project, environment).await?,
            rolling_back: deployments::open_immediate(db, project, environment).await?,
            newest: deployments::newest_started(db, project, environment).await?,
            past,
            serves,
        })
    }

    /// The success of a release that a rollback can return to, however long ago.
    pub async fn success_of(
        &self,
        db: &mut Db,
        release: ReleaseId,
        environment: EnvironmentId,
    ) -> Result<Option<Success>, StoreError> {
        let success = successes::newest_of(db, release, environment).await?;
        Ok(success.filter(|success| self.past.leads_back_to(success, false, &self.serves)))
    }

    /// Whether a rollback can return to a release, of those that succeeded lately.
    pub fn leads_to(&self, release: ReleaseId) -> bool {
        self.candidates.iter().any(|success| success.release == release)
    }

    /// Whether a deployment is the newest that started there.
    pub fn is_newest(&self, number: DeploymentNumber) -> bool {
        self.newest == Some(number)
    }
}
