//! Approvals: decisions as they were made. What they count for is computed.

use super::{Db, StoreError, Write, to_json};
use crate::access::permit::{Approve, Permit};
use crate::domain::approval::{Approval, Decision, Fill};
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId};
use crate::domain::strategy::Approvals;
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;

/// A decision as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// On which deployment.
    pub deployment: DeploymentNumber,
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
    /// The plan they decided on.
    pub plan_hash: String,
    /// When.
    pub decided_at: Time,
    /// Until when it counts.
    pub expires_at: Time,
}

impl Stored {
    /// The decision as it is weighed, by the rules of the plan and by those of which the person may fill a place now.
    pub fn counted(self, asked: &Approvals, may_fill: impl Fn(usize) -> bool) -> Approval {
        let rules = asked.rules();
        let until = |rule: usize| match rules.len() {
            1 => self.expires_at,
            _ => self.decided_at + rules[rule].expires,
        };
        let may_fill = (0..rules.len()).filter(|rule| may_fill(*rule));
        Approval {
            fills: may_fill.map(|rule| Fill { rule, until: until(rule) }).collect(),
            person: self.person,
            name: self.name,
            sign_in_name: self.sign_in_name,
            decision: Decision::of_row(&self.decision),
            comment: self.comment,
            plan_hash: self.plan_hash,
            decided_at: self.decided_at,
            expires_at: self.expires_at,
        }
    }
}

/// A decision to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApproval<'a> {
    /// On which deployment.
    pub deployment: DeploymentNumber,
    /// Who decided.
    pub person: PersonId,
    /// What.
    pub decision: Decision,
    /// Their words.
    pub comment: &'a str,
    /// The plan they decided on.
    pub plan_hash: &'a str,
    /// When.
    pub decided_at: Time,
    /// Until when it counts.
    pub expires_at: Time,
}

/// The decisions on these deployments, oldest first.
pub async fn of_deployments(db: &mut Db, numbers: &[DeploymentNumber]) -> Result<Vec<Stored>, StoreError> {
    let numbers = to_json(&numbers);
    Ok(sqlx::query_as!(
        Stored,
        r#"SELECT a.deployment AS "deployment: DeploymentNumber", a.person_id AS "person: PersonId",
                  p.name AS "name!: String", p.sign_in_name, a.decision, a.comment, a.plan_hash,
                  a.decided_at AS "decided_at: Time", a.expires_at AS "expires_at: Time"
           FROM approvals a JOIN named_people p ON p.id = a.person_id
           WHERE a.deployment IN (SELECT value FROM json_each(?)) ORDER BY a.id"#,
        numbers
    )
    .fetch_all(db)
    .await?)
}

/// The decisions of a person on a deployment, oldest first.
pub async fn of_person_on(
    db: &mut Db,
    person: PersonId,
    number: DeploymentNumber,
) -> Result<Vec<Stored>, StoreError> {
    Ok(sqlx::query_as!(
        Stored,
        r#"SELECT a.deployment AS "deployment: DeploymentNumber", a.person_id AS "person: PersonId",
                  p.name AS "name!: String", p.sign_in_name, a.decision, a.comment, a.plan_hash,
                  a.decided_at AS "decided_at: Time", a.expires_at AS "expires_at: Time"
           FROM approvals a INDEXED BY approvals_of_deployment JOIN named_people p ON p.id = a.person_id
           WHERE a.deployment = ? AND a.person_id = ? ORDER BY a.id"#,
        number,
        person
    )
    .fetch_all(db)
    .await?)
}

/// Writes a decision down.
pub async fn insert(
    write: &mut Write,
    _permit: &Permit<Approve>,
    new: &NewApproval<'_>,
) -> Result<(), StoreError> {
    let decision = new.decision.word();
    sqlx::query!(
        "INSERT INTO approvals (deployment, person_id, decision, comment, plan_hash, decided_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        new.deployment,
        new.person,
        decision,
        new.comment,
        new.plan_hash,
        new.decided_at,
        new.expires_at
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// A decision that somebody made, with what it was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The deployment.
    pub number: DeploymentNumber,
    /// Its project.
    pub project: ProjectId,
    /// The project's name.
    pub project_name: String,
    /// Its environment.
    pub environment: EnvironmentId,
    /// The environment's short name.
    pub environment_slug: Slug,
    /// The release's version.
    pub version: Version,
    /// `approved` or `rejected`.
    pub decision: String,
    /// Their words.
    pub comment: String,
    /// When they decided.
    pub decided_at: Time,
}

/// The newest decisions of a person, newest first, at most so many.
pub async fn of_person(db: &mut Db, person: PersonId, most: i64) -> Result<Vec<Decided>, StoreError> {
    Ok(sqlx::query_as!(
        Decided,
        r#"SELECT a.deployment AS "number: DeploymentNumber", d.project_id AS "project: ProjectId",
                  p.name AS project_name, d.environment_id AS "environment: EnvironmentId",
                  e.slug AS "environment_slug: Slug", r.version AS "version: Version", a.decision, a.comment,
                  a.decided_at AS "decided_at: Time"
           FROM approvals a JOIN deployments d ON d.number = a.deployment JOIN projects p ON p.id = d.project_id
           JOIN environments e ON e.id = d.environment_id JOIN releases r ON r.id = d.release_id
           WHERE a.person_id = ? ORDER BY a.id DESC LIMIT ?"#,
        person,
        most
    )
    .fetch_all(db)
    .await?)
}
