//! The server as a process: its address, its lock, and its end.

use super::installation::{DOCUMENT, Installation};
use rustix::process::{Pid, Signal, kill_process};
use slipway::web::session::SessionKey;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};
use tower_sessions::session::Id;

/// A running server; killed where the test ends before it.
pub struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(at: &Installation) -> Self {
        Self::command(at, "serve")
    }

    /// Starts a command that serves; its first line names the address.
    pub fn command(at: &Installation, command: &str) -> Self {
        let mut child = at.command(&[command, "--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let (_, address) = line.split_once("http://").unwrap_or_else(|| panic!("{line:?}"));
        let address = address.split_whitespace().next().unwrap().to_owned();
        Self { child, address }
    }

    /// Waits for a line of the log that holds these words.
    pub fn says(&mut self, words: &str) {
        let log = BufReader::new(self.child.stderr.as_mut().unwrap());
        let mut lines = log.lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains(words)), "the log ends without {words:?}");
    }

    pub fn get(&self, path: &str) -> String {
        self.get_with(path, "")
    }

    /// Reads an address with one more header line.
    fn get_with(&self, path: &str, header: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{header}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end, which must come within 15 seconds.
    pub fn end(mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(15), "the server does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_server_answers_and_ends_when_asked() {
    let at = Installation::with_storefront();
    for signal in [Signal::TERM, Signal::INT] {
        let server = Running::start(&at);
        assert!(server.get("/sign-in").starts_with("HTTP/1.1 200 OK"));
        // A connection that stays open and says nothing does not hold the end up.
        let _idle = TcpStream::connect(&server.address).unwrap();
        server.signal(signal);
        assert_eq!(server.end().code(), Some(0));
    }
}

#[test]
fn a_second_server_is_refused_and_commands_are_not() {
    let at = Installation::with_storefront();
    let server = Running::start(&at);
    let second = at.fails(&["serve", "--listen", "127.0.0.1:0"]);
    let data = at.data();
    assert_eq!(second, format!("error: another server is running on {}\n", data.display()));
    at.ok(&["user", "add", "ana", "--role", "SRE"]);
    assert!(at.ok(&["audit", "verify"]).contains("9 events"));
    assert!(server.get("/sign-in").starts_with("HTTP/1.1 200 OK"));
}

/// Without being asked to: who cuts the log off without a thought of checkpoints is found.
#[test]
fn an_end_that_was_cut_off_shows_by_the_folders_own_checkpoints() {
    let at = Installation::with_storefront();
    let server = Running::start(&at);
    let checkpoints = at.data().join("checkpoints.jsonl");
    let asked = (0..10_000).find(|_| {
        server.get("/sign-in");
        std::fs::metadata(&checkpoints).is_ok_and(|file| file.len() > 0)
    });
    assert!(asked.is_some(), "no checkpoint was written");
    server.signal(Signal::TERM);
    assert_eq!(server.end().code(), Some(0));
    assert!(at.ok(&["audit", "verify"]).contains("It fits all"));
    at.sql("DROP TRIGGER events_are_never_deleted");
    at.sql("DELETE FROM events WHERE sequence > 5");
    let verified = at.run(&["audit", "verify"]);
    assert_eq!(verified.code, 1);
    assert!(verified.err.contains("its end was cut off"), "{}", verified.err);
}

/// A command is another process, and the board is kept as it was made.
#[test]
fn a_page_shows_at_once_what_a_command_has_done() {
    let at = Installation::with_storefront();
    at.ok(&["user", "add", "ana", "--role", "SRE"]);
    let id = Id(7);
    at.sql(&format!(
        "INSERT INTO sessions (id_hash, person_id, data, created_at, last_seen_at, expires_at, proved_at, device,
                               address)
         SELECT '{}', id, '{{}}', now, now, now + 3600000000, now, '', ''
         FROM people, (SELECT unixepoch() * 1000000 AS now) WHERE sign_in_name = 'ana'",
        SessionKey::of(&id).0
    ));
    let server = Running::start(&at);
    let cookie = format!("Cookie: slipway={id}\r\n");
    for name in ["Payments", "Search", "Mailer"] {
        for _ in 0..2 {
            let board = server.get_with("/", &cookie);
            assert!(board.contains(">Storefront<") && !board.contains(&format!(">{name}<")), "{board}");
        }
        let document = at.file("another.md", &DOCUMENT.replace("Storefront", name));
        at.ok(&["strategy", "import", &document, "--files", &at.scripts(), "--approve"]);
        assert!(server.get_with("/", &cookie).contains(&format!(">{name}<")));
    }
}

#[test]
fn a_killed_server_leaves_the_folder_free() {
    let at = Installation::with_storefront();
    let server = Running::start(&at);
    server.signal(Signal::KILL);
    server.end();
    let server = Running::start(&at);
    assert!(server.get("/sign-in").starts_with("HTTP/1.1 200 OK"));
}

#[test]
fn an_address_that_is_taken_is_said_so() {
    let at = Installation::with_storefront();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = at.fails(&["serve", "--listen", &address]);
    assert!(said.starts_with(&format!("error: cannot listen on {address}: ")), "{said}");
}
