//! All SQL. One writer connection, a pool of read-only ones, one file per table noun.
//!
//! Reads take a [`Db`]; writes take a [`Write`], which is the one open `BEGIN IMMEDIATE` transaction, and where a
//! person's right matters a permit. Nothing but SQL is awaited while a write is open. Rows whose text does not read
//! as the type it is kept for are a [`StoreError::Damaged`].

pub mod access_changes;
pub mod access_periods;
pub mod acknowledgements;
pub mod approvals;
pub mod audit;
pub mod audit_checks;
pub mod backup_jobs;
pub mod backups;
pub mod board;
pub mod chain;
pub mod changes;
pub mod checklist;
pub mod deployments;
pub mod drills;
pub mod earlier;
pub mod endorsements;
pub mod environments;
pub mod events;
pub mod evidence;
pub mod executions;
pub mod failures;
pub mod files;
pub mod grants;
pub mod groups;
pub mod held;
pub mod history;
pub mod holdings;
pub mod identities;
pub mod interruptions;
pub mod latest;
pub mod links;
pub mod live;
pub mod logs;
pub mod notifications;
pub mod people;
pub mod projects;
pub mod recovery_drills;
pub mod releases;
pub mod reviews;
pub mod revision;
pub mod roles;
pub mod run_attempts;
pub mod run_events;
pub mod run_files;
pub mod run_findings;
pub mod run_workspaces;
pub mod runbook_versions;
pub mod runbooks;
pub mod runs;
pub mod sealed_with;
pub mod second_factors;
pub mod served;
pub mod sessions;
pub mod steps;
pub mod strategies;
pub mod strips;
pub mod successes;
pub mod suspects;
pub mod tokens;
mod transaction;
pub mod typed_texts;
mod types;
pub mod used_tries;

pub use transaction::{Read, Write};

use revision::{Revision, Watch};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// A connection that can be read from: of the read-only pool, or the writer's.
pub type Db = SqliteConnection;

/// The database: one writer, many readers.
#[derive(Debug, Clone)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    committed: Arc<Notify>,
    watch: Arc<Watch>,
}

/// The database could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// The audit log could not be written, so nothing else was: what is not told does not happen.
    #[error("the audit log could not be written: {0}")]
    AuditLog(sqlx::Error),
    /// The migrations could not be applied.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds something that this program does not understand.
    #[error("the database holds something unexpected: {0}")]
    Damaged(String),
    /// The data folder could not be used.
    #[error("the data folder: {0}")]
    Folder(#[from] std::io::Error),
}

impl StoreError {
    /// Whether all connections are in use for so long that it is better to say so than to wait.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::PoolTimedOut))
    }
}

/// What brings a database up to date.
static MIGRATOR: Migrator = sqlx::migrate!();

/// How many connections read at once.
const READERS: u32 = 8;
/// So many rows are read before the reader waits for somebody to take them: a list comes in one go.
const ROWS_AHEAD: usize = 1_000;

impl Store {
    /// Opens the database of a data folder, makes it where there is none, and brings it up to date.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .row_buffer_size(ROWS_AHEAD)
            .pragma("mmap_size", "0");
        // A connection is a file in this process, so none is asked whether it is still there.
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            // A full disk ends a transaction behind the connection's back, which then can neither roll it back nor
            // begin another: such a connection is closed, and the next write opens a new one.
            .before_acquire(|connection, _| {
                let is_free = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_free) })
            })
            .connect_with(options.clone())
            .await?;
        MIGRATOR.run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.pragma("query_only", "1"))
            .await?;
        Ok(Self { writer, readers, committed: Arc::new(Notify::new()), watch: Arc::default() })
    }

    /// Whether opening this database would change its tables.
    pub async fn is_behind(file: &Path) -> Result<bool, StoreError> {
        let newest = MIGRATOR.iter().map(|migration| migration.version).max();
        Ok(backups::schema(file).await?.is_some_and(|found| Some(found) < newest))
    }

    /// Opens the one write transaction; others wait for their turn.
    pub async fn write(&self) -> Result<Write, StoreError> {
        let transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Write { transaction, committed: self.committed.clone() })
    }

    /// Opens a read transaction.
    pub async fn read(&self) -> Result<Read, StoreError> {
        Ok(Read { transaction: self.readers.begin().await? })
    }

    /// A connection of its own that reads outside any transaction, to watch for commits with [`data_version`].
    pub async fn watcher(&self) -> Result<SqliteConnection, StoreError> {
        Ok(self.readers.acquire().await?.detach())
    }

    /// The state of the database as it is now, in which every commit is that was acknowledged before.
    pub async fn revision(&self) -> Result<Revision, StoreError> {
        self.watch.revision(&self.readers).await
    }

    /// Completes after a commit of this process that nobody waited for, or the next one.
    pub async fn committed(&self) {
        self.committed.notified().await;
    }

    /// Closes every connection; the write-ahead log is folded into the database.
    pub async fn close(&self) {
        self.watch.close().await;
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A write that must have changed exactly one row.
pub(crate) fn one_row(changed: u64, what: &str) -> Result<(), StoreError> {
    if changed == 1 {
        return Ok(());
    }
    Err(StoreError::Damaged(format!("{what}: {changed} rows changed where one was expected")))
}

/// Reads JSON that this program wrote.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(what: &str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|e| StoreError::Damaged(format!("{what}: {e}")))
}

/// Writes JSON that [`from_json`] reads.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("values kept as JSON have only text keys and finite numbers")
}

/// The number of changes that other connections made to the database, to notice another process's commits.
pub async fn data_version(db: &mut Db) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("PRAGMA data_version").fetch_one(db).await?)
}

#[cfg(test)]
mod tests;
