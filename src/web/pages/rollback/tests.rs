use crate::access::actor::Actor;
use crate::domain::id::DeploymentNumber;
use crate::testing::app::good_release;
use crate::testing::client::Answer;
use crate::testing::page::{assert_shows, seen};
use crate::testing::scene::People;
use crate::testing::{Browser, TestApp};

const PAGE: &str = "/projects/storefront/environments/production/rollback";

/// Production went from 2.7.2 over 2.7.3 to 2.8.0; between the last two lies 2.7.4, which never got there.
async fn shop() -> (TestApp, People) {
    let app = TestApp::with_storefront().await;
    let people = People::of(&app).await;
    for (version, declared) in
        [("2.7.2", Some("no")), ("2.7.3", Some("no")), ("2.7.4", None), ("2.8.0", Some("no"))]
    {
        let mut release = serde_json::to_value(good_release(version)).unwrap();
        release["irreversible"] = declared.into();
        app.release_with("storefront", serde_json::from_value(release).unwrap()).await;
        if version != "2.7.4" {
            app.deploy(&people.devops, &[], ("storefront", "staging", version)).await;
            app.deploy(&people.devops, &people.approvers(), ("storefront", "production", version)).await;
        }
    }
    (app, people)
}

async fn send(app: &TestApp, actor: &Actor, fields: &[(&str, &str)]) -> Answer {
    let mut browser = Browser::signed_in(&app.app, actor).await;
    browser.get(PAGE).await;
    browser.post(PAGE, fields).await
}

#[tokio::test]
async fn the_page_is_honest_before_the_click() {
    let (app, people) = shop().await;
    let page = seen(&app, &people.sre, PAGE).await;
    let shown = [
        "<title>Roll back production to 2.7.3 · Slipway</title>",
        "<h1>Roll back Storefront in production</h1>",
        "production serves 2.8.0",
        "<small>Live now</small><span class=\"version\">2.8.0</span>",
        "<small>Back to</small><span class=\"version\">2.7.3</span>",
        "last good one",
        "Data, schema and messages that were sent",
        "no rollback here yet",
        "<span class=\"mono\">2.7.4</span>: irreversible change not declared",
        "Assume it can't be undone.",
        "On web-1, web-2 and web-3, one at a time",
        "name=\"about\" value=\"Errors\"",
        "Not critical? Plan it",
        "Can it go on? Monitor",
        "rollback?to=2.7.2",
    ];
    assert_shows(&page, &shown, &["disabled"]);
    let older = seen(&app, &people.sre, &format!("{PAGE}?to=2.7.2")).await;
    assert_shows(&older, &["Roll back production to 2.7.2", "rollback?to=2.7.3"], &["last good one"]);
    for version in ["2.8.0", "9.9.9", "<i>"] {
        let address = format!("{PAGE}?to={}", version.replace('<', "%3C").replace('>', "%3E"));
        let none = seen(&app, &people.sre, &address).await;
        assert_shows(&none, &["cannot be rolled back to", "rollback?to=2.7.3"], &["<i>", "now</button>"]);
    }
}

#[tokio::test]
async fn a_rollback_at_once_needs_a_reason_and_starts_a_deployment() {
    let (app, people) = shop().await;
    let silent = [("to", "2.7.3"), ("way", "immediate"), ("reason", " ")];
    let refused = send(&app, &people.sre, &silent).await;
    assert_eq!(refused.status, 422);
    assert_shows(&refused.body, &["Enter a reason. The reviewer will see it.", "aria-invalid=\"true\""], &[]);
    let other = [("to", "2.7.3"), ("way", "immediate"), ("about", "Other"), ("reason", "")];
    let refused = send(&app, &people.sre, &other).await;
    assert_eq!(refused.status, 422, "Other says nothing without words");
    assert_shows(&refused.body, &["value=\"Other\" checked"], &[]);
    let fields =
        [("to", "2.7.3"), ("way", "immediate"), ("about", "Errors"), ("reason", "the basket is <empty>")];
    let done = send(&app, &people.devops, &fields).await;
    assert_eq!(done.status, 303);
    let number = DeploymentNumber(done.location().trim_start_matches("/deployments/").parse().unwrap());
    let deployment = app.deployment(number).await;
    assert!(deployment.immediate);
    assert_eq!(deployment.request_reason, "Errors: the basket is <empty>");
    let again = send(&app, &people.sre, &fields).await;
    assert_eq!(again.status, 409);
    let why = format!("#{number} rolls this environment back already");
    assert_shows(&again.body, &[&why], &["reason-now"]);
}

#[tokio::test]
async fn a_planned_one_is_a_request_with_the_usual_approvals() {
    let (app, people) = shop().await;
    let fields = [("to", "2.7.3"), ("way", "planned"), ("reason", "slow checkout")];
    let done = send(&app, &people.devops, &fields).await;
    assert_eq!(done.status, 303);
    let page = seen(&app, &people.stakeholder, done.location()).await;
    assert_shows(
        &page,
        &["back to <span class=\"mono\">2.7.3", "What goes away", "Approve 2.7.3"],
        &["<h2>Gates"],
    );
    let typed = [("to", "2.8.0"), ("way", "planned"), ("reason", "keep <this>")];
    assert_eq!(send(&app, &people.devops, &typed).await.status, 409);
    let typed = [("to", "2.7.3"), ("way", "planned"), ("reason", "keep <this>")];
    let again = send(&app, &people.devops, &typed).await;
    assert_eq!(again.status, 409);
    assert_shows(&again.body, &["is under way already", "keep &lt;this&gt;</textarea>"], &[]);
}

#[tokio::test]
async fn who_may_not_finds_no_button_and_who_sees_nothing_finds_no_page() {
    let (app, people) = shop().await;
    let page = seen(&app, &people.auditor, PAGE).await;
    assert_shows(
        &page,
        &["Your roles do not let you roll back here"],
        &["<button type=\"submit\" class=\"button danger\""],
    );
    let fields = [("to", "2.7.3"), ("way", "immediate"), ("reason", "x")];
    assert_eq!(send(&app, &people.stakeholder, &fields).await.status, 403);
    for nobody in [&people.developer, &people.admin] {
        assert_eq!(Browser::signed_in(&app.app, nobody).await.get(PAGE).await.status, 404);
        assert_eq!(send(&app, nobody, &fields).await.status, 404);
    }
    let production = "SELECT id FROM environments WHERE slug = 'production'";
    app.sql(&format!(
        "INSERT INTO roles (name, created_at) VALUES ('Day', 0);
         INSERT INTO role_access (role_id, environment_id, level, since) SELECT r.id, ({production}), 'deploy', 0 FROM roles r WHERE r.name = 'Day'"
    ))
    .await;
    let day = app.person("day", "Day").await;
    let page = seen(&app, &day, PAGE).await;
    assert_shows(
        &page,
        &["your roles do not let you roll back at once here", "reason-planned"],
        &["reason-now"],
    );
    assert_eq!(send(&app, &day, &fields).await.status, 403);
}

#[tokio::test]
async fn an_environment_without_a_past_says_so() {
    let app = TestApp::with_storefront().await;
    let people = People::of(&app).await;
    app.release("storefront", "1.0.0").await;
    let page = seen(&app, &people.sre, PAGE).await;
    assert_shows(
        &page,
        &["Nothing to roll back to: production has no earlier success that is good."],
        &["now</button>"],
    );
}

#[tokio::test]
async fn what_was_rolled_back_is_not_preselected_and_can_be_chosen_with_a_warning() {
    let (app, people) = shop().await;
    let back = app
        .roll_back(&people.sre, crate::testing::progress::asked("storefront", "production", "2.7.3"))
        .await;
    app.start(&people.sre, back).await;
    app.succeed(back).await;
    let page = seen(&app, &people.sre, PAGE).await;
    assert_shows(&page, &["<title>Roll back production to 2.7.2", "rollback?to=2.8.0"], &["to 2.8.0 now"]);
    assert_shows(&seen(&app, &people.sre, "/").await, &["rollback?to=2.7.2"], &["rollback?to=2.8.0"]);
    let chosen = seen(&app, &people.sre, &format!("{PAGE}?to=2.8.0")).await;
    assert_shows(
        &chosen,
        &["Roll back to 2.8.0 now", "why it should come back"],
        &["last good one", "earlier success"],
    );
    let fields = [("to", "2.8.0"), ("way", "immediate"), ("reason", "2.7.3 is worse")];
    assert_eq!(send(&app, &people.sre, &fields).await.status, 303);
}

#[tokio::test]
async fn who_rolls_back_may_say_that_the_release_is_not_at_fault_and_the_reviewer_reads_it() {
    let (app, people) = shop().await;
    let back = [("to", "2.7.3"), ("way", "immediate"), ("reason", "web-2 is down")];
    let ticked = [&back[..], &[("no_fault", "yes"), ("no_fault_reason", " ")]].concat();
    let answer = send(&app, &people.sre, &ticked).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Say why the release is not at fault."), "{}", answer.body);
    assert!(answer.body.contains("web-2 is down") && answer.body.contains("checked"), "{}", answer.body);
    let unticked = [&back[..], &[("no_fault_reason", "its disk died")]].concat();
    let answer = send(&app, &people.sre, &unticked).await;
    assert!(
        answer.status == 422 && answer.body.contains("Tick “The release is not at fault”"),
        "{}",
        answer.body
    );
    let said = [&back[..], &[("no_fault", "yes"), ("no_fault_reason", "its disk died")]].concat();
    let answer = send(&app, &people.sre, &said).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = seen(&app, &people.stakeholder, answer.location()).await;
    let shown = ["What it takes away", "sre says that the release is not at fault: its disk died"];
    let report =
        "/projects/storefront/releases/2.8.0?environment=production&amp;reason=Rolled%20back%20by%20%23";
    assert_shows(
        &page,
        &[&shown[..], &["Report a problem with 2.8.0", "Not at fault", report]].concat(),
        &[],
    );
    // A reviewer who disagrees finds the report filled in.
    let way = page.split("href=\"").find(|rest| rest.starts_with(report)).unwrap();
    let way = way.split(['"', '#']).next().unwrap().replace("&amp;", "&");
    let form = seen(&app, &people.devops, &way).await;
    let filled = ["<option value=\"production\" selected>", ": web-2 is down</textarea>"];
    assert_shows(&form, &filled, &["notice refused"]);
}
