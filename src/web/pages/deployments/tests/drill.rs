//! An environment that asks for a drill of the Recovery Plan.

use crate::actions::start_deployment::start_deployment;
use crate::domain::time::Span;
use crate::testing::TestApp;
use crate::testing::app::DOCUMENT;
use crate::testing::page::seen;
use crate::testing::scene::People;

/// What a run comes to in which something was left out; here it has no event, so that all of it was.
const ALL_SKIPPED: &str = "succeeded_with_exceptions";

/// A run of the storefront's Recovery Plan that ended now.
async fn ran(app: &TestApp, mode: &str, outcome: &str) {
    let now = crate::clock::Clock::now(&*app.clock);
    let columns =
        "version_id, mode, project_id, environment_id, reason, started_at, started_by, ended_at, outcome";
    app.sql(&format!(
        "INSERT INTO runs ({columns}) SELECT v.id, '{mode}', 1, 1, 'quarterly', {0}, 1, {0}, '{outcome}'
         FROM runbook_versions v LIMIT 1",
        now.0
    ))
    .await;
}

#[tokio::test]
async fn a_deployment_waits_for_a_drill_that_succeeded_and_a_tabletop_is_none() {
    let app = TestApp::new().await;
    app.project("storefront", &DOCUMENT.replacen("gates: enforce", "gates: enforce\n  drill: within 90d", 1))
        .await;
    let people = People::of(&app).await;
    app.release("storefront", "2.8.0").await;
    app.deploy(&people.devops, &[], ("storefront", "development", "2.8.0")).await;
    let number = app.request(&people.devops, "storefront", "staging", "2.8.0").await;
    app.make_ready(&people.devops, &[], number).await;

    for (mode, outcome) in
        [("tabletop", "succeeded"), ("drill", "failed"), ("drill", "aborted"), ("drill", ALL_SKIPPED)]
    {
        ran(&app, mode, outcome).await;
        let refused = app.refused(start_deployment(&app, &people.devops, number)).await;
        assert!(
            refused.contains("a drill of the Recovery Plan, of which none has succeeded within 90 d"),
            "{refused}"
        );
    }
    let page = seen(&app, &people.devops, &format!("/deployments/{number}")).await;
    assert!(page.contains("href=\"/runbooks/storefront-recovery-plan\">Recovery Plan</a>"), "{page}");
    assert!(page.contains("a tabletop does not count"), "{page}");

    ran(&app, "drill", ALL_SKIPPED).await;
    app.sql(
        "INSERT INTO run_events (run, at, fact)
         SELECT max(number), 0, '{\"kind\":\"done\",\"step\":5,\"note\":\"\",\"link\":\"\",\"restored\":null}' FROM runs",
    )
    .await;
    let page = seen(&app, &people.devops, &format!("/deployments/{number}")).await;
    assert!(!page.contains("a tabletop does not count"), "one that was verified counts: {page}");
    app.clock.advance(Span::days(91));
    let refused = app.refused(start_deployment(&app, &people.devops, number)).await;
    assert!(refused.contains("a drill"), "{refused}");
    ran(&app, "drill", "succeeded").await;
    start_deployment(&app, &people.devops, number).await.unwrap();
}
