//! What is offered as the way back after incidents, told as stories.

use super::*;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::domain::deployment::{Failure, Outcome};
use crate::domain::rollback::Standing;
use crate::store::successes::{self, Recent};
use crate::testing::storefront::asked;

/// What production offers: the version that a rollback goes to unless a person says otherwise.
pub(super) async fn offer(app: &Storefront) -> Option<String> {
    let Recent { past, serves } = recent(app).await;
    let good = past.last_good(&serves)?;
    Some(app.deployment(good.number).await.version.to_string())
}

async fn recent(app: &Storefront) -> Recent {
    let production = app.deployment(app.numbers_in("production").await[0]).await;
    let mut read = app.store.read().await.unwrap();
    successes::of_place(&mut read, production.project, production.environment).await.unwrap()
}

async fn standing(app: &Storefront, version: &str) -> Option<Standing> {
    let Recent { past, serves } = recent(app).await;
    let mut found = None;
    for way in past.ways(&serves) {
        if app.deployment(way.success.number).await.version.as_str() == version {
            found = Some(way.standing);
        }
    }
    found
}

async fn started_back(app: &Storefront, version: &str) -> DeploymentNumber {
    let number = roll_back(app, &app.sre, &back(version, "production")).await.unwrap();
    start_deployment(app, &Actor::ENGINE, number).await.unwrap();
    number
}

/// Ends what runs at its deploying step, after so many targets.
async fn end_at(app: &Storefront, number: DeploymentNumber, targets: usize, outcome: Outcome) {
    let failure = (outcome == Outcome::Failed).then_some(Failure::Result);
    app.reach(number, targets).await;
    app.end(number, outcome, failure, "ended").await;
}

/// Production served 1, 2 and 3; 3 is the bad one.
async fn incident() -> Storefront {
    let app = storefront().await;
    app.in_production("3").await;
    app
}

#[tokio::test]
async fn a_rollback_that_fails_on_a_target_is_offered_again_and_then_leaves_the_bad_release() {
    let app = incident().await;
    let first = started_back(&app, "2").await;
    app.fail(first, 2).await;
    assert_eq!(offer(&app).await.as_deref(), Some("2"));
    let again = started_back(&app, "2").await;
    app.succeed(again).await;
    assert_eq!(offer(&app).await.as_deref(), Some("1"), "neither what is live nor what was bad");
}

#[tokio::test]
async fn a_rollback_that_is_cancelled_half_way_leaves_the_bad_release_too() {
    let app = incident().await;
    let first = started_back(&app, "2").await;
    end_at(&app, first, 1, Outcome::Cancelled).await;
    assert_eq!(offer(&app).await.as_deref(), Some("2"));
    assert_eq!(app.standing_there("3").await, Some(Standing::Suspect));
}

#[tokio::test]
async fn a_rollback_that_is_cancelled_before_it_begins_changes_nothing() {
    let app = incident().await;
    let first = started_back(&app, "1").await;
    cancel_deployment(&app, &app.sre, first, "the wrong one").await.unwrap();
    app.end(first, Outcome::Cancelled, None, "the wrong one").await;
    assert_eq!(offer(&app).await.as_deref(), Some("2"));
}

#[tokio::test]
async fn a_hotfix_that_failed_half_way_before_the_rollback_hides_nothing() {
    let app = incident().await;
    let hotfix = app.running("3.1").await;
    app.fail(hotfix, 1).await;
    assert_eq!(offer(&app).await.as_deref(), Some("3"), "nobody has said yet that it is bad");
    let number = started_back(&app, "2").await;
    app.succeed(number).await;
    assert_eq!(offer(&app).await.as_deref(), Some("1"));
    assert_eq!(app.standing_there("3").await, Some(Standing::Suspect));
}

#[tokio::test]
async fn a_redeployment_that_failed_offers_the_release_before() {
    let app = incident().await;
    let number = app.ready_again("3").await;
    start_deployment(&app, &app.devops, number).await.unwrap();
    app.fail(number, 1).await;
    assert_eq!(offer(&app).await.as_deref(), Some("2"));
}

#[tokio::test]
async fn while_one_runs_and_after_it_was_interrupted_what_served_before_is_offered() {
    let app = incident().await;
    let number = app.running("4").await;
    assert_eq!(offer(&app).await.as_deref(), Some("3"), "it runs, and may reach a target any moment");
    app.reach(number, 1).await;
    app.interrupt(number).await;
    assert_eq!(offer(&app).await.as_deref(), Some("3"));
    app.end(number, Outcome::Failed, Some(Failure::Technical), "lost").await;
    assert_eq!(offer(&app).await.as_deref(), Some("3"));
}

#[tokio::test]
async fn an_attempt_that_ended_before_it_touched_a_target_leaves_what_is_live_unoffered() {
    let app = incident().await;
    let number = app.running("4").await;
    app.end(number, Outcome::Failed, Some(Failure::Result), "the artifact is another one").await;
    assert_eq!(offer(&app).await.as_deref(), Some("2"));
    let refused = app.refused(roll_back(&app, &app.sre, &back("3", "production"))).await;
    assert_eq!(
        refused,
        "production cannot be rolled back to 3: every target serves it already. Choose another release, or deploy it \
         again."
    );
}

#[tokio::test]
async fn what_held_the_environment_last_counts_whatever_its_number() {
    let app = incident().await;
    let late = app.ready("4").await;
    let back = started_back(&app, "2").await;
    app.succeed(back).await;
    app.clock.advance(crate::domain::time::Span::hours(1));
    start_deployment(&app, &app.devops, late).await.unwrap();
    app.succeed(late).await;
    let next = app.in_production("5").await;
    assert!(next > late);
    assert_eq!(offer(&app).await.as_deref(), Some("4"));
}

#[tokio::test]
async fn a_suspect_can_still_be_chosen() {
    let app = incident().await;
    let number = started_back(&app, "2").await;
    app.succeed(number).await;
    assert_eq!(app.standing_there("3").await, Some(Standing::Suspect));
    roll_back(&app, &app.sre, &back("3", "production")).await.unwrap();
}

impl Storefront {
    async fn standing_there(&self, version: &str) -> Option<Standing> {
        standing(self, version).await
    }

    /// A release that served before is asked for again in production, with its approvals.
    async fn ready_again(&self, version: &str) -> DeploymentNumber {
        let number = self.answered(version, "production").await;
        assert_eq!(asked(version, "production").release, self.deployment(number).await.version);
        for stakeholder in &self.stakeholders[..2] {
            self.approve(stakeholder, number).await.unwrap();
        }
        number
    }
}
