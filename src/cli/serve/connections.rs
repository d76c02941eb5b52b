//! The connections of browsers and machines: so many at once, and none that keeps the server waiting for a request.
//!
//! Each holds an open file, and so do the database and every command of a deployment. Who opens connections and says
//! nothing on them must not leave a deployment without files.

use axum::extract::ConnectInfo;
use axum::middleware::AddExtension;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, getrlimit};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Layer;

/// The longest that the head of a request may take, and that a connection is kept without one.
const HEAD: Duration = Duration::from_secs(30);
/// The most connections, however many files may be open.
const MOST: usize = 4096;
/// How long to wait before accepting again where that failed.
const PAUSE: Duration = Duration::from_secs(1);

/// The pages, as a connection of a known address asks for them.
type Pages = AddExtension<Router, ConnectInfo<SocketAddr>>;

/// What connections may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    most: usize,
    head: Duration,
}

impl Limits {
    /// Two thirds of the files that this process may open: the rest is for the database and for commands.
    pub fn of_this_process() -> Self {
        let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
        let most = files.map_or(MOST, |files| MOST.min(files / 3 * 2)).max(1);
        Self { most, head: HEAD }
    }
}

/// Serves pages until it is to stop; answers that have begun by then are finished.
pub async fn serve(listener: TcpListener, pages: Router, limits: Limits, stopping: CancellationToken) {
    let places = Arc::new(Semaphore::new(limits.most));
    let tasks = TaskTracker::new();
    while let Some(Some((stream, peer, place))) =
        stopping.run_until_cancelled(accept(&listener, &places)).await
    {
        let pages = Extension(ConnectInfo(peer)).layer(pages.clone());
        tasks.spawn(attend(stream, place, pages, limits.head, stopping.clone()));
    }
    drop(listener);
    tasks.close();
    tasks.wait().await;
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Some((stream, peer, place)),
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::error!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn attend(
    stream: TcpStream,
    _place: OwnedSemaphorePermit,
    pages: Pages,
    head: Duration,
    stopping: CancellationToken,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(pages)));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection broke off");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn who_sends_no_request_is_cut_off_and_leaves_the_place_to_others() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stopping = CancellationToken::new();
        let limits = Limits { most: 2, head: Duration::from_millis(100) };
        let pages = Router::new().route("/", get(async || "served"));
        let serving = tokio::spawn(serve(listener, pages, limits, stopping.clone()));

        let connect = async |says: &[u8]| {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(says).await.unwrap();
            stream
        };
        let mut silent = connect(b"").await;
        let mut slow = connect(b"GET / HTTP/1.1\r\nhost: ").await;
        let mut idle = connect(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let mut last = connect(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        for (stream, is_served) in
            [(&mut silent, false), (&mut slow, false), (&mut idle, true), (&mut last, true)]
        {
            let mut answer = String::new();
            timeout(SOON, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
            assert_eq!(answer.ends_with("served"), is_served, "{answer}");
        }
        stopping.cancel();
        timeout(SOON, serving).await.unwrap().unwrap();
    }

    #[test]
    fn some_files_are_left_for_what_is_no_connection() {
        let limits = Limits::of_this_process();
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        assert!(limits.most >= 1 && (limits.most as u64) < files, "{limits:?} of {files}");
    }
}
