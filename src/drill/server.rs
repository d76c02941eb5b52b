//! A server of pages alone, on a restored copy, and what it answers.

use super::Proved;
use super::place::MARK;
use super::program::Program;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin};
use tokio::time::timeout;

/// How long it may take to begin, and to answer a page.
const PATIENCE: Duration = Duration::from_secs(60);

/// The server; it ends when its input does, so that it never outlives who started it.
pub struct Server {
    child: Child,
    input: Option<ChildStdin>,
    address: String,
    cookie: String,
}

impl Server {
    /// Starts it and waits until it is ready.
    pub async fn start(program: &Program, data: &Path) -> Proved<Self> {
        let failed = |error: std::io::Error| format!("the server did not start: {error}");
        std::fs::write(data.join(MARK), "").map_err(failed)?;
        let mut child = program.command(data, &["backup", "answer"]).spawn().map_err(failed)?;
        let input = child.stdin.take();
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            let read = timeout(PATIENCE, BufReader::new(output).read_line(&mut line)).await;
            read.map_err(|_| "the server did not start in time")?.map_err(failed)?;
        }
        let Some((address, cookie)) = line.trim().split_once(' ') else {
            return Err(format!("the server did not start: {}", last_words(child).await));
        };
        let server = Self { child, input, address: address.to_owned(), cookie: cookie.to_owned() };
        for path in ["/healthz", "/readyz"] {
            server.shows(path, "").await?;
        }
        Ok(server)
    }

    /// Makes sure that a page is there and shows something.
    pub async fn shows(&self, path: &str, text: &str) -> Proved<()> {
        let asked = timeout(PATIENCE, self.get(path)).await;
        let answer = asked.map_err(|_| format!("{path} was not answered in time"))?;
        let answer = answer.map_err(|error| format!("{path} was not answered: {error}"))?;
        let status = answer.split_whitespace().nth(1).unwrap_or("nothing").to_owned();
        if status != "200" {
            return Err(format!("{path} was answered with {status}"));
        }
        let is_there = unescaped(&answer).contains(text);
        if is_there { Ok(()) } else { Err(format!("{path} does not show {text:?}")) }
    }

    async fn get(&self, path: &str) -> std::io::Result<String> {
        let Self { address, cookie, .. } = self;
        let mut stream = TcpStream::connect(address).await?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// `kill -9`.
    pub async fn kill(mut self) -> Proved<()> {
        self.child.kill().await.map_err(|error| format!("the server could not be killed: {error}"))
    }

    /// Stops it, and makes sure that it ended well.
    pub async fn stop(mut self) -> Proved<()> {
        drop(self.input.take());
        let ended = timeout(PATIENCE, self.child.wait()).await;
        let ended = ended.map_err(|_| "the server did not stop")?;
        let is_well = ended.is_ok_and(|status| status.success());
        if is_well {
            Ok(())
        } else {
            Err(format!("the server ended badly: {}", last_words(self.child).await))
        }
    }
}

async fn last_words(mut child: Child) -> String {
    // What it cannot say any more is not waited for.
    let _ = child.start_kill();
    let mut said = String::new();
    if let Some(mut errors) = child.stderr.take() {
        let _ = timeout(PATIENCE, errors.read_to_string(&mut said)).await;
    }
    said.trim().to_owned()
}

/// Text of a page as people read it.
fn unescaped(html: &str) -> String {
    let marks =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    marks.iter().fold(html.to_owned(), |text, (escaped, mark)| text.replace(escaped, mark))
}
