//! Tests of starts.

use super::*;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::domain::deployment::State;
use crate::testing::storefront::{NOTHING, Storefront};

#[tokio::test]
async fn a_start_writes_the_steps_down_and_holds_the_slot() {
    let app = Storefront::new().await;
    app.in_production("2.7.3").await;
    let number = app.ready("2.8.0").await;
    start_deployment(&app, &app.sre, number).await.unwrap();
    let deployment = app.deployment(number).await;
    assert_eq!(deployment.started_at, Some(app.now()));
    assert_eq!(deployment.started_by_name.as_deref(), Some("sre"));
    assert_eq!(deployment.replaces_version.unwrap().as_str(), "2.7.3");
    assert_eq!(app.standing(number).await.state, State::Running);
    let mut read = app.store.read().await.unwrap();
    let steps = steps::of_deployment(&mut read, number).await.unwrap();
    let texts: Vec<_> = steps.iter().map(|step| &step.text).collect();
    assert_eq!(texts, deployment.plan.steps.iter().map(|step| &step.text).collect::<Vec<_>>());
    assert_eq!(app.events(number).await.last().unwrap(), "deployment.started");
}

#[tokio::test]
async fn who_starts_needs_deploy_there() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    let may_not = "Your roles do not let you start deployments here.";
    for (actor, answer) in [
        (&app.developer, NOTHING),
        (&app.admin, NOTHING),
        (&app.stakeholders[0], may_not),
        (&app.auditor, may_not),
    ] {
        assert_eq!(app.refused(start_deployment(&app, actor, number)).await, answer, "{actor:?}");
    }
    let (_, ci) = app.token("storefront", "DevOps", "devops").await;
    start_deployment(&app, &ci, number).await.unwrap();
}

#[tokio::test]
async fn a_start_names_everything_that_is_in_the_way() {
    let app = Storefront::new().await;
    app.running("2.7.3").await;
    let mut new = crate::testing::app::good_release("2.8.0");
    new.facts = serde_json::from_value(serde_json::json!({"coverage": {"percent": 71.0}})).unwrap();
    app.release_with("storefront", new).await;
    let number = app.request(&app.devops, "2.8.0", "production").await;
    let answered = app.refused(start_deployment(&app, &app.devops, number)).await;
    for part in ["its gates to pass", "on the checklist", "2 more approvals", "in staging first", "#2 to end"]
    {
        assert!(answered.contains(part), "{part}: {answered}");
    }
}

#[tokio::test]
async fn what_has_started_or_ended_is_not_started() {
    let app = Storefront::new().await;
    let number = app.running("2.8.0").await;
    let answered = app.refused(start_deployment(&app, &app.devops, number)).await;
    assert_eq!(answered, format!("#{number} has started already."));
    app.succeed(number).await;
    let answered = app.refused(start_deployment(&app, &app.devops, number)).await;
    assert_eq!(answered, format!("#{number} has ended already."));
    let other = app.ready("2.8.1").await;
    cancel_deployment(&app, &app.devops, other, "").await.unwrap();
    let answered = app.refused(start_deployment(&app, &app.devops, other)).await;
    assert_eq!(answered, format!("#{other} has ended already."));
}

#[tokio::test]
async fn of_twenty_starts_at_the_same_time_one_wins() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    let starts = (0..20).map(|_| start_deployment(&app, &app.devops, number));
    let all = futures::future::join_all(starts).await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
    let starts = app.events(number).await.iter().filter(|one| *one == "deployment.started").count();
    assert_eq!(starts, 1);
}

#[tokio::test]
async fn of_deployments_that_start_at_the_same_time_one_gets_the_environment() {
    let app = Storefront::new().await;
    let mut numbers = Vec::new();
    for version in ["1", "2", "3", "4"] {
        numbers.push(app.ready(version).await);
    }
    let starts = numbers.iter().map(|number| start_deployment(&app, &app.devops, *number));
    let all = futures::future::join_all(starts).await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_deployment_in_the_slot() {
    let app = Storefront::new().await;
    app.running("2.8.0").await;
    let other = app.ready("2.8.1").await;
    let mut write = app.store.write().await.unwrap();
    let start = sqlx::query("UPDATE deployments SET started_at = 1 WHERE number = ?").bind(other);
    let error = start.execute(&mut *write).await.unwrap_err();
    assert!(error.as_database_error().unwrap().is_unique_violation(), "{error}");
}

#[tokio::test]
async fn a_plan_that_is_not_what_was_decided_on_does_not_start() {
    for tampering in [
        "UPDATE deployments SET plan = replace(plan, './deploy.sh', './other.sh') WHERE ended_at IS NULL",
        "UPDATE deployments SET strategy_version_id = strategy_version_id + 1 WHERE ended_at IS NULL",
        "UPDATE releases SET digest = 'another'",
    ] {
        let app = Storefront::new().await;
        let number = app.ready("2.8.0").await;
        app.sql(
            "INSERT INTO strategy_versions (project_id, number, document, sha256, created_at)
             VALUES (1, 2, x'', '', 1)",
        )
        .await;
        app.sql(tampering).await;
        let answered = app.refused(start_deployment(&app, &app.devops, number)).await;
        assert!(answered.contains("is no longer the one that was decided on"), "{tampering}: {answered}");
    }
}

#[tokio::test]
async fn only_the_approvals_that_count_are_recorded_with_the_start() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    app.approve(&app.stakeholders[2], number).await.unwrap();
    app.sql("UPDATE people SET disabled_at = 1 WHERE sign_in_name = 'stakeholder'").await;
    start_deployment(&app, &app.devops, number).await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let events = crate::store::events::of_deployment(&mut read, number).await.unwrap();
    let details: serde_json::Value = serde_json::from_str(&events[0].details).unwrap();
    assert_eq!(details["approvals"], serde_json::json!(["stakeholder2", "stakeholder3"]));
}
