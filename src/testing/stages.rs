//! The stages that start commands, in the program of the tests: the same code, reached through tests of that name.
//!
//! The test runner writes to its standard output before a test begins, which here is a command's output. So it gets
//! another one, and the stage takes the true one back.

use crate::engine::process::confine::{Stages, become_command, supervise};
use std::fs::File;

/// Keeps the true output as descriptor 3.
const WRAPPED: &str = "exec 3>&1 >/dev/null; exec \"$0\" --ignored --exact --nocapture \"$1\"";

/// How they are started.
pub fn stages() -> Stages {
    let program = std::env::current_exe().unwrap();
    let start = |test: &str| {
        let words = ["/bin/sh", "-c", WRAPPED, program.to_str().unwrap(), test];
        words.iter().map(|word| (*word).to_owned()).collect()
    };
    Stages {
        supervisor: start("testing::stages::a_supervisor"),
        inside: start("testing::stages::what_becomes_a_command"),
    }
}

/// Where somebody runs all ignored tests, these are nothing.
fn stage(run: impl Fn() -> u8) {
    if std::env::var_os("SLIPWAY_MARK").is_none() || std::env::var_os("PATH").is_some() {
        return;
    }
    rustix::stdio::dup2_stdout(File::options().write(true).open("/proc/self/fd/3").unwrap()).unwrap();
    end_with(run());
}

#[allow(clippy::exit, reason = "the test runner is not to say how it went")]
fn end_with(code: u8) {
    std::process::exit(code.into());
}

#[test]
#[ignore = "a part of every command, which starts it"]
fn a_supervisor() {
    stage(supervise);
}

#[test]
#[ignore = "a part of every command, which starts it"]
fn what_becomes_a_command() {
    stage(become_command);
}
