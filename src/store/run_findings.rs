//! What runs found out, with who mends it until when, and what drills left to be cleaned up.

use super::{Db, StoreError, Write};
use crate::access::permit::{InRun, Permit, TakePart};
use crate::access::scope::Scope;
use crate::domain::id::{EnvironmentId, PersonId, ProjectId, RunNumber};
use crate::domain::time::Time;

/// Something that was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Inside.
    pub id: i64,
    /// What.
    pub text: String,
    /// Who mends it.
    pub owner_name: String,
    /// The beginning of the day until which.
    pub due_on: Time,
    /// When it was mended.
    pub done_at: Option<Time>,
}

/// Something to be cleaned up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanUp {
    /// The step's position in the runbook.
    pub step: i64,
    /// What is to be done.
    pub text: String,
    /// When it was done.
    pub done_at: Option<Time>,
    /// Who did it.
    pub done_by_name: Option<String>,
    /// What they said about it.
    pub note: Option<String>,
}

/// Writes a finding down.
pub async fn insert(
    write: &mut Write,
    _: &Permit<TakePart>,
    run: RunNumber,
    (text, owner, due_on): (&str, PersonId, Time),
    (person, at): (PersonId, Time),
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO run_findings (run, text, owner_id, due_on, added_at, added_by) VALUES (?, ?, ?, ?, ?, ?)",
        run,
        text,
        owner,
        due_on,
        at,
        person
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Marks a finding mended; gives its text, none where it is not open.
pub async fn mend(
    write: &mut Write,
    _: &Permit<TakePart>,
    (run, finding): (RunNumber, i64),
    note: &str,
    (person, at): (PersonId, Time),
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "UPDATE run_findings SET done_at = ?, done_by = ?, done_note = ?
         WHERE run = ? AND id = ? AND done_at IS NULL RETURNING text",
        at,
        person,
        note,
        run,
        finding
    )
    .fetch_optional(&mut **write)
    .await?)
}

/// The findings of a run, oldest first.
pub async fn of_run(db: &mut Db, run: RunNumber) -> Result<Vec<Finding>, StoreError> {
    Ok(sqlx::query_as!(
        Finding,
        r#"SELECT f.id, f.text,
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "owner_name!: String",
                  f.due_on AS "due_on: Time",
                  f.done_at AS "done_at: Time"
           FROM run_findings f JOIN people p ON p.id = f.owner_id WHERE f.run = ? ORDER BY f.id"#,
        run
    )
    .fetch_all(db)
    .await?)
}

/// Writes down what an ended run left to be cleaned up.
pub async fn leave(
    write: &mut Write,
    _: &impl InRun,
    run: RunNumber,
    steps: &[(i64, String)],
) -> Result<(), StoreError> {
    for (step, text) in steps {
        sqlx::query!("INSERT INTO run_cleanups (run, step, text) VALUES (?, ?, ?)", run, step, text)
            .execute(&mut **write)
            .await?;
    }
    Ok(())
}

/// Marks something cleaned up; false where it is not to be.
pub async fn clean_up(
    write: &mut Write,
    _: &Permit<TakePart>,
    (run, step): (RunNumber, i64),
    note: &str,
    (person, at): (PersonId, Time),
) -> Result<bool, StoreError> {
    let changed = sqlx::query!(
        "UPDATE run_cleanups SET done_at = ?, done_by = ?, note = ? WHERE run = ? AND step = ? AND done_at IS NULL",
        at,
        person,
        note,
        run,
        step
    )
    .execute(&mut **write)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// What a run left to be cleaned up, in the runbook's order.
pub async fn clean_ups(db: &mut Db, run: RunNumber) -> Result<Vec<CleanUp>, StoreError> {
    Ok(sqlx::query_as!(
        CleanUp,
        r#"SELECT c.step, c.text, c.done_at AS "done_at: Time",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "done_by_name?: String",
                  c.note
           FROM run_cleanups c LEFT JOIN people p ON p.id = c.done_by WHERE c.run = ? ORDER BY c.step"#,
        run
    )
    .fetch_all(db)
    .await?)
}

/// Something that a run left for afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The run.
    pub run: RunNumber,
    /// What is to be mended or cleaned up.
    pub text: String,
    /// Who mends it; none for what is cleaned up by whoever comes.
    pub owner: Option<PersonId>,
    /// Their name.
    pub owner_name: Option<String>,
    /// The beginning of the day until which.
    pub due_on: Option<Time>,
    /// Where the run was.
    pub place: (ProjectId, EnvironmentId),
}

/// What runs left for afterwards and nobody has done yet, in what exists for the actor: what is due first, first.
pub async fn open(db: &mut Db, scope: &Scope) -> Result<Vec<Left>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT l.run AS "run!: RunNumber", l.text AS "text!", l.owner_id AS "owner?: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "owner_name?: String",
                  l.due_on AS "due_on?: Time", r.project_id AS "project: ProjectId",
                  r.environment_id AS "environment: EnvironmentId"
           FROM (SELECT run, text, owner_id, due_on FROM run_findings WHERE done_at IS NULL
                 UNION ALL SELECT run, text, NULL, NULL FROM run_cleanups WHERE done_at IS NULL) l
           JOIN runs r ON r.number = l.run LEFT JOIN people p ON p.id = l.owner_id
           ORDER BY l.due_on IS NOT NULL, l.due_on, l.run"#
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment));
    let left = seen.map(|row| Left {
        run: row.run,
        text: row.text,
        owner: row.owner,
        owner_name: row.owner_name,
        due_on: row.due_on,
        place: (row.project, row.environment),
    });
    Ok(left.collect())
}
