//! The program itself: how soon it answers, and what it needs while it has nothing to do.

use super::client::Connection;
use super::{Figure, median};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS: usize = 9;
const GOAL: Duration = Duration::from_millis(300);
const GOAL_MEMORY_KIB: u64 = 40 * 1024;
/// After so long there is nothing left to do.
const IDLE: Duration = Duration::from_secs(2);

pub fn measure() -> Vec<Figure> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    // The first start makes the installation.
    end(start(folder.path()).0);
    let times = (0..STARTS).map(|_| {
        let (server, time) = start(folder.path());
        end(server);
        time
    });
    let time = median(times.collect());
    let (server, _) = start(folder.path());
    std::thread::sleep(IDLE);
    let memory = memory_kib(server.id());
    end(server);
    vec![
        Figure {
            what: "From process start to the first page, median of 9",
            measured: format!("{} ms", time.as_millis()),
            goal: "< 300 ms",
            reached: time < GOAL,
        },
        Figure {
            what: "Idle memory",
            measured: format!("{:.1} MiB", memory as f64 / 1024.0),
            goal: "< 40 MiB",
            reached: memory < GOAL_MEMORY_KIB,
        },
    ]
}

/// Starts a server and asks for a page.
fn start(data: &Path) -> (Child, Duration) {
    let began = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_slipway"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).env_clear();
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.split_once("http://").unwrap().1.split_whitespace().next().unwrap();
    Connection::open(address.parse().unwrap()).get("/sign-in", "");
    (server, began.elapsed())
}

fn end(mut server: Child) {
    server.kill().unwrap();
    server.wait().unwrap();
}

/// What of its memory is really in use.
fn memory_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
