use crate::access::permit::Operator;
use crate::actions::set_up::setup_link;
use crate::testing::page::assert_shows;
use crate::testing::{Browser, TestApp};
use http::StatusCode;

const PASSWORD: &str = "harbour lantern fog";

async fn address(app: &TestApp) -> String {
    setup_link(app, &Operator::at_command_line()).await.unwrap().unwrap().path()
}

fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("name", "ana"),
        ("display_name", "Ana Silva"),
        ("password", PASSWORD),
        ("again", PASSWORD),
        ("address", "http://127.0.0.1:3000"),
        ("first", "template"),
        ("project", "Payments API"),
        ("document", ""),
    ];
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form
}

/// SECURITY 14: the printed link leads from an empty folder to a board, once.
#[tokio::test]
async fn the_first_run_leads_to_a_board() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    assert_shows(
        &browser.get(&address).await.body,
        &["Set up Slipway", "value=\"http://127.0.0.1:3000\""],
        &[],
    );
    let answer = browser.post(&address, &form(&[])).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    let shown =
        ["Payments API", "Ana Silva", "Slipway is set up, and you are signed in.", "Give yourself a role"];
    assert_shows(&browser.get("/").await.body, &shown, &[]);
    assert_eq!(browser.get(&address).await.status, StatusCode::GONE);
    assert_eq!(browser.post(&address, &form(&[("name", "mallory")])).await.status, StatusCode::GONE);
    let mut later = Browser::of(&app.app);
    later.get("/sign-in").await;
    let answer = later.post("/sign-in", &[("name", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn what_is_wrong_comes_back_filled_in_without_the_password() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let before = app.dump().await;
    for (changes, words) in [
        (
            &[("name", "a b"), ("address", "nowhere")][..],
            &["sign-in name is 1 to 64", "as people type it"][..],
        ),
        (&[("again", "harbour lantern fig")], &["The two passwords differ."]),
        (
            &[("again", "x"), ("name", "a b"), ("address", "nowhere"), ("project", ""), ("email", "none")],
            &[
                "The two passwords differ.",
                "sign-in name is 1 to 64",
                "as people type it",
                "at least one letter",
                "value=\"a b\"",
                "value=\"nowhere\"",
                "value=\"Ana Silva\"",
            ],
        ),
        (&[("password", "short"), ("again", "short")], &["at least 15 characters"]),
        (
            &[("first", "document"), ("document", "# Hello\n")],
            &["to settle. They are listed below it.", ">Line 1</a>", "# Hello"],
        ),
        (&[("project", "")], &["at least one letter"]),
        (&[("role", "SRE")], &["could not be read"]),
    ] {
        let answer = browser.post(&address, &form(changes)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        assert_shows(&answer.body, words, &[PASSWORD]);
    }
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn another_address_asks_for_a_restart() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let answer =
        browser.post(&address, &form(&[("address", "https://slipway.example"), ("first", "later")])).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_shows(&answer.body, &["Restart the server", "https://slipway.example", "slipway.toml"], &[]);
}

#[tokio::test]
async fn an_empty_installation_says_where_its_link_is_until_somebody_is_there() {
    let app = TestApp::new().await;
    let said = ["Slipway is not set up yet", "it printed a set-up link", "/setup/"];
    for page in ["/", "/sign-in"] {
        let answer = Browser::of(&app.app).get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert_shows(&answer.body, &said, &["<form"]);
    }
    assert_eq!(Browser::of(&app.app).get("/history").await.status, StatusCode::SEE_OTHER);
    app.person("somebody", "Admin").await;
    let answer = Browser::of(&app.app).get("/").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_shows(&Browser::of(&app.app).get("/sign-in").await.body, &["<form"], &said[..2]);
}

#[tokio::test]
async fn the_board_leads_from_step_to_step() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    browser.post(&address, &form(&[])).await;
    let board = browser.get("/").await.body;
    assert_shows(&board, &["1 of 4", "href=\"/admin/people/ana\" class=\"button primary\""], &[]);
    browser.get("/admin/people/ana").await;
    let given = browser.post("/admin/people/ana/roles", &[("role", "SRE"), ("project", "")]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    let board = browser.get("/").await.body;
    assert_shows(
        &board,
        &["3 of 4", "href=\"/projects/payments-api/new-release\""],
        &["Give yourself a role</b>"],
    );
    app.release("payments-api", "1.0.0").await;
    let board = browser.get("/").await.body;
    assert_shows(&board, &["4 of 4", "environment=development&amp;release=1.0.0"], &[]);
}

/// A document whose commands need no files.
fn document() -> String {
    crate::testing::app::DOCUMENT.replace("./deploy.sh", "deploy").replace("./smoke.sh", "smoke")
}

#[tokio::test]
async fn a_pasted_document_shows_how_it_is_read_before_anything_is_set_up() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let before = app.dump().await;
    let document = document();
    let shown = browser
        .post(&address, &form(&[("first", "document"), ("document", &document), ("act", "read")]))
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    let words = ["What Slipway reads", "state guarded\">Guarded", "2 of Stakeholder", "value=\"ana\""];
    assert_shows(&shown.body, &words, &[PASSWORD, "Not set up yet"]);
    assert_eq!(app.dump().await, before);
    let answer = browser.post(&address, &form(&[("first", "document"), ("document", &document)])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

/// Who types into the document's field and leaves the template chosen is told; nothing is dropped in silence.
#[tokio::test]
async fn a_document_beside_another_choice_is_not_forgotten() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let before = app.dump().await;
    let answer = browser.post(&address, &form(&[("document", "# Our own\n")])).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_shows(&answer.body, &["something else is chosen", "# Our own"], &[PASSWORD]);
    assert_eq!(app.dump().await, before);
    let answer = browser.post(&address, &form(&[("document", "# Our own\n"), ("act", "read")])).await;
    assert_shows(&answer.body, &["value=\"document\" selected"], &["Nothing was set up yet"]);
}

/// Commands need their files: they are asked for beside the document, and set up with it.
#[tokio::test]
async fn missing_command_files_are_asked_for_and_set_up_with_the_document() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let mut sent = form(&[("first", "document"), ("document", crate::testing::app::DOCUMENT)]);
    let answer = browser.post(&address, &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = ["2 points to settle", "name=\"file:deploy.sh\"", "Missing: line ", "name=\"file:smoke.sh\""];
    assert_shows(&answer.body, &shown, &["--files DIR"]);
    sent.extend([("file:deploy.sh", "#!/bin/sh\r\ntrue\r\n"), ("file:smoke.sh", "#!/bin/sh\n")]);
    let answer = browser.post(&address, &sent).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.get("/projects/storefront/strategy").await.body;
    assert_shows(&page, &["deploy.sh", "smoke.sh"], &["The version carries no files."]);
}

/// The form comes back with a box for each passage that was not read, and sets up once all are ticked.
#[tokio::test]
async fn what_was_not_read_is_acknowledged_with_a_box_for_each() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let table = "| Before a release to | Approvers |\n|---|---|\n| production | 2 Stakeholders |\n";
    let document =
        document().replacen("### Rollback Procedure", &format!("{table}\n### Rollback Procedure"), 1);
    let unread =
        crate::strategy::examine(document.as_bytes(), crate::domain::reading::Reader::default()).unread;
    assert!(!unread.is_empty());
    let mut sent = form(&[("first", "document"), ("document", &document)]);
    let before = app.dump().await;
    let answer = browser.post(&address, &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for passage in &unread {
        assert!(answer.body.contains(&format!("value=\"{}\"", passage.hash)), "{}", answer.body);
        assert!(answer.body.contains(&format!(">Line {}</a>", passage.line)), "{}", answer.body);
    }
    assert_eq!(app.dump().await, before);
    sent.extend(unread.iter().map(|passage| ("acknowledged", passage.hash.as_str())));
    let answer = browser.post(&address, &sent).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.get("/projects/storefront/strategy").await.body;
    assert_shows(&page, &["Not read", "Acknowledged by Ana Silva"], &["Not acknowledged"]);
}

/// Without the link nothing of a form is read, however long it is.
#[tokio::test]
async fn a_stranger_has_no_document_read() {
    let app = TestApp::new().await;
    let mut browser = Browser::of(&app.app);
    browser.get("/sign-in").await;
    let long = "x".repeat(crate::web::pages::document_form::LIMIT_BYTES + 1);
    let wrong = format!("/setup/{}", "0".repeat(64));
    let answer = browser.post(&wrong, &form(&[("first", "document"), ("document", &long)])).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let address = address(&app).await;
    browser.get(&address).await;
    let answer = browser.post(&address, &form(&[("first", "document"), ("document", &long)])).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
