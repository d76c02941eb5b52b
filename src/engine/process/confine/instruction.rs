//! What the server, the supervisor and the command's own stage tell each other.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What is to be run, and within which bounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// The number of the process that is to start it and to outlive it.
    pub supervisor: u32,
    /// How the stage is started that becomes the command.
    pub inside: Vec<String>,
    /// The program, found through the command's own `PATH`, and its arguments.
    pub program: Vec<String>,
    /// The folder it runs in.
    pub directory: PathBuf,
    /// All of its environment.
    pub environment: Vec<(String, String)>,
    /// What it may do.
    pub bounds: Bounds,
}

/// What a command may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// What it may read and execute, with everything below.
    pub read: Vec<PathBuf>,
    /// Its own places, where it may do everything: workspace, target roots, temporary folder.
    pub own: Vec<PathBuf>,
    /// Where it may do everything because the settings say so.
    pub write: Vec<PathBuf>,
    /// How many files it may have open; none where that is not limited.
    pub open_files: Option<u64>,
    /// The largest file that it may write, in bytes; none where that is not limited.
    pub largest_file: Option<u64>,
    /// Whom it runs as; none where it runs as the server's own user.
    pub user: Option<User>,
}

/// A user of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its number.
    pub uid: u32,
    /// The number of its group.
    pub gid: u32,
    /// The numbers of the further groups that it is in.
    pub groups: Vec<u32>,
}

/// How a command came out, as its supervisor tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// It ended by itself with this status.
    Exited(i32),
    /// This signal ended it.
    Signalled(i32),
    /// It never began; the text says why.
    CouldNotStart(String),
}
