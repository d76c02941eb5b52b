//! Acknowledgements of passages of a strategy version that look like rules and were not read. They are only added.

use super::{Db, StoreError, Write};
use crate::access::permit::Imports;
use crate::domain::id::{PersonId, StrategyVersionId};
use crate::domain::reading::Unread;
use crate::domain::time::Time;

/// An acknowledged passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The passage.
    pub passage: Unread,
    /// Who acknowledged it; none at the command line.
    pub by: Option<PersonId>,
    /// When.
    pub at: Time,
    /// The number of the version from which it was carried over.
    pub carried_from: Option<i64>,
}

/// How passages were acknowledged.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// By whom; none at the command line.
    pub by: Option<PersonId>,
    /// When.
    pub at: Time,
    /// The version from which the acknowledgement is carried over.
    pub carried_from: Option<StrategyVersionId>,
}

/// The passages of a version that were acknowledged, by line.
pub async fn of_version(db: &mut Db, version: StrategyVersionId) -> Result<Vec<Acknowledgement>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT a.passage, a.line, a.message, a.acknowledged_by AS "by: PersonId",
                  a.acknowledged_at AS "at: Time", earlier.number AS "carried_from?"
           FROM strategy_acknowledgements a LEFT JOIN strategy_versions earlier ON earlier.id = a.carried_from
           WHERE a.strategy_version_id = ? ORDER BY a.line, a.id"#,
        version
    )
    .fetch_all(db)
    .await?;
    let passage =
        |line: i64, message, hash| Unread { line: line.try_into().unwrap_or_default(), message, hash };
    let rows = rows.into_iter().map(|row| Acknowledgement {
        passage: passage(row.line, row.message, row.passage),
        by: row.by,
        at: row.at,
        carried_from: row.carried_from,
    });
    Ok(rows.collect())
}

/// Writes that a passage of a version was acknowledged; once, however often it is said.
pub async fn insert(
    write: &mut Write,
    _: &impl Imports,
    version: StrategyVersionId,
    passage: &Unread,
    how: How,
) -> Result<(), StoreError> {
    let line = i64::try_from(passage.line).unwrap_or(i64::MAX);
    sqlx::query!(
        "INSERT INTO strategy_acknowledgements
             (strategy_version_id, passage, line, message, acknowledged_by, acknowledged_at, carried_from)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        version,
        passage.hash,
        line,
        passage.message,
        how.by,
        how.at,
        how.carried_from
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}
