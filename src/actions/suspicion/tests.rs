//! What a rollback does to the release that it takes away, through the actions.

use crate::actions::answer_checklist::answer_checklist;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::actions::roll_back::roll_back;
use crate::actions::start_deployment::start_deployment;
use crate::actions::start_when_ready::start_when_ready;
use crate::domain::deployment::{Kind, State};
use crate::domain::suspect::Weight;
use crate::store::Store;
use crate::testing::storefront::{LINE, Storefront, asked, back};

#[tokio::test]
async fn a_release_that_was_rolled_back_in_a_guarded_environment_goes_nowhere() {
    let app = Storefront::served_two().await;
    let number = app.went_back("1", "production").await;
    assert!(app.is_suspect("2").await, "from the start of the rollback on");
    app.succeed(number).await;
    assert!(app.is_suspect("2").await && !app.is_suspect("1").await);
    assert_eq!(app.suspicion("2").await.since(), Some(app.now()));
    for environment in ["development", "production"] {
        let refused = app.refused(request_deployment(&app, &app.sre, &asked("2", environment))).await;
        let why = format!("2 is suspect. Rolled back in production by #{number} (sre): checkout fails.");
        assert!(refused.starts_with(&why), "{refused}");
    }
    let refused = app.refused(request_deployment(&app, &app.developer, &asked("2", "development"))).await;
    assert!(refused.contains("in an environment you can't see"), "{refused}");
    assert!(!refused.contains("production") && !refused.contains("checkout"), "{refused}");
}

#[tokio::test]
async fn what_waits_when_its_release_becomes_suspect_waits_on() {
    let app = Storefront::served_two().await;
    app.register("2-again", '2').await;
    let by_hand = app.answered("2-again", "production").await;
    let by_itself = app.request(&app.developer, "2-again", "development").await;
    assert_eq!(app.standing(by_itself).await.state, State::Ready);
    app.went_back("1", "production").await;
    assert_eq!(app.unmet(by_hand).await, ["suspect", "approval", "earlier_environment", "slot"]);
    assert_eq!(app.unmet(by_itself).await, ["suspect"]);
    start_when_ready(&app, by_itself).await.unwrap();
    assert_eq!(app.standing(by_itself).await.state, State::Waiting, "it must not start");
    let refused = app.refused(start_deployment(&app, &app.developer, by_itself)).await;
    assert!(refused.contains("2-again to be cleared of suspicion"), "{refused}");
    assert!(!refused.contains("production"), "{refused}");
}

#[tokio::test]
async fn a_rollback_in_part_counts_and_so_does_its_repetition() {
    let app = Storefront::served_two().await;
    let first = app.went_back("1", "production").await;
    app.fail(first, 1).await;
    assert!(app.is_suspect("2").await);
    let again = app.went_back("1", "production").await;
    app.succeed(again).await;
    let told = app.suspicion("2").await;
    let by: Vec<String> = told.weighing(Weight::Suspect).map(|cause| cause.phrase(true)).collect();
    assert_eq!(by.len(), 2, "{by:?}");
    assert!(!app.is_suspect("1").await, "where it went back to is not at fault");
}

#[tokio::test]
async fn a_rollback_ends_what_runs_and_what_failed_half_way() {
    for ended in [false, true] {
        let app = Storefront::served_two().await;
        app.register("3", '3').await;
        app.deployed("3", "staging").await;
        let number = app.answered("3", "production").await;
        app.approved_and_started(number).await;
        if ended {
            app.fail(number, 1).await;
        }
        roll_back(&app, &app.sre, &back("2", "production")).await.unwrap();
        assert!(app.is_suspect("3").await, "ended before: {ended}");
        assert!(!app.is_suspect("2").await && !app.is_suspect("1").await);
    }
}

#[tokio::test]
async fn an_attempt_that_failed_before_it_reached_anything_was_not_rolled_back() {
    let app = Storefront::served_two().await;
    app.register("3", '3').await;
    app.deployed("3", "staging").await;
    let number = app.answered("3", "production").await;
    app.approved_and_started(number).await;
    let first = app.steps(number).await.remove(0);
    app.app.fail(number, &first.text, 0).await;
    app.went_back("1", "production").await;
    assert!(!app.is_suspect("3").await && app.is_suspect("2").await);
}

#[tokio::test]
async fn a_planned_rollback_that_was_called_off_in_time_took_nothing_away() {
    let app = Storefront::served_two().await;
    let planned = request_deployment(&app, &app.devops, &back("1", "production")).await.unwrap();
    assert!(!app.is_suspect("2").await, "it only waits");
    answer_checklist(&app, &app.devops, planned, LINE, "").await.unwrap();
    app.approved_and_started(planned).await;
    assert!(app.is_suspect("2").await);
    cancel_deployment(&app, &app.devops, planned, "it was the network").await.unwrap();
    app.end_as_stopped(planned).await;
    assert!(!app.is_suspect("2").await);
}

#[tokio::test]
async fn a_rollback_elsewhere_warns_and_takes_the_success_away_until_it_succeeds_there_again() {
    let app = Storefront::served_two().await;
    app.register("3", '3').await;
    app.deployed("3", "staging").await;
    let waiting = app.answered("3", "production").await;
    assert!(!app.unmet(waiting).await.contains(&"earlier_environment"));
    let number = app.went_back("2", "staging").await;
    app.succeed(number).await;
    let told = app.suspicion("3").await;
    assert!(!told.is_suspect() && told.weighing(Weight::Warning).count() == 1);
    assert!(app.unmet(waiting).await.contains(&"earlier_environment"));
    app.deployed("3", "staging").await;
    assert!(!app.unmet(waiting).await.contains(&"earlier_environment"));
    assert_eq!(app.suspicion("3").await.weighing(Weight::Past).count(), 1);
}

#[tokio::test]
async fn releases_with_the_same_artifact_share_it_but_not_the_one_that_came_back() {
    let app = Storefront::served_two().await;
    app.register("2-eu", '2').await;
    app.went_back("1", "production").await;
    assert!(app.is_suspect("2-eu").await);
    let placeholders = Storefront::new().await;
    placeholders.in_production("1").await;
    placeholders.in_production("2").await;
    placeholders.went_back("1", "production").await;
    assert!(placeholders.is_suspect("2").await);
    assert!(!placeholders.is_suspect("1").await, "it serves, with the very artifact");
}

#[tokio::test]
async fn what_still_serves_may_be_deployed_there_again() {
    let app = Storefront::served_two().await;
    let number = app.went_back("1", "production").await;
    app.fail(number, 0).await;
    assert!(app.is_suspect("2").await);
    let again = app.answered("2", "production").await;
    assert_eq!(app.deployment(again).await.kind, Kind::Redeploy);
    assert!(!app.unmet(again).await.contains(&"suspect"));
    app.approved_and_started(again).await;
}

#[tokio::test]
async fn a_redeploy_is_a_step_forward_once_its_release_no_longer_serves() {
    let app = Storefront::served_two().await;
    let again = app.answered("2", "production").await;
    assert_eq!(app.deployment(again).await.kind, Kind::Redeploy);
    let number = app.went_back("1", "production").await;
    app.fail(number, 1).await;
    assert!(app.unmet(again).await.contains(&"suspect"));
}

#[tokio::test]
async fn an_upgrade_keeps_the_rollbacks_that_happened_before() {
    let app = Storefront::served_two().await;
    let half = app.went_back("1", "production").await;
    app.fail(half, 1).await;
    app.register("3", '3').await;
    app.deployed("3", "staging").await;
    let hotfix = app.answered("3", "production").await;
    app.approved_and_started(hotfix).await;
    app.went_back("1", "staging").await;
    roll_back(&app, &app.sre, &back("1", "production")).await.unwrap();
    let known: Vec<String> = rolled_back(app.app.dump().await);
    app.sql(
        "DROP VIEW charges; DROP TABLE cleared_rollbacks; DROP TABLE cleared_reports; DROP TABLE clearings;
         DROP TABLE problem_reports; DROP TABLE no_fault_claims; DROP TABLE rolled_back;
         DELETE FROM _sqlx_migrations WHERE version = 10",
    )
    .await;
    let file = app.settings.database();
    app.store.close().await;
    let upgraded = Storefront::of_database(&std::fs::read(&file).unwrap()).await;
    Store::open(&file).await.unwrap().close().await;
    assert_eq!(rolled_back(upgraded.app.dump().await), known);
    assert!(upgraded.is_suspect("2").await && upgraded.is_suspect("3").await);
}

fn rolled_back(rows: Vec<String>) -> Vec<String> {
    rows.into_iter().filter(|row| row.starts_with("rolled_back:")).collect()
}

#[tokio::test]
async fn a_rollback_may_say_that_the_release_is_not_at_fault_with_a_reason() {
    let app = Storefront::served_two().await;
    let claim = |why: &str| Asked { no_fault: Some(why.to_owned()), ..back("1", "production") };
    let silent = app.refused(roll_back(&app, &app.devops, &claim(" "))).await;
    assert_eq!(silent, "Say why the release is not at fault. The reviewer will see it.");
    let number = roll_back(&app, &app.devops, &claim(" web-2 lost its disk ")).await.unwrap();
    start_deployment(&app, &app.devops, number).await.unwrap();
    app.succeed(number).await;
    let told = app.suspicion("2").await;
    assert!(!told.is_suspect());
    assert_eq!(told.weighing(Weight::NotAtFault).count(), 1);
    let forward = app.answered("2", "production").await;
    assert!(!app.unmet(forward).await.contains(&"suspect"));
    assert!(app.last_event(number).await.deployment == Some(number));
    let planned = Asked { no_fault: Some("x".to_owned()), ..asked("2", "development") };
    let refused = app.refused(request_deployment(&app, &app.devops, &planned)).await;
    assert_eq!(refused, "Only a rollback can say that a release is not at fault.");
}
