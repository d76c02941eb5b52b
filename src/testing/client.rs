//! Who asks in tests of the whole app: nobody, a person's browser, a machine with a token. Requests go through the
//! router with all its layers, without a network.

use crate::access::actor::Actor;
use crate::app::App;
use crate::config::DEFAULT_LISTEN;
use crate::store::people::{self, Person};
use crate::store::sessions::{self, Beginning};
use crate::web::csrf::CsrfToken;
use crate::web::session::{SessionKey, form_hash};
use axum::Router;
use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use http::request::Builder;
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tower::ServiceExt;
use tower_sessions::session::Id;

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// A header's text; empty where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it redirects to; empty where it does not.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

/// Sends a request and looks at the beginning of the answer only: a stream has no end.
pub async fn peek(router: &Router, request: Request<Body>) -> Answer {
    let (parts, _) = router.clone().oneshot(request).await.unwrap().into_parts();
    Answer { status: parts.status, headers: parts.headers, body: String::new() }
}

async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// Nobody: no cookie, no token.
#[derive(Clone)]
pub struct Anonymous(pub Router);

impl Anonymous {
    /// Nobody, at this installation.
    pub fn of(app: &Arc<App>) -> Self {
        Self(crate::web::router(app.clone()))
    }

    /// Reads an address.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends any request.
    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        send(&self.0, request.body(body.into()).unwrap()).await
    }
}

/// A person's browser: it keeps cookies, and sends forms as our pages do.
pub struct Browser {
    server: Server,
    cookies: BTreeMap<String, String>,
    /// The token of the last page that had a form.
    pub csrf: String,
}

/// The server of a browser. Its router is put together when the first page is asked for: that takes longer than most
/// pages, and many browsers only lend their cookies.
#[derive(Clone)]
struct Server {
    app: Arc<App>,
    router: Arc<OnceLock<Router>>,
}

impl Server {
    fn of(app: &Arc<App>) -> Self {
        Self { app: app.clone(), router: Arc::default() }
    }

    fn router(&self) -> &Router {
        self.router.get_or_init(|| crate::web::router(self.app.clone()))
    }
}

impl Browser {
    /// A browser in which nobody is signed in.
    pub fn of(app: &Arc<App>) -> Self {
        Self { server: Server::of(app), cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// Another browser, at the same server, in which nobody is signed in.
    pub fn beside(&self) -> Self {
        Self { server: self.server.clone(), cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// A browser in which this person has just signed in.
    pub async fn signed_in(app: &Arc<App>, actor: &Actor) -> Self {
        let id = actor.person().unwrap();
        let person = people::by_id(&mut app.store.read().await.unwrap(), id).await.unwrap().unwrap();
        Self::signed_in_as(app, &person).await
    }

    /// A browser in which somebody has just signed in who was so when they proved who they are.
    pub async fn signed_in_as(app: &Arc<App>, person: &Person) -> Self {
        let mut id = [0; 16];
        app.random.fill(&mut id);
        let id = Id(i128::from_le_bytes(id));
        let mut write = app.store.write().await.unwrap();
        let (key, now) = (SessionKey::of(&id), app.clock.now());
        let beginning = Beginning { password: person.password_mark(), ..Beginning::of(Some(person.id), now) };
        sessions::create(&mut write, &key.0, &form_hash(&id), &beginning, "{}", now).await.unwrap();
        write.commit().await.unwrap();
        let mut browser = Self::of(app);
        browser.csrf = CsrfToken::of_cookie(&id.to_string()).as_str().to_owned();
        browser.cookies.insert("slipway".to_owned(), id.to_string());
        browser
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Puts a cookie in, as if a server had sent it.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form of the last page, with its token.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.clone())];
        all.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let body = serde_urlencoded::to_string(all).unwrap();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, body).await
    }

    /// Sends a form that stands on this page, which browsers name as where it comes from.
    pub async fn post_from(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend(fields);
        let body = serde_urlencoded::to_string(all).unwrap();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::REFERER, format!("http://{DEFAULT_LISTEN}{page}"))
            .header("sec-fetch-site", "same-origin");
        self.send(request, body).await
    }

    /// Sends any request with the cookies, and keeps those that come back.
    pub async fn send(&mut self, request: Builder, body: impl Into<Body>) -> Answer {
        let request = request.header(header::COOKIE, self.cookie_header()).body(body.into()).unwrap();
        let answer = send(self.server.router(), request).await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            self.keep(line.to_str().unwrap());
        }
        if let Some((_, rest)) = answer.body.split_once("name=\"csrf\" value=\"") {
            rest.split('"').next().unwrap().clone_into(&mut self.csrf);
        }
        answer
    }

    /// Opens a stream of events.
    pub async fn open(&self, path: &str, last_event_id: Option<&str>) -> Events {
        let mut request = Request::get(path).header(header::COOKIE, self.cookie_header());
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response =
            self.server.router().clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status();
        Events { status, body: response.into_body().into_data_stream(), read: String::new() }
    }

    /// What the browser sends as its cookies.
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep(&mut self, line: &str) {
        let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.set_cookie(name, value);
        }
    }
}

/// A machine that calls the API.
pub struct Token {
    router: Router,
    secret: String,
}

impl Token {
    /// A machine with this token.
    pub fn of(app: &Arc<App>, secret: &str) -> Self {
        Self { router: crate::web::router(app.clone()), secret: secret.to_owned() }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, body.to_string()).await
    }

    /// Sends any body as JSON.
    pub async fn send(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.secret))
            .header(header::CONTENT_TYPE, "application/json");
        send(&self.router, request.body(body.into()).unwrap()).await
    }
}

/// A stream of events that is being read.
pub struct Events {
    /// The status of the answer.
    pub status: StatusCode,
    body: BodyDataStream,
    read: String,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerEvent {
    /// `changed`, `log`.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Its data.
    pub data: String,
}

impl Events {
    /// The next event that has a name; none where the stream ended. A test that waits for what never comes fails.
    pub async fn next(&mut self) -> Option<ServerEvent> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let event = parse(block);
                self.read = rest.to_owned();
                if event.name.is_empty() {
                    continue;
                }
                return Some(event);
            }
            let more = tokio::time::timeout(Duration::from_secs(30), self.body.next()).await;
            let chunk = more.expect("an event within half a minute")?.unwrap();
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

fn parse(block: &str) -> ServerEvent {
    let field = |name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default().to_owned()
    };
    ServerEvent { name: field("event"), id: field("id"), data: field("data") }
}
