//! A sign-in provider inside the test: it knows some people, signs what it says, and lies where a test wants it to.

mod lie;
mod token;
mod trouble;

pub use lie::Lie;
pub use trouble::Trouble;

use crate::clock::{Clock, TestClock};
use crate::config::{OpenIdConnect, Secret};
use crate::domain::time::Span;
use crate::provider::Http;
use crate::provider::http::HttpError;
use async_trait::async_trait;
use openidconnect::{HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};
use url::Url;

/// Who it is.
pub const ISSUER: &str = "https://id.example";
/// Where it tells the groups that are too many for a token.
pub const GROUPS: &str = "https://id.example/me/getMemberObjects";
const CLIENT: &str = "slipway";
const SECRET: &str = "kept between the two";

/// The provider.
pub struct Double {
    clock: Arc<TestClock>,
    state: Mutex<State>,
    /// Whoever holds it keeps back the answers of the token endpoint.
    gate: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    people: BTreeMap<String, Value>,
    codes: BTreeMap<String, Code>,
    refresh_tokens: BTreeMap<String, String>,
    all_groups: BTreeMap<String, Value>,
    lie: Option<Lie>,
    troubles: BTreeMap<String, Trouble>,
    is_down: bool,
    tells_beside: bool,
    /// Which key it signs with.
    key: u8,
    given: u32,
    asked: Vec<String>,
}

/// What a code was given for.
struct Code {
    subject: String,
    nonce: String,
    challenge: String,
    returned: String,
}

impl Double {
    /// A provider that knows nobody yet, by this clock.
    pub fn at(clock: &Arc<TestClock>) -> Arc<Self> {
        Arc::new(Self { clock: clock.clone(), state: Mutex::default(), gate: tokio::sync::Mutex::default() })
    }

    /// The settings that name it.
    pub fn settings(&self) -> OpenIdConnect {
        OpenIdConnect {
            issuer: ISSUER.to_owned(),
            client_id: CLIENT.to_owned(),
            client_secret: Some(Secret(SECRET.to_owned())),
            name: "Harbour ID".to_owned(),
            groups_claim: "groups".to_owned(),
            groups_address: None,
            scopes: vec!["profile".to_owned(), "offline_access".to_owned()],
            prompt: None,
            confirm_every: Span::minutes(10),
        }
    }

    /// Knows somebody with these claims from now on; `sub` is the name they are called by here.
    pub fn knows(&self, subject: &str, claims: Value) {
        self.state().people.insert(subject.to_owned(), claims);
    }

    /// Puts somebody into these groups alone.
    pub fn groups(&self, subject: &str, groups: &[&str]) {
        let mut state = self.state();
        let claims = state.people.entry(subject.to_owned()).or_insert_with(|| json!({}));
        claims["groups"] = json!(groups);
    }

    /// Knows somebody no longer: their refresh tokens open nothing.
    pub fn forgets(&self, subject: &str) {
        let mut state = self.state();
        state.people.remove(subject);
        state.refresh_tokens.retain(|_, of| of != subject);
    }

    /// Lies in this way from now on, or no longer.
    pub fn lies(&self, lie: impl Into<Option<Lie>>) {
        self.state().lie = lie.into();
    }

    /// Has this trouble with one person from now on, or no longer.
    pub fn troubled(&self, subject: &str, trouble: impl Into<Option<Trouble>>) {
        let mut state = self.state();
        match trouble.into() {
            Some(trouble) => drop(state.troubles.insert(subject.to_owned(), trouble)),
            None => drop(state.troubles.remove(subject)),
        }
    }

    /// Gives tokens, but what it answers is on the way until this is dropped.
    pub async fn answers_late(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.gate.lock().await
    }

    /// Gives no answer, or does so again.
    pub fn is_down(&self, is_down: bool) {
        self.state().is_down = is_down;
    }

    /// Tells groups and names at the address for that, instead of in the token.
    pub fn tells_beside(&self) {
        self.state().tells_beside = true;
    }

    /// Signs with another key from now on.
    pub fn changes_key(&self) {
        self.state().key += 1;
    }

    /// What it was asked for, oldest first: `token`.
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    /// Somebody signs in there, sent to this address: where they are sent back to.
    pub fn visit(&self, address: &str, subject: &str) -> String {
        let address = Url::parse(address).unwrap();
        assert_eq!((address.host_str(), address.path()), (Some("id.example"), "/authorize"));
        let query: HashMap<String, String> = address.query_pairs().into_owned().collect();
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("scope", "openid profile offline_access"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(query[name], value, "{name}");
        }
        let code = Code {
            subject: subject.to_owned(),
            nonce: query["nonce"].clone(),
            challenge: query["code_challenge"].clone(),
            returned: query["redirect_uri"].clone(),
        };
        assert!(code.nonce.len() >= 32 && query["state"].len() >= 32 && query["state"] != code.nonce);
        let back = Url::parse(&code.returned).unwrap();
        let number = self.give(|state, number| drop(state.codes.insert(format!("code-{number}"), code)));
        format!("{}?code=code-{number}&state={}&iss={ISSUER}", back.path(), query["state"])
    }

    fn give(&self, give: impl FnOnce(&mut State, u32)) -> u32 {
        let mut state = self.state();
        state.given += 1;
        let number = state.given;
        give(&mut state, number);
        number
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn token(&self, request: &HttpRequest) -> (u16, Value) {
        let form: HashMap<String, String> = serde_urlencoded::from_bytes(request.body()).unwrap();
        assert!(request.headers()["authorization"].to_str().unwrap().starts_with("Basic "));
        let (subject, nonce) = match form["grant_type"].as_str() {
            "authorization_code" => {
                match self.state().codes.remove(&form["code"]).filter(|code| code.is_brought_by(&form)) {
                    Some(code) => (Some(code.subject), Some(code.nonce)),
                    None => (None, None),
                }
            }
            // Each is good once.
            _ => (self.state().refresh_tokens.remove(&form["refresh_token"]), None),
        };
        let Some(subject) = subject else { return (400, json!({ "error": "invalid_grant" })) };
        let number = self.give(|state, number| {
            state.refresh_tokens.insert(format!("refresh-{number}"), subject.clone());
        });
        (200, self.answer(&subject, nonce, number))
    }

    /// What this person's trouble makes of a request.
    fn trouble(&self, what: &str, request: &HttpRequest) -> Option<Result<(u16, Value), HttpError>> {
        let state = self.state();
        let form: HashMap<String, String> = serde_urlencoded::from_bytes(request.body()).unwrap_or_default();
        let header = request.headers().get("authorization").and_then(|header| header.to_str().ok());
        let beside = header.and_then(|header| header.strip_prefix("Bearer access "));
        let subject = form.get("refresh_token").and_then(|token| state.refresh_tokens.get(token));
        let of_code =
            form.get("code").and_then(|code| state.codes.get(code)).map(|code| code.subject.as_str());
        let subject = subject.map(String::as_str).or(of_code).or(beside)?;
        state.troubles.get(subject)?.answer(what)
    }

    fn answer(&self, subject: &str, nonce: Option<String>, number: u32) -> Value {
        let state = self.state();
        let told = if state.tells_beside { json!({}) } else { state.people[subject].clone() };
        let now = self.clock.now().0 / 1_000_000;
        let mut claims = json!({
            "iss": ISSUER, "sub": subject, "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": now,
        });
        claims.as_object_mut().unwrap().extend(told.as_object().unwrap().clone());
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        let mut answer = json!({
            "access_token": format!("access {subject}"), "token_type": "Bearer", "expires_in": 300,
            "refresh_token": format!("refresh-{number}"),
        });
        if let Some(token) = lie::token(state.lie, claims, state.key) {
            answer["id_token"] = json!(token);
        }
        answer
    }

    /// What Microsoft Graph answers at this address about who brings the token.
    fn all_groups(&self, request: &HttpRequest) -> (u16, Value) {
        let subject =
            request.headers()["authorization"].to_str().unwrap().strip_prefix("Bearer access ").unwrap();
        let asked: Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!((request.method().as_str(), asked), ("POST", json!({ "securityEnabledOnly": false })));
        let told = self.state().all_groups.get(subject).cloned();
        told.map_or((403, json!({ "error": { "code": "Authorization_RequestDenied" } })), |told| (200, told))
    }

    /// Answers at [`GROUPS`] about somebody's groups from now on.
    pub fn tells_all_groups(&self, subject: &str, answer: Value) {
        self.state().all_groups.insert(subject.to_owned(), answer);
    }

    fn userinfo(&self, request: &HttpRequest) -> (u16, Value) {
        let header = request.headers()["authorization"].to_str().unwrap();
        let subject = header.strip_prefix("Bearer access ").unwrap();
        let mut claims = self.state().people[subject].clone();
        claims["sub"] =
            json!(if self.state().lie == Some(Lie::SomebodyElseBeside) { "somebody" } else { subject });
        (200, claims)
    }
}

impl Code {
    fn is_brought_by(&self, form: &HashMap<String, String>) -> bool {
        let verifier = PkceCodeVerifier::new(form["code_verifier"].clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        challenge.as_str() == self.challenge && form["redirect_uri"] == self.returned
    }
}

#[async_trait]
impl Http for Double {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        assert_eq!(request.uri().host(), Some("id.example"));
        let what = request.uri().path().rsplit('/').next().unwrap().to_owned();
        self.state().asked.push(what.clone());
        if self.state().is_down {
            return Err(HttpError::NoAnswer("nobody answers".to_owned()));
        }
        if let Some(answer) = self.trouble(&what, &request) {
            return answer.map(written);
        }
        let answer = match what.as_str() {
            "openid-configuration" => (200, discovery()),
            "keys" => (200, json!({ "keys": [token::public_key(self.state().key)] })),
            "token" => self.token(&request),
            "userinfo" => self.userinfo(&request),
            "getMemberObjects" => self.all_groups(&request),
            _ => (404, json!({})),
        };
        if what == "token" {
            drop(self.gate.lock().await);
        }
        Ok(written(answer))
    }
}

fn written((status, body): (u16, Value)) -> HttpResponse {
    let response = http::Response::builder().status(status).header("content-type", "application/json");
    response.body(body.to_string().into_bytes()).unwrap()
}

fn discovery() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"),
        "userinfo_endpoint": format!("{ISSUER}/userinfo"),
        "jwks_uri": format!("{ISSUER}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // It says that it does what must not be believed.
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    })
}
