//! Tests of clearings.

use super::*;
use crate::actions::report_problem::{Problem, report_problem};
use crate::actions::request_deployment::request_deployment;
use crate::domain::suspect::Weight;
use crate::store::environments;
use crate::testing::storefront::{NOTHING, Storefront, asked as wanted, back, id};

async fn seen(app: &Storefront, version: &str, environment: &str) -> String {
    let mut read = app.store.read().await.unwrap();
    let place = environments::by_slug(&mut read, environment).await.unwrap().unwrap().id;
    drop(read);
    keys(&open_in(&app.suspicion(version).await, place))
}

async fn clearing(app: &Storefront, version: &str, environment: &str) -> Clearing {
    Clearing {
        project: "storefront".to_owned(),
        release: Version::parse(version).unwrap(),
        environment: Slug::parse(environment).unwrap(),
        reason: " the cache was cold ".to_owned(),
        seen: seen(app, version, environment).await,
    }
}

/// DevOps requested 2 for production, and rolled it back there.
async fn rolled_back() -> Storefront {
    let app = Storefront::served_two().await;
    let number = crate::actions::roll_back::roll_back(&app, &app.devops, &back("1", "production")).await;
    crate::actions::start_deployment::start_deployment(&app, &app.devops, number.unwrap()).await.unwrap();
    app
}

#[tokio::test]
async fn another_person_with_full_clears_it_and_it_goes_forward_again() {
    let app = rolled_back().await;
    app.register("2-eu", '2').await;
    assert!(app.is_suspect("2-eu").await);
    clear_suspicion(&app, &app.sre, &clearing(&app, "2-eu", "production").await).await.unwrap();
    let told = app.suspicion("2").await;
    assert!(!told.is_suspect(), "those with the same artifact are cleared with it");
    let cleared = told.weighing(Weight::Cleared).next().unwrap().cleared.clone().unwrap();
    assert_eq!((cleared.by.as_str(), cleared.reason.as_str()), ("sre", "the cache was cold"));
    request_deployment(&app, &app.developer, &wanted("2", "development")).await.unwrap();
    let again = app.refused(clear_suspicion(&app, &app.sre, &clearing(&app, "2", "production").await)).await;
    assert_eq!(again, "Nothing speaks against 2 in production.");
}

#[tokio::test]
async fn it_needs_full_there_and_never_a_token() {
    let app = rolled_back().await;
    let wanted = clearing(&app, "2", "production").await;
    let (_, ci) = app.token("storefront", "SRE", "sre").await;
    let may_not = "Your roles do not let you clear releases of suspicion here.";
    for (actor, answer) in [
        (&app.developer, NOTHING),
        (&app.admin, NOTHING),
        (&app.auditor, may_not),
        (&app.stakeholders[0], may_not),
        (&app.devops, may_not),
        (&ci, may_not),
        (&Actor::ENGINE, may_not),
    ] {
        assert_eq!(app.refused(clear_suspicion(&app, actor, &wanted)).await, answer, "{actor:?}");
    }
}

#[tokio::test]
async fn in_a_guarded_environment_those_who_rolled_back_reported_or_requested_do_not_clear_it() {
    let app = Storefront::served_two().await;
    app.went_back("1", "production").await;
    let refused =
        app.refused(clear_suspicion(&app, &app.sre, &clearing(&app, "2", "production").await)).await;
    assert!(refused.starts_with("You rolled 2 back or reported it."), "{refused}");

    let app = rolled_back().await;
    let (full, wanted) = (id(&app.sre).0, clearing(&app, "2", "production").await);
    app.sql(&format!("UPDATE deployments SET requested_by = {full} WHERE kind = 'deploy'")).await;
    let refused = app.refused(clear_suspicion(&app, &app.sre, &wanted)).await;
    assert!(refused.starts_with("You requested 2."), "{refused}");
}

#[tokio::test]
async fn elsewhere_the_person_who_rolled_back_clears_it_too() {
    let app = Storefront::served_two().await;
    let number = app.went_back("1", "staging").await;
    app.succeed(number).await;
    clear_suspicion(&app, &app.sre, &clearing(&app, "2", "staging").await).await.unwrap();
    assert_eq!(app.suspicion("2").await.weighing(Weight::Warning).count(), 0);
}

#[tokio::test]
async fn nothing_is_cleared_but_what_the_person_saw() {
    let app = rolled_back().await;
    let before = clearing(&app, "2", "production").await;
    let problem = Problem {
        project: "storefront".to_owned(),
        release: Version::parse("2").unwrap(),
        environment: Slug::parse("production").unwrap(),
        reason: "and the tax is wrong".to_owned(),
    };
    report_problem(&app, &app.stakeholders[0], &problem).await.unwrap();
    let refused = app.refused(clear_suspicion(&app, &app.sre, &before)).await;
    assert!(refused.contains("changed since you opened this page"), "{refused}");
    let silent = Clearing { reason: " ".to_owned(), ..clearing(&app, "2", "production").await };
    let refused = app.refused(clear_suspicion(&app, &app.sre, &silent)).await;
    assert_eq!(refused, "Say why nothing is wrong with the release. Approvers will see it.");
    clear_suspicion(&app, &app.sre, &clearing(&app, "2", "production").await).await.unwrap();
    assert!(!app.is_suspect("2").await);
}
