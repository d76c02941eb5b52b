//! Tests of starts that nobody has to make.

use super::*;
use crate::domain::deployment::State;
use crate::testing::storefront::Storefront;

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
        assert_eq!(ending.reason, "devops, who requested it, may no longer deploy to development");
        assert_eq!(app.events(number).await.last().unwrap(), "deployment.ended");
    }
}
