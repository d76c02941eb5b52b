//! Slugs that were made of names before letters of other scripts were spelled in Latin ones.

use super::StoreError;
use crate::domain::text::Slug;
use sqlx::{AssertSqlSafe, Row, SqlitePool};

/// The first migration after which names are spelled.
const SPELLED: i64 = 14;

/// What has a slug that was made of a name, with the name.
const NAMED: [(&str, &str); 3] = [
    ("projects", "SELECT id, slug, name FROM projects"),
    ("environments", "SELECT id, slug, name FROM environments"),
    (
        "runbooks",
        "SELECT b.id, b.slug, (SELECT v.title FROM runbook_versions v WHERE v.runbook_id = b.id
                               ORDER BY v.number DESC LIMIT 1) AS name FROM runbooks b",
    ),
];

/// Whether a database was last brought up to date before names were spelled; a new one never was.
pub(super) async fn are_unspelled(writer: &SqlitePool) -> Result<bool, StoreError> {
    let known = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    if sqlx::query_scalar::<_, i64>(known).fetch_one(writer).await? == 0 {
        return Ok(false);
    }
    let newest: Option<i64> =
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(writer).await?;
    Ok(newest.is_some_and(|newest| newest < SPELLED))
}

/// Makes these slugs again, once: documents are read by today's spelling, and must find what they have always named.
/// One whose new slug is taken stays as it is.
pub(super) async fn respell(writer: &SqlitePool) -> Result<(), StoreError> {
    let mut write = writer.begin_with("BEGIN IMMEDIATE").await?;
    for (table, named) in NAMED {
        // An old database has no runbooks yet.
        let is_there = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?";
        if sqlx::query_scalar::<_, i64>(is_there).bind(table).fetch_one(&mut *write).await? == 0 {
            continue;
        }
        for row in sqlx::query(named).fetch_all(&mut *write).await? {
            let (id, slug): (i64, String) = (row.try_get("id")?, row.try_get("slug")?);
            let name: Option<String> = row.try_get("name")?;
            let Some(respelled) = name.and_then(|name| respelled(&slug, &name)) else { continue };
            let sql = format!(
                "UPDATE {table} SET slug = ?1 WHERE id = ?2 AND NOT EXISTS (SELECT 1 FROM {table} WHERE slug = ?1)"
            );
            sqlx::query(AssertSqlSafe(sql)).bind(respelled.as_str()).bind(id).execute(&mut *write).await?;
        }
    }
    Ok(write.commit().await?)
}

/// The slug of a name now, where it was made of the name and is another one now.
fn respelled(slug: &str, name: &str) -> Option<Slug> {
    let was_made = !name.is_ascii() && unspelled(name) == slug;
    Slug::of_name(name).filter(|now| was_made && now.as_str() != slug)
}

/// What a slug was made of a name before: letters of other scripts were dashes.
fn unspelled(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(40);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn slugs_made_before_are_made_again_and_given_ones_stay() {
        let app = TestApp::new().await;
        app.sql(
            "INSERT INTO environments (slug, name, position, created_at)
             VALUES ('gr-e', 'Größe', 1, 0), ('pr-fung', 'Prüfung', 2, 0), ('prufung', 'prufung', 3, 0),
                    ('staging', 'Staging', 4, 0);
             INSERT INTO projects (slug, name, created_at) VALUES ('pfel', 'Äpfel', 0), ('fruit', 'Öpfel', 0);",
        )
        .await;
        respell(&app.store.writer).await.unwrap();
        let mut read = app.store.read().await.unwrap();
        let slugs: Vec<String> = sqlx::query_scalar(
            "SELECT slug FROM (SELECT slug, position FROM environments UNION ALL SELECT slug, 10 + id FROM projects)
             ORDER BY position",
        )
        .fetch_all(&mut *read)
        .await
        .unwrap();
        assert_eq!(slugs, ["grosse", "pr-fung", "prufung", "staging", "apfel", "fruit"]);
    }
}
