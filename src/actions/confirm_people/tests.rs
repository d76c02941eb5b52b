use super::*;
use crate::access::actor::Actor as Who;
use crate::access::grants::Grants;
use crate::clock::Clock;
use crate::domain::id::PersonId;
use crate::store::{grants, people};
use crate::testing::provider::Double;
use crate::testing::{Browser, TestApp};
use http::StatusCode;
use std::sync::Arc;

/// Ana, who signed in with the provider and is an SRE because it says that she is in `ops`.
struct Ana {
    test: TestApp,
    app: Arc<App>,
    double: Arc<Double>,
    browser: Browser,
    id: PersonId,
}

impl Ana {
    async fn signed_in() -> Self {
        let test = TestApp::with_storefront().await;
        test.sql(
            "INSERT INTO groups (id, name, claim, created_at) VALUES (1, 'Operators', 'ops', 1);
             INSERT INTO group_grants (group_id, role_id, granted_at) SELECT 1, id, 1 FROM roles WHERE name = 'SRE'",
        )
        .await;
        let double = Double::at(&test.clock);
        double.knows("subject-1", json!({ "name": "Ana", "preferred_username": "ana", "groups": ["ops"] }));
        let app = test.with_provider(&double);
        let browser = sign_in(&app, &double).await;
        let id =
            people::by_sign_in_name(&mut test.store.read().await.unwrap(), "ana").await.unwrap().unwrap().id;
        Self { test, app, double, browser, id }
    }

    /// The minutes pass, with what the server does meanwhile.
    async fn minutes(&self, minutes: i64) {
        for _ in 0..minutes {
            self.test.clock.advance(Span::minutes(1));
            end_unconfirmed(&self.app).await.unwrap();
            if let Some(provider) = &self.app.provider {
                confirm_people(&self.app, provider, &CancellationToken::new()).await.unwrap();
            }
        }
    }

    async fn grants(&self) -> Grants {
        grants::of_person(&mut self.test.store.read().await.unwrap(), self.id).await.unwrap()
    }

    async fn is_sre(&self) -> bool {
        self.grants().await.held.iter().any(|grant| grant.name == "SRE")
    }

    async fn sees_production(&mut self) -> StatusCode {
        self.browser.get("/environments/production").await.status
    }
}

async fn sign_in(app: &Arc<App>, double: &Double) -> Browser {
    sign_in_as(app, double, "subject-1").await
}

async fn sign_in_as(app: &Arc<App>, double: &Double, subject: &str) -> Browser {
    let mut browser = Browser::of(app);
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in/with-provider", &[("next", "/")]).await;
    let address = answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
    let answer = browser.get(&double.visit(&address, subject)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    browser
}

#[tokio::test]
async fn who_is_confirmed_keeps_what_the_provider_gave() {
    let mut ana = Ana::signed_in().await;
    ana.minutes(50).await;
    assert!(ana.is_sre().await);
    assert_eq!(ana.sees_production().await, StatusCode::OK);
    let asked = ana.double.asked().iter().filter(|what| *what == "token").count();
    assert_eq!(asked, 6, "once at sign-in, then every ten minutes");
}

/// SECURITY 11: who leaves a group at the provider loses what it gave within a quarter of an hour, in open sessions
/// and by tokens, and has it again when they come back.
#[tokio::test]
async fn who_leaves_a_group_loses_its_roles_in_sessions_and_tokens() {
    let mut ana = Ana::signed_in().await;
    let (secret, _) = ana.test.token("storefront", "SRE", "ana").await;
    let machine = crate::testing::Token::of(&ana.app, &secret);
    let live = "/api/v1/projects/storefront/environments/production";
    assert_eq!(machine.get(live).await.status, StatusCode::OK);
    ana.double.groups("subject-1", &["others"]);
    ana.minutes(10).await;
    assert!(!ana.is_sre().await);
    assert_eq!(ana.sees_production().await, StatusCode::NOT_FOUND);
    assert_eq!(machine.get(live).await.status, StatusCode::NOT_FOUND);
    ana.double.groups("subject-1", &["ops"]);
    ana.minutes(10).await;
    assert_eq!(ana.sees_production().await, StatusCode::OK);
    let kept = ana.test.dump().await.iter().filter(|row| row.starts_with("memberships:")).count();
    assert_eq!(kept, 2, "both periods are known");
}

#[tokio::test]
async fn who_leaves_a_group_loses_its_roles_at_the_next_sign_in() {
    let ana = Ana::signed_in().await;
    ana.double.groups("subject-1", &[]);
    sign_in(&ana.app, &ana.double).await;
    assert!(!ana.is_sre().await);
}

/// SECURITY 11: whom the provider no longer knows is signed out everywhere.
#[tokio::test]
async fn whom_the_provider_no_longer_knows_is_signed_out_everywhere() {
    let mut ana = Ana::signed_in().await;
    ana.double.forgets("subject-1");
    ana.minutes(9).await;
    assert_eq!(ana.sees_production().await, StatusCode::OK);
    ana.minutes(1).await;
    assert!(!ana.is_sre().await);
    assert_eq!(ana.sees_production().await, StatusCode::SEE_OTHER);
    let asked = ana.double.asked().len();
    ana.minutes(30).await;
    assert_eq!(ana.double.asked().len(), asked, "and is not asked about again");
    assert!(ana.test.dump().await.iter().any(|row| row.contains("sign_in.withdrawn")));
}

/// SECURITY 26: a provider that does not answer confirms nobody.
#[tokio::test]
async fn without_an_answer_for_a_quarter_of_an_hour_the_provider_gave_nothing() {
    let mut ana = Ana::signed_in().await;
    ana.double.is_down(true);
    ana.minutes(14).await;
    assert!(ana.is_sre().await);
    ana.minutes(1).await;
    assert!(!ana.is_sre().await);
    assert_eq!(ana.sees_production().await, StatusCode::NOT_FOUND, "signed in, with nothing");
    ana.double.is_down(false);
    ana.minutes(1).await;
    assert_eq!(ana.sees_production().await, StatusCode::OK, "and back with the next answer");
}

#[tokio::test]
async fn an_answer_that_is_not_to_be_believed_confirms_nobody() {
    use crate::testing::provider::Lie;
    for lie in [
        Lie::SignedByAnotherUnderOurName,
        Lie::AnotherAudience,
        Lie::AnotherIssuer,
        Lie::Expired,
        Lie::NoSubject,
    ] {
        let ana = Ana::signed_in().await;
        ana.double.lies(lie);
        ana.minutes(15).await;
        assert!(!ana.is_sre().await, "{lie:?}");
    }
}

#[tokio::test]
async fn a_provider_that_is_taken_out_of_the_settings_gives_nothing() {
    let ana = Ana::signed_in().await;
    end_unconfirmed(&ana.test.app).await.unwrap();
    assert!(!ana.is_sre().await);
}

#[tokio::test]
async fn what_an_admin_gave_stays_without_the_provider() {
    let ana = Ana::signed_in().await;
    ana.test
        .sql("INSERT INTO grants (person_id, role_id, granted_at) SELECT p.id, r.id, 1 FROM people p, roles r WHERE r.name = 'Auditor'")
        .await;
    ana.double.is_down(true);
    ana.minutes(20).await;
    let held: Vec<String> = ana.grants().await.held.into_iter().map(|grant| grant.name).collect();
    assert_eq!(held, ["Auditor"]);
}

#[tokio::test]
async fn who_signs_in_while_the_provider_is_asked_keeps_what_it_said_then() {
    let ana = Ana::signed_in().await;
    let issuer = crate::testing::provider::ISSUER;
    let since = ana.test.clock.now();
    let due = identities::due(&mut ana.test.store.read().await.unwrap(), issuer, since, since).await.unwrap();
    ana.test.clock.advance(Span::seconds(1));
    sign_in(&ana.app, &ana.double).await;
    withdraw(&ana.app, issuer, &due[0]).await.unwrap();
    assert!(ana.is_sre().await, "the token that the provider refused is not the one it gave last");
}

#[tokio::test]
async fn who_is_disabled_or_long_away_is_not_asked_about() {
    let ana = Ana::signed_in().await;
    ana.double.groups("subject-1", &[]);
    ana.minutes(10).await;
    let asked = ana.double.asked().len();
    ana.test.sql("UPDATE people SET disabled_at = 1").await;
    ana.minutes(30).await;
    assert_eq!(ana.double.asked().len(), asked);
    ana.test.sql("UPDATE people SET disabled_at = NULL").await;
    ana.test.clock.advance(Span::hours(25));
    ana.minutes(1).await;
    assert_eq!(ana.double.asked().len(), asked, "no membership, no session, no token");
}

#[tokio::test]
async fn the_engine_and_the_provider_are_told_apart_in_the_log() {
    let ana = Ana::signed_in().await;
    let rows = ana.test.dump().await;
    let began = rows.iter().find(|row| row.contains("group.member_added")).unwrap();
    assert!(began.contains("sign-in provider"), "{began}");
    assert_ne!(Who::ENGINE, Who::SIGN_IN_PROVIDER);
}

/// Signs in eight colleagues of Ana's after her: `subject-2` to `subject-9`.
async fn colleagues(ana: &Ana) -> Vec<PersonId> {
    let mut found = Vec::new();
    for number in 2..10 {
        let (subject, name) = (format!("subject-{number}"), format!("colleague-{number}"));
        ana.double.knows(&subject, json!({ "name": name, "preferred_username": name, "groups": ["ops"] }));
        ana.test.clock.advance(Span::seconds(1));
        sign_in_as(&ana.app, &ana.double, &subject).await;
        found.push(crate::testing::codes::id_of(&ana.test, &name).await);
    }
    found
}

/// SECURITY 26: what goes wrong with some at the provider, as many as are asked about at once and before all others,
/// keeps nobody else from being confirmed.
#[tokio::test]
async fn trouble_with_some_people_takes_nothing_from_the_others() {
    use crate::testing::provider::Trouble;
    for trouble in [Trouble::UnknownError, Trouble::TooLarge, Trouble::Silent, Trouble::ErrorBeside] {
        let ana = Ana::signed_in().await;
        let colleagues = colleagues(&ana).await;
        if trouble == Trouble::ErrorBeside {
            ana.double.tells_beside();
        }
        for number in 1..=AT_ONCE {
            ana.double.troubled(&format!("subject-{number}"), trouble);
        }
        ana.minutes(20).await;
        for person in &colleagues[AT_ONCE - 1..] {
            let grants = grants::of_person(&mut ana.test.store.read().await.unwrap(), *person).await.unwrap();
            assert!(!grants.held.is_empty(), "{trouble:?}: {person}");
        }
        assert!(!ana.is_sre().await, "{trouble:?}: she herself is confirmed by nobody");
        ana.double.troubled("subject-1", None);
        ana.minutes(2).await;
        assert!(ana.is_sre().await, "{trouble:?}: it was not held against her");
    }
}

/// SECURITY 11: a refresh token that is good once is not lost with what fails after it was given.
#[tokio::test]
async fn a_new_refresh_token_is_kept_whatever_fails_after_it_was_given() {
    use crate::testing::provider::{Lie, Trouble};
    let mut ana = Ana::signed_in().await;
    ana.double.lies(Lie::Expired);
    ana.minutes(11).await;
    ana.double.lies(None);
    ana.double.tells_beside();
    ana.double.troubled("subject-1", Trouble::ErrorBeside);
    ana.minutes(1).await;
    ana.double.troubled("subject-1", None);
    ana.minutes(1).await;
    assert!(ana.is_sre().await);
    assert_eq!(ana.sees_production().await, StatusCode::OK, "nobody was signed out");
}
