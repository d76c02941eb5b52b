//! `/healthz` and `/readyz`, for whoever runs the server; `/health`, for admins.

mod page;

pub use page::get;

use crate::app::App;
use crate::store::events;
use axum::extract::State;
use http::StatusCode;
use std::sync::Arc;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too.
pub async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    let reads = async { events::head(&mut *app.store.read().await?).await };
    match reads.await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

#[cfg(test)]
mod tests;
