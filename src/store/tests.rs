//! How the database is opened, and that the writer outlives what happens to its disk.

use super::*;
use crate::testing::TestApp;

async fn number(db: &mut Db, pragma: &'static str) -> i64 {
    sqlx::query_scalar(pragma).fetch_one(db).await.unwrap()
}

#[tokio::test]
async fn what_is_acknowledged_is_on_the_disk_and_readers_only_read() {
    let app = TestApp::new().await;
    let mut write = app.store.write().await.unwrap();
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *write).await.unwrap();
    assert_eq!(mode, "wal");
    for (pragma, expected) in
        [("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1), ("PRAGMA query_only", 0)]
    {
        assert_eq!(number(&mut write, pragma).await, expected, "{pragma}");
    }
    assert!(number(&mut write, "PRAGMA busy_timeout").await >= 5_000);
    drop(write);
    let mut read = app.store.read().await.unwrap();
    for (pragma, expected) in [("PRAGMA query_only", 1), ("PRAGMA mmap_size", 0)] {
        assert_eq!(number(&mut read, pragma).await, expected, "{pragma}");
    }
    let refused = sqlx::query("DELETE FROM projects").execute(&mut *read).await.unwrap_err();
    assert!(refused.to_string().contains("readonly"), "{refused}");
}

/// Before 3.51.3, connections that write or checkpoint at the same moment can damage a database with a write-ahead log.
#[tokio::test]
async fn sqlite_is_one_that_keeps_its_log_whole() {
    let app = TestApp::new().await;
    let mut read = app.store.read().await.unwrap();
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *read).await.unwrap();
    let parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
}

async fn fill(write: &mut Write) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO filler VALUES (zeroblob(1000000))").execute(&mut **write).await?;
    Ok(())
}

#[tokio::test]
async fn a_full_disk_costs_the_write_and_not_the_writer() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("slipway.db")).await.unwrap();
    let mut write = store.write().await.unwrap();
    sqlx::query("CREATE TABLE filler (bytes BLOB) STRICT").execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();

    let mut write = store.write().await.unwrap();
    sqlx::query("PRAGMA max_page_count = 1").execute(&mut *write).await.unwrap();
    let refused = fill(&mut write).await.unwrap_err().to_string();
    assert!(refused.contains("database or disk is full"), "{refused}");
    drop(write);

    let mut write = store.write().await.unwrap();
    fill(&mut write).await.unwrap();
    write.commit().await.unwrap();
    let kept = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM filler");
    assert_eq!(kept.fetch_one(&mut *store.read().await.unwrap()).await.unwrap(), 1);
}
