//! What cannot be told in the audit log does not happen, whatever route it comes by.

use super::*;

/// As if the disk were full, for the audit log alone.
const FULL: &str = "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no space'); END";

/// Who may do something by some route.
const DOERS: [&str; 5] = ["SRE", "Stakeholder", "Admin", "Auditor", "Developer"];

/// Every row, but when tokens were last used.
async fn everything(app: &TestApp) -> Vec<String> {
    let mut rows = app.dump().await;
    rows.retain(|row| !row.starts_with("tokens:") && !row.starts_with("sqlite_"));
    rows
}

/// Whether the route's example changes something as this person does it; its answer, and the rows before and after.
async fn done(database: &[u8], who: &str, route: &Route, sql: &str) -> (Answer, Vec<String>, Vec<String>) {
    let app = TestApp::of_database(database).await;
    let example = examples::of(&format!("{} {}", route.method, route.path)).unwrap();
    let asking = Asking::of(&app, who, route, &example);
    let brings = asking.brings().await;
    if !sql.is_empty() {
        app.sql(sql).await;
    }
    let before = everything(&app).await;
    let answer = asking.ask(&brings).await;
    let after = everything(&app).await;
    (answer, before, after)
}

/// SECURITY 55: the audit insert fails, so every route that changes something answers 503 and changes no row.
#[tokio::test]
async fn where_the_log_cannot_be_written_nothing_is_done() {
    let database = examples::installation(&WHO[1..]).await.into_database().await;
    let mut changing = 0;
    for route in all().iter().filter(|route| !route.method.is_safe()) {
        let line = format!("{} {}", route.method, route.path);
        for who in DOERS {
            let (_, before, after) = done(&database, who, route, "").await;
            let changes = before != after && !only_tells_of_a_refusal(&before, &after);
            changing += usize::from(changes);
            let (answer, before, after) = done(&database, who, route, FULL).await;
            assert_unchanged(&before, &after, &format!("{line} as {who}, untold,"));
            if changes {
                assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{line} as {who}");
            }
        }
    }
    assert!(changing >= 20, "routes that change something were asked: {changing}");
}

fn only_tells_of_a_refusal(before: &[String], after: &[String]) -> bool {
    after.iter().filter(|row| !before.contains(row)).all(|row| row.contains("'attempt.refused'"))
}
