//! Walks every route as everybody: the table says what each requires, and each answers as it says.

mod changes;
mod examples;
mod levels;
mod unseen;
mod untold;

use super::{Requires, Route, all};
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::access::scope::Scope;
use crate::domain::id::{EnvironmentId, ProjectId};
use crate::domain::text::Slug;
use crate::domain::time::Span;
use crate::store::{environments, grants, people, projects};
use crate::testing::client::{Answer, peek};
use crate::testing::{Browser, TestApp};
use crate::web::fresh::FRESH;
use crate::web::fresh::Proof;
use axum::Router;
use examples::{Example, Sends};
use http::{Request, StatusCode, header};
use std::fmt::Write;

/// Who asks: nobody, each built-in role for all projects, and the strongest role in another project.
const WHO: [&str; 8] =
    ["signed out", "Developer", "DevOps", "SRE", "Stakeholder", "Auditor", "Admin", "SRE@other"];

/// Headers that a careless reader would believe; every request of these tests carries them.
const FORGED: [(&str, &str); 6] = [
    ("referer", "https://evil.example/deployments/1?error=x"),
    ("x-environment", "development"),
    ("x-user", "1"),
    ("x-forwarded-user", "sre"),
    ("x-original-url", "/healthz"),
    ("x-http-method-override", "GET"),
];

/// What an answer comes to.
fn word(answer: &Answer) -> String {
    match answer.status.as_u16() {
        303 if answer.location().starts_with("/sign-in") => "303 sign-in".to_owned(),
        status => status.to_string(),
    }
}

struct Asking<'a> {
    app: &'a TestApp,
    router: Router,
    who: &'a str,
    route: &'a Route,
    example: &'a Example,
}

/// What somebody brings along with a request.
enum Brings {
    Cookies { cookies: String, csrf: String },
    Secret(String),
    Nothing,
}

/// What a request came to.
struct Came {
    /// The status, and where it leads if that is the sign-in.
    word: String,
    /// Whether the table denies it.
    denied: bool,
}

impl<'a> Asking<'a> {
    fn of(app: &'a TestApp, who: &'a str, route: &'a Route, example: &'a Example) -> Self {
        Self { app, router: crate::web::router(app.app.clone()), who, route, example }
    }

    fn is_stranger(&self) -> bool {
        self.who == "signed out"
    }

    fn is_machine(&self) -> bool {
        matches!(self.route.requires, Requires::Token(_))
    }

    async fn brings(&self) -> Brings {
        brings(self.app, self.who, self.is_machine()).await
    }

    async fn ask(&self, brings: &Brings) -> Answer {
        let plain = Request::builder().method(self.route.method.clone()).uri(&self.example.address);
        let request = FORGED.into_iter().fold(plain, |request, (name, value)| request.header(name, value));
        let (request, csrf) = match brings {
            Brings::Nothing => (request, ""),
            Brings::Secret(secret) => (request.header(header::AUTHORIZATION, format!("Bearer {secret}")), ""),
            Brings::Cookies { cookies, csrf } => {
                let request = request.header(header::COOKIE, cookies).header("sec-fetch-site", "same-origin");
                (request, csrf.as_str())
            }
        };
        let (kind, body) = match &self.example.sends {
            Sends::Nothing => ("text/plain", String::new()),
            Sends::Form(form) => ("application/x-www-form-urlencoded", format!("csrf={csrf}&{form}")),
            Sends::Json(json) => ("application/json", json.to_string()),
        };
        let request = request.header(header::CONTENT_TYPE, kind).body(body.into()).unwrap();
        peek(&self.router, request).await
    }

    /// Asks, and makes sure that the answer is what the table says and that a denial changed nothing.
    async fn came(&self, brings: &Brings, before: &[String]) -> Came {
        let line = format!("{} {} as {}", self.route.method, self.route.path, self.who);
        let answer = self.ask(brings).await;
        let word = word(&answer);
        let must = self.must().await;
        if let Some(must) = must {
            assert_eq!(word, must, "{line}");
            assert_unchanged(before, &rows(self.app).await, &line);
        } else if self.route.requires != Requires::Nothing {
            let passed = ![401, 403, 404].contains(&answer.status.as_u16()) && word != "303 sign-in";
            assert!(passed || line.starts_with("POST /sign-out "), "{line}: {word}");
        }
        assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{line}");
        Came { word, denied: must.is_some() }
    }

    /// What the table says that the answer must come to; none where the handler may answer as it likes.
    async fn must(&self) -> Option<&'static str> {
        match self.route.requires {
            Requires::Nothing => None,
            _ if self.is_stranger() => Some(if self.is_machine() { "401" } else { "303 sign-in" }),
            Requires::SignedIn => None,
            Requires::Administers => (!self.grants().await.administers()).then_some("403"),
            Requires::ReadsAudit => (!self.grants().await.reads_audit()).then_some("403"),
            Requires::InProject => {
                (!self.grants().await.knows_project(self.project().await)).then_some("404")
            }
            Requires::SeesEnvironment => {
                let scope = Scope::of(self.grants().await);
                (!scope.sees_environment(self.environment().await)).then_some("404")
            }
            Requires::InEnvironment(needed) | Requires::Token(needed) => self.denied(needed).await,
        }
    }

    async fn denied(&self, needed: Permission) -> Option<&'static str> {
        let (grants, project) = (self.grants().await, self.project().await);
        let (knows, may) = if needed.is_for_a_project() {
            (grants.knows_project(project), grants.may_anywhere(needed, project))
        } else {
            let environment = self.environment().await;
            (grants.may(Permission::See, project, environment), grants.may(needed, project, environment))
        };
        match (knows, may) {
            (false, _) => Some("404"),
            (true, false) => Some("403"),
            (true, true) => None,
        }
    }

    async fn grants(&self) -> Grants {
        let mut db = self.app.store.read().await.unwrap();
        let person = people::by_sign_in_name(&mut db, &name_of(self.who)).await.unwrap().unwrap();
        grants::of_person(&mut db, person.id).await.unwrap()
    }

    async fn project(&self) -> ProjectId {
        let mut db = self.app.store.read().await.unwrap();
        projects::by_slug(&mut db, "storefront").await.unwrap().unwrap().id
    }

    async fn environment(&self) -> EnvironmentId {
        let mut db = self.app.store.read().await.unwrap();
        environments::by_slug(&mut db, self.example.environment).await.unwrap().unwrap().id
    }
}

/// A browser for people's routes, a token for machines' routes.
async fn brings(app: &TestApp, who: &str, is_machine: bool) -> Brings {
    let name = name_of(who);
    let browser = match (is_machine, who == "signed out") {
        (true, true) => return Brings::Nothing,
        (true, false) => return Brings::Secret(examples::secret(app, &name).await),
        (false, true) => stranger(app).await,
        (false, false) => signed_in(app, &name).await,
    };
    Brings::Cookies { cookies: browser.cookie_header(), csrf: browser.csrf }
}

async fn stranger(app: &TestApp) -> Browser {
    let mut browser = Browser::of(&app.app);
    browser.get("/sign-in").await;
    browser
}

async fn signed_in(app: &TestApp, name: &str) -> Browser {
    let found = people::by_sign_in_name(&mut app.store.read().await.unwrap(), name).await.unwrap();
    let person = found.unwrap();
    let actor = crate::access::actor::Actor::Person { id: person.id, name: person.display_name };
    Browser::signed_in(&app.app, &actor).await
}

/// The sign-in name of who holds a role: `sre-other` for `SRE@other`.
fn name_of(who: &str) -> String {
    Slug::of_name(who).unwrap().as_str().to_owned()
}

/// Everything but when sessions and tokens were last used, and what tells of refused attempts.
async fn rows(app: &TestApp) -> Vec<String> {
    let mut rows = app.dump_without_attempts().await;
    rows.retain(|row| !row.starts_with("sessions:") && !row.starts_with("tokens:"));
    rows
}

fn assert_unchanged(before: &[String], after: &[String], what: &str) {
    if before == after {
        return;
    }
    let news: Vec<&String> = after.iter().filter(|row| !before.contains(row)).collect();
    assert!(news.is_empty() && before.len() == after.len(), "{what} changed {news:#?}");
}

#[tokio::test]
async fn every_route_answers_everybody_as_the_table_says() {
    let database = examples::installation(&WHO[1..]).await.into_database().await;
    let mut told = String::new();
    for route in all() {
        let line = format!("{} {}", route.method, route.path);
        let example = examples::of(&line).unwrap_or_else(|| panic!("{line} has no example in this test"));
        let proof = if route.proof == Proof::Any { String::new() } else { format!(", {:?}", route.proof) };
        write!(told, "{line} ({:?}{proof}):", route.requires).unwrap();
        for who in WHO {
            let app = TestApp::of_database(&database).await;
            let asking = Asking::of(&app, who, &route, &example);
            let brings = asking.brings().await;
            let Came { word: came, .. } = asking.came(&brings, &rows(&app).await).await;
            write!(told, " {who} {came},").unwrap();
        }
        told.pop();
        told.push('\n');
    }
    insta::assert_snapshot!(told);
}

/// SECURITY 17: what asks for a fresh proof does nothing with an older one, and says so to who could do it.
#[tokio::test]
async fn what_is_dangerous_does_nothing_after_a_quarter_of_an_hour() {
    let database = examples::installation(&WHO[1..]).await.into_database().await;
    let mut asked = Vec::new();
    // Run 1 is none for real: that those ask is shown with the pages of runs.
    let asks = |route: &Route| !matches!(route.proof, Proof::Any | Proof::FreshInRealRun);
    for route in all().into_iter().filter(asks) {
        let line = format!("{} {}", route.method, route.path);
        let example = examples::of(&line).unwrap();
        for who in &WHO[1..] {
            let app = TestApp::of_database(&database).await;
            let asking = Asking::of(&app, who, &route, &example);
            let brings = asking.brings().await;
            app.clock.advance(Span(FRESH.0 + 1));
            let before = rows(&app).await;
            let answer = asking.ask(&brings).await;
            let expected = asking.must().await.map_or(vec!["403"], |must| vec![must, "403"]);
            assert!(expected.contains(&word(&answer).as_str()), "{line} as {who}: {}", answer.status);
            assert_unchanged(&before, &rows(&app).await, &format!("{line} as {who}"));
        }
        asked.push(line);
    }
    for line in ["POST /deployments/{number}/approval", "POST /deployments/{number}/start"] {
        assert!(asked.iter().any(|asked| asked == line), "{line}");
    }
}

#[tokio::test]
async fn reading_changes_nothing() {
    let app = examples::installation(&WHO[1..]).await;
    for route in all().iter().filter(|route| route.method.is_safe()) {
        let example = examples::of(&format!("{} {}", route.method, route.path)).unwrap();
        for who in WHO {
            let asking = Asking::of(&app, who, route, &example);
            let brings = asking.brings().await;
            let before = rows(&app).await;
            asking.ask(&brings).await;
            assert_unchanged(&before, &rows(&app).await, &format!("{} as {who}", route.path));
        }
    }
}

#[tokio::test]
async fn other_spellings_of_an_address_open_nothing() {
    let app = examples::installation(&WHO[1..]).await;
    for route in all() {
        let example = examples::of(&format!("{} {}", route.method, route.path)).unwrap();
        if route.requires == Requires::Nothing {
            continue;
        }
        let path = example.address.split('?').next().unwrap();
        for spelling in spellings(path) {
            let request = Request::builder().method(route.method.clone()).uri(&spelling);
            let request = request.header("sec-fetch-site", "same-origin").body("".into()).unwrap();
            let answer = peek(&crate::web::router(app.app.clone()), request).await;
            let shut =
                [400, 401, 404, 405].contains(&answer.status.as_u16()) || word(&answer) == "303 sign-in";
            assert!(shut, "{} {spelling}: {}", route.method, answer.status);
        }
    }
}

fn spellings(path: &str) -> Vec<String> {
    let tail = path.trim_start_matches('/');
    let upper = path.to_uppercase();
    let encoded: String = path.bytes().map(|b| format!("%{b:02x}")).collect();
    vec![
        format!("/{path}"),
        format!("/./{tail}"),
        format!("/x/..{path}"),
        format!("/healthz/..{path}"),
        format!("/healthz/%2e%2e{path}"),
        format!("/%2e/{tail}"),
        format!("/%2f{tail}"),
        format!("/assets/../{tail}"),
        format!("/assets/x/..%2f..{path}"),
        format!("{path}/"),
        format!("{path}/."),
        format!("{path}."),
        format!("{path};x"),
        format!("{path};.jsp"),
        format!("{path}%00"),
        format!("{path}%20"),
        format!("{path}%0a"),
        format!("{path}/..;/healthz"),
        format!("/healthz?jsp={path};.jsp").replace("/healthz?", "/nowhere?"),
        format!("/{encoded}"),
        upper,
        path.replace('/', "//"),
        path.replace('/', "/%2e/"),
    ]
}
