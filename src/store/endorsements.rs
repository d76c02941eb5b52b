//! Endorsements: decisions on versions of documents with commands, as they were made. What they count for is computed.

use super::{Db, StoreError, Write};
use crate::access::permit::{Approve, Permit};
use crate::domain::approval::{Approval, Decision, Fill};
use crate::domain::endorsement::Subject;
use crate::domain::id::{EnvironmentId, PersonId, ProjectId, RunbookVersionId, StrategyVersionId};
use crate::domain::time::Time;

/// A decision as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Of which project.
    pub project: ProjectId,
    /// For which environment.
    pub environment: EnvironmentId,
    /// Who decided.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
    /// What they sign in with.
    pub sign_in_name: String,
    /// `approved` or `rejected`.
    pub decision: String,
    /// Their words.
    pub comment: String,
    /// SHA-256 (hex) of the text they decided on.
    pub digest: String,
    /// When.
    pub decided_at: Time,
}

/// A decision to write down, for the project and environment of its permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEndorsement<'a> {
    /// On what.
    pub subject: Subject,
    /// For which environment.
    pub environment: EnvironmentId,
    /// Who decided.
    pub person: PersonId,
    /// What.
    pub decision: Decision,
    /// Their words.
    pub comment: &'a str,
    /// SHA-256 (hex) of the text they decided on.
    pub digest: &'a str,
    /// When.
    pub decided_at: Time,
}

impl Stored {
    /// The decision as it is weighed, by the rules of which the person may fill a place now. It does not expire.
    pub fn counted(self, fills: &[usize]) -> Approval {
        let never = Time(i64::MAX);
        Approval {
            fills: fills.iter().map(|rule| Fill { rule: *rule, until: never }).collect(),
            person: self.person,
            name: self.name,
            sign_in_name: self.sign_in_name,
            decision: Decision::of_row(&self.decision),
            comment: self.comment,
            plan_hash: self.digest,
            decided_at: self.decided_at,
            expires_at: never,
        }
    }
}

/// The version's columns: of a runbook, of a strategy.
fn columns(subject: Subject) -> (Option<RunbookVersionId>, Option<StrategyVersionId>) {
    match subject {
        Subject::Runbook(id) => (Some(id), None),
        Subject::Strategy(id) => (None, Some(id)),
    }
}

/// The decisions on a version, for all environments, oldest first.
pub async fn of(db: &mut Db, subject: Subject) -> Result<Vec<Stored>, StoreError> {
    let (runbook, strategy) = columns(subject);
    Ok(sqlx::query_as!(
        Stored,
        r#"SELECT e.project_id AS "project: ProjectId", e.environment_id AS "environment: EnvironmentId",
                  e.person_id AS "person: PersonId", p.name AS "name!: String", p.sign_in_name, e.decision, e.comment,
                  e.digest, e.decided_at AS "decided_at: Time"
           FROM endorsements e JOIN named_people p ON p.id = e.person_id
           WHERE e.runbook_version_id = ?1 OR e.strategy_version_id = ?2 ORDER BY e.id"#,
        runbook,
        strategy
    )
    .fetch_all(db)
    .await?)
}

/// Writes a decision down.
pub async fn insert(
    write: &mut Write,
    permit: &Permit<Approve>,
    new: &NewEndorsement<'_>,
) -> Result<(), StoreError> {
    let ((runbook, strategy), project) = (columns(new.subject), permit.project());
    let decision = new.decision.word();
    sqlx::query!(
        "INSERT INTO endorsements (runbook_version_id, strategy_version_id, project_id, environment_id, person_id,
                                   decision, comment, digest, decided_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        runbook,
        strategy,
        project,
        new.environment,
        new.person,
        decision,
        new.comment,
        new.digest,
        new.decided_at
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}
