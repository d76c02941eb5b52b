//! Tests of approvals and rejections.

mod rules;

use super::*;
use crate::actions::start_deployment::start_deployment;
use crate::clock::{Clock, TestClock};
use crate::domain::approval::Validity;
use crate::domain::deployment::State;
use crate::domain::time::Span;
use crate::testing::Browser;
use crate::testing::app::DOCUMENT;
use crate::testing::storefront::{NOTHING, Storefront};

fn approved(seen: &str) -> TheirDecision {
    let (comment, seen_plan_hash) = (" looks good ".to_owned(), seen.to_owned());
    TheirDecision { decision: Decision::Approved, comment, seen_plan_hash }
}

#[tokio::test]
async fn two_stakeholders_make_it_ready_and_each_is_in_the_record() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    let seen = app.deployment(number).await.plan_hash;
    approve_deployment(&app, &app.stakeholders[0], number, &approved(&seen)).await.unwrap();
    assert_eq!(app.unmet(number).await, ["approval"]);
    approve_deployment(&app, &app.stakeholders[1], number, &approved(&seen)).await.unwrap();
    let standing = app.standing(number).await;
    assert_eq!(standing.state, State::Ready);
    assert_eq!(standing.approvals[0].comment, "looks good");
    assert_eq!(standing.approvals[0].expires_at, app.now() + Span::hours(24));
    let expected =
        ["deployment.requested", "checklist.answered", "deployment.approved", "deployment.approved"];
    assert_eq!(app.events(number).await, expected);
}

#[tokio::test]
async fn who_may_not_approve_does_not() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    let (_, ci) = app.token("storefront", "Stakeholder", "stakeholder").await;
    let may_not = "Your roles do not let you approve or reject deployments here.";
    for (actor, answer) in [
        (&app.developer, NOTHING),
        (&app.admin, NOTHING),
        (&app.devops, may_not),
        (&app.sre, may_not),
        (&app.auditor, may_not),
        (&ci, may_not),
        (&Actor::ENGINE, may_not),
        (&Actor::OPERATOR, may_not),
    ] {
        for decision in [Decision::Approved, Decision::Rejected] {
            assert_eq!(app.refused(app.decide(actor, number, decision, "no")).await, answer, "{actor:?}");
        }
    }
    let approved = approved("");
    let missing = approve_deployment(&app, &app.stakeholders[0], DeploymentNumber(99), &approved);
    assert_eq!(app.refused(missing).await, NOTHING);
}

#[tokio::test]
async fn nobody_decides_on_their_own_request() {
    let app = Storefront::new().await;
    app.sql("UPDATE role_access SET level = 'deploy' WHERE approve = 1").await;
    app.staged("2.8.0").await;
    let number = app.request(&app.stakeholders[0], "2.8.0", "production").await;
    let own = "You asked for this deployment: somebody else decides on it.";
    for decision in [Decision::Approved, Decision::Rejected] {
        let deciding = app.decide(&app.stakeholders[0], number, decision, "mine");
        assert_eq!(app.refused(deciding).await, own);
    }
    app.approve(&app.stakeholders[1], number).await.unwrap();
}

#[tokio::test]
async fn neither_the_owner_nor_the_maker_of_a_token_decides_on_what_it_asked_for() {
    let app = Storefront::new().await;
    app.sql("UPDATE role_access SET level = 'deploy' WHERE approve = 1").await;
    let (_, ci) = app.token("storefront", "Stakeholder", "stakeholder").await;
    app.sql("UPDATE tokens SET creator_id = (SELECT id FROM people WHERE sign_in_name = 'stakeholder2')")
        .await;
    app.staged("2.8.0").await;
    let number = app.request(&ci, "2.8.0", "production").await;
    for own in &app.stakeholders[..2] {
        let answered = app.refused(app.approve(own, number)).await;
        assert_eq!(answered, "You asked for this deployment: somebody else decides on it.");
    }
    app.approve(&app.stakeholders[2], number).await.unwrap();
}

#[tokio::test]
async fn one_person_counts_once_and_may_still_say_no() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    app.approve(&app.stakeholders[0], number).await.unwrap();
    let answered = app.refused(app.approve(&app.stakeholders[0], number)).await;
    assert_eq!(answered, "You have approved this plan already; one person counts once.");
    app.decide(&app.stakeholders[0], number, Decision::Rejected, "on second thought").await.unwrap();
    assert_eq!(app.standing(number).await.state, State::Rejected);
}

#[tokio::test]
async fn a_decision_is_on_the_plan_that_was_seen() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    let seen = app.deployment(number).await.plan_hash;
    app.project("storefront", &DOCUMENT.replace("batch: 1", "batch: 2")).await;
    let answered =
        app.refused(approve_deployment(&app, &app.stakeholders[0], number, &approved(&seen))).await;
    assert!(answered.starts_with("The plan changed since you opened this page."), "{answered}");
}

#[tokio::test]
async fn a_rejection_needs_words_and_ends_it() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    let silent = app.decide(&app.stakeholders[0], number, Decision::Rejected, "  ");
    assert_eq!(app.refused(silent).await, "A rejection needs a comment: say what has to change.");
    let long = "x".repeat(LONGEST_COMMENT_BYTES + 1);
    let long = app.decide(&app.stakeholders[0], number, Decision::Rejected, &long);
    assert_eq!(
        app.refused(long).await,
        "This text is too long: 4001 bytes. The limit is 4000. Nothing was saved."
    );
    app.decide(&app.stakeholders[0], number, Decision::Rejected, "the sale is on").await.unwrap();
    let ending = app.deployment(number).await.ending.unwrap();
    assert_eq!(
        (ending.outcome, &*ending.reason),
        (Outcome::Rejected, "Rejected by stakeholder: the sale is on")
    );
    assert_eq!(app.events(number).await[2..], ["deployment.rejected", "deployment.ended"]);
    let late = app.refused(app.approve(&app.stakeholders[1], number)).await;
    assert_eq!(late, format!("#{number} no longer waits for a decision."));
}

#[tokio::test]
async fn nobody_is_asked_where_the_document_asks_nobody() {
    let app = Storefront::new().await;
    app.sql("UPDATE role_access SET approve = 1").await;
    app.release("storefront", "2.8.0").await;
    let number = app.request(&app.devops, "2.8.0", "staging").await;
    let answered = app.refused(app.approve(&app.sre, number)).await;
    assert_eq!(answered, "No approval needed.");
}

#[tokio::test]
async fn the_mark_alone_does_not_make_one_of_the_roles_that_are_asked() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    app.sql("UPDATE role_access SET approve = 1").await;
    let answered = app.refused(app.approve(&app.sre, number)).await;
    assert_eq!(answered, "The strategy asks Stakeholder; you hold no such role here.");
}

#[tokio::test]
async fn an_approval_expires_and_is_given_again() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    app.clock.advance(Span::hours(24));
    let standing = app.standing(number).await;
    assert_eq!(standing.evaluation.validities, [Validity::Expired, Validity::Expired]);
    let starting = app.refused(start_deployment(&app, &app.devops, number)).await;
    assert_eq!(starting, format!("#{number} cannot start yet. It needs 2 more approvals, from Stakeholder."));
    app.approve(&app.stakeholders[0], number).await.unwrap();
    app.approve(&app.stakeholders[2], number).await.unwrap();
    start_deployment(&app, &app.devops, number).await.unwrap();
}

/// SECURITY 34: neither while the server runs nor over a restart does a clock that is put back revive an approval.
#[tokio::test]
async fn an_expired_approval_stays_expired_when_the_clock_is_put_back() {
    let app = Storefront::new().await;
    let number = app.ready("2.8.0").await;
    let before = app.clock.now();
    app.clock.advance(Span::hours(25));
    // Somebody looks at a page: that is the latest that was seen.
    Browser::signed_in(&app.app.app, &app.sre).await.get("/").await;
    let put_back = app.under(TestClock::at(before)).await;
    let starting = start_deployment(&put_back, &app.devops, number).await.unwrap_err().to_string();
    assert_eq!(starting, format!("#{number} cannot start yet. It needs 2 more approvals, from Stakeholder."));
    let honest = app.under(TestClock::at(before + Span::hours(23))).await;
    assert!(honest.clock.now() >= before + Span::hours(25));
}

#[tokio::test]
async fn an_approval_is_for_one_deployment() {
    let app = Storefront::new().await;
    let first = app.in_production("2.8.0").await;
    app.in_production("2.8.1").await;
    let again = app.answered("2.8.0", "production").await;
    let late = app.refused(app.approve(&app.stakeholders[2], first)).await;
    assert_eq!(late, format!("#{first} no longer waits for a decision."));
    assert_eq!(app.unmet(again).await, ["approval"], "of the same release, by the same people");
    assert!(app.standing(again).await.approvals.is_empty());
}

#[tokio::test]
async fn an_approver_who_was_demoted_since_does_not_count_at_the_start() {
    for demotion in [
        "DELETE FROM grants WHERE person_id = (SELECT id FROM people WHERE sign_in_name = 'stakeholder')",
        "UPDATE people SET disabled_at = 1 WHERE sign_in_name = 'stakeholder'",
        "UPDATE role_access SET approve = 0 WHERE approve = 1",
        "UPDATE role_access SET level = 'none' WHERE approve = 1",
    ] {
        let app = Storefront::new().await;
        let number = app.ready("2.8.0").await;
        app.sql(demotion).await;
        let standing = app.standing(number).await;
        assert_eq!(standing.evaluation.validities[0], Validity::NoLongerMay, "{demotion}");
        let starting = app.refused(start_deployment(&app, &app.devops, number)).await;
        assert!(starting.contains("from Stakeholder"), "{demotion}: {starting}");
    }
}

#[tokio::test]
async fn what_the_start_has_settled_no_later_change_unsettles() {
    let app = Storefront::new().await;
    let number = app.running("2.8.0").await;
    app.sql("DELETE FROM grants WHERE role_id = (SELECT id FROM roles WHERE name = 'Stakeholder')").await;
    app.clock.advance(Span::days(3));
    assert_eq!(app.standing(number).await.evaluation.validities, [Validity::Counts; 2]);
}

#[tokio::test]
async fn people_who_approve_at_the_same_time_both_count() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    let (one, other) =
        tokio::join!(app.approve(&app.stakeholders[0], number), app.approve(&app.stakeholders[1], number));
    one.unwrap();
    other.unwrap();
    assert_eq!(app.standing(number).await.state, State::Ready);
}

#[tokio::test]
async fn of_one_persons_approvals_at_the_same_time_one_counts() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    let all = futures::future::join_all((0..10).map(|_| app.approve(&app.stakeholders[0], number))).await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
    assert_eq!(app.standing(number).await.approvals.len(), 1);
}
