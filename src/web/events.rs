//! Server-sent events: how a page learns that something changed. A stream only wakes on the pulse; what it tells, it
//! reads from the store, by the rights of that moment, in short reads.

pub mod board;
pub mod deployment;
mod news;
pub mod run;
pub mod seen;

use crate::pulse::places::Place;
use crate::store::StoreError;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::convert::Infallible;
use std::time::Duration;

/// How often rights are read again where nothing happens.
const RECHECK: Duration = Duration::from_secs(5);
/// How often a quiet stream says that it is there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);

/// What a viewer follows.
trait Feed: Send + 'static {
    /// What is to be told now; empty where nothing is. None ends the stream.
    fn read(&mut self) -> impl Future<Output = Result<Option<Vec<Event>>, StoreError>> + Send;

    /// Waits until there may be something to tell. False ends the stream.
    fn wait(&mut self) -> impl Future<Output = bool> + Send;
}

/// The answer that follows a feed until it ends or the browser goes away, and its place with it.
fn answer(feed: impl Feed, place: Place) -> Response {
    let batches = stream::unfold((feed, place), |(mut feed, place)| async move {
        let batch = next_batch(&mut feed).await?;
        Some((stream::iter(batch), (feed, place)))
    });
    let begin = stream::iter([Event::default().retry(RETRY)]);
    let events = begin.chain(batches.flatten()).map(Ok::<_, Infallible>);
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    // Proxies that collect answers would hold lines back.
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response.headers_mut().extend([unbuffered]);
    response
}

async fn next_batch(feed: &mut impl Feed) -> Option<Vec<Event>> {
    loop {
        match feed.read().await {
            Ok(Some(batch)) if batch.is_empty() => {}
            Ok(batch) => return batch,
            Err(error) => {
                tracing::warn!(%error, "a stream ends early; its browser connects again");
                return None;
            }
        }
        if !feed.wait().await {
            return None;
        }
    }
}

/// Where a browser that lost its stream stopped listening.
fn last_event_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("last-event-id")?.to_str().ok()
}

/// The number of the last log line that a browser got, where it lost its stream or where its page ends.
fn last_line(headers: &HeaderMap, of_page: i64) -> i64 {
    last_event_id(headers).and_then(|id| id.parse().ok()).unwrap_or(of_page)
}

#[cfg(test)]
mod tests;
