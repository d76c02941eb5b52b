//! Drills of Slipway's own recovery, and what they proved.

use super::{Db, StoreError, Write, one_row};
use crate::domain::id::PersonId;
use crate::domain::recovery_drill::{Case, Damage, Measured, Past};
use crate::domain::time::{Span, Time};

/// A drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// Inside.
    pub id: i64,
    /// Who asked for it; none for the schedule and the command line.
    pub asked_by: Option<String>,
    /// When.
    pub asked_at: Time,
    /// What its copy was damaged by on purpose.
    pub damage: Option<Damage>,
    /// When it began.
    pub started_at: Option<Time>,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// What came of it; none while it has not ended.
    pub outcome: Option<Outcome>,
}

/// What came of a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was as it should be.
    Passed,
    /// Something was not; why, in a sentence.
    Failed(String),
    /// The server ended in the middle of it.
    CutOff,
}

struct Row {
    id: i64,
    asked_by: Option<String>,
    asked_at: Time,
    damage: Option<String>,
    started_at: Option<Time>,
    ended_at: Option<Time>,
    outcome: Option<String>,
    problem: Option<String>,
}

impl Row {
    fn drill(self) -> Drill {
        let Self { id, asked_by, asked_at, started_at, ended_at, problem, .. } = self;
        let damage = self.damage.as_deref().and_then(Damage::of_name);
        let outcome = self.outcome.map(|outcome| match outcome.as_str() {
            "passed" => Outcome::Passed,
            "failed" => Outcome::Failed(problem.unwrap_or_default()),
            _ => Outcome::CutOff,
        });
        Drill { id, asked_by, asked_at, damage, started_at, ended_at, outcome }
    }
}

/// Asks for a drill. None where there is one that has not ended.
pub async fn ask(
    write: &mut Write,
    by: Option<PersonId>,
    damage: Option<Damage>,
    at: Time,
) -> Result<Option<i64>, StoreError> {
    let damage = damage.map(Damage::name);
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO recovery_drills (asked_by, asked_at, damage) VALUES (?, ?, ?)
           ON CONFLICT DO NOTHING RETURNING id AS "id!""#,
        by,
        at,
        damage
    )
    .fetch_optional(&mut **write)
    .await?)
}

/// Begins a drill that was asked for. False where it has begun or ended already.
pub async fn begin(write: &mut Write, id: i64, at: Time) -> Result<bool, StoreError> {
    let begun =
        sqlx::query!("UPDATE recovery_drills SET started_at = ? WHERE id = ? AND started_at IS NULL", at, id)
            .execute(&mut **write)
            .await?;
    Ok(begun.rows_affected() == 1)
}

/// Ends a drill with what it proved before that.
pub async fn end(
    write: &mut Write,
    id: i64,
    at: Time,
    problem: Option<&str>,
    proofs: &[Measured],
) -> Result<(), StoreError> {
    let outcome = if problem.is_none() { "passed" } else { "failed" };
    let ended = sqlx::query!(
        "UPDATE recovery_drills SET ended_at = ?, outcome = ?, problem = ? WHERE id = ? AND ended_at IS NULL",
        at,
        outcome,
        problem,
        id
    )
    .execute(&mut **write)
    .await?;
    one_row(ended.rows_affected(), "a drill that has not ended")?;
    for Measured { case, backup, took, lost } in proofs {
        let (case, took, lost) = (case.name(), took.0, lost.0);
        sqlx::query!(
            "INSERT INTO recovery_proofs (drill, case_of, backup, took_us, lost_us) VALUES (?, ?, ?, ?, ?)",
            id,
            case,
            backup,
            took,
            lost
        )
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

/// Ends what began and goes on nowhere any more: how many that was.
pub async fn cut_off(write: &mut Write, at: Time) -> Result<u64, StoreError> {
    let ended = sqlx::query!(
        "UPDATE recovery_drills SET ended_at = ?, outcome = 'cut_off'
         WHERE started_at IS NOT NULL AND ended_at IS NULL",
        at
    )
    .execute(&mut **write)
    .await?;
    Ok(ended.rows_affected())
}

/// Ends what was asked for or began: how many that was. For a state that takes another's place.
pub async fn end_all(write: &mut Write, at: Time) -> Result<u64, StoreError> {
    let ended = sqlx::query!(
        "UPDATE recovery_drills SET started_at = coalesce(started_at, ?), ended_at = ?, outcome = 'cut_off'
         WHERE ended_at IS NULL",
        at,
        at
    )
    .execute(&mut **write)
    .await?;
    Ok(ended.rows_affected())
}

/// The drill that has not ended.
pub async fn open(db: &mut Db) -> Result<Option<Drill>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT d.id AS "id!", p.name AS "asked_by?: String", d.asked_at AS "asked_at: Time", d.damage,
                  d.started_at AS "started_at: Time", d.ended_at AS "ended_at: Time", d.outcome, d.problem
           FROM recovery_drills d LEFT JOIN named_people p ON p.id = d.asked_by WHERE d.ended_at IS NULL"#
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Row::drill))
}

/// The newest drill that has ended, with a copy that was damaged on purpose or with one that was not.
pub async fn last(db: &mut Db, damaged: bool) -> Result<Option<Drill>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT d.id AS "id!", p.name AS "asked_by?: String", d.asked_at AS "asked_at: Time", d.damage,
                  d.started_at AS "started_at: Time", d.ended_at AS "ended_at: Time", d.outcome, d.problem
           FROM recovery_drills d LEFT JOIN named_people p ON p.id = d.asked_by
           WHERE d.ended_at IS NOT NULL AND (d.damage IS NOT NULL) = ? ORDER BY d.id DESC LIMIT 1"#,
        damaged
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Row::drill))
}

/// What drills there were. The first event of the audit log tells since when there is something to lose.
pub async fn past(db: &mut Db, now: Time) -> Result<Past, StoreError> {
    let since = sqlx::query_scalar!(r#"SELECT at AS "at: Time" FROM events ORDER BY sequence LIMIT 1"#)
        .fetch_optional(&mut *db)
        .await?;
    let row = sqlx::query!(
        r#"SELECT max(CASE WHEN damage IS NULL THEN started_at END) AS "last: Time",
                  max(CASE WHEN damage IS NULL AND outcome = 'passed' THEN started_at END) AS "passed: Time",
                  max(CASE WHEN damage IS NOT NULL THEN started_at END) AS "damaged: Time"
           FROM recovery_drills"#
    )
    .fetch_one(db)
    .await?;
    Ok(Past { since: since.unwrap_or(now), last: row.last, passed: row.passed, damaged: row.damaged })
}

/// How many drills there were with a copy that was damaged on purpose.
pub async fn damaged(db: &mut Db) -> Result<usize, StoreError> {
    let count = sqlx::query_scalar!("SELECT count(*) FROM recovery_drills WHERE damage IS NOT NULL");
    Ok(usize::try_from(count.fetch_one(db).await?).unwrap_or(0))
}

/// What was last proved of a case, and when.
pub async fn last_proof(db: &mut Db, case: Case) -> Result<Option<(Time, Measured)>, StoreError> {
    let name = case.name();
    let row = sqlx::query!(
        r#"SELECT d.started_at AS "at!: Time", r.backup, r.took_us, r.lost_us
           FROM recovery_proofs r JOIN recovery_drills d ON d.id = r.drill
           WHERE r.case_of = ? ORDER BY r.drill DESC LIMIT 1"#,
        name
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let (took, lost) = (Span(row.took_us), Span(row.lost_us));
        (row.at, Measured { case, backup: row.backup, took, lost })
    }))
}
