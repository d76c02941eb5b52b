//! `GET /runs/{number}/events`: tells a run's page that something changed, and carries the logs of its attempts.
//!
//! Each event's id is the number of the last log line that was sent, so that a browser which connects again misses
//! none and gets none twice.

use super::news::News;
use super::{Feed, RECHECK, answer, last_line, seen};
use crate::app::App;
use crate::domain::id::{EnvironmentId, ProjectId, RunNumber};
use crate::store::run_attempts::{self, RunLogLine};
use crate::store::{StoreError, runs};
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
    /// The newest attempt that the page shows: one that began later is told at once.
    #[serde(default)]
    attempt: i64,
    /// How far the page has seen the audit log: what came after is told at once.
    seen: Option<String>,
}

/// `GET /runs/{number}/events`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let found = runs::in_scope(&mut *app.store.read().await?, number, &viewer.scope).await?;
    let run = found.ok_or_else(WebError::not_found)?;
    let follower = app.pulse.places.take(viewer.person)?;
    let (wakes, pokes) = (app.pulse.events(), app.pulse.run_logs());
    let news = News::since(&app.store, seen::read_any(&app, from.seen.as_deref())?).await?;
    let line = last_line(&headers, from.after);
    let place = (run.project, run.environment);
    let attempt = from.attempt;
    Ok(answer(Following { app, viewer, number, place, news, line, attempt, wakes, pokes }, follower))
}

struct Following {
    app: Arc<App>,
    viewer: Viewer,
    number: RunNumber,
    place: (ProjectId, EnvironmentId),
    news: News,
    line: i64,
    attempt: i64,
    wakes: watch::Receiver<i64>,
    pokes: broadcast::Receiver<RunNumber>,
}

impl Feed for Following {
    async fn read(&mut self) -> Result<Option<Vec<Event>>, StoreError> {
        let Some(now) = context::still(&self.app, &self.viewer).await? else { return Ok(None) };
        self.viewer = now;
        let (project, environment) = self.place;
        if !self.viewer.scope.sees(project, environment) {
            return Ok(None);
        }
        let mut events = self.new_lines().await?;
        let matters = |event: &crate::store::events::Event| {
            event.project == Some(project) && event.environment == Some(environment)
        };
        let any = self.news.any(&self.app.store, matters).await?;
        if self.new_attempt().await? || any {
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
                    Ok(number) if number != self.number => {}
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
    /// Whether an attempt began since the last look: its log has no place on the page yet.
    async fn new_attempt(&mut self) -> Result<bool, StoreError> {
        let newest = run_attempts::newest(&mut *self.app.store.read().await?, self.number).await?;
        Ok(std::mem::replace(&mut self.attempt, newest) != newest)
    }

    /// The lines after the last one sent, an event for each piece of one attempt.
    async fn new_lines(&mut self) -> Result<Vec<Event>, StoreError> {
        let mut db = self.app.store.read().await?;
        let lines = run_attempts::lines_after(&mut db, self.number, self.line, PAGE).await?;
        self.line = lines.last().map_or(self.line, |line| line.id);
        Ok(lines.chunk_by(|one, next| one.attempt == next.attempt).map(lines_event).collect())
    }
}

fn lines_event(lines: &[RunLogLine]) -> Event {
    let last = &lines[lines.len() - 1];
    let drawn: Vec<log::Line> = lines.iter().map(drawn).collect();
    Event::default().event("log").id(last.id.to_string()).data(log::event(last.attempt.0, &drawn))
}

/// A line as logs on pages and in streams draw it.
pub fn drawn(line: &RunLogLine) -> log::Line {
    log::Line { id: line.id, at: line.at, stream: line.stream, target: None, text: line.text.clone() }
}
