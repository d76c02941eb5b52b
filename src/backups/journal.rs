//! Putting one database in the place of another, so that a crash leaves the one or the other, never parts of both.
//!
//! The new file lies ready in the data folder. Once the journal is written, everything is carried out to the end: by who
//! wrote it, or by whoever comes next.

use super::files;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The database, what SQLite keeps beside it, and the checkpoints of its log. Those come first: they must never lie beside
/// another database, whose log would not fit them.
const FILES: [&str; 4] = ["checkpoints.jsonl", "slipway.db-shm", "slipway.db-wal", "slipway.db"];
const JOURNAL: &str = "restore.journal";

/// What is about to be done, for tests that stop before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The backup is copied beside the database.
    Copy,
    /// What would go on by itself in the copy is held back.
    HoldBack,
    /// The journal is written.
    Write,
    /// One of the files is moved aside.
    Aside(&'static str),
    /// The new database is moved in.
    In,
    /// The journal is removed.
    Remove,
}

/// Called before each step; an error stops there as a crash would.
pub type Failpoint<'a> = &'a mut (dyn FnMut(Step) -> io::Result<()> + Send);

/// What goes where, by paths in the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// The database that is to take the place; once it is gone from here, it has.
    pub incoming: PathBuf,
    /// The folder for what is there now.
    pub aside: PathBuf,
}

impl Journal {
    /// Whether one was begun and not finished.
    pub fn is_begun(data: &Path) -> bool {
        data.join(JOURNAL).exists()
    }

    /// Does what it says. Nobody may have the database open.
    pub fn carry_out(&self, data: &Path, before: Failpoint<'_>) -> io::Result<()> {
        files::make_folder(&data.join(&self.aside))?;
        before(Step::Write)?;
        files::write(&data.join(JOURNAL), crate::store::to_json(self).as_bytes())?;
        self.go_on(data, before)
    }

    /// Finishes what was begun, where something was. Nobody may have the database open.
    pub fn finish(data: &Path) -> io::Result<()> {
        let text = match fs::read(data.join(JOURNAL)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            read => read?,
        };
        let journal: Self = serde_json::from_slice(&text).map_err(io::Error::other)?;
        journal.go_on(data, &mut |_| Ok(()))
    }

    fn go_on(&self, data: &Path, before: Failpoint<'_>) -> io::Result<()> {
        let incoming = data.join(&self.incoming);
        if incoming.exists() {
            for name in FILES {
                before(Step::Aside(name))?;
                let (from, to) = (data.join(name), data.join(&self.aside).join(name));
                if from.exists() {
                    files::rename(&from, &to)?;
                }
            }
            files::sync(data)?;
            before(Step::In)?;
            files::rename(&incoming, &data.join("slipway.db"))?;
        }
        before(Step::Remove)?;
        files::remove(&data.join(JOURNAL))?;
        files::sync(data)
    }
}
