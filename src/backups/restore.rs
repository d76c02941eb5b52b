//! Bringing a backup back: it is looked at, copied beside the database, what would go on by itself in the copy is held
//! back, and then it takes the database's place. Nobody else may have the data folder open meanwhile.

mod prepare;
mod undo;

pub use prepare::Window;
pub use undo::Replaced;

use super::journal::{Failpoint, Journal};
use super::shelf::Backup;
use super::{BackupError, Vault};
use crate::access::actor::Actor;
use crate::domain::backup::{BackupId, Manifest};
use crate::store::backups::{HeldBack, Standing, standing};
use std::fs;
use std::path::{Path, PathBuf};

/// Where a copy is made ready, in the data folder.
const READY: &str = "restoring";
/// Where databases are that another state replaced, in the data folder.
const REPLACED: &str = "replaced";
const DATABASE: &str = "slipway.db";

/// A restore that is about to be done: the backup was looked at and is good.
#[derive(Debug)]
pub struct Restore {
    /// What is brought back.
    pub backup: Backup,
    /// What its manifest says.
    pub manifest: Manifest,
    /// How the database stands that it replaces; none where it cannot be read, or is gone.
    pub standing: Option<Standing>,
    /// Whether there is one to replace.
    pub replaces: bool,
    /// What is lost by it.
    pub window: Window,
}

/// What became of it.
#[derive(Debug)]
pub struct Restored {
    /// What was held back in it.
    pub held_back: HeldBack,
    /// How the processes of what it held as running are found, as JSON: those that are still there are to be ended.
    pub processes: Vec<String>,
    /// Where the database is that it replaced.
    pub aside: PathBuf,
}

impl Vault {
    /// Looks for a good copy of the backup that is meant, and says what bringing it back would do.
    ///
    /// # Errors
    /// A sentence where there is no such backup, or no copy of it is good.
    pub async fn plan_restore(&self, found: Vec<Backup>) -> Result<Restore, BackupError> {
        let mut problems = Vec::new();
        for mut backup in found {
            let check = self.look_at(&backup).await;
            let manifest = backup.says().cloned();
            backup.proof.verified = Some(check.clone());
            match manifest {
                Some(manifest) if check.is_good() => return self.plan(backup, manifest).await,
                _ => problems.push(format!("{}: {}", backup.file.display(), check.problems.join("; "))),
            }
        }
        Err(BackupError::Refused(format!(
            "it is not restored, because it is not good. {}",
            problems.join(". ")
        )))
    }

    async fn plan(&self, backup: Backup, manifest: Manifest) -> Result<Restore, BackupError> {
        let replaces = self.database.is_file();
        let standing = if replaces { standing(&self.database, manifest.events).await.ok() } else { None };
        let window = Window::of(&manifest, standing.as_ref(), self.clock.now());
        Ok(Restore { backup, manifest, standing, replaces, window })
    }

    /// Does it. `before` is asked before each step.
    ///
    /// # Errors
    /// Where it cannot be done: before the journal is written everything is as it was; from then on the next to open
    /// the folder finishes it.
    pub async fn restore(
        &self,
        restore: &Restore,
        by: &Actor,
        before: Failpoint<'_>,
    ) -> Result<Restored, BackupError> {
        let data = self.data();
        let ready = data.join(READY);
        if ready.exists() {
            fs::remove_dir_all(&ready).map_err(BackupError::at(&ready))?;
        }
        super::files::make_folder(&ready).map_err(BackupError::at(&ready))?;
        let file = ready.join(DATABASE);
        let (held_back, processes) = Box::pin(self.prepare(restore, &file, by, &mut *before)).await?;
        let journal = Journal { incoming: Path::new(READY).join(DATABASE), aside: self.new_aside() };
        self.key.give_to(data).map_err(BackupError::at(data))?;
        journal.carry_out(data, before).map_err(BackupError::at(data))?;
        // It is empty now, and in nobody's way where it stays.
        let _ = fs::remove_dir(&ready);
        let aside = data.join(journal.aside);
        Ok(Restored { held_back, processes, aside })
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.database.parent().unwrap_or(Path::new("."))
    }

    /// A folder of its own for what is replaced now.
    fn new_aside(&self) -> PathBuf {
        let mut random = [0; 2];
        self.random.fill(&mut random);
        Path::new(REPLACED).join(BackupId::at(self.clock.now(), random).as_str())
    }
}

#[cfg(test)]
mod tests;
