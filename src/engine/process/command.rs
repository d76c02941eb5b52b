//! What is to be run, and how it is started without running yet.

use super::confine::{Bounds, Instruction, Stages};
use super::execution::Waiting;
use super::identity::{MARK_NAME, Mark};
use crate::domain::time::Span;
use process_wrap::tokio::{CommandWrap, CommandWrapper, ProcessSession};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Once;

/// The kernel takes no longer word, whether argument or variable, in bytes.
const LONGEST_WORD: usize = 128 * 1024 - 1;

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
    /// What it may do.
    pub bounds: Bounds,
    /// The mark of this execution; another one each time.
    pub mark: Mark,
    /// It is ended after so long.
    pub timeout: Span,
    /// Between SIGTERM and SIGKILL.
    pub grace: Span,
    /// How much of its output is kept, in bytes (of text, and 64 for each line); beyond that only the end is.
    pub max_output_bytes: usize,
    /// What becomes of what it leaves behind.
    pub leftovers: Leftovers,
}

/// What becomes of processes that a command leaves behind when it has ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leftovers {
    /// They get so long to end by themselves.
    pub patience: Span,
    /// Whether the command has failed with any of them.
    pub fail: bool,
}

impl Leftovers {
    /// What they get unless somebody says otherwise.
    pub const USUAL: Self = Self { patience: Span::seconds(10), fail: false };
}

impl Command {
    /// The grace that is given unless somebody says otherwise.
    pub const GRACE: Span = Span::seconds(5);
    /// How much output is kept unless somebody says otherwise.
    pub const MAX_OUTPUT_BYTES: usize = 8 * 1024 * 1024;

    /// Starts a process that waits to be told of this command. Nothing of the command runs before
    /// [`Waiting::release`]; when what is returned is dropped, or the server dies, it never runs.
    ///
    /// Errors say why it cannot be started, as in `could not start: ...`.
    pub fn spawn(&self) -> Result<Waiting, String> {
        nothing_else_is_inherited();
        let words = self.words()?;
        self.check_environment()?;
        if !self.directory.is_dir() {
            return Err(format!("there is no folder {}", self.directory.display()));
        }
        let Stages { supervisor, inside } = Stages::of_this_program();
        let (control, theirs) = UnixStream::pair().map_err(|error| error.to_string())?;
        let started = self.behind_the_gate(&supervisor, theirs).and_then(|mut command| command.spawn());
        let child = started.map_err(|error| format!("its supervisor: {error}"))?;
        let mut environment = self.environment.clone();
        environment.push((MARK_NAME.to_owned(), self.mark.as_str().to_owned()));
        let instruction = Instruction {
            supervisor: child.id().unwrap_or_default(),
            inside,
            program: words,
            directory: self.directory.clone(),
            environment,
            bounds: self.bounds.clone(),
        };
        Waiting::new(child, control, &instruction, self)
    }

    /// The supervisor, which waits at its socket. It gets nothing but the mark.
    fn behind_the_gate(&self, words: &[String], socket: UnixStream) -> io::Result<tokio::process::Command> {
        let (program, arguments) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = tokio::process::Command::new(program);
        command.args(arguments).current_dir("/");
        command.env_clear().env(MARK_NAME, self.mark.as_str());
        command.stdin(Stdio::from(OwnedFd::from(socket))).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A session of its own is a process group of its own, without a terminal that it could ask for a password.
        ProcessSession.pre_spawn(&mut command, &CommandWrap::with_new(program, |_| ()))?;
        Ok(command)
    }

    fn words(&self) -> Result<Vec<String>, String> {
        let words = match &self.program {
            Program::Shell(text) => {
                ["/bin/sh", "-eu", "-c", text].iter().map(|word| (*word).to_owned()).collect()
            }
            Program::Argv(words) => match words.first().map(String::as_str) {
                None | Some("") => return Err("the command is empty".to_owned()),
                Some(word) if word.starts_with('-') => {
                    return Err(format!("{word:?} is not the name of a program"));
                }
                Some(_) => words.clone(),
            },
        };
        words.iter().try_for_each(|word| check_word("an argument", word))?;
        Ok(words)
    }

    fn check_environment(&self) -> Result<(), String> {
        let bad = |name: &str| name.is_empty() || name.contains(['=', '\0']);
        if let Some((name, _)) = self.environment.iter().find(|(name, _)| bad(name)) {
            return Err(format!("{name:?} cannot be the name of a variable"));
        }
        self.environment.iter().try_for_each(|(name, value)| check_word(name, value))
    }
}

fn check_word(what: &str, word: &str) -> Result<(), String> {
    if word.contains('\0') {
        return Err(format!("{what} contains a nul byte"));
    }
    if word.len() > LONGEST_WORD {
        return Err(format!("{what} is too long: {} bytes, at most {LONGEST_WORD} are possible", word.len()));
    }
    Ok(())
}

/// Whatever the server opens is closed in its children already; what it was itself started with is not.
fn nothing_else_is_inherited() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| close_fds::set_fds_cloexec_threadsafe(3, &[]));
}
