//! How a command ended.

use super::leftovers::Left;
use crate::domain::log::Line;
use crate::domain::time::Span;

/// How a command ended. Its `Display` is the sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It ended by itself with this status; 0 is success.
    Exited(i32),
    /// Somebody else's signal ended it.
    Signalled(i32),
    /// It took longer than this and was ended.
    TimedOut(Span),
    /// The caller stopped it.
    Stopped,
    /// It exited with 0 and left a process behind that it must not leave; the text says which.
    LeftBehind(String),
    /// It never began; the text says why.
    CouldNotStart(String),
}

/// An execution that is over: nothing of it runs any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub outcome: Outcome,
    /// The last lines of its output, at most 20, for the reason that a person reads.
    pub last_lines: Vec<Line>,
    /// How much of its output is left out of the log.
    pub left_out_bytes: usize,
    /// How many of its processes could not even be ended with SIGKILL, because they hang in the kernel.
    pub processes_left: usize,
    /// What it left behind, when it had ended by itself and what it left had had its time.
    pub left_behind: Vec<Left>,
}

impl Outcome {
    /// Whether the command did what it was asked to.
    pub fn succeeded(&self) -> bool {
        *self == Self::Exited(0)
    }
}

impl From<Outcome> for Ended {
    /// Of a command that said nothing.
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            last_lines: Vec::new(),
            left_out_bytes: 0,
            processes_left: 0,
            left_behind: Vec::new(),
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exited(status @ 126) => write!(f, "exited with status {status} (not executable)"),
            Self::Exited(status @ 127) => write!(f, "exited with status {status} (command not found)"),
            Self::Exited(status) => write!(f, "exited with status {status}"),
            Self::Signalled(signal) => write!(f, "ended by signal {signal}{}", name(*signal)),
            Self::TimedOut(timeout) => write!(f, "ended because it took longer than {timeout}"),
            Self::Stopped => write!(f, "stopped"),
            Self::LeftBehind(what) => write!(
                f,
                "left a process behind: {what}. What a step starts ends with the step: have a service manager \
                 start it, such as with “systemctl restart” of its unit"
            ),
            Self::CouldNotStart(why) => write!(f, "could not start: {why}"),
        }
    }
}

/// The signals that people meet.
fn name(signal: i32) -> &'static str {
    match signal {
        1 => " (SIGHUP)",
        2 => " (SIGINT)",
        3 => " (SIGQUIT)",
        6 => " (SIGABRT)",
        9 => " (SIGKILL, perhaps out of memory)",
        11 => " (SIGSEGV)",
        13 => " (SIGPIPE)",
        15 => " (SIGTERM)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_read_as_sentences() {
        for (outcome, words) in [
            (Outcome::Exited(0), "exited with status 0"),
            (Outcome::Exited(127), "exited with status 127 (command not found)"),
            (Outcome::Signalled(15), "ended by signal 15 (SIGTERM)"),
            (Outcome::Signalled(12), "ended by signal 12"),
            (Outcome::TimedOut(Span::minutes(10)), "ended because it took longer than 10 min"),
            (Outcome::CouldNotStart("no such folder".into()), "could not start: no such folder"),
        ] {
            assert_eq!(outcome.to_string(), words);
            assert_eq!(outcome.succeeded(), outcome == Outcome::Exited(0));
        }
    }
}
