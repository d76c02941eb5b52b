//! Who asks over the network: a machine with a token, or a person who signed in.

use serde_json::Value;
use slipway::web::csrf::CsrfToken;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Where the server listens now; another place after each start.
pub type Address = Arc<Mutex<String>>;

/// An answer.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    /// The body as JSON; null where it is cut short.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The value of a cookie that it sets.
    fn cookie(&self, name: &str) -> Option<String> {
        let begin = format!("set-cookie: {name}=");
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with(&begin))?;
        line[begin.len()..].split(';').next().map(str::to_owned)
    }
}

/// Sends a request; none where there was no answer, so that nobody knows what became of it.
fn send(address: &Address, method: &str, path: &str, headers: &str, body: &str) -> Option<Answer> {
    let address = address.lock().unwrap().clone();
    let mut stream = TcpStream::connect(&address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    // What came before a connection broke off still is an answer.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

/// A machine that calls the API.
#[derive(Clone)]
pub struct Machine {
    pub address: Address,
    pub token: String,
}

impl Machine {
    pub fn get(&self, path: &str) -> Option<Answer> {
        self.send("GET", path, "")
    }

    pub fn post(&self, path: &str, body: &Value) -> Option<Answer> {
        self.send("POST", path, &body.to_string())
    }

    fn send(&self, method: &str, path: &str, body: &str) -> Option<Answer> {
        let headers = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", self.token);
        send(&self.address, method, path, &headers, body)
    }
}

/// A person in a browser.
pub struct Person {
    address: Address,
    session: String,
}

impl Person {
    /// Signs in; none where that did not work out.
    pub fn sign_in(address: &Address, name: &str, password: &str) -> Option<Self> {
        let form = send(address, "GET", "/sign-in", "", "")?.cookie("slipway-form")?;
        let csrf = CsrfToken::of_cookie(&form);
        let body = format!("csrf={}&name={name}&password={password}&next=", csrf.as_str());
        let answer =
            send(address, "POST", "/sign-in", &form_headers(&format!("slipway-form={form}")), &body)?;
        let session = answer.cookie("slipway")?;
        Some(Self { address: address.clone(), session })
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Option<Answer> {
        send(&self.address, "GET", path, &format!("Cookie: slipway={}\r\n", self.session), "")
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &str) -> Option<Answer> {
        let csrf = CsrfToken::of_cookie(&self.session);
        let body = format!("csrf={}&{fields}", csrf.as_str());
        send(&self.address, "POST", path, &form_headers(&format!("slipway={}", self.session)), &body)
    }
}

fn form_headers(cookie: &str) -> String {
    format!(
        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n"
    )
}
