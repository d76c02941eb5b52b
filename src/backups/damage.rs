//! A copy of a backup that is damaged on purpose, for a drill that must find it.

use super::sealed_manifest::SealedManifest;
use super::{Backup, BackupError, Shelf, Vault, files};
use crate::domain::recovery_drill::Damage;
use crate::sealed::SecretKey;
use crate::store::backups::{Spoiled, spoil};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

const PAGE_BYTES: u64 = 4096;

impl Vault {
    /// Puts a copy of a backup into a folder, with its manifest, and damages it; gives its path.
    ///
    /// # Errors
    /// Where it cannot be copied or changed, or has no manifest.
    pub async fn damaged_copy(
        &self,
        backup: &Backup,
        folder: &Path,
        damage: Damage,
    ) -> Result<PathBuf, BackupError> {
        let mut sealed = backup.manifest.clone().map_err(BackupError::Refused)?;
        let shelf = Shelf::own(folder.to_owned());
        let file = shelf.file(&backup.id);
        files::copy(&backup.file, &files::part_of(&file)).await?;
        if damage == Damage::OtherInstallation {
            sealed = self.sealed_by_another(sealed, folder).map_err(BackupError::at(folder))?;
        }
        shelf.take_in(&sealed)?;
        match damage {
            Damage::FlippedByte => flip(&file).map_err(BackupError::at(&file))?,
            Damage::CutOff => cut(&file).map_err(BackupError::at(&file))?,
            Damage::RemovedRow => spoil(&file, Spoiled::Row).await?,
            Damage::OtherName => spoil(&file, Spoiled::Name).await?,
            Damage::OtherInstallation => {}
        }
        Ok(file)
    }

    /// Gives the installation's key to a folder in which a drill restores.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn give_key_to(&self, folder: &Path) -> Result<(), BackupError> {
        self.key.give_to(folder).map_err(BackupError::at(folder))
    }

    fn sealed_by_another(&self, sealed: SealedManifest, folder: &Path) -> io::Result<SealedManifest> {
        let other = SecretKey::of_folder(folder, &*self.random)?;
        let mut manifest = sealed.manifest;
        manifest.installation = other.fingerprint();
        Ok(SealedManifest::seal(manifest, &other, &*self.random))
    }
}

fn flip(path: &Path) -> io::Result<()> {
    let file = File::options().read(true).write(true).open(path)?;
    let (middle, mut byte) = (file.metadata()?.len() / 2, [0]);
    file.read_exact_at(&mut byte, middle)?;
    byte[0] ^= 1;
    file.write_all_at(&byte, middle)
}

fn cut(path: &Path) -> io::Result<()> {
    let file = File::options().write(true).open(path)?;
    file.set_len(file.metadata()?.len().saturating_sub(PAGE_BYTES))
}
