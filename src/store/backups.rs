//! Copies of the whole database: making one while it is in use, and reading one that is not.

mod known;
mod restored;
mod spoil;

pub use restored::{HeldBack, Standing, go_on_behind, hold_back, open_processes, standing};
pub use spoil::{Spoiled, spoil};

use super::chain::{Chain, Walk};
use super::{Db, StoreError, events};
use crate::domain::backup::{Found, Table};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, QueryBuilder, Row, Sqlite, SqliteConnection};
use std::path::Path;
use std::time::Duration;

/// Writes the database as it is at this moment, with all that was committed, into a file that must not exist yet.
/// Whoever reads and writes goes on meanwhile. Where it fails, a part of the file may be left.
pub async fn copy(database: &Path, into: &Path) -> Result<(), StoreError> {
    let mut connection = in_use(database).connect().await?;
    let into = into.to_str().ok_or_else(|| StoreError::Damaged("a path that is not UTF-8".to_owned()))?;
    let copied = sqlx::query("VACUUM INTO ?").bind(into).execute(&mut connection).await;
    connection.close().await?;
    copied?;
    Ok(())
}

fn in_use(database: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new().filename(database).create_if_missing(false);
    options.busy_timeout(Duration::from_secs(10)).pragma("mmap_size", "0")
}

/// The newest migration that was applied to a database; none where there are no tables yet.
pub async fn schema(database: &Path) -> Result<Option<i64>, StoreError> {
    let mut connection = in_use(database).connect().await?;
    let known = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    let known: i64 = sqlx::query_scalar(known).fetch_one(&mut connection).await?;
    let found = if known == 0 { None } else { newest_migration(&mut connection).await? };
    connection.close().await?;
    Ok(found)
}

async fn newest_migration(db: &mut Db) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(db).await?)
}

/// A database that nobody writes, opened so that nothing is written beside it either.
#[derive(Debug)]
pub struct Copy(SqliteConnection);

impl Copy {
    /// Opens a file. Whether it is a database shows when it is read.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
        Ok(Self(options.pragma("mmap_size", "0").connect().await?))
    }

    /// Closes it.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.0.close().await?)
    }

    /// The version of the SQLite that reads it.
    pub async fn sqlite_version(&mut self) -> Result<String, StoreError> {
        Ok(sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut self.0).await?)
    }

    /// What is damaged in its pages and indexes, and the rows that name others which are not there.
    pub async fn damage(&mut self) -> Result<Vec<String>, StoreError> {
        let pages: Vec<String> =
            sqlx::query_scalar("PRAGMA integrity_check(10)").fetch_all(&mut self.0).await?;
        let mut told: Vec<String> = pages.into_iter().filter(|line| line != "ok").collect();
        let alone = sqlx::query(r#"SELECT "table", parent FROM pragma_foreign_key_check LIMIT 10"#)
            .fetch_all(&mut self.0)
            .await?;
        for row in alone {
            let (table, parent): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            told.push(format!("a row of {table} names one of {parent} that is not there"));
        }
        Ok(told)
    }

    /// Walks the chain of its audit log.
    pub async fn chain(&mut self) -> Result<Chain, StoreError> {
        let mut walk = Walk::begin();
        loop {
            if let Some(chain) = walk.go_on(&mut self.0).await? {
                return Ok(chain);
            }
        }
    }

    /// What it holds.
    pub async fn found(&mut self) -> Result<Found, StoreError> {
        let schema = newest_migration(&mut self.0).await?.unwrap_or(0);
        let (events, head) = events::tip(&mut self.0).await?;
        let names =
            "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name";
        let names = sqlx::query(names).fetch_all(&mut self.0).await?;
        let mut tables = Vec::new();
        for row in names {
            let (name, is_without_id): (String, bool) = (row.try_get(0)?, row.try_get(1)?);
            // SQLite's own tables come and go with its version.
            if !name.starts_with("sqlite_") {
                tables.push(self.table(name, !is_without_id).await?);
            }
        }
        Ok(Found { schema, tables, events, head })
    }

    async fn table(&mut self, name: String, has_id: bool) -> Result<Table, StoreError> {
        let what = if has_id { "SELECT count(*), max(rowid) FROM " } else { "SELECT count(*), NULL FROM " };
        let mut query = QueryBuilder::<Sqlite>::new(what);
        query.push(quoted(&name));
        let row = query.build().fetch_one(&mut self.0).await?;
        Ok(Table { name, rows: row.try_get(0)?, highest: row.try_get(1)? })
    }
}

/// A name as SQL takes it, whatever stands in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
