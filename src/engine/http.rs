//! Requests that steps make: a check that something answers, and the fetching of artifacts.

use crate::domain::time::Span;
use reqwest::{Client, ClientBuilder, Method, Response, Url, redirect};
use std::error::Error;

/// Why a request came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// A sentence for people. It names the address without a password or a query.
    pub why: String,
    /// Whether it took too long.
    pub timed_out: bool,
}

impl From<String> for Miss {
    fn from(why: String) -> Self {
        Self { why, timed_out: false }
    }
}

/// The client for everything that steps ask for: no redirect is followed, because what answers must be what the
/// approved document names.
///
/// Errors say why this machine has no TLS.
pub fn client() -> Result<Client, String> {
    client_with(|builder| builder)
}

/// The same with something more.
pub(super) fn client_with(more: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Client, String> {
    build(more(Client::builder()))
}

fn build(builder: ClientBuilder) -> Result<Client, String> {
    // An error means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let agent = concat!("slipway/", env!("CARGO_PKG_VERSION"));
    builder
        .redirect(redirect::Policy::none())
        .user_agent(agent)
        .build()
        .map_err(|error| format!("no client for HTTP: {}", cause(&error)))
}

/// Asks this address and expects a status of 2xx within the time. Answers the status; the body is not read.
pub async fn check(client: &Client, method: &str, url: &str, timeout: Span) -> Result<u16, Miss> {
    let method =
        Method::from_bytes(method.as_bytes()).map_err(|_| format!("{method:?} is no HTTP method"))?;
    let url = address(url)?;
    let name = format!("{method} {}", shown(&url));
    let request = client.request(method, url).timeout(timeout.to_std());
    let response = request.send().await.map_err(|error| failure(&name, &error, timeout))?;
    accept(&response).map_err(|why| format!("{name}: {why}").into())
}

/// An address of HTTP from text.
pub(super) fn address(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        Ok(url) => Err(format!("an address with http or https is expected, not {:?}", url.scheme())),
        Err(error) => Err(format!("{text:?} is not an address: {error}")),
    }
}

/// An address for people: what may be secret in it is left out.
pub(super) fn shown(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// The status when it is one of success.
pub(super) fn accept(response: &Response) -> Result<u16, String> {
    let status = response.status();
    if status.is_success() {
        return Ok(status.as_u16());
    }
    let hint = if status.is_redirection() { "; redirects are not followed" } else { "" };
    Err(format!("answered {status}, 2xx was expected{hint}"))
}

/// Why there was no answer from what is called so.
pub(super) fn failure(name: &str, error: &reqwest::Error, timeout: Span) -> Miss {
    let timed_out = error.is_timeout();
    let why = match timed_out {
        true => format!("{name}: no answer within {timeout}"),
        false => format!("{name}: no answer: {}", cause(error)),
    };
    Miss { why, timed_out }
}

/// The innermost cause, which says what happened without repeating the address.
pub(super) fn cause(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(inner) = innermost.source() {
        innermost = inner;
    }
    innermost.to_string()
}

#[cfg(test)]
pub(super) mod tests;
