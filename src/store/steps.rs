//! The steps of started deployments.

mod write;

pub use write::{begin, end, follow_up, insert_all, stop_running};

use super::{Db, StoreError, from_json, to_json};
use crate::domain::id::{DeploymentNumber, StepId};
use crate::domain::plan::Work;
use crate::domain::time::Time;
use std::collections::HashMap;

/// A step of a started deployment.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// Its place, from 1.
    pub position: i64,
    /// The phase it stands under.
    pub phase: String,
    /// The line, as written.
    pub text: String,
    /// How it is done.
    pub work: Work,
    /// Whether success on a target means that the target serves the release.
    pub deploys: bool,
    /// When it began.
    pub started_at: Option<Time>,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// How it ended.
    pub outcome: Option<StepOutcome>,
    /// What a person or the engine has to say about it.
    pub note: String,
    /// Who confirmed it, or did the follow-up.
    pub person_name: Option<String>,
    /// When the follow-up was done.
    pub followed_up_at: Option<Time>,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepOutcome {
    /// Done.
    Succeeded,
    /// It failed, or a person said that it could not be done.
    Failed,
    /// A manual step that an immediate rollback left for afterwards.
    FollowUp,
    /// Ended because the deployment was.
    Stopped,
}

impl StepOutcome {
    const ALL: [Self; 4] = [Self::Succeeded, Self::Failed, Self::FollowUp, Self::Stopped];

    /// The word in the database and the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::FollowUp => "follow_up",
            Self::Stopped => "stopped",
        }
    }
}

impl Step {
    /// Whether a person does it.
    pub fn is_manual(&self) -> bool {
        self.work == Work::Manual
    }

    /// Whether it is carried out on each target by itself, which then serves the release where it deploys.
    pub fn goes_from_target_to_target(&self) -> bool {
        matches!(self.work, Work::Automatic { per_target: true, .. })
    }

    /// Whether it is a follow-up that nobody has done yet.
    pub fn is_open_follow_up(&self) -> bool {
        self.outcome == Some(StepOutcome::FollowUp) && self.followed_up_at.is_none()
    }
}

/// The steps of a started deployment, in order; none before the start.
pub async fn of_deployment(db: &mut Db, number: DeploymentNumber) -> Result<Vec<Step>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT s.id AS "id: StepId", s.position, s.phase, s.text, s.work, s.deploys AS "deploys: bool",
                  s.started_at AS "started_at: Time", s.ended_at AS "ended_at: Time", s.outcome, s.note,
                  p.name AS "person_name?: String", s.followed_up_at AS "followed_up_at: Time"
           FROM steps s LEFT JOIN named_people p ON p.id = s.person_id WHERE s.deployment = ? ORDER BY s.position"#,
        number
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|r| {
            let outcome = r.outcome.as_deref();
            Ok(Step {
                id: r.id,
                position: r.position,
                phase: r.phase,
                text: r.text,
                work: from_json("a step's work", &r.work)?,
                deploys: r.deploys,
                started_at: r.started_at,
                ended_at: r.ended_at,
                outcome: StepOutcome::ALL.into_iter().find(|o| Some(o.word()) == outcome),
                note: r.note,
                person_name: r.person_name,
                followed_up_at: r.followed_up_at,
            })
        })
        .collect()
}

/// The step that a deployment stands at: the first that has not ended.
pub async fn current(db: &mut Db, number: DeploymentNumber) -> Result<Option<Step>, StoreError> {
    Ok(of_deployment(db, number).await?.into_iter().find(|s| s.ended_at.is_none()))
}

/// How far a started deployment has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The step that it stands at.
    pub step: StepId,
    /// That step's line.
    pub text: String,
    /// Its place, from 1.
    pub position: usize,
    /// How many steps there are.
    pub of: usize,
    /// When the step began, if it has.
    pub began_at: Option<Time>,
}

/// How far these deployments have come; one whose steps have all ended, or that has not started, is absent.
pub async fn progress(
    db: &mut Db,
    numbers: &[DeploymentNumber],
) -> Result<HashMap<DeploymentNumber, Progress>, StoreError> {
    let numbers = to_json(&numbers);
    let rows = sqlx::query!(
        r#"SELECT s.deployment AS "deployment: DeploymentNumber", s.id AS "step!: StepId", s.text, s.position,
                  s.started_at AS "began_at: Time",
                  (SELECT count(*) FROM steps every WHERE every.deployment = s.deployment) AS "of!: i64"
           FROM json_each(?) number
           JOIN steps s ON s.id = (SELECT o.id FROM steps o WHERE o.deployment = number.value AND o.ended_at IS NULL
                                   ORDER BY o.position LIMIT 1)"#,
        numbers
    )
    .fetch_all(db)
    .await?;
    let count = |n: i64| usize::try_from(n).unwrap_or_default();
    let progress = rows.into_iter().map(|row| {
        let (position, of) = (count(row.position), count(row.of));
        (row.deployment, Progress { step: row.step, text: row.text, position, of, began_at: row.began_at })
    });
    Ok(progress.collect())
}
