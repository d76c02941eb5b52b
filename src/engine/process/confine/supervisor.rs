//! The first stage: it starts the command, outlives it, reaps what it leaves, and tells how it ended.

use super::instruction::{Instruction, Report};
use crate::engine::process::identity::MARK_NAME;
use crate::engine::process::kin::descendants_of;
use rustix::process::{DumpableBehavior, Signal, WaitOptions, WaitStatus, wait};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What the server writes when everything is to be ended at once.
pub(in crate::engine::process) const KILL: &[u8] = b"kill\n";
/// The status where nothing was run.
const NOTHING_RUN: u8 = 125;

/// Waits for an instruction on standard input, a socket, and carries it out. Ends when nothing is left of the command.
/// Where there is no instruction because the server is gone, nothing is run.
/// Gives the status to exit with.
pub fn supervise() -> u8 {
    supervised().unwrap_or(NOTHING_RUN)
}

fn supervised() -> io::Result<u8> {
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    let control = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut from_server = BufReader::new(control.try_clone()?);
    let mut line = String::new();
    from_server.read_line(&mut line)?;
    if !line.ends_with('\n') {
        return Ok(NOTHING_RUN);
    }
    let instruction: Instruction = serde_json::from_str(&line)?;
    let begun = begin(&instruction, &line);
    // Its output is the command's: what is left of it is to be seen as such.
    let nowhere = std::fs::File::options().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdout(&nowhere)?;
    rustix::stdio::dup2_stderr(&nowhere)?;
    match begun {
        Ok((pid, why_not)) => {
            std::thread::spawn(move || end_where_asked(from_server));
            Ok(reap(&control, pid, why_not))
        }
        Err(error) => {
            tell(&control, &Report::CouldNotStart(error.to_string()));
            Ok(NOTHING_RUN)
        }
    }
}

/// Starts the stage that becomes the command. Its number, and why it did not become one, where it did not.
fn begin(instruction: &Instruction, line: &str) -> io::Result<(i32, String)> {
    let (mut ours, theirs) = UnixStream::pair()?;
    let (program, arguments) = instruction.inside.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let mark = std::env::var_os(MARK_NAME).unwrap_or_default();
    let child = {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().env(MARK_NAME, mark).stdin(Stdio::from(OwnedFd::from(theirs)));
        command.spawn()?
    };
    // A stage that has ended already tells by its end.
    let _ = ours.write_all(line.as_bytes()).and_then(|()| ours.shutdown(Shutdown::Write));
    let mut why_not = String::new();
    // It ends when the stage has become the command, or is gone.
    let _ = ours.read_to_string(&mut why_not);
    Ok((i32::try_from(child.id()).unwrap_or(i32::MAX), why_not))
}

/// Waits for everything; tells how the command itself ended as soon as it has.
fn reap(control: &UnixStream, pid: i32, why_not: String) -> u8 {
    let mut code = NOTHING_RUN;
    while let Ok(ended) = wait(WaitOptions::empty()) {
        let own = ended.filter(|(one, _)| one.as_raw_nonzero().get() == pid);
        let Some((_, status)) = own else { continue };
        let report = match why_not.is_empty() {
            true => report(status),
            false => Report::CouldNotStart(why_not.clone()),
        };
        code = match report {
            Report::Exited(status) => u8::try_from(status).unwrap_or(NOTHING_RUN),
            _ => NOTHING_RUN,
        };
        tell(control, &report);
    }
    code
}

fn report(status: WaitStatus) -> Report {
    match status.terminating_signal() {
        Some(signal) => Report::Signalled(signal),
        None => Report::Exited(status.exit_status().unwrap_or(-1)),
    }
}

/// A server that is gone is told nothing.
fn tell(mut control: &UnixStream, report: &Report) {
    let line = serde_json::to_string(report).unwrap_or_default() + "\n";
    let _ = control.write_all(line.as_bytes());
}

/// Ends everything as soon as the server says so. A server that is gone says nothing: its successor ends what is left.
fn end_where_asked(mut from_server: impl BufRead) {
    let mut line = Vec::new();
    if from_server.read_until(b'\n', &mut line).is_err() || line != KILL {
        return;
    }
    let own = i32::try_from(std::process::id()).unwrap_or(0);
    loop {
        let left = descendants_of(own);
        if left.is_empty() {
            return;
        }
        left.iter().for_each(|entry| entry.signal(Signal::KILL));
        std::thread::sleep(Duration::from_millis(5));
    }
}
