//! `GET /deployments/{number}/events`: tells a deployment's page that something changed, and carries its log.
//!
//! Each event's id is the number of the last log line that was sent, so that a browser which connects again misses
//! none and gets none twice.

use super::news::News;
use super::{Feed, RECHECK, answer, last_line, seen};
use crate::app::App;
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId};
use crate::store::events::Event as AuditEvent;
use crate::store::logs::{self, LogLine};
use crate::store::{StoreError, deployments};
use crate::ui::log;
use crate::web::context::{self, Viewer};
use crate::web::errors::WebError;
use crate::web::path::{Path, Query};
use axum::extract::State;
use axum::response::Response;
use axum::response::sse::Event;
use http::HeaderMap;
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::{broadcast, watch};

/// How many lines are read at once.
const PAGE: i64 = 500;

/// The query of the address.
#[derive(Debug, Deserialize)]
pub struct From {
    /// The number of the last log line that the page has.
    #[serde(default)]
    after: i64,
    /// How far the page has seen the audit log: what came after is told at once.
    seen: Option<String>,
}

/// `GET /deployments/{number}/events`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let found = deployments::in_scope(&mut *app.store.read().await?, number, &viewer.scope).await?;
    let found = found.ok_or_else(WebError::not_found)?;
    let follower = app.pulse.places.take(viewer.person)?;
    let (wakes, pokes) = (app.pulse.events(), app.pulse.logs());
    let news = News::since(&app.store, seen::read_any(&app, from.seen.as_deref())?).await?;
    let line = last_line(&headers, from.after);
    let place = Place { number, project: found.project, environment: found.environment };
    Ok(answer(Following { app, viewer, place, news, line, wakes, pokes }, follower))
}

#[derive(Clone, Copy)]
struct Place {
    number: DeploymentNumber,
    project: ProjectId,
    environment: EnvironmentId,
}

struct Following {
    app: Arc<App>,
    viewer: Viewer,
    place: Place,
    news: News,
    line: i64,
    wakes: watch::Receiver<i64>,
    pokes: broadcast::Receiver<DeploymentNumber>,
}

impl Feed for Following {
    async fn read(&mut self) -> Result<Option<Vec<Event>>, StoreError> {
        let Some(now) = context::still(&self.app, &self.viewer).await? else { return Ok(None) };
        self.viewer = now;
        if !self.viewer.scope.sees(self.place.project, self.place.environment) {
            return Ok(None);
        }
        let mut events = self.new_lines().await?;
        let (viewer, place) = (&self.viewer, self.place);
        if self.news.any(&self.app.store, |event| concerns(viewer, place, event)).await? {
            events.push(Event::default().event("changed").id(self.line.to_string()).data("{}"));
        }
        Ok(Some(events))
    }

    async fn wait(&mut self) -> bool {
        let recheck = tokio::time::sleep(RECHECK);
        tokio::pin!(recheck);
        loop {
            tokio::select! {
                awake = self.wakes.changed() => return awake.is_ok(),
                poke = self.pokes.recv() => match poke {
                    Ok(number) if number != self.place.number => {}
                    // Who lags behind has missed pokes, not lines.
                    other => return other != Err(broadcast::error::RecvError::Closed),
                },
                () = &mut recheck => return true,
                () = self.app.pulse.stopped() => return false,
            }
        }
    }
}

impl Following {
    /// The lines after the last one sent, an event for each run of lines of one step.
    async fn new_lines(&mut self) -> Result<Vec<Event>, StoreError> {
        let mut db = self.app.store.read().await?;
        let lines = logs::after(&mut db, self.place.number, self.line, PAGE).await?;
        self.line = lines.last().map_or(self.line, |line| line.id);
        Ok(lines.chunk_by(|one, next| one.step == next.step).map(lines_event).collect())
    }
}

fn lines_event(lines: &[LogLine]) -> Event {
    let last = &lines[lines.len() - 1];
    let drawn: Vec<log::Line> = lines.iter().map(drawn).collect();
    Event::default().event("log").id(last.id.to_string()).data(log::event(last.step.0, &drawn))
}

/// A line as logs on pages and in streams draw it. A command that begins its lines with the target's name has said it.
pub fn drawn(line: &LogLine) -> log::Line {
    let said = line.text.strip_prefix(&line.target).is_some_and(|rest| rest.starts_with(':'));
    let target = (!line.target.is_empty() && !said).then(|| line.target.clone());
    log::Line { id: line.id, at: line.at, stream: line.stream, target, text: line.text.clone() }
}

/// What happens to the deployment itself, and in its project where it may stand in the way or clear it.
fn concerns(viewer: &Viewer, place: Place, event: &AuditEvent) -> bool {
    let seen = event.environment.is_none_or(|environment| viewer.scope.sees(place.project, environment));
    event.deployment == Some(place.number) || event.project == Some(place.project) && seen
}
