//! Tests of what another strategy version does to what waits.

use crate::actions::start_deployment::start_deployment;
use crate::domain::approval::Validity;
use crate::domain::deployment::{Outcome, State};
use crate::testing::app::{DOCUMENT, command_files};
use crate::testing::storefront::Storefront;

#[tokio::test]
async fn approvals_of_the_former_plan_are_void_and_the_record_says_why() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    let before = app.deployment(number).await;
    app.project("storefront", &DOCUMENT.replace("./smoke.sh", "./smoke.sh --quick")).await;
    let after = app.deployment(number).await;
    assert_eq!((before.strategy_number, after.strategy_number), (1, 2));
    assert_ne!(before.plan_hash, after.plan_hash);
    let standing = app.standing(number).await;
    assert_eq!(standing.evaluation.validities, [Validity::PlanChanged; 2]);
    assert_eq!(standing.evaluation.validities[0].words(), "no longer counts: the plan changed");
    let event = app.last_event(number).await;
    assert_eq!(event.action, "deployment.rebound");
    assert!(event.details.contains("\"changed\":\"the step “Verify deployment”\""), "{}", event.details);
    let starting = app.refused(start_deployment(&app, &app.devops, number)).await;
    assert!(starting.contains("2 more approvals"), "{starting}");
    app.approve(&app.stakeholders[0], number).await.unwrap();
    app.approve(&app.stakeholders[2], number).await.unwrap();
    start_deployment(&app, &app.devops, number).await.unwrap();
}

#[tokio::test]
async fn a_change_of_one_file_is_another_plan() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    let before = app.deployment(number).await.plan_hash;
    let mut files = command_files(DOCUMENT);
    files[0] = ("deploy.sh".to_owned(), b"true".to_vec());
    let operator = crate::access::permit::Operator::at_command_line();
    let import = crate::actions::import_strategy::import_strategy;
    import(&app, &operator, DOCUMENT.as_bytes(), files, true).await.unwrap();
    assert_ne!(app.deployment(number).await.plan_hash, before);
    assert!(app.last_event(number).await.details.contains("the file deploy.sh"));
    assert_eq!(app.unmet(number).await, ["approval"]);
}

#[tokio::test]
async fn a_draft_that_nobody_approved_changes_nothing() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    let operator = crate::access::permit::Operator::at_command_line();
    let document = DOCUMENT.replace("batch: 1", "batch: 2");
    let import = crate::actions::import_strategy::import_strategy;
    import(&app, &operator, document.as_bytes(), command_files(&document), false).await.unwrap();
    assert_eq!(app.standing(number).await.state, State::Ready);
}

#[tokio::test]
async fn one_that_the_new_version_cannot_carry_out_ends_with_the_reason() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    let without_production = "## Document Control\n- **Project**: Storefront\n\n### Strategy Summary\n\
                              - **Deployment Type**: Rolling\n- **Environments**: development, staging\n";
    app.project("storefront", without_production).await;
    let ending = app.deployment(number).await.ending.unwrap();
    assert_eq!(ending.outcome, Outcome::Superseded);
    assert!(ending.reason.starts_with("Another strategy came into force. "), "{}", ending.reason);
}

#[tokio::test]
async fn what_runs_goes_on_under_the_version_that_it_started_with() {
    let app = Storefront::new().await;
    let number = app.running("2.8.0").await;
    let before = app.deployment(number).await;
    app.project("storefront", &DOCUMENT.replace("batch: 1", "batch: 2")).await;
    assert_eq!(app.deployment(number).await, before);
}

#[tokio::test]
async fn other_projects_are_left_alone() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    app.project("payments", DOCUMENT).await;
    app.project("payments", &DOCUMENT.replace("batch: 1", "batch: 2")).await;
    assert_eq!(app.standing(number).await.state, State::Ready);
}
