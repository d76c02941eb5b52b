//! Answers to checklist lines that people give.

use super::{Db, StoreError, Write, to_json};
use crate::access::permit::AnswersLine;
use crate::domain::id::{DeploymentNumber, PersonId};
use crate::domain::time::Time;

/// An answer as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Of which deployment.
    pub deployment: DeploymentNumber,
    /// The line.
    pub line: String,
    /// Who answered.
    pub name: String,
    /// Their words; may be empty.
    pub note: String,
    /// When.
    pub answered_at: Time,
}

/// The answers of these deployments.
pub async fn of_deployments(db: &mut Db, numbers: &[DeploymentNumber]) -> Result<Vec<Answer>, StoreError> {
    let numbers = to_json(&numbers);
    Ok(sqlx::query_as!(
        Answer,
        r#"SELECT c.deployment AS "deployment: DeploymentNumber", c.line, p.display_name AS name, c.note,
                  c.answered_at AS "answered_at: Time"
           FROM checklist_answers c JOIN people p ON p.id = c.person_id
           WHERE c.deployment IN (SELECT value FROM json_each(?))"#,
        numbers
    )
    .fetch_all(db)
    .await?)
}

/// Writes an answer down. False where the line was answered already: the first answer stays.
pub async fn insert(
    write: &mut Write,
    _permit: &dyn AnswersLine,
    number: DeploymentNumber,
    person: PersonId,
    line: &str,
    note: &str,
    at: Time,
) -> Result<bool, StoreError> {
    let changed = sqlx::query!(
        "INSERT INTO checklist_answers (deployment, line, person_id, note, answered_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
        number,
        line,
        person,
        note,
        at
    )
    .execute(&mut **write)
    .await?;
    Ok(changed.rows_affected() == 1)
}
