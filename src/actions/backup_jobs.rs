//! The backup jobs of strategies in force, what each has done, and what of it is overdue.

use super::strategy_in_force::strategies_in_force;
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::backup_job::{BackupJob, Kind, Pasts};
use crate::domain::id::StrategyVersionId;
use crate::domain::time::Time;
use crate::store::backup_jobs::{self, Job};
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::store::{Db, StoreError};

/// A backup job and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct JobStanding {
    /// Whose.
    pub project: Project,
    /// Of what.
    pub environment: Environment,
    /// What the strategy says.
    pub job: BackupJob,
    /// The version that says so.
    pub version: StrategyVersionId,
    /// Since when that is in force.
    pub since: Time,
    /// What it has done.
    pub pasts: Pasts,
    /// What it does at this moment.
    pub now_doing: Option<Kind>,
    /// What somebody wants it to do next.
    pub wished: Vec<Kind>,
}

impl JobStanding {
    /// The job in the store.
    pub fn key(&self) -> Job {
        (self.project.id, self.environment.id, self.job.slug.to_string())
    }

    /// The kinds in which it is overdue.
    pub fn overdue(&self, now: Time) -> Vec<Kind> {
        self.job.overdue(&self.pasts, self.since, now)
    }

    /// What it is to do now: what somebody wants, else what is due; nothing while it does something.
    pub fn due(&self, now: Time) -> Option<Kind> {
        let wished = self.wished.iter().copied().find(|kind| self.job.does(*kind).is_some());
        let due = wished.or_else(|| self.job.due(&self.pasts, self.since, now));
        due.filter(|_| self.now_doing.is_none())
    }

    /// When one of its kinds becomes overdue next, after a moment.
    pub fn next_deadline(&self, now: Time) -> Option<Time> {
        let deadline = |kind: &Kind| self.job.deadline(*kind, &self.pasts, self.since);
        let turns = Kind::ALL.iter().filter_map(deadline).map(|deadline| Time(deadline.0 + 1));
        turns.filter(|turn| *turn > now).min()
    }
}

/// The backup jobs that exist for an actor, by project and in the order of its strategy.
///
/// # Errors
/// Where the database cannot be used.
pub async fn backup_jobs(app: &App, db: &mut Db, scope: &Scope) -> Result<Vec<JobStanding>, StoreError> {
    let mut in_force = strategies_in_force(app, db, None).await?;
    in_force.retain(|_, found| !found.strategy.backup_jobs.is_empty());
    if in_force.is_empty() {
        return Ok(Vec::new());
    }
    let environments = environments::all(db).await?;
    let mut all = Vec::new();
    for project in projects::known(db, scope).await? {
        let Some(found) = in_force.remove(&project.id) else { continue };
        let Some(since) = found.meta.approved_at else { continue };
        for job in &found.strategy.backup_jobs {
            let environment = environments.iter().find(|one| one.slug == job.environment);
            let seen = environment.filter(|one| scope.sees(project.id, one.id));
            all.extend(seen.map(|environment| JobStanding {
                project: project.clone(),
                environment: environment.clone(),
                job: job.clone(),
                version: found.meta.id,
                since,
                pasts: Pasts::default(),
                now_doing: None,
                wished: Vec::new(),
            }));
        }
    }
    fill(db, &mut all).await?;
    Ok(all)
}

async fn fill(db: &mut Db, all: &mut [JobStanding]) -> Result<(), StoreError> {
    let keys: Vec<Job> = all.iter().map(JobStanding::key).collect();
    let backup = backup_jobs::pasts(db, &keys, Kind::Backup).await?;
    let verify = backup_jobs::pasts(db, &keys, Kind::Verify).await?;
    let (under_way, wishes) = (backup_jobs::under_way(db).await?, backup_jobs::wishes(db).await?);
    let pasts = backup.into_iter().zip(verify);
    for ((standing, key), (backup, verify)) in all.iter_mut().zip(&keys).zip(pasts) {
        standing.pasts = Pasts { backup, verify };
        standing.now_doing = under_way.iter().find(|(job, _)| job == key).map(|(_, kind)| *kind);
        standing.wished = wishes.iter().filter(|(job, _)| job == key).map(|(_, kind)| *kind).collect();
    }
    Ok(())
}
