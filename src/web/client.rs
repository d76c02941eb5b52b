//! Where a request comes from.

use crate::app::App;
use crate::domain::client::{Client, behind_proxies, device};
use axum::extract::{ConnectInfo, FromRequestParts};
use http::header::USER_AGENT;
use http::request::Parts;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

/// Only `X-Forwarded-For` is read, and only from the proxies of the settings: nothing else that a request says about
/// its address is believed.
impl FromRequestParts<Arc<App>> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(Self::UNKNOWN_ADDRESS, |ConnectInfo(peer)| peer.ip());
        let lines = parts.headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let written: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        let address = behind_proxies(peer, written.into_iter(), &app.settings.trusted_proxies);
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        Ok(Self { address, device: device(agent) })
    }
}
