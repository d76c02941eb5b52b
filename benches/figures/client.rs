//! A client that costs little: one connection that stays open, and nothing is made of the answer.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// An open connection.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends a request. `headers` end with a line's end each.
    pub fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) {
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: bench\r\nContent-Length: {length}\r\n{headers}\r\n");
        self.0.get_mut().write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).unwrap();
    }

    /// The body of a page that must be there.
    pub fn get(&mut self, path: &str, headers: &str) -> Vec<u8> {
        self.send("GET", path, headers, "");
        let (status, body) = self.answer();
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        body
    }

    /// The status and the body of an answer.
    pub fn answer(&mut self) -> (u16, Vec<u8>) {
        let status = self.line().split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
            chunked |= line == "transfer-encoding: chunked";
        }
        let body = if chunked { self.chunks() } else { self.exactly(length) };
        (status, body)
    }

    /// The next line, without its end.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.0.read_line(&mut line).unwrap() > 0, "the connection was closed");
        line.trim_end().to_owned()
    }

    fn exactly(&mut self, length: usize) -> Vec<u8> {
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        body
    }

    fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(&self.line(), 16).unwrap();
            body.extend(self.exactly(length));
            self.line();
            if length == 0 {
                return body;
            }
        }
    }
}

/// Which address the next request asks for.
pub trait Paths: Fn(usize) -> String + Sync {}
impl<F: Fn(usize) -> String + Sync> Paths for F {}

/// Requests per second of so many connections in so long. `path` is given a number that is new every time.
pub fn rate(
    address: SocketAddr,
    path: &impl Paths,
    headers: &str,
    connections: usize,
    time: Duration,
) -> f64 {
    let over = AtomicBool::new(false);
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let requests: usize = std::thread::scope(|scope| {
        let work = || {
            let mut connection = Connection::open(address);
            let mut requests = 0;
            while !over.load(Ordering::Relaxed) {
                connection.get(&path(next.fetch_add(1, Ordering::Relaxed)), headers);
                requests += 1;
            }
            requests
        };
        let workers: Vec<_> = (0..connections).map(|_| scope.spawn(work)).collect();
        std::thread::sleep(time);
        over.store(true, Ordering::Relaxed);
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    requests as f64 / began.elapsed().as_secs_f64()
}
