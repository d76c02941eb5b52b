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
use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    most: usize,
    per_address: usize,
    trusted: Vec<IpNet>,
    head: Duration,
}

impl Limits {
    /// Two thirds of the files that this process may open: the rest is for the database and for commands.
    pub fn of_this_process() -> Self {
        let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
        let most = files.map_or(MOST, |files| MOST.min(files / 3 * 2)).max(1);
        Self { most, per_address: (most / 4).max(1), trusted: Vec::new(), head: HEAD }
    }

    /// The same, where these proxies may have as many connections as all: they bring everybody's.
    pub fn with_proxies(self, trusted: Vec<IpNet>) -> Self {
        Self { trusted, ..self }
    }

    /// How many connections may come from this address at once.
    fn most_from(&self, address: IpAddr) -> usize {
        let address = address.to_canonical();
        if self.trusted.iter().any(|network| network.contains(&address)) {
            self.most
        } else {
            self.per_address
        }
    }
}

/// Lets this process open as many files as the system allows it at the most.
///
/// # Errors
/// Where the system refuses.
pub fn raise_open_files() -> std::io::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })?)
}

/// How many connections are open, by address, or by network where one household has a whole one.
#[derive(Debug, Clone, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Addresses {
    /// A share for one more connection; none where the address has as many as it may.
    fn enter(&self, address: IpAddr, most: usize) -> Option<Share> {
        let address = shared(address);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.get(&address).copied().unwrap_or_default();
        (count < most).then(|| {
            open.insert(address, count + 1);
            Share { addresses: self.clone(), address }
        })
    }
}

/// One connection's share of its address, given back when dropped.
#[derive(Debug)]
struct Share {
    addresses: Addresses,
    address: IpAddr,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut open = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(&self.address) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(open.remove(&self.address)),
        }
    }
}

fn shared(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).into(),
        address => address,
    }
}

/// Serves pages until it is to stop; answers that have begun by then are finished.
pub async fn serve(listener: TcpListener, pages: Router, limits: Limits, stopping: CancellationToken) {
    let places = Arc::new(Semaphore::new(limits.most));
    let addresses = Addresses::default();
    let tasks = TaskTracker::new();
    while let Some(Some((stream, peer, place))) =
        stopping.run_until_cancelled(accept(&listener, &places)).await
    {
        // One address cannot take the places of all others: what is beyond its share is closed at once.
        let Some(share) = addresses.enter(peer.ip(), limits.most_from(peer.ip())) else { continue };
        let pages = Extension(ConnectInfo(peer)).layer(pages.clone());
        tasks.spawn(attend(stream, (place, share), pages, limits.head, stopping.clone()));
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
    _place: (OwnedSemaphorePermit, Share),
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
        let limits =
            Limits { most: 2, per_address: 2, trusted: Vec::new(), head: Duration::from_millis(100) };
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

    /// SECURITY 64: who takes all that one address may have leaves the places of others alone.
    #[test]
    fn one_address_has_its_share_and_no_more() {
        let addresses = Addresses::default();
        let [greedy, other, neighbour, same] =
            ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"].map(|text| text.parse().unwrap());
        let limits = Limits::of_this_process().with_proxies(vec!["192.0.2.2/32".parse().unwrap()]);
        assert_eq!((limits.most_from(greedy), limits.most_from(other)), (limits.per_address, limits.most));
        let held: Vec<Share> = (0..9).filter_map(|_| addresses.enter(greedy, 3)).collect();
        assert_eq!(held.len(), 3);
        assert!(addresses.enter(other, 3).is_some());
        let first = addresses.enter(neighbour, 1);
        assert!(first.is_some() && addresses.enter(same, 1).is_none(), "a network of one household is one");
        drop(held);
        assert!(addresses.enter(greedy, 1).is_some(), "what ended is given back");
        drop(first);
        assert!(addresses.0.lock().unwrap().is_empty(), "no address is remembered");
    }

    #[test]
    fn some_files_are_left_for_what_is_no_connection() {
        let limits = Limits::of_this_process();
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        assert!(limits.most >= 1 && (limits.most as u64) < files, "{limits:?} of {files}");
    }
}
