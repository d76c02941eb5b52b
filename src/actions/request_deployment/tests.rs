//! Tests of requests.

use super::*;
use crate::domain::deployment::State;
use crate::testing::app::DOCUMENT;
use crate::testing::storefront::{NOTHING, Storefront, asked, back, id};

async fn storefront() -> Storefront {
    let app = Storefront::new().await;
    app.release("storefront", "2.8.0").await;
    app
}

#[tokio::test]
async fn a_request_waits_with_the_plan_of_the_strategy_in_force() {
    let app = storefront().await;
    let asked = Asked { reason: " the sale begins ".to_owned(), ..asked("2.8.0", "production") };
    let number = request_deployment(&app, &app.devops, &asked).await.unwrap();
    let deployment = app.deployment(number).await;
    assert_eq!((deployment.number, deployment.kind), (DeploymentNumber(1), Kind::Deploy));
    assert_eq!(deployment.requested_by, Some(id(&app.devops)));
    assert_eq!(deployment.request_reason, "the sale begins");
    assert_eq!(deployment.plan.hash(), deployment.plan_hash);
    assert_eq!(deployment.plan.targets.len(), 3);
    assert!(!deployment.start_when_ready && !deployment.immediate);
    assert_eq!(app.unmet(number).await, ["checklist", "approval", "earlier_environment"]);
    assert_eq!(app.standing(number).await.state, State::Waiting);
    assert_eq!(app.events(number).await, ["deployment.requested"]);
}

#[tokio::test]
async fn who_asks_needs_deploy_there() {
    let app = storefront().await;
    let elsewhere = app.person("elsewhere", "SRE@storefront").await;
    app.project("payments", DOCUMENT).await;
    app.release("payments", "1.0").await;
    let payments = Asked { project: "payments".to_owned(), ..asked("1.0", "production") };
    let may_not = "Your roles do not let you request deployments here.";
    for (actor, asked, answer) in [
        (&app.developer, asked("2.8.0", "production"), NOTHING),
        (&app.developer, asked("2.8.0", "staging"), may_not),
        (&app.stakeholders[0], asked("2.8.0", "production"), may_not),
        (&app.auditor, asked("2.8.0", "production"), may_not),
        (&app.admin, asked("2.8.0", "production"), NOTHING),
        (&elsewhere, payments, NOTHING),
        (&app.sre, asked("2.8.0", "nowhere"), NOTHING),
        (&app.sre, Asked { project: "nothing".to_owned(), ..asked("2.8.0", "production") }, NOTHING),
    ] {
        assert_eq!(app.refused(request_deployment(&app, actor, &asked)).await, answer, "{actor:?} {asked:?}");
    }
    request_deployment(&app, &app.developer, &asked("2.8.0", "development")).await.unwrap();
    request_deployment(&app, &app.sre, &asked("2.8.0", "production")).await.unwrap();
    request_deployment(&app, &elsewhere, &asked("2.8.0", "staging")).await.unwrap();
}

#[tokio::test]
async fn a_token_asks_for_its_owner_and_no_more_than_its_owner() {
    let app = storefront().await;
    let (_, ci) = app.token("storefront", "DevOps", "devops").await;
    let number = app.request(&ci, "2.8.0", "staging").await;
    let deployment = app.deployment(number).await;
    assert_eq!((deployment.requested_by, deployment.requested_token), (Some(id(&app.devops)), ci.token()));
    let (_, of_developer) = app.token("storefront", "DevOps", "developer").await;
    let asked = asked("2.8.0", "production");
    assert_eq!(app.refused(request_deployment(&app, &of_developer, &asked)).await, NOTHING);
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_with_a_sentence() {
    let app = storefront().await;
    app.request(&app.devops, "2.8.0", "staging").await;
    let long = Asked { reason: "x".repeat(4_001), ..asked("2.8.0", "production") };
    for (asked, answer) in [
        (asked("9.9.9", "production"), "Storefront has no release 9.9.9. Register it first."),
        (asked("2.8.0", "staging"), "#1 for 2.8.0 to staging is under way already."),
        (long, "This text is too long: 4001 bytes. The limit is 4000."),
        (back("2.8.0", "production"), "production cannot be rolled back to 2.8.0: it never succeeded there."),
    ] {
        let answered = app.refused(request_deployment(&app, &app.devops, &asked)).await;
        assert!(answered.starts_with(answer), "{answered}");
    }
}

#[tokio::test]
async fn a_strategy_that_cannot_be_carried_out_is_refused() {
    let app = storefront().await;
    for (was, is, word) in [("Rolling", "Canary", "Canary"), ("Canary", "Blue-Green", "Blue-Green")] {
        let document = DOCUMENT.replace("Type**: Rolling", &format!("Type**: {is}"));
        app.stored_before("storefront", &document).await;
        let asked = asked("2.8.0", "staging");
        let answered = app.refused(request_deployment(&app, &app.devops, &asked)).await;
        assert!(answered.contains(&format!("asks for {word} deployments")), "{was}: {answered}");
    }
    app.project("payments", DOCUMENT).await;
    app.release("payments", "1.0").await;
    app.sql("UPDATE strategy_versions SET superseded_at = 1 WHERE project_id = 2").await;
    let payments = Asked { project: "payments".to_owned(), ..asked("1.0", "staging") };
    let answered = app.refused(request_deployment(&app, &app.devops, &payments)).await;
    assert_eq!(answered, "This project has no approved strategy document yet.");
}

#[tokio::test]
async fn the_same_release_again_is_a_redeploy_only_where_every_target_serves_it() {
    let app = Storefront::new().await;
    app.in_production("2.7.3").await;
    app.staged("2.8.0").await;
    let kind = async |version| {
        let number = app.request(&app.devops, version, "production").await;
        app.deployment(number).await.kind
    };
    assert_eq!(kind("2.7.3").await, Kind::Redeploy);
    assert_eq!(kind("2.8.0").await, Kind::Deploy);
    app.sql("DELETE FROM live WHERE target = 'web-3'").await;
    app.sql("UPDATE deployments SET ended_at = 1, outcome = 'cancelled', reason = '' WHERE ended_at IS NULL")
        .await;
    assert_eq!(kind("2.7.3").await, Kind::Deploy, "one target serves nothing");
}

#[tokio::test]
async fn a_planned_rollback_asks_people_and_neither_gates_nor_earlier_environments() {
    let app = Storefront::new().await;
    app.in_production("2.7.3").await;
    app.in_production("2.8.0").await;
    app.sql("DELETE FROM evidence").await;
    let no_reason = Asked { reason: " ".to_owned(), ..back("2.7.3", "production") };
    let answered = app.refused(request_deployment(&app, &app.devops, &no_reason)).await;
    assert_eq!(answered, "Enter a reason. The approvers will see it.");
    let number = request_deployment(&app, &app.devops, &back("2.7.3", "production")).await.unwrap();
    assert_eq!(app.deployment(number).await.kind, Kind::Rollback);
    assert_eq!(app.unmet(number).await, ["checklist", "approval"]);
}

#[tokio::test]
async fn a_rollback_goes_to_an_earlier_success_that_is_not_live() {
    let app = Storefront::new().await;
    for version in ["1", "2", "3"] {
        app.in_production(version).await;
    }
    app.staged("4").await;
    let refused = async |version| {
        app.refused(request_deployment(&app, &app.devops, &back(version, "production"))).await
    };
    assert!(refused("3").await.contains("cannot be rolled back to 3"), "it serves");
    assert!(refused("4").await.contains("cannot be rolled back to 4"), "it never succeeded there");
    let number = app.app.roll_back(&app.sre, asked("2", "production")).await;
    app.app.start(&Actor::ENGINE, number).await;
    app.succeed(number).await;
    assert!(refused("2").await.contains("cannot be rolled back to 2"), "it serves");
    request_deployment(&app, &app.devops, &back("1", "production")).await.unwrap();
}

#[tokio::test]
async fn what_a_document_freezes_is_never_deployed_to_until_a_freeze_can_be_judged() {
    let app = Storefront::new().await;
    app.in_production("1").await;
    app.in_production("2").await;
    app.staged("3").await;
    let frozen =
        DOCUMENT.replace("production:\n  infra", "production:\n  freeze: 20 December to 2 January\n  infra");
    app.stored_before("storefront", &frozen).await;
    let answer = "The strategy freezes production (20 December to 2 January).";
    for asked in [asked("3", "production"), asked("2", "production"), back("1", "production")] {
        let answered = app.refused(request_deployment(&app, &app.sre, &asked)).await;
        assert!(answered.starts_with(answer), "{answered}");
    }
    request_deployment(&app, &app.sre, &asked("2", "staging")).await.unwrap();
    crate::actions::roll_back::roll_back(&app, &app.sre, &back("1", "production")).await.unwrap();
}
