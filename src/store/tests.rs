//! The writer outlives what happens to its disk.

use super::*;

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
