//! The router: the route table, with a guard before each handler and the same layers around them all.

use crate::app::App;
use crate::web::errors::{self, WebError};
use crate::web::fresh::{self, Proof};
use crate::web::kept::KeptPages;
use crate::web::routes::{self, Requires, Route};
use crate::web::{attempts, done, guard, headers, leftover, origin, request_id, session};
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use axum::{Extension, Router};
use http::StatusCode;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// The most that is read of a body where its handler sets no limit of its own.
const BODY_LIMIT_BYTES: usize = 1024 * 1024;
/// How long a handler may take until its answer begins. Streams begin at once and go on as long as they like.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Everything that the server answers.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for route in routes::all() {
        router = router.route(route.path, guarded(route, &app));
    }
    let https = app.settings.is_https();
    let router = router
        .fallback(async || WebError::not_found())
        .method_not_allowed_fallback(async || WebError::not_allowed())
        .layer(from_fn_with_state(app.clone(), origin::refuse_others))
        .layer(from_fn(guard::no_token_in_address))
        .layer(Extension(Arc::<KeptPages>::default()))
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .layer(from_fn(in_time))
        .layer(from_fn(leftover::read_on))
        .layer(CatchPanicLayer::custom(errors::from_panic))
        .layer(from_fn_with_state(app.clone(), attempts::record))
        .layer(from_fn(errors::show))
        .layer(from_fn_with_state(app.clone(), done::carry))
        .layer(CompressionLayer::new());
    headers::guard(router, https).layer(from_fn_with_state(app.clone(), request_id::give)).with_state(app)
}

fn guarded(route: Route, app: &Arc<App>) -> MethodRouter<Arc<App>> {
    let handler = match route.proof {
        Proof::Any => route.handler,
        proof => route.handler.route_layer(from_fn_with_state((app.clone(), proof), fresh::asked)),
    };
    match route.requires {
        Requires::Nothing => handler.route_layer(session::layer(app)),
        Requires::Token(_) => handler.route_layer(from_fn_with_state(app.clone(), guard::token)),
        Requires::Administers => signed_in(handler.route_layer(from_fn(guard::administers)), app),
        Requires::ReadsAudit => signed_in(handler.route_layer(from_fn(guard::reads_audit)), app),
        Requires::SignedIn | Requires::InProject | Requires::SeesEnvironment | Requires::InEnvironment(_) => {
            signed_in(handler, app)
        }
    }
}

fn signed_in(handler: MethodRouter<Arc<App>>, app: &Arc<App>) -> MethodRouter<Arc<App>> {
    handler.route_layer(from_fn_with_state(app.clone(), guard::signed_in)).route_layer(session::layer(app))
}

async fn in_time(request: Request, next: Next) -> Response {
    let late = |_| {
        let sentence = "The answer took too long, so the server gave up. What was asked may have been done: look \
                        before you repeat it.";
        WebError::new(StatusCode::SERVICE_UNAVAILABLE, sentence).into_response()
    };
    tokio::time::timeout(TIMEOUT, next.run(request)).await.unwrap_or_else(late)
}

#[cfg(test)]
mod tests;
