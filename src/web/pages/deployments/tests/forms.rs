//! Each form: what it does, and how it comes back when it is refused.

use super::Shop;
use crate::domain::deployment::Outcome;
use crate::testing::page::assert_shows;
use crate::testing::progress::asked;

#[tokio::test]
async fn a_decision_is_bound_to_the_plan_that_was_seen() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    let plan = shop.app.deployment(number).await.plan_hash;
    let stakeholder = &shop.people.stakeholder;
    let other = [("decision", "approved"), ("comment", "Go <on>"), ("plan", "0000")];
    let refused = shop.send(stakeholder, number, "approval", &other).await;
    assert_eq!(refused.status, 409);
    let again = ["The plan changed since you opened this page", "Go &lt;on&gt;", "role=\"alert\""];
    assert_shows(&refused.body, &again, &[]);
    assert_shows(&refused.body, &[&format!("data-page=\"/deployments/{number}\""), &plan], &[]);
    let silent = [("decision", "rejected"), ("comment", " "), ("plan", plan.as_str())];
    assert_eq!(shop.send(stakeholder, number, "approval", &silent).await.status, 422);
    assert!(shop.app.deployment(number).await.ending.is_none());
    let fields = [("decision", "approved"), ("comment", "Go."), ("plan", plan.as_str())];
    let done = shop.send(stakeholder, number, "approval", &fields).await;
    assert_eq!((done.status.as_u16(), done.location()), (303, format!("/deployments/{number}").as_str()));
    assert_shows(&shop.page(stakeholder, number).await, &["1 of 2", "stakeholder approved: “Go.”"], &[]);
    assert_eq!(shop.send(stakeholder, number, "approval", &fields).await.status, 409);
}

#[tokio::test]
async fn a_rejection_ends_it_with_its_words() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    let plan = shop.app.deployment(number).await.plan_hash;
    let fields = [("decision", "rejected"), ("comment", "Wait for Monday"), ("plan", plan.as_str())];
    assert_eq!(shop.send(&shop.people.stakeholder, number, "approval", &fields).await.status, 303);
    let page = shop.page(&shop.people.devops, number).await;
    assert_shows(
        &page,
        &["Rejected by stakeholder: Wait for Monday", "Deploy again"],
        &["/start\"", "/approval\""],
    );
    assert_eq!(shop.send(&shop.people.stakeholder2, number, "approval", &fields).await.status, 409);
}

#[tokio::test]
async fn the_checklist_is_answered_once_with_a_note() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    let fields = [("line", "Documentation updated"), ("note", "see the <wiki>")];
    assert_eq!(shop.send(&shop.people.devops, number, "checklist", &fields).await.status, 303);
    assert_shows(
        &shop.page(&shop.people.devops, number).await,
        &["devops: see the &lt;wiki&gt;"],
        &["/checklist\""],
    );
    let again = shop.send(&shop.people.sre, number, "checklist", &fields).await;
    assert_eq!(again.status, 409);
    assert_shows(&again.body, &["“Documentation updated” is answered already."], &[]);
    let unknown = [("line", "Tea made"), ("note", "")];
    assert_eq!(shop.send(&shop.people.sre, number, "checklist", &unknown).await.status, 422);
}

#[tokio::test]
async fn a_start_is_refused_with_what_it_needs_and_done_once_nothing_is_in_the_way() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    let early = shop.send(&shop.people.devops, number, "start", &[]).await;
    assert_eq!(early.status, 409);
    assert_shows(&early.body, &["cannot start yet. It needs", "2 more approvals"], &[]);
    shop.app.make_ready(&shop.people.devops, &shop.people.approvers(), number).await;
    assert_eq!(shop.send(&shop.people.devops, number, "start", &[]).await.status, 303);
    assert!(shop.app.deployment(number).await.started_at.is_some());
    assert_eq!(shop.send(&shop.people.devops, number, "start", &[]).await.status, 409);
}

#[tokio::test]
async fn a_cancellation_takes_a_reason_and_comes_back_filled_in_when_it_is_too_long() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    let long = "so ".repeat(2_000);
    let refused = shop.send(&shop.people.devops, number, "cancellation", &[("reason", &long)]).await;
    assert_eq!(refused.status, 422);
    assert_shows(&refused.body, &[long.trim(), "<details open class=\"fold\">"], &[]);
    let fields = [("reason", "wrong release")];
    assert_eq!(shop.send(&shop.people.devops, number, "cancellation", &fields).await.status, 303);
    let ending = shop.app.deployment(number).await.ending.unwrap();
    assert_eq!(
        (ending.outcome, ending.reason.as_str()),
        (Outcome::Cancelled, "Cancelled by devops: wrong release")
    );
    assert_eq!(shop.send(&shop.people.devops, number, "cancellation", &fields).await.status, 409);
}

#[tokio::test]
async fn a_running_deployment_is_told_to_end_and_says_so() {
    let shop = Shop::open().await;
    let number = shop.at("Verify deployment").await;
    assert_eq!(shop.send(&shop.people.devops, number, "cancellation", &[("reason", "")]).await.status, 303);
    let page = shop.page(&shop.people.devops, number).await;
    assert_shows(&page, &["Being ended", "Cancelled by devops"], &["/cancellation\"", "Roll back to"]);
}

#[tokio::test]
async fn a_manual_step_is_confirmed_or_could_not_be_done() {
    let shop = Shop::open().await;
    let number = shop.at("Check logs").await;
    let silent = [("answer", "could_not"), ("note", "")];
    let refused = shop.send(&shop.people.devops, number, "steps/8/confirmation", &silent).await;
    assert_eq!(refused.status, 422);
    assert_shows(&refused.body, &["Say why the step could not be done."], &[]);
    let other = shop.send(&shop.people.devops, number, "steps/9/confirmation", &silent).await;
    assert_eq!(other.status, 409);
    let fields = [("answer", "done"), ("note", "calm")];
    assert_eq!(shop.send(&shop.people.devops, number, "steps/8/confirmation", &fields).await.status, 303);
    assert_shows(&shop.page(&shop.people.sre, number).await, &["confirmed by devops: “calm”"], &[]);
    shop.app.walk_to(number, "Verify functionality").await;
    let fields = [("answer", "could_not"), ("note", "the basket is empty")];
    assert_eq!(shop.send(&shop.people.devops, number, "steps/9/confirmation", &fields).await.status, 303);
    let page = shop.page(&shop.people.sre, number).await;
    let shown =
        ["devops could not do it", "devops could not do “Verify functionality”", "the basket is empty"];
    assert_shows(&page, &shown, &["/confirmation\""]);
    assert_eq!(page.matches("the basket is empty").count(), 1, "told once");
}

#[tokio::test]
async fn an_interrupted_deployment_is_resumed_or_failed_with_a_reason() {
    let shop = Shop::open().await;
    let number = shop.at("Verify deployment").await;
    shop.app.interrupt(number).await;
    let silent =
        shop.send(&shop.people.devops, number, "recovery", &[("recovery", "fail"), ("reason", "")]).await;
    assert_eq!(silent.status, 422);
    assert_eq!(
        shop.send(&shop.people.devops, number, "recovery", &[("recovery", "resume")]).await.status,
        303
    );
    assert_shows(&shop.page(&shop.people.sre, number).await, &["devops resumed it"], &["/recovery\""]);
    assert_eq!(
        shop.send(&shop.people.devops, number, "recovery", &[("recovery", "resume")]).await.status,
        409
    );
    shop.app.interrupt(number).await;
    let fields = [("recovery", "fail"), ("reason", "the disk is gone")];
    assert_eq!(shop.send(&shop.people.devops, number, "recovery", &fields).await.status, 303);
    assert_shows(&shop.page(&shop.people.sre, number).await, &["failed by devops: the disk is gone"], &[]);
}

#[tokio::test]
async fn a_review_is_closed_by_another_and_follow_ups_are_done() {
    let shop = Shop::open().await;
    let failed = shop.at("Verify deployment").await;
    shop.app.fail(failed, "Verify deployment", 0).await;
    let back = shop.app.roll_back(&shop.people.sre, asked("storefront", "production", "2.7.3")).await;
    shop.app.start(&shop.people.sre, back).await;
    shop.app.succeed(back).await;
    let fields = [("comment", "right and quick")];
    assert_eq!(shop.send(&shop.people.sre, back, "review", &fields).await.status, 409);
    assert_eq!(shop.send(&shop.people.stakeholder, back, "review", &[("comment", " ")]).await.status, 422);
    assert_eq!(shop.send(&shop.people.stakeholder, back, "review", &fields).await.status, 303);
    let page = shop.page(&shop.people.stakeholder, back).await;
    assert_shows(&page, &["Closed by stakeholder", "“right and quick”"], &["/review\""]);
    let done = [("note", "looked at them")];
    assert_eq!(shop.send(&shop.people.devops, back, "steps/8/follow-up", &done).await.status, 303);
    assert_eq!(shop.send(&shop.people.devops, back, "steps/8/follow-up", &done).await.status, 409);
    let page = shop.page(&shop.people.devops, back).await;
    assert_shows(&page, &["done afterwards by devops: “looked at them”"], &["/steps/8/follow-up\""]);
}

#[tokio::test]
async fn a_request_shows_what_it_would_come_to_and_is_made_once() {
    let shop = Shop::open().await;
    let page = "/deployments/new?project=storefront&environment=production";
    let mut browser = crate::testing::Browser::signed_in(&shop.app.app, &shop.people.devops).await;
    let choose = browser.get(page).await;
    // The newest release that can go is chosen, with its plan at once.
    let proposed = [
        "aria-current=\"true\" class=\"pick\">2.8.0",
        "The newest release that can go to production.",
        "Plan for 2.8.0",
    ];
    assert_shows(&choose.body, &proposed, &["<script>"]);
    let chosen = browser.get(&format!("{page}&release=2.8.0")).await;
    let shown = [
        "New deployment: Storefront to production",
        "It needs these first",
        "2 more approvals, from Stakeholder",
        "Request deployment</button>",
        "<th scope=\"row\">Irreversible change</th>",
        "Gates for 2.8.0",
        "What changes",
        "Deploy to production",
    ];
    assert_shows(&chosen.body, &shown, &[]);
    let fields = [
        ("project", "storefront"),
        ("environment", "production"),
        ("release", "2.8.0"),
        ("reason", "weekly"),
    ];
    let made = browser.post("/deployments", &fields).await;
    assert_eq!(made.status, 303);
    assert_shows(
        &browser.get(made.location()).await.body,
        &["“weekly”", "devops asked for 2.8.0: “weekly”"],
        &[],
    );
    let again = browser.post("/deployments", &fields).await;
    assert_eq!(again.status, 409);
    assert_shows(&again.body, &["is under way already", "weekly</textarea>"], &[]);
    let known = browser.get(&format!("{page}&release=2.8.0")).await;
    assert_shows(
        &known.body,
        &["Not possible now", "is under way already", "Requested already"],
        &["action=\"/deployments\""],
    );
    let bad = [("project", "storefront"), ("environment", "production"), ("release", "9 9"), ("reason", "x")];
    assert_eq!(browser.post("/deployments", &bad).await.status, 422);
}
