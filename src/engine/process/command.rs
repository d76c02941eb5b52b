//! What is to be run, and how it is started without running yet.

use super::execution::Waiting;
use super::identity::{MARK_NAME, Mark};
use crate::domain::time::Span;
use process_wrap::tokio::{CommandWrap, CommandWrapper, ProcessSession};
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Once;

/// The child waits here until the caller has written down who it is. If the server dies first, the pipe ends and
/// nothing is run. The shell's own variables go, core files (they hold secrets) are off, and what is written is for
/// this user alone.
const GATE: &str =
    r#"umask 077; ulimit -c 0; unset PWD OLDPWD SHLVL _; read -r _ && exec "$@" </dev/null; exit 125"#;

/// What a command says to the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// Text for `/bin/sh -eu -c`.
    Shell(String),
    /// A program, found through the command's own `PATH`, and its arguments; no shell reads them.
    Argv(Vec<String>),
}

/// A command to be run once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What to run.
    pub program: Program,
    /// The folder it runs in.
    pub directory: PathBuf,
    /// All of its environment; nothing of the server's own is added, only the mark.
    pub environment: Vec<(String, String)>,
    /// The mark of this execution; another one each time.
    pub mark: Mark,
    /// It is ended after so long.
    pub timeout: Span,
    /// Between SIGTERM and SIGKILL.
    pub grace: Span,
    /// How much of its output is kept, in bytes (of text, and 64 for each line); beyond that only the end is.
    pub max_output_bytes: usize,
}

impl Command {
    /// The grace that is given unless somebody says otherwise.
    pub const GRACE: Span = Span::seconds(5);
    /// How much output is kept unless somebody says otherwise.
    pub const MAX_OUTPUT_BYTES: usize = 8 * 1024 * 1024;

    /// Starts a process that waits to become this command. Nothing of the command runs before
    /// [`Waiting::release`]; when what is returned is dropped, or the server dies, it never runs.
    ///
    /// Errors say why it cannot be started, as in `could not start: ...`.
    pub fn spawn(&self) -> Result<Waiting, String> {
        nothing_else_is_inherited();
        let arguments = self.arguments()?;
        self.check_environment()?;
        if !self.directory.is_dir() {
            return Err(format!("there is no folder {}", self.directory.display()));
        }
        let child = self
            .behind_the_gate(&arguments)
            .and_then(|mut command| command.spawn())
            .map_err(|error| error.to_string())?;
        Waiting::new(child, self)
    }

    fn behind_the_gate(&self, arguments: &[&str]) -> io::Result<tokio::process::Command> {
        let mut command = tokio::process::Command::new("/bin/sh");
        command.args(["-c", GATE, "sh"]).args(arguments).current_dir(&self.directory);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.env(MARK_NAME, self.mark.as_str());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A session of its own is a process group of its own, without a terminal that it could ask for a password.
        ProcessSession.pre_spawn(&mut command, &CommandWrap::with_new("/bin/sh", |_| ()))?;
        Ok(command)
    }

    fn arguments(&self) -> Result<Vec<&str>, String> {
        match &self.program {
            Program::Shell(text) => Ok(vec!["/bin/sh", "-eu", "-c", text]),
            Program::Argv(words) => match words.first().map(String::as_str) {
                None | Some("") => Err("the command is empty".to_owned()),
                Some(word) if word.starts_with('-') => Err(format!("{word:?} is not the name of a program")),
                Some(_) => Ok(words.iter().map(String::as_str).collect()),
            },
        }
    }

    fn check_environment(&self) -> Result<(), String> {
        let bad = |name: &str| name.is_empty() || name.contains(['=', '\0']);
        match self.environment.iter().find(|(name, _)| bad(name)) {
            Some((name, _)) => Err(format!("{name:?} cannot be the name of a variable")),
            None => Ok(()),
        }
    }
}

/// Whatever the server opens is closed in its children already; what it was itself started with is not.
fn nothing_else_is_inherited() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| close_fds::set_fds_cloexec_threadsafe(3, &[]));
}
