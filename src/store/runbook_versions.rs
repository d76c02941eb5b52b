//! Versions of runbooks: at most one draft each, and those that were published, which nothing changes.

use super::{Db, StoreError, Write, from_json, one_row, to_json};
use crate::access::permit::{PublishesRunbooks, WritesRunbooks};
use crate::domain::id::{PersonId, ProjectId, RunbookId, RunbookVersionId, StrategyVersionId};
use crate::domain::runbook::Runbook;
use crate::domain::time::Time;

/// A version of a runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunbookVersion {
    /// Inside.
    pub id: RunbookVersionId,
    /// Of which.
    pub runbook: RunbookId,
    /// Its number in the runbook.
    pub number: i64,
    /// The Markdown.
    pub document: String,
    /// SHA-256 (hex) of the Markdown.
    pub sha256: String,
    /// What it says.
    pub content: Runbook,
    /// The strategy version whose Recovery Plan it is.
    pub strategy_version: Option<StrategyVersionId>,
    /// When it was first written.
    pub created_at: Time,
    /// When it was published; none for a draft.
    pub published_at: Option<Time>,
    /// Who published it; none for the operator, and where a strategy came into force.
    pub published_by: Option<PersonId>,
    /// What they are called.
    pub published_by_name: Option<String>,
    /// Who saved its text last; none for the operator.
    pub saved_by: Option<PersonId>,
    /// Until when it is in force because it was published before versions were approved.
    pub grace: Option<Time>,
}

/// A version as it is written down.
#[derive(Debug)]
pub struct NewVersion<'a> {
    /// The Markdown.
    pub document: &'a str,
    /// SHA-256 (hex) of the Markdown.
    pub sha256: &'a str,
    /// What it says.
    pub content: &'a Runbook,
    /// The strategy version whose Recovery Plan it is.
    pub strategy_version: Option<StrategyVersionId>,
}

struct Row {
    id: RunbookVersionId,
    runbook: RunbookId,
    number: i64,
    document: String,
    sha256: String,
    content: String,
    strategy_version: Option<StrategyVersionId>,
    created_at: Time,
    published_at: Option<Time>,
    published_by: Option<PersonId>,
    published_by_name: Option<String>,
    saved_by: Option<PersonId>,
    grace: Option<Time>,
}

impl TryFrom<Row> for RunbookVersion {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            content: from_json("runbook", &row.content)?,
            id: row.id,
            runbook: row.runbook,
            number: row.number,
            document: row.document,
            sha256: row.sha256,
            strategy_version: row.strategy_version,
            created_at: row.created_at,
            published_at: row.published_at,
            published_by: row.published_by,
            published_by_name: row.published_by_name,
            saved_by: row.saved_by,
            grace: row.grace,
        })
    }
}

/// The versions of a condition.
macro_rules! versions {
    ($condition:tt $(, $value:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"SELECT v.id AS "id: RunbookVersionId", v.runbook_id AS "runbook: RunbookId", v.number, v.document,
                      v.sha256, v.content, v.strategy_version_id AS "strategy_version: StrategyVersionId",
                      v.created_at AS "created_at: Time", v.published_at AS "published_at: Time",
                      v.published_by AS "published_by: PersonId", p.name AS "published_by_name?: String",
                      v.saved_by AS "saved_by: PersonId", g.ends_at AS "grace?: Time"
               FROM runbook_versions v LEFT JOIN named_people p ON p.id = v.published_by
               LEFT JOIN runbook_graces g ON g.version_id = v.id "# + $condition
            $(, $value)*
        )
    };
}

/// All versions of a runbook, newest first.
pub async fn of_runbook(db: &mut Db, runbook: RunbookId) -> Result<Vec<RunbookVersion>, StoreError> {
    let rows = versions!("WHERE v.runbook_id = ? ORDER BY v.number DESC", runbook).fetch_all(db).await?;
    rows.into_iter().map(RunbookVersion::try_from).collect()
}

/// The newest published version of every runbook.
pub async fn all_in_force(db: &mut Db) -> Result<Vec<RunbookVersion>, StoreError> {
    let rows = versions!(
        "WHERE v.number = (SELECT max(n.number) FROM runbook_versions n
                           WHERE n.runbook_id = v.runbook_id AND n.published_at IS NOT NULL)"
    );
    let rows = rows.fetch_all(db).await?;
    rows.into_iter().map(RunbookVersion::try_from).collect()
}

/// The version of an id.
pub async fn by_id(db: &mut Db, id: RunbookVersionId) -> Result<Option<RunbookVersion>, StoreError> {
    let row = versions!("WHERE v.id = ?", id).fetch_optional(db).await?;
    row.map(RunbookVersion::try_from).transpose()
}

/// The versions of these ids.
pub async fn by_ids(db: &mut Db, ids: &[RunbookVersionId]) -> Result<Vec<RunbookVersion>, StoreError> {
    let ids = to_json(&ids);
    let rows = versions!("WHERE v.id IN (SELECT value FROM json_each(?))", ids).fetch_all(db).await?;
    rows.into_iter().map(RunbookVersion::try_from).collect()
}

/// Writes the draft of a runbook: the one that is open gets this text, else a new one does.
pub async fn save_draft(
    write: &mut Write,
    permit: &impl WritesRunbooks,
    runbook: RunbookId,
    new: &NewVersion<'_>,
    at: Time,
) -> Result<RunbookVersionId, StoreError> {
    let (title, content, author) = (&new.content.title, to_json(new.content), permit.author());
    let id = sqlx::query_scalar!(
        r#"INSERT INTO runbook_versions (runbook_id, number, title, document, sha256, content, strategy_version_id,
                                         created_at, saved_by)
           SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM runbook_versions WHERE runbook_id = ?1
           ON CONFLICT (runbook_id) WHERE published_at IS NULL
           DO UPDATE SET title = excluded.title, document = excluded.document, sha256 = excluded.sha256,
                         content = excluded.content, saved_by = excluded.saved_by
           RETURNING id AS "id!: RunbookVersionId""#,
        runbook,
        title,
        new.document,
        new.sha256,
        content,
        new.strategy_version,
        at,
        author
    )
    .fetch_one(&mut **write)
    .await?;
    if let Some(person) = author {
        sqlx::query!(
            "INSERT INTO runbook_authors (version_id, person_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            id,
            person
        )
        .execute(&mut **write)
        .await?;
    }
    Ok(id)
}

/// Publishes a draft.
pub async fn publish(
    write: &mut Write,
    permit: &impl PublishesRunbooks,
    draft: RunbookVersionId,
    at: Time,
) -> Result<(), StoreError> {
    let person = permit.publisher();
    let changed = sqlx::query!(
        "UPDATE runbook_versions SET published_at = ?, published_by = ? WHERE id = ? AND published_at IS NULL",
        at,
        person,
        draft
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "publishing a runbook")
}

/// The projects whose strategy version in force is no version of a runbook.
pub async fn without_plan(db: &mut Db) -> Result<Vec<ProjectId>, StoreError> {
    let sql = sqlx::query_scalar!(
        r#"SELECT s.project_id AS "project: ProjectId" FROM strategy_versions s
           WHERE s.approved_at IS NOT NULL AND s.superseded_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM runbook_versions v WHERE v.strategy_version_id = s.id)
           ORDER BY s.project_id"#
    );
    Ok(sql.fetch_all(db).await?)
}

/// Everybody who wrote any part of these versions, each with the version.
pub async fn authors_of(
    db: &mut Db,
    versions: &[RunbookVersionId],
) -> Result<Vec<(RunbookVersionId, PersonId)>, StoreError> {
    let versions = to_json(&versions);
    let rows = sqlx::query!(
        r#"SELECT version_id AS "version: RunbookVersionId", person_id AS "person: PersonId" FROM runbook_authors
           WHERE version_id IN (SELECT value FROM json_each(?)) ORDER BY version_id, person_id"#,
        versions
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.version, row.person)).collect())
}

/// Everybody who wrote any part of a version.
pub async fn authors(db: &mut Db, version: RunbookVersionId) -> Result<Vec<PersonId>, StoreError> {
    let sql = sqlx::query_scalar!(
        r#"SELECT person_id AS "id: PersonId" FROM runbook_authors WHERE version_id = ? ORDER BY person_id"#,
        version
    );
    Ok(sql.fetch_all(db).await?)
}
