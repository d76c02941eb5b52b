//! Many projects at once: what one project has is copied row by row, which is quicker than doing it again.

use super::TestApp;
use sqlx::AssertSqlSafe;

/// Tables whose rows belong to a project, with the columns that tell which, and the columns that are left as they are.
const TABLES: [(&str, &str); 10] = [
    ("strategy_versions", "id project_id"),
    ("releases", "id project_id"),
    ("evidence", "id release_id"),
    ("deployments", "number project_id release_id strategy_version_id replaces_release_id ends_deployment"),
    ("approvals", "id deployment"),
    ("checklist_answers", "deployment"),
    ("steps", "id deployment"),
    ("live", "project_id release_id deployment"),
    ("served", "id project_id release_id deployment previous_release_id previous_deployment"),
    ("reviews", "deployment"),
];

/// Ids of the copies are these of the originals and so much more.
const DISTANCE: i64 = 10_000;

impl TestApp {
    /// Copies all projects so many times, with everything that happened in them.
    pub async fn multiply(&self, times: i64) {
        let mut write = self.store.write().await.unwrap();
        let series = format!(
            "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {times}) INSERT INTO"
        );
        let projects = format!(
            "{series} projects SELECT id + k * {DISTANCE}, slug || '-' || k, name || ' ' || k, created_at FROM projects, n"
        );
        sqlx::query(AssertSqlSafe(projects)).execute(&mut *write).await.unwrap();
        for (table, moved) in TABLES {
            let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
                .bind(table)
                .fetch_all(&mut *write)
                .await
                .unwrap();
            let moved: Vec<&str> = moved.split(' ').collect();
            let column = |name: &String| match moved.contains(&name.as_str()) {
                true => format!("{name} + k * {DISTANCE}"),
                false => name.clone(),
            };
            let columns: Vec<String> = columns.iter().map(column).collect();
            let copy = format!("{series} {table} SELECT {} FROM {table}, n", columns.join(", "));
            sqlx::query(AssertSqlSafe(copy)).execute(&mut *write).await.unwrap();
        }
        write.commit().await.unwrap();
    }
}
