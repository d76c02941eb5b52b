use crate::domain::time::Span;
use crate::testing::app::{START, with_backup_job};
use crate::testing::{Browser, TestApp};
use http::StatusCode;

const PAGE: &str = "/projects/storefront/environments/production/backups/shop";

async fn shop() -> TestApp {
    let app = TestApp::new().await;
    app.project("storefront", &with_backup_job()).await;
    app
}

/// A run of the job that began so many minutes after the start.
async fn ran(app: &TestApp, kind: &str, minutes: i64, outcome: &str) {
    let at = (START + Span::minutes(minutes)).0;
    app.sql(&format!(
        "INSERT INTO backup_job_runs (project_id, environment_id, job, kind, strategy_version_id, epoch, started_at,
                                      ended_at, outcome, reason)
         SELECT 1, id, 'shop', '{kind}', 1, 1, {at}, {at}, '{outcome}', 'the disk is full' FROM environments
         WHERE slug = 'production';
         INSERT INTO backup_job_lines (job_run, at, stream, text)
         SELECT max(id), {at}, 'out', 'copied 3 <files>' FROM backup_job_runs"
    ))
    .await;
}

#[tokio::test]
async fn a_job_that_is_overdue_says_so_where_people_look_and_only_to_whom_it_exists() {
    let app = shop().await;
    let (sre, developer) = (app.person("sre", "SRE").await, app.person("developer", "Developer").await);
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    assert!(!browser.get("/").await.body.contains("overdue"));
    ran(&app, "backup", 0, "succeeded").await;
    ran(&app, "verify", 1, "succeeded").await;
    app.clock.advance(Span::minutes(40));
    assert!(browser.get("/runbooks").await.body.contains("on time"));
    app.clock.advance(Span::minutes(6));
    ran(&app, "backup", 15, "failed").await;
    let late = "overdue: the last backup is of 24 Nov 2026 10:00 UTC";
    for address in ["/", "/runbooks", PAGE] {
        let page = browser.get(address).await.body;
        assert!(page.contains(late) && page.contains("Shop"), "{address}: {page}");
    }
    let page = browser.get(PAGE).await.body;
    assert!(page.contains("the disk is full") && page.contains("copied 3 &lt;files&gt;"), "{page}");

    let mut developer = Browser::signed_in(&app.app, &developer).await;
    for address in ["/", "/runbooks"] {
        let page = developer.get(address).await.body;
        assert!(!page.contains("overdue") && !page.contains("Shop"), "{address}: {page}");
    }
    assert_eq!(developer.get(PAGE).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_holds_deploy_asks_for_a_backup_and_who_reads_does_not() {
    let app = shop().await;
    let (devops, auditor) = (app.person("devops", "DevOps").await, app.person("auditor", "Auditor").await);
    let mut browser = Browser::signed_in(&app.app, &devops).await;
    assert!(browser.get(PAGE).await.body.contains("Verify now"));
    let answer = browser.post(&format!("{PAGE}/runs"), &[("kind", "verify")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, PAGE), "{}", answer.body);
    assert!(browser.get(PAGE).await.body.contains("It is about to run."));
    assert!(app.dump().await.iter().any(|row| row.contains("backup_job.asked")));

    let mut browser = Browser::signed_in(&app.app, &auditor).await;
    assert!(!browser.get(PAGE).await.body.contains("Verify now"));
    assert_eq!(
        browser.post(&format!("{PAGE}/runs"), &[("kind", "backup")]).await.status,
        StatusCode::FORBIDDEN
    );
}
