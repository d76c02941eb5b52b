//! Which runs need their workspaces.

use super::{Db, StoreError};
use crate::domain::id::RunNumber;
use crate::domain::time::Time;

/// A run that needs its workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The run.
    pub run: RunNumber,
    /// The runs that it goes on from, the nearest first: it goes on with what they left.
    pub earlier: Vec<RunNumber>,
}

/// The runs that have not ended, and those that ended badly at this moment or later and may go on in a new run.
pub async fn needed(db: &mut Db, ended_since: Time) -> Result<Vec<Needed>, StoreError> {
    let rows = sqlx::query!(
        r#"WITH RECURSIVE chain (run, earlier, distance) AS (
               SELECT r.number, r.continues, 0 FROM runs r
               WHERE r.ended_at IS NULL
                  OR (r.ended_at >= ? AND r.outcome NOT IN ('succeeded', 'succeeded_with_exceptions')
                      AND NOT EXISTS (SELECT 1 FROM runs l WHERE l.continues = r.number))
               UNION ALL
               SELECT c.run, r.continues, c.distance + 1 FROM chain c JOIN runs r ON r.number = c.earlier)
           SELECT run AS "run!: RunNumber", earlier AS "earlier: RunNumber" FROM chain ORDER BY run, distance"#,
        ended_since
    )
    .fetch_all(db)
    .await?;
    let mut needed: Vec<Needed> = Vec::new();
    for row in rows {
        match needed.last_mut().filter(|last| last.run == row.run) {
            Some(last) => last.earlier.extend(row.earlier),
            None => needed.push(Needed { run: row.run, earlier: row.earlier.into_iter().collect() }),
        }
    }
    Ok(needed)
}
