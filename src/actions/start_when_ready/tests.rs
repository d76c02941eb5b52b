//! Tests of starts that nobody has to make.

use super::*;
use crate::access::policy::Denied;
use crate::actions::request_deployment::request_deployment;
use crate::domain::deployment::State;
use crate::testing::app::DOCUMENT;
use crate::testing::storefront::{Storefront, asked};

#[tokio::test]
async fn what_asked_to_start_by_itself_starts_once() {
    let app = Storefront::new().await;
    app.release("storefront", "2.8.0").await;
    let number = app.request(&app.devops, "2.8.0", "development").await;
    for _ in 0..2 {
        start_when_ready(&app, number).await.unwrap();
        assert_eq!(app.standing(number).await.state, State::Running);
    }
    let started = app.events(number).await.iter().filter(|action| *action == "deployment.started").count();
    assert_eq!(started, 1);
}

/// SECURITY 13: asking is starting where nothing is waited for.
#[tokio::test]
async fn nothing_starts_by_itself_for_who_lacks_the_second_factor_that_is_asked_for() {
    let app = Storefront::new().await;
    let asks = DOCUMENT.replacen("development:\n", "development:\n  second_factor: required\n", 1);
    app.release("storefront", "2.8.0").await;
    let before = app.request(&app.developer, "2.8.0", "development").await;
    app.project("storefront", &asks).await;
    start_when_ready(&app, before).await.unwrap();
    let ending = app.deployment(before).await.ending.unwrap();
    assert_eq!(
        ending.reason,
        "developer, who requested it, has no one-time codes, and development asks for them"
    );
    let (_, ci) = app.token("storefront", "Developer", "developer").await;
    for actor in [&app.developer, &ci] {
        let asked = request_deployment(&app, actor, &asked("2.8.0", "development")).await.unwrap_err();
        assert!(matches!(asked, ActionError::Denied(Denied::NoSecondFactor)), "{asked}");
    }
}

/// SECURITY 40: what is to start later does not start for who has lost the right to it, by person or by token.
#[tokio::test]
async fn nothing_starts_for_who_may_no_longer_request_it() {
    let lost = [
        ("UPDATE people SET disabled_at = 1 WHERE sign_in_name = 'devops'", false),
        ("DELETE FROM grants WHERE person_id = (SELECT id FROM people WHERE sign_in_name = 'devops')", false),
        ("UPDATE tokens SET revoked_at = 1", true),
        ("UPDATE people SET disabled_at = 1 WHERE sign_in_name = 'devops'", true),
    ];
    for (sql, by_token) in lost {
        let app = Storefront::new().await;
        app.release("storefront", "2.8.0").await;
        let (_, ci) = app.token("storefront", "DevOps", "devops").await;
        let who = if by_token { &ci } else { &app.devops };
        let number = app.request(who, "2.8.0", "development").await;
        app.sql(sql).await;
        start_when_ready(&app, number).await.unwrap();
        let deployment = app.deployment(number).await;
        let ending = deployment.ending.unwrap();
        assert_eq!((deployment.started_at, ending.outcome), (None, Outcome::Cancelled), "{sql}");
        let requester = if by_token { "ci (token of devops)" } else { "devops" };
        let reason = format!("{requester}, who requested it, may no longer deploy to development");
        assert_eq!(ending.reason, reason);
        assert_eq!(app.events(number).await.last().unwrap(), "deployment.ended");
    }
}
