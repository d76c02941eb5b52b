//! `GET /events`: tells the board and the lists that something changed which this viewer sees.

use super::news::News;
use super::{Feed, RECHECK, answer, last_event_id, seen};
use crate::access::scope::Scope;
use crate::app::App;
use crate::store::StoreError;
use crate::store::events::Event as AuditEvent;
use crate::web::context::{self, Viewer};
use crate::web::errors::WebError;
use crate::web::path::Query;
use axum::extract::State;
use axum::response::Response;
use axum::response::sse::Event;
use http::HeaderMap;
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::watch;

/// The query of the address.
#[derive(Debug, Deserialize)]
pub struct From {
    /// How far the page has seen the audit log: what came after is told at once.
    after: Option<String>,
}

/// `GET /events`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let place = app.pulse.places.take(viewer.person)?;
    let wakes = app.pulse.events();
    let known = seen::read_any(&app, last_event_id(&headers).or(from.after.as_deref()))?;
    let news = News::since(&app.store, known).await?;
    Ok(answer(Board { app, viewer, news, wakes }, place))
}

struct Board {
    app: Arc<App>,
    viewer: Viewer,
    news: News,
    wakes: watch::Receiver<i64>,
}

impl Feed for Board {
    async fn read(&mut self) -> Result<Option<Vec<Event>>, StoreError> {
        let Some(now) = context::still(&self.app, &self.viewer).await? else { return Ok(None) };
        let rights_changed = now.scope != self.viewer.scope;
        self.viewer = now;
        let scope = &self.viewer.scope;
        let happened = self.news.any(&self.app.store, |event| shows(scope, event)).await?;
        if !happened && !rights_changed {
            return Ok(Some(Vec::new()));
        }
        let id = seen::hidden(&self.app, self.news.sequence);
        Ok(Some(vec![Event::default().event("changed").id(id).data("{}")]))
    }

    async fn wait(&mut self) -> bool {
        tokio::select! {
            awake = self.wakes.changed() => awake.is_ok(),
            () = tokio::time::sleep(RECHECK) => true,
            () = self.app.pulse.stopped() => false,
        }
    }
}

/// Whether the board of this viewer may show what happened. What has no environment belongs to its project; what
/// becomes of the matrix and of backups is for those who administer.
fn shows(scope: &Scope, event: &AuditEvent) -> bool {
    let is_theirs = ["access.", "backup.", "recovery_key."].iter().any(|of| event.action.starts_with(of));
    if is_theirs && scope.grants().administers() {
        return true;
    }
    match (event.project, event.environment) {
        (Some(project), Some(environment)) => scope.sees(project, environment),
        (Some(project), None) => scope.knows(project),
        (None, Some(environment)) => scope.sees_environment(environment),
        (None, None) => false,
    }
}
