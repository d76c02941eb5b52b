//! Lines that the document gives to a role.

use super::*;
use crate::access::scope::Scope;
use crate::actions::open_deployments::open_deployments;
use crate::actions::waiting_for_you::{Task, task};
use crate::clock::Moment;
use crate::store::grants;
use crate::testing::TestApp;
use crate::testing::app::DOCUMENT;

/// A deployment to production whose documentation a stakeholder signs off: who has Read and Approve there.
async fn waiting() -> (TestApp, Actor, Actor, DeploymentNumber) {
    let app = TestApp::new().await;
    let heading = "### Deployment Steps\n";
    let block = "```yaml\nchecklist:\n  Documentation updated: { by: stakeholder }\n```\n\n";
    let document = DOCUMENT.replacen(heading, &format!("{block}{heading}"), 1).replacen(
        "  requires: [staging]\n",
        "  requires: []\n",
        1,
    );
    app.project("storefront", &document).await;
    let (devops, stakeholder) =
        (app.person("devops", "DevOps").await, app.person("stakeholder", "Stakeholder").await);
    app.release("storefront", "2.8.0").await;
    let number = app.request(&devops, "storefront", "production", "2.8.0").await;
    (app, devops, stakeholder, number)
}

async fn task_of(app: &TestApp, actor: &Actor) -> Option<Task> {
    let mut db = app.store.read().await.unwrap();
    let scope = Scope::of(grants::of(&mut db, actor).await.unwrap());
    let now = app.app.clock.now();
    let open = open_deployments(&mut db, &scope, &Moment::at(now)).await.unwrap();
    open.iter().find_map(|open| task(open, scope.grants(), actor.person().unwrap(), now))
}

#[tokio::test]
async fn a_line_with_a_role_is_answered_by_it_and_by_no_other() {
    let (app, devops, stakeholder, number) = waiting().await;
    let auditor = app.person("auditor", "Auditor").await;
    let answered = app.refused(answer_checklist(&app, &devops, number, LINE, "")).await;
    assert_eq!(answered, "“Documentation updated” is answered by a person with the role Stakeholder.");
    let answered = app.refused(answer_checklist(&app, &auditor, number, LINE, "")).await;
    assert_eq!(answered, "Your roles do not let you answer the checklist here.");
    answer_checklist(&app, &stakeholder, number, LINE, "read it").await.unwrap();
    let deployment = app.deployment(number).await;
    let words = format!("{:?}", deployment.plan.checklist);
    assert!(words.contains("Role(\"Stakeholder\")"), "{words}");
}

#[tokio::test]
async fn who_holds_the_role_is_asked_once_nothing_else_of_theirs_is() {
    let (app, devops, stakeholder, number) = waiting().await;
    assert_eq!(task_of(&app, &stakeholder).await, Some(Task::Approve));
    app.approve(&stakeholder, number).await;
    assert_eq!(task_of(&app, &stakeholder).await, Some(Task::Answer));
    assert_eq!(task_of(&app, &devops).await, None);
    answer_checklist(&app, &stakeholder, number, LINE, "").await.unwrap();
    assert_eq!(task_of(&app, &stakeholder).await, None);
}

#[tokio::test]
async fn a_role_that_sees_nothing_here_answers_nothing() {
    let (app, _, stakeholder, number) = waiting().await;
    app.sql("UPDATE role_access SET level = 'none', approve = 0 WHERE role_id = (SELECT id FROM roles WHERE name = 'Stakeholder')").await;
    assert_eq!(app.refused(answer_checklist(&app, &stakeholder, number, LINE, "")).await, NOTHING);
}
