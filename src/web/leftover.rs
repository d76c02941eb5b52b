//! What a refused request still has to say: it is read and thrown away before the answer goes out. A sender that is
//! cut off in the middle would see a broken connection instead of the answer.

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt};
use http::{HeaderMap, header};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

/// The most that is thrown away; who sends more is cut off.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// The longest that is waited for it.
const LONGEST: Duration = Duration::from_secs(10);

/// Reads what the handler left.
pub async fn read_on(request: Request, next: Next) -> Response {
    if request.method().is_safe() || asks_first(request.headers()) {
        return next.run(request).await;
    }
    let left = Left::default();
    let lent = left.clone();
    let request = request.map(|body| {
        let body = Some(body.into_data_stream());
        Body::from_stream(Lent { body, left: lent })
    });
    let answer = next.run(request).await;
    if let Some(body) = left.take() {
        // Late or not, the answer goes out.
        let _ = tokio::time::timeout(LONGEST, throw_away(body)).await;
    }
    answer
}

async fn throw_away(mut body: BodyDataStream) {
    let mut thrown = 0_usize;
    while let Some(Ok(piece)) = body.next().await {
        thrown = thrown.saturating_add(piece.len());
        if thrown > MOST_BYTES {
            return;
        }
    }
}

/// Whether the sender waits to be asked for the body: then it need not be sent at all.
fn asks_first(headers: &HeaderMap) -> bool {
    headers.get(header::EXPECT).is_some_and(|expect| expect.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

/// Where a body is put back that was not read to its end.
#[derive(Clone, Default)]
struct Left(Arc<Mutex<Option<BodyDataStream>>>);

impl Left {
    fn put(&self, body: BodyDataStream) {
        if let Ok(mut place) = self.0.lock() {
            *place = Some(body);
        }
    }

    fn take(&self) -> Option<BodyDataStream> {
        self.0.lock().ok()?.take()
    }
}

/// A body that goes back when the handler is done with it.
struct Lent {
    body: Option<BodyDataStream>,
    left: Left,
}

impl Stream for Lent {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let piece = std::task::ready!(body.poll_next_unpin(context));
        if !matches!(piece, Some(Ok(_))) {
            self.body = None;
        }
        Poll::Ready(piece)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take() {
            self.left.put(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use http::StatusCode;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tower::ServiceExt;

    /// How many of so many kilobytes are taken by a route that reads nothing, or everything.
    async fn taken(path: &str, kilobytes: usize, expect: Option<&str>) -> (StatusCode, usize) {
        let count = Arc::new(AtomicUsize::new(0));
        let counter = count.clone();
        let piece = Bytes::from(vec![b'a'; 1024]);
        let pieces = futures::stream::repeat_with(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok::<_, std::io::Error>(piece.clone())
        });
        let router = Router::new()
            .route("/refuses", post(async || StatusCode::UNAUTHORIZED))
            .route("/reads", post(async |body: Bytes| (StatusCode::OK, body)))
            .layer(from_fn(read_on));
        let mut request = http::Request::post(path);
        if let Some(expect) = expect {
            request = request.header(header::EXPECT, expect);
        }
        let request = request.body(Body::from_stream(pieces.take(kilobytes))).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        (answer.status(), count.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn what_is_left_is_read_on_but_not_for_ever() {
        assert_eq!(taken("/refuses", 2000, None).await, (StatusCode::UNAUTHORIZED, 2000));
        assert_eq!(taken("/refuses", 100_000, None).await, (StatusCode::UNAUTHORIZED, 65_537));
        assert_eq!(taken("/reads", 100, None).await, (StatusCode::OK, 100));
    }

    #[tokio::test]
    async fn who_asks_first_is_answered_first() {
        assert_eq!(taken("/refuses", 2000, Some("100-Continue")).await, (StatusCode::UNAUTHORIZED, 0));
    }
}
