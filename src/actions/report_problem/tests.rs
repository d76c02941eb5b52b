//! Tests of reports.

use super::*;
use crate::domain::suspect::Weight;
use crate::testing::storefront::{NOTHING, Storefront};

fn problem(version: &str, environment: &str) -> Problem {
    Problem {
        project: "storefront".to_owned(),
        release: Version::parse(version).unwrap(),
        environment: Slug::parse(environment).unwrap(),
        reason: " the basket is empty ".to_owned(),
    }
}

#[tokio::test]
async fn whose_report_makes_a_release_suspect_follows_from_their_role_and_the_environment() {
    let made = Storefront::served_two().await.app.into_database().await;
    for (who, environment, suspect) in [
        ("devops", "production", true),
        ("sre", "production", true),
        ("stakeholder", "production", true),
        ("auditor", "production", false),
        ("sre", "staging", false),
        ("developer", "development", false),
    ] {
        let app = Storefront::of_database(&made).await;
        let actor = match who {
            "devops" => &app.devops,
            "sre" => &app.sre,
            "stakeholder" => &app.stakeholders[0],
            "auditor" => &app.auditor,
            _ => &app.developer,
        };
        let reported = report_problem(&app, actor, &problem("2", environment)).await.unwrap();
        assert_eq!((reported.suspect, app.is_suspect("2").await), (suspect, suspect), "{who} {environment}");
        let told = app.suspicion("2").await;
        let weight = if suspect { Weight::Suspect } else { Weight::Warning };
        assert_eq!(told.causes[0].weight(), weight, "{who} {environment}");
        assert_eq!(
            (told.causes[0].reason.as_str(), told.causes[0].by.as_str()),
            ("the basket is empty", who)
        );
        let again = app.refused(report_problem(&app, actor, &problem("2", environment))).await;
        assert!(again.contains("already"), "{again}");
    }
}

#[tokio::test]
async fn who_does_not_see_the_environment_reports_nothing_there() {
    let app = Storefront::served_two().await;
    for actor in [&app.developer, &app.admin] {
        let refused = app.refused(report_problem(&app, actor, &problem("2", "production"))).await;
        assert_eq!(refused, NOTHING);
    }
    let nobody = app.refused(report_problem(&app, &Actor::ENGINE, &problem("2", "production"))).await;
    assert_eq!(nobody, "Your roles do not let you report problems here.");
}

#[tokio::test]
async fn it_needs_a_reason_and_a_release() {
    let app = Storefront::served_two().await;
    let silent = Problem { reason: " ".to_owned(), ..problem("2", "production") };
    let refused = app.refused(report_problem(&app, &app.sre, &silent)).await;
    assert_eq!(refused, "Say what is wrong with the release. Approvers will see it.");
    let refused = app.refused(report_problem(&app, &app.sre, &problem("9", "production"))).await;
    assert!(refused.contains("has no release 9"), "{refused}");
}

#[tokio::test]
async fn a_token_reports_as_far_as_its_role_and_its_owner_reach_and_never_as_one_who_approves() {
    let made = Storefront::served_two().await.app.into_database().await;
    for (role, owner, suspect) in [
        ("SRE", "sre", true),
        ("SRE", "auditor", false),
        ("Auditor", "sre", false),
        ("Stakeholder", "stakeholder", false),
    ] {
        let app = Storefront::of_database(&made).await;
        let (_, ci) = app.token("storefront", role, owner).await;
        let reported = report_problem(&app, &ci, &problem("2", "production")).await.unwrap();
        assert_eq!(reported.suspect, suspect, "{role} of {owner}");
        assert_eq!(app.suspicion("2").await.causes[0].by, format!("ci (token of {owner})"));
    }
}

#[tokio::test]
async fn releases_with_the_same_artifact_share_a_report() {
    let app = Storefront::served_two().await;
    app.register("2-eu", '2').await;
    report_problem(&app, &app.sre, &problem("2-eu", "production")).await.unwrap();
    assert!(app.is_suspect("2").await && !app.is_suspect("1").await);
}
