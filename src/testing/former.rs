//! Databases as an earlier Slipway left them.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// A database with the tables that the migrations up to this one make, and in them every row of this one that an earlier
/// Slipway would have kept.
pub async fn at_migration(database: &[u8], version: i64) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (newer, former) = (folder.path().join("newer.db"), folder.path().join("former.db"));
    std::fs::write(&newer, database).unwrap();
    let options = SqliteConnectOptions::new().filename(&former).create_if_missing(true).foreign_keys(false);
    let mut db = options.connect().await.unwrap();
    sqlx::migrate!().run_to(version, &mut db).await.unwrap();
    db.execute(AssertSqlSafe(format!("ATTACH '{}' AS newer", newer.display()))).await.unwrap();
    for table in tables(&mut db).await {
        copy(&mut db, &table).await;
    }
    db.close().await.unwrap();
    std::fs::read(&former).unwrap()
}

async fn tables(db: &mut SqliteConnection) -> Vec<String> {
    let of = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'
              AND name NOT LIKE 'sqlite%' AND name IN (SELECT name FROM newer.sqlite_schema)";
    sqlx::query_scalar(of).fetch_all(db).await.unwrap()
}

/// Copies the columns that both tables have; rows that a migration made are there already.
async fn copy(db: &mut SqliteConnection, table: &str) {
    let of = "SELECT name FROM pragma_table_info(?1, 'main')
              WHERE name IN (SELECT name FROM pragma_table_info(?1, 'newer'))";
    let columns: Vec<String> = sqlx::query_scalar(of).bind(table).fetch_all(&mut *db).await.unwrap();
    let columns = columns.join(", ");
    let sql = format!("INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}");
    db.execute(AssertSqlSafe(sql)).await.unwrap();
}
