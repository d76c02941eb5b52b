//! Walks every route that changes something: nothing but its own fields decides what it does, and nothing is changed
//! without its audit event.

use super::*;

/// What no form and no call has, under names that a careless reader would take. A route that has one of these fields
/// itself gets it twice.
const MORE: [(&str, &str); 13] = [
    ("environment", "development"),
    ("environment_id", "1"),
    ("env", "development"),
    ("project_id", "2"),
    ("number", "2"),
    ("id", "2"),
    ("user_id", "1"),
    ("role", "Admin"),
    ("is_admin", "1"),
    ("requested_by", "1"),
    ("approved_by", "1"),
    ("state", "succeeded"),
    ("created_at", "0"),
];

/// The routes that change something, each with its example.
fn changing() -> impl Iterator<Item = (Route, Example)> {
    all().into_iter().filter(|route| !route.method.is_safe()).map(|route| {
        let example = examples::of(&format!("{} {}", route.method, route.path)).unwrap();
        (route, example)
    })
}

/// The same request with more in its address and its body.
fn with_more(example: &Example) -> Example {
    let more: Vec<String> = MORE.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let more = more.join("&");
    let sends = match &example.sends {
        Sends::Nothing => Sends::Nothing,
        Sends::Form(form) => Sends::Form(format!("{form}&{more}").leak()),
        Sends::Json(json) => {
            let mut json = json.clone();
            for (name, value) in MORE {
                json.as_object_mut().unwrap().entry(name).or_insert_with(|| value.into());
            }
            Sends::Json(json)
        }
    };
    Example { address: format!("{}?{more}", example.address), environment: example.environment, sends }
}

/// What a request came to in an installation of its own: the rows before, the answer, the rows after.
struct Came {
    before: Vec<String>,
    answer: Answer,
    after: Vec<String>,
}

async fn ask(database: &[u8], who: &str, route: &Route, example: &Example, first: &str) -> Came {
    let app = TestApp::of_database(database).await;
    let asking = Asking::of(&app, who, route, example);
    let brings = asking.brings().await;
    if !first.is_empty() {
        app.sql(first).await;
    }
    let before = rows(&app).await;
    let answer = asking.ask(&brings).await;
    Came { before, answer, after: rows(&app).await }
}

#[tokio::test]
async fn nothing_but_its_own_fields_decides_a_request() {
    let database = examples::installation(&WHO[1..]).await.into_database().await;
    for (route, example) in changing() {
        for who in ["Developer", "SRE"] {
            let what = format!("{} {} as {who}", route.method, route.path);
            let plain = ask(&database, who, &route, &example, "").await;
            let more = ask(&database, who, &route, &with_more(&example), "").await;
            let leads = more.answer.location();
            let stays = leads.is_empty() || leads.starts_with('/') && !leads.contains(['?', '\\']);
            assert!(stays && !leads.starts_with("//"), "{what} leads to {leads}");
            if word(&more.answer) == word(&plain.answer) {
                assert_unchanged(&plain.after, &more.after, &what);
            } else {
                assert_eq!(more.answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
                assert_unchanged(&more.before, &more.after, &what);
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_changed_without_its_audit_event() {
    let database = examples::installation(&WHO[1..]).await.into_database().await;
    let no_events =
        "CREATE TRIGGER no_events BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no room'); END";
    let mut changed = Vec::new();
    for (route, example) in changing() {
        for who in WHO {
            let usual = ask(&database, who, &route, &example, "").await;
            if usual.before == usual.after {
                continue;
            }
            let what = format!("{} {}", route.method, route.path);
            let came = ask(&database, who, &route, &example, no_events).await;
            assert!(came.answer.status.is_server_error(), "{what} as {who}: {}", came.answer.status);
            assert_unchanged(&came.before, &came.after, &format!("{what} as {who}"));
            changed.push(what);
        }
    }
    changed.dedup();
    assert!(changed.len() >= 9, "too few routes changed something here: {changed:#?}");
}
