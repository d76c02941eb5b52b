//! Who a running command is, so that it is found again after the server is gone.

use super::table::Entry;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The variable that carries the mark.
pub(super) const MARK_NAME: &str = "SLIPWAY_MARK";

/// A random word in the environment of one execution. Children inherit it, wherever they hide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mark(String);

impl Mark {
    /// A mark from random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(hex::encode(random))
    }

    /// The text of the mark.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A running command, as it is written down before it begins. A process id alone is not enough: the number is
/// given to somebody else later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The process that leads; its number is that of its process group and of its session, too.
    pub pid: i32,
    /// When that process began, in ticks since the machine started.
    pub start_ticks: u64,
    /// Which start of the machine that was.
    pub boot_id: String,
    /// The mark in the environment of everything that it starts.
    pub mark: Mark,
    /// The folder that it began in, which tells whose it is; none where an earlier Slipway wrote it down.
    #[serde(default)]
    pub directory: Option<PathBuf>,
}

impl Identity {
    pub(super) fn of(pid: i32, mark: Mark, directory: &Path) -> Result<Self, String> {
        let entry = Entry::read(pid).ok_or("it ended before it began")?;
        let directory = Some(directory.to_owned());
        Ok(Self { pid, start_ticks: entry.start_ticks, boot_id: boot_id()?, mark, directory })
    }

    /// Whether it was begun by a server of this data folder, whose path is told from the root: a copy of a database names
    /// processes that may be another's.
    pub fn is_of(&self, data: &Path) -> bool {
        self.directory.as_ref().is_some_and(|directory| directory.starts_with(data.join("workspaces")))
    }

    /// Whether the machine still runs since the same start.
    pub(super) fn same_boot(&self) -> bool {
        boot_id().is_ok_and(|now| now == self.boot_id)
    }
}

fn boot_id() -> Result<String, String> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .map(|id| id.trim().to_owned())
        .map_err(|error| format!("/proc cannot be read: {error}"))
}
