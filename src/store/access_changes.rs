//! Changes of the access matrix: what was proposed, by whom, and what became of it.

use super::{Db, StoreError, Write, from_json, one_row, to_json};
use crate::access::permit::Manages;
use crate::domain::access_change::{AccessChange, Decision};
use crate::domain::id::{AccessChangeId, PersonId};
use crate::domain::time::Time;

/// A change and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Inside.
    pub id: AccessChangeId,
    /// The cells.
    pub change: AccessChange,
    /// When.
    pub at: Time,
    /// By whom.
    pub by: PersonId,
    /// Their display name.
    pub by_name: String,
    /// What became of it; none as long as it waits.
    pub decided: Option<Decided>,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// When.
    pub at: Time,
    /// The display name of who decided.
    pub by_name: String,
}

/// A row as it is read.
struct Row {
    id: AccessChangeId,
    change: String,
    at: Time,
    by: PersonId,
    by_name: String,
    decision: Option<String>,
    decided_at: Option<Time>,
    decider_name: Option<String>,
}

/// Keeps a proposed change.
pub async fn insert(
    write: &mut Write,
    _: &impl Manages,
    change: &AccessChange,
    by: PersonId,
    at: Time,
) -> Result<AccessChangeId, StoreError> {
    let change = to_json(change);
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO access_changes (change, proposed_at, proposed_by) VALUES (?, ?, ?)
           RETURNING id AS "id!: AccessChangeId""#,
        change,
        at,
        by
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Writes what became of a waiting change. That it waits was asked in the same transaction.
pub async fn decide(
    write: &mut Write,
    _: &impl Manages,
    id: AccessChangeId,
    decision: Decision,
    by: PersonId,
    at: Time,
) -> Result<(), StoreError> {
    let word = decision.word();
    let decided = sqlx::query!(
        "UPDATE access_changes SET decision = ?, decided_at = ?, decided_by = ? WHERE id = ? AND decided_at IS NULL",
        word,
        at,
        by,
        id
    )
    .execute(&mut **write)
    .await?;
    one_row(decided.rows_affected(), "deciding a change of the matrix")
}

/// The change of an id.
pub async fn by_id(db: &mut Db, id: AccessChangeId) -> Result<Option<Proposed>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT c.id AS "id: AccessChangeId", c.change, c.proposed_at AS "at: Time",
                  c.proposed_by AS "by: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "by_name!: String",
                  c.decision,
                  c.decided_at AS "decided_at: Time",
                  (SELECT n.name FROM named_people n WHERE n.id = d.id) AS "decider_name?: String"
           FROM access_changes c JOIN people p ON p.id = c.proposed_by LEFT JOIN people d ON d.id = c.decided_by
           WHERE c.id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?;
    row.map(proposed).transpose()
}

/// The changes that wait, oldest first.
pub async fn waiting(db: &mut Db) -> Result<Vec<Proposed>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT c.id AS "id: AccessChangeId", c.change, c.proposed_at AS "at: Time",
                  c.proposed_by AS "by: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "by_name!: String",
                  c.decision,
                  c.decided_at AS "decided_at: Time",
                  (SELECT n.name FROM named_people n WHERE n.id = d.id) AS "decider_name?: String"
           FROM access_changes c JOIN people p ON p.id = c.proposed_by LEFT JOIN people d ON d.id = c.decided_by
           WHERE c.decided_at IS NULL ORDER BY c.id"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(proposed).collect()
}

/// Up to `most` changes that were decided, newest first.
pub async fn decided(db: &mut Db, most: i64) -> Result<Vec<Proposed>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT c.id AS "id: AccessChangeId", c.change, c.proposed_at AS "at: Time",
                  c.proposed_by AS "by: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "by_name!: String",
                  c.decision,
                  c.decided_at AS "decided_at: Time",
                  (SELECT n.name FROM named_people n WHERE n.id = d.id) AS "decider_name?: String"
           FROM access_changes c JOIN people p ON p.id = c.proposed_by LEFT JOIN people d ON d.id = c.decided_by
           WHERE c.decided_at IS NOT NULL ORDER BY c.decided_at DESC, c.id DESC LIMIT ?"#,
        most
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(proposed).collect()
}

fn proposed(row: Row) -> Result<Proposed, StoreError> {
    let change = from_json("access_changes.change", &row.change)?;
    let decided = match (row.decision, row.decided_at, row.decider_name) {
        (Some(word), Some(at), Some(by_name)) => Some(Decided { decision: decision(&word)?, at, by_name }),
        _ => None,
    };
    Ok(Proposed { id: row.id, change, at: row.at, by: row.by, by_name: row.by_name, decided })
}

fn decision(word: &str) -> Result<Decision, StoreError> {
    let found = Decision::ALL.into_iter().find(|decision| decision.word() == word);
    found.ok_or_else(|| StoreError::Damaged(format!("access_changes.decision is {word:?}")))
}
