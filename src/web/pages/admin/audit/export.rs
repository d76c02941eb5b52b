//! `/admin/audit.csv` and `/admin/audit.jsonl`: what the filters leave, as files for other programs.
//!
//! Each page of a file is read by itself, and as who the reader is at that moment: a slow download holds nothing open,
//! and ends when the reader may no longer read.

use super::filters::{Filters, Options};
use crate::access::policy;
use crate::app::App;
use crate::store::audit::{self, Filter};
use crate::store::events::Event;
use crate::store::people::{self, Names};
use crate::web::context::{self, Viewer};
use crate::web::errors::WebError;
use crate::web::path::Query;
use crate::web::{csv as table, sentence};
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::{Value, json};
use std::io;
use std::sync::Arc;

/// So many events are read at once.
const PAGE: usize = 500;
const HEAD: &str = "event,time,person_or_part,kind,action,subject,project,environment,deployment,sentence,details,\
    previous_hash,hash,sign_in_name\r\n";

/// `GET /admin/audit.csv`
pub async fn csv(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(filters): Query<Filters>,
) -> Result<Response, WebError> {
    let rest = Rest::begin(app, viewer, &filters, line).await?;
    let head = stream::iter([Ok(HEAD.to_owned())]);
    Ok((table::headers("audit.csv"), Body::from_stream(head.chain(pages(rest)))).into_response())
}

/// `GET /admin/audit.jsonl`
pub async fn json_lines(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(filters): Query<Filters>,
) -> Result<Response, WebError> {
    let rest = Rest::begin(app, viewer, &filters, json_line).await?;
    let headers = [
        (CONTENT_TYPE, "application/jsonl; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\""),
    ];
    Ok((headers, Body::from_stream(pages(rest))).into_response())
}

/// How an event is written.
type Written = fn(&Event, &Options, &Names) -> String;

/// What is still to be written.
struct Rest {
    app: Arc<App>,
    viewer: Viewer,
    options: Options,
    filter: Filter,
    below: Option<i64>,
    written: Written,
}

impl Rest {
    async fn begin(
        app: Arc<App>,
        viewer: Viewer,
        filters: &Filters,
        written: Written,
    ) -> Result<Option<Self>, WebError> {
        let permit = policy::read_audit(viewer.grants())?;
        let options = Options::load(&mut *app.store.read().await?, &permit, &viewer).await?;
        let filter = filters.resolve(&options)?;
        Ok(filter.map(|filter| Self { app, viewer, options, filter, below: None, written }))
    }

    /// The next piece of the file; empty where there is none. A reader who may no longer read gets an error, so that
    /// a file that was cut off is not taken for a whole one.
    async fn next(&mut self) -> io::Result<String> {
        let ended = || io::Error::other("the reader may no longer read the audit log");
        let viewer =
            context::still(&self.app, &self.viewer).await.map_err(io::Error::other)?.ok_or_else(ended)?;
        let permit = policy::read_audit(viewer.grants()).map_err(io::Error::other)?;
        let (events, names) = {
            let db = &mut *self.app.store.read().await.map_err(io::Error::other)?;
            let events = audit::page(db, &permit, &viewer.scope, &self.filter, self.below, PAGE)
                .await
                .map_err(io::Error::other)?;
            let names = people::actors(db, &events).await.map_err(io::Error::other)?;
            (events, names)
        };
        self.below = events.last().map(|last| last.sequence);
        Ok(events.iter().map(|event| (self.written)(event, &self.options, &names)).collect())
    }
}

fn pages(rest: Option<Rest>) -> impl stream::Stream<Item = io::Result<String>> {
    stream::try_unfold(rest, |rest| async move {
        let Some(mut rest) = rest else { return Ok(None) };
        let text = rest.next().await?;
        Ok((!text.is_empty()).then_some((text, Some(rest))))
    })
}

/// Control characters are written out: whoever reads the file by lines is not shown one that is none.
fn line(event: &Event, options: &Options, names: &Names) -> String {
    let actor: Value = serde_json::from_str(&event.actor).unwrap_or_default();
    let name = match actor["part"].as_str() {
        Some(part) => part.to_owned(),
        None => sentence::who(&event.actor, names),
    };
    let project = options.project(event.project).map(|p| p.slug.to_string());
    let environment = options.environment(event.environment).map(|e| e.slug.to_string());
    let sign_in_name = event.person().and_then(|person| names.sign_in_name(person));
    let cells = [
        event.sequence.to_string(),
        event.at.rfc3339(),
        name,
        actor["kind"].as_str().unwrap_or_default().to_owned(),
        event.action.clone(),
        event.subject.clone(),
        project.unwrap_or_default(),
        environment.unwrap_or_default(),
        event.deployment.map(|number| number.to_string()).unwrap_or_default(),
        sentence::of(event, names),
        event.details.clone(),
        event.previous_hash.clone(),
        event.hash.clone(),
        sign_in_name.unwrap_or_default().to_owned(),
    ];
    table::line(cells.iter().map(|text| table::one_line(text)))
}

/// With `canonical`, the very text that was hashed: its SHA-256 is `hash`, and it ends with the hash before.
fn json_line(event: &Event, options: &Options, names: &Names) -> String {
    let read = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    let line = json!({
        "event": event.sequence,
        "time": event.at.rfc3339(),
        "actor": read(&event.actor),
        "sign_in_name": event.person().and_then(|person| names.sign_in_name(person)),
        "action": event.action,
        "subject": event.subject,
        "project": options.project(event.project).map(|project| &project.slug),
        "environment": options.environment(event.environment).map(|environment| &environment.slug),
        "deployment": event.deployment,
        "sentence": sentence::of(event, names),
        "details": read(&event.details),
        "previous_hash": event.previous_hash,
        "hash": event.hash,
        "canonical": event.canonical(),
    });
    format!("{line}\n")
}
