//! Looking at a backup again: whether it is what its manifest says, and whether that is believed.

use super::create::micros;
use super::shelf::Backup;
use super::{BackupError, Vault, files};
use crate::domain::backup::{Check, Manifest, differences};
use crate::store::StoreError;
use crate::store::backups::Copy;
use crate::store::chain::Chain;
use std::path::Path;
use std::time::Instant;

impl Vault {
    /// Reads a backup whole, compares it with its manifest, walks its audit log, and keeps what was seen beside it.
    ///
    /// # Errors
    /// Where what was seen cannot be kept. That the backup is not what it should be is in the [`Check`].
    pub async fn verify(&self, backup: &mut Backup) -> Result<Check, BackupError> {
        let check = self.look_at(backup).await;
        backup.proof.verified = Some(check.clone());
        backup.keep_proof().await?;
        Ok(check)
    }

    /// The same without keeping what was seen.
    pub async fn look_at(&self, backup: &Backup) -> Check {
        let (at, began) = (self.clock.now(), Instant::now());
        let problems = match &backup.manifest {
            Err(why) => vec![why.clone()],
            Ok(sealed) => match sealed.problem(&self.key) {
                Some(why) => vec![why],
                None => file_problems(backup, &sealed.manifest).await,
            },
        };
        Check { at, took_us: micros(began), problems }
    }
}

async fn file_problems(backup: &Backup, manifest: &Manifest) -> Vec<String> {
    let mut problems = Vec::new();
    if manifest.id != backup.id {
        problems.push(format!("it is named {}, and its manifest is that of {}", backup.id, manifest.id));
    }
    let digested = match files::digest(&backup.file).await {
        Ok(digested) => digested,
        Err(error) => return vec![format!("it cannot be read: {error}")],
    };
    if digested.bytes < manifest.bytes {
        problems.push(format!("it is cut off: {} of {} bytes are there", digested.bytes, manifest.bytes));
    } else if digested.sha256 != manifest.sha256 {
        problems.push("it was changed after it was made: its SHA-256 is another".to_owned());
    }
    let is_changed = !problems.is_empty();
    match content(&backup.file, manifest).await {
        Ok(found) => problems.extend(found),
        Err(error) => problems.push(format!("it cannot be read as a database: {error}")),
    }
    if is_changed && problems.len() == 1 {
        problems.push("all rows are there, so that a value in one of them is another".to_owned());
    }
    problems
}

/// What is wrong inside. What SQLite calls whole may have lost rows, and the audit log its end: both are counted.
async fn content(file: &Path, manifest: &Manifest) -> Result<Vec<String>, StoreError> {
    let mut copy = Copy::open(file).await?;
    let mut problems = copy.damage().await?;
    problems.extend(differences(manifest, &copy.found().await?));
    if let Chain::Broken { sequence, why } = copy.chain().await? {
        problems.push(format!("its audit log is broken at event {sequence}: {why}"));
    }
    copy.close().await?;
    Ok(problems)
}
