//! Whether anything was committed since: by this process or by another.

use super::{StoreError, data_version};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, SqlitePool};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// The state of the database. Where two are equal, nothing was committed between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Revision(u64);

/// Looks for commits, for everybody who asks: those who ask while one looks share the next look.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// How many looks were begun.
    begun: AtomicU64,
    last: Mutex<Last>,
}

/// What the last look that was completed found.
#[derive(Debug, Default)]
struct Last {
    /// Which look it was.
    look: u64,
    found: u64,
    eye: Option<Eye>,
}

/// A connection of its own that never writes: all commits are others' to it, and so change what it sees.
#[derive(Debug)]
struct Eye {
    connection: SqliteConnection,
    data_version: i64,
}

impl Watch {
    /// The revision now: later than every commit that was acknowledged before this was called.
    pub async fn revision(&self, readers: &SqlitePool) -> Result<Revision, StoreError> {
        let asked = self.begun.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        // A look that began after this was called is as good as an own one.
        if last.look <= asked {
            let look = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
            last.look(readers).await?;
            last.look = look;
        }
        Ok(Revision(last.found))
    }

    /// Closes the connection. It has written nothing, so that nothing is lost where that fails.
    pub async fn close(&self) {
        if let Some(eye) = self.last.lock().await.eye.take() {
            _ = eye.connection.close().await;
        }
    }
}

impl Last {
    /// A connection that failed is not asked again: what it knew is lost, so that the new one begins a new revision.
    async fn look(&mut self, readers: &SqlitePool) -> Result<(), StoreError> {
        let known = self.eye.take();
        let mut connection = match known {
            Some(Eye { connection, data_version: seen }) => return self.again(connection, seen).await,
            None => readers.acquire().await?.detach(),
        };
        let data_version = data_version(&mut connection).await?;
        self.found += 1;
        self.eye = Some(Eye { connection, data_version });
        Ok(())
    }

    async fn again(&mut self, mut connection: SqliteConnection, seen: i64) -> Result<(), StoreError> {
        let data_version = data_version(&mut connection).await?;
        self.found += u64::from(data_version != seen);
        self.eye = Some(Eye { connection, data_version });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::store::Store;
    use futures::future::join_all;

    async fn stores() -> (tempfile::TempDir, Store, Store) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("slipway.db");
        (folder, Store::open(&file).await.unwrap(), Store::open(&file).await.unwrap())
    }

    async fn commit(store: &Store) {
        let mut write = store.write().await.unwrap();
        let add =
            "INSERT INTO people (sign_in_name, display_name, created_at) VALUES (hex(randomblob(8)), '', 0)";
        sqlx::query(add).execute(&mut *write).await.unwrap();
        write.commit().await.unwrap();
    }

    #[tokio::test]
    async fn it_stays_until_somebody_commits_here_or_elsewhere() {
        let (_folder, here, elsewhere) = stores().await;
        let first = here.revision().await.unwrap();
        assert_eq!(here.revision().await.unwrap(), first);
        commit(&here).await;
        let second = here.revision().await.unwrap();
        assert!(second > first);
        commit(&elsewhere).await;
        let third = here.revision().await.unwrap();
        assert!(third > second);
        assert_eq!(here.revision().await.unwrap(), third);
    }

    #[tokio::test]
    async fn what_is_undone_changes_nothing() {
        let (_folder, here, _) = stores().await;
        let before = here.revision().await.unwrap();
        let mut write = here.write().await.unwrap();
        sqlx::query("DELETE FROM roles").execute(&mut *write).await.unwrap();
        drop(write);
        drop(here.write().await.unwrap());
        assert_eq!(here.revision().await.unwrap(), before);
    }

    /// Every task sees its own commit, however many look at once, and also where others give up looking.
    #[tokio::test(flavor = "multi_thread")]
    async fn who_asks_after_a_commit_sees_it_whoever_looks() {
        let (_folder, here, _) = stores().await;
        let one = async |store: Store| {
            for _ in 0..30 {
                let before = store.revision().await.unwrap();
                let given_up = tokio::spawn({
                    let store = store.clone();
                    async move { store.revision().await.map(drop) }
                });
                commit(&store).await;
                given_up.abort();
                assert!(store.revision().await.unwrap() > before);
            }
        };
        join_all((0..8).map(|_| one(here.clone()))).await;
    }
}
