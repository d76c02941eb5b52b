//! Making a backup.

use super::sealed_manifest::SealedManifest;
use super::shelf::{Backup, Shelf};
use super::{BackupError, Vault, files};
use crate::domain::backup::{BackupId, Found, Known, Manifest, Reason};
use crate::domain::time::Time;
use crate::store::backups::{Copy, copy};
use std::path::Path;
use std::time::Instant;

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// What it holds.
    pub manifest: Manifest,
    /// Where it is.
    pub file: std::path::PathBuf,
    /// Whether it is in the second folder too: none where the settings name no other.
    pub second: Option<Result<(), BackupError>>,
}

impl Vault {
    /// Makes a backup of the database as it is now, in the first folder and then in the second. Where the second
    /// cannot take it, it is made all the same, and [`Made::second`] says why.
    ///
    /// # Errors
    /// Where the database cannot be copied, the copy is not whole, or the disk is full: then nothing is left of it.
    pub async fn create(&self, reason: Reason) -> Result<Made, BackupError> {
        let held = self.first.hold().await?;
        let made_at = self.clock.now();
        let id = self.name(made_at);
        let file = self.first.file(&id);
        let part = files::part_of(&file);
        let made = Box::pin(self.write(&part, id, made_at, reason)).await;
        let taken = made.and_then(|sealed| self.first.take_in(&sealed).map(|()| sealed));
        let sealed = match taken {
            Ok(sealed) => sealed,
            Err(error) => {
                // What cannot be removed now is swept away before the next.
                let _ = [&part, &file.with_extension("json")].map(|path| files::remove(path));
                return Err(error);
            }
        };
        drop(held);
        let second = match &self.second {
            Some(second) => Some(self.carry(&sealed, second).await),
            None => None,
        };
        Ok(Made { manifest: sealed.manifest, file, second })
    }

    fn name(&self, made_at: Time) -> BackupId {
        loop {
            let mut random = [0; 2];
            self.random.fill(&mut random);
            let id = BackupId::at(made_at, random);
            if !self.first.file(&id).exists() {
                return id;
            }
        }
    }

    /// Writes the copy and looks at it as it is on the disk.
    async fn write(
        &self,
        part: &Path,
        id: BackupId,
        made_at: Time,
        reason: Reason,
    ) -> Result<SealedManifest, BackupError> {
        let began = Instant::now();
        files::flushed_meanwhile(part, copy(&self.database, part)).await?;
        files::sync_aside(part).await?;
        let (found, sqlite, known) = look_into(part).await?;
        let digested = files::digest(part).await?;
        let manifest = Manifest {
            format: Manifest::FORMAT,
            id,
            installation: self.key.fingerprint(),
            made_at,
            took_us: micros(began),
            reason,
            slipway: env!("CARGO_PKG_VERSION").to_owned(),
            sqlite,
            schema: found.schema,
            bytes: digested.bytes,
            sha256: digested.sha256,
            tables: found.tables,
            events: found.events,
            head: found.head,
            known,
        };
        Ok(SealedManifest::seal(manifest, &self.key, &*self.random))
    }

    /// Copies a backup of the first folder to another, and makes sure that what arrived is what was sent.
    async fn carry(&self, sealed: &SealedManifest, to: &Shelf) -> Result<(), BackupError> {
        let _held = to.hold().await?;
        let id = &sealed.manifest.id;
        let part = files::part_of(&to.file(id));
        let carried = files::copy(&self.first.file(id), &part).await;
        let taken = carried.and_then(|arrived| {
            if arrived.sha256 == sealed.manifest.sha256 {
                return to.take_in(sealed);
            }
            Err(BackupError::Refused(format!("{id} was changed in the first folder since it was made")))
        });
        if taken.is_err() {
            // What cannot be removed now is swept away before the next.
            let _ = files::remove(&part);
        }
        taken
    }

    /// The newest backup of the first folder that was made here, by what its manifest says.
    pub fn newest(&self) -> Result<Option<Backup>, BackupError> {
        let is_ours =
            |backup: &Backup| matches!(&backup.manifest, Ok(sealed) if sealed.problem(&self.key).is_none());
        Ok(self.first.list()?.into_iter().find(is_ours))
    }
}

async fn look_into(part: &Path) -> Result<(Found, String, Vec<Known>), BackupError> {
    let mut copy = Copy::open(part).await?;
    let damage = copy.damage().await?;
    let found = (copy.found().await?, copy.sqlite_version().await?, copy.known().await?);
    copy.close().await?;
    if damage.is_empty() {
        return Ok(found);
    }
    Err(BackupError::Refused(format!(
        "the database is damaged, so no backup was made: {}",
        damage.join("; ")
    )))
}

/// How long ago it began, in microseconds.
pub(super) fn micros(began: Instant) -> i64 {
    i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX)
}
