//! The same program, started as somebody would at a command line.

use super::Proved;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// The longest that a command of a drill may take.
const PATIENCE: Duration = Duration::from_secs(3600);

/// The program that runs at this moment, also where another version has taken its place on the disk.
#[derive(Debug, Clone, Default)]
pub struct Program;

/// What the operating system calls it.
const OWN: &str = "/proc/self/exe";

impl Program {
    /// A command on a data folder, with nothing of this process's environment: no setting reaches it.
    pub(super) fn command(&self, data: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(OWN);
        command.arg("--data").arg(data).args(arguments).env_clear().kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end; gives what it printed. The error is what it said.
    pub(super) async fn run(&self, data: &Path, arguments: &[&str], input: &str) -> Proved<String> {
        let name = arguments.first().unwrap_or(&"slipway");
        let failed = |error: io::Error| format!("slipway {name}: {error}");
        let mut child = self.command(data, arguments).spawn().map_err(failed)?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that reads nothing may have ended before this is written.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
        let ended = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        let output = ended.map_err(|_| format!("slipway {name} did not end"))?.map_err(failed)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(format!("slipway {name}: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}
