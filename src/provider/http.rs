//! How the provider is asked: no redirects, a bound for time and size, and TLS unless it is on this machine.

use async_trait::async_trait;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, redirect};
use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Asks the provider. Tests answer in its place.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends one request and reads the answer whole.
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;
}

/// The way to the provider, in the form that the protocol's library asks for.
#[derive(Clone)]
pub(super) struct Line(pub(super) Arc<dyn Http>);

impl<'c> AsyncHttpClient<'c> for Line {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.0.call(request)
    }
}

/// There was no answer that can be read. It names neither the request's body nor its headers, which hold secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// Nobody answered.
    #[error("{0}")]
    NoAnswer(String),
    /// An answer began, and was too large or did not come to its end.
    #[error("{0}")]
    Unreadable(String),
}

/// A whole answer takes at most so long; a page waits for up to four of them.
const TIMEOUT: Duration = Duration::from_secs(6);
/// Discovery documents, keys and tokens are some KiB.
const LIMIT_BYTES: usize = 256 * 1024;

/// The client over the network, made when it is first needed.
#[derive(Debug, Default)]
pub struct HttpClient {
    client: OnceLock<Result<Client, String>>,
    plain: bool,
}

impl HttpClient {
    /// A client for this issuer: without TLS only where the settings let the issuer itself be so.
    pub fn for_issuer(issuer: &str) -> Self {
        Self { client: OnceLock::new(), plain: issuer.starts_with("http://") }
    }

    fn client(&self) -> Result<&Client, HttpError> {
        let made = self.client.get_or_init(|| make(self.plain));
        made.as_ref().map_err(|why| HttpError::NoAnswer(why.clone()))
    }
}

fn make(plain: bool) -> Result<Client, String> {
    // An error means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(redirect::Policy::none())
        .https_only(!plain)
        .timeout(TIMEOUT)
        .user_agent(concat!("slipway/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| format!("no client for HTTP: {}", cause(&error)))
}

#[async_trait]
impl Http for HttpClient {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let name = format!("{} {}", request.method(), place(&request));
        let failed = |error: reqwest::Error| HttpError::NoAnswer(format!("{name}: {}", cause(&error)));
        let broke_off = |error: reqwest::Error| HttpError::Unreadable(format!("{name}: {}", cause(&error)));
        let request = reqwest::Request::try_from(request).map_err(failed)?;
        let mut response = self.client()?.execute(request).await.map_err(failed)?;
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(broke_off)? {
            if body.len() + piece.len() > LIMIT_BYTES {
                let why = format!("{name}: more than {} KiB", LIMIT_BYTES / 1024);
                return Err(HttpError::Unreadable(why));
            }
            body.extend_from_slice(&piece);
        }
        let mut answer = HttpResponse::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        Ok(answer)
    }
}

/// Where a request goes, without what may be secret in its address.
fn place(request: &HttpRequest) -> String {
    let uri = request.uri();
    format!("{}{}", uri.authority().map(ToString::to_string).unwrap_or_default(), uri.path())
}

/// The innermost cause, which says what happened without repeating the address.
fn cause(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(inner) = innermost.source() {
        innermost = inner;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests;
