//! Tests of the checklist's answers.

mod roles;

use super::*;
use crate::domain::checklist::Standing;
use crate::testing::storefront::{LINE, NOTHING, Storefront, back};

async fn storefront() -> (Storefront, DeploymentNumber) {
    let app = Storefront::new().await;
    app.staged("2.8.0").await;
    let number = app.request(&app.devops, "2.8.0", "production").await;
    (app, number)
}

#[tokio::test]
async fn an_answer_names_who_gave_it() {
    let (app, number) = storefront().await;
    answer_checklist(&app, &app.sre, number, LINE, " wiki page 7 ").await.unwrap();
    let checklist = app.standing(number).await.evaluation.checklist;
    let line = checklist.iter().find(|line| line.text == LINE).unwrap();
    assert_eq!((line.standing, &*line.note), (Standing::Answered, "sre: wiki page 7"));
    assert_eq!(app.events(number).await.last().unwrap(), "checklist.answered");
    let again = app.refused(answer_checklist(&app, &app.devops, number, LINE, "")).await;
    assert_eq!(again, "“Documentation updated” is answered already.");
}

#[tokio::test]
async fn who_answers_is_a_person_with_deploy_there() {
    let (app, number) = storefront().await;
    let (_, ci) = app.token("storefront", "DevOps", "devops").await;
    let may_not = "Your roles do not let you answer the checklist here.";
    for (actor, answer) in
        [(&app.developer, NOTHING), (&app.admin, NOTHING), (&app.stakeholders[0], may_not), (&ci, may_not)]
    {
        let answering = answer_checklist(&app, actor, number, LINE, "");
        assert_eq!(app.refused(answering).await, answer, "{actor:?}");
    }
}

#[tokio::test]
async fn only_an_open_line_for_people_is_answered() {
    let (app, number) = storefront().await;
    for (line, answer) in [
        ("No such line", "The checklist of this deployment has no such line."),
        ("All tests passing", "“All tests passing” is answered by evidence or approvals, not by a person."),
        ("Stakeholder approval received", "“Stakeholder approval received” is answered by evidence"),
    ] {
        let answered = app.refused(answer_checklist(&app, &app.devops, number, line, "")).await;
        assert!(answered.starts_with(answer), "{answered}");
    }
    let long = app.refused(answer_checklist(&app, &app.devops, number, LINE, &"x".repeat(4_001))).await;
    assert_eq!(long, "This text is too long: 4001 bytes. The limit is 4000. Nothing was saved.");
    let running = app.running("2.8.1").await;
    let late = app.refused(answer_checklist(&app, &app.devops, running, LINE, "")).await;
    assert_eq!(late, format!("#{running} no longer waits: its checklist is closed."));
}

#[tokio::test]
async fn an_environment_without_gates_has_no_checklist_and_neither_has_an_immediate_rollback() {
    let (app, _) = storefront().await;
    let development = app.request(&app.devops, "2.8.0", "development").await;
    app.in_production("1").await;
    app.in_production("2").await;
    let rollback =
        crate::actions::roll_back::roll_back(&app, &app.sre, &back("1", "production")).await.unwrap();
    for number in [development, rollback] {
        let answered = app.refused(answer_checklist(&app, &app.devops, number, LINE, "")).await;
        assert_eq!(answered, "The checklist of this deployment has no such line.");
    }
}
