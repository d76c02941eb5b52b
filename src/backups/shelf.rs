//! A place where backups are: the one interface to it. Another kind of place, such as a bucket, is another of these.

use super::sealed_manifest::SealedManifest;
use super::{BackupError, files};
use crate::domain::backup::{BackupId, Candidate, Manifest, Proof};
use crate::domain::time::Time;
use crate::store::to_json;
use rustix::fs::{FlockOperation, flock};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A folder of backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    folder: PathBuf,
    is_made: bool,
}

/// A backup on a shelf.
#[derive(Debug)]
pub struct Backup {
    /// Its name.
    pub id: BackupId,
    /// The database.
    pub file: PathBuf,
    /// What its manifest says, or why that cannot be read. Whether to believe it is asked when it is verified.
    pub manifest: Result<SealedManifest, String>,
    /// What was seen of it.
    pub proof: Proof,
}

impl Backup {
    /// What its manifest says, where it can be read.
    pub fn says(&self) -> Option<&Manifest> {
        self.manifest.as_ref().ok().map(|sealed| &sealed.manifest)
    }

    /// The backup whose database is this file, wherever it is; what is beside it belongs to it.
    pub fn of_file(file: &Path) -> Result<Self, BackupError> {
        let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let no_backup = |why: String| BackupError::Refused(format!("{}: {why}", file.display()));
        let id = BackupId::parse(name).map_err(no_backup)?;
        let proof =
            fs::read(file.with_extension("proof")).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Ok(Self { id, file: file.to_owned(), manifest: manifest_of(file), proof: proof.unwrap_or_default() })
    }

    /// What decides whether it is kept.
    pub fn candidate(&self) -> Candidate {
        let made_at = self.says().map_or(Time(0), |manifest| manifest.made_at);
        Candidate { made_at, proven: self.proof.proven() }
    }

    /// Keeps what was seen of it, beside it; others who look at it at the same time wait for their turn.
    pub async fn keep_proof(&self) -> Result<(), BackupError> {
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let _held = Shelf::second(folder.unwrap_or(Path::new(".")).to_owned()).hold().await?;
        let path = self.file.with_extension("proof");
        files::write(&path, to_json(&self.proof).as_bytes()).map_err(BackupError::at(&path))
    }
}

fn manifest_of(file: &Path) -> Result<SealedManifest, String> {
    match fs::read(file.with_extension("json")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err("there is no manifest beside it".to_owned())
        }
        Err(error) => Err(format!("its manifest cannot be read: {error}")),
        Ok(text) => serde_json::from_slice(&text).map_err(|_| "its manifest is not one".to_owned()),
    }
}

/// Holds a shelf for one who changes it; let go when it is dropped, or the process ends.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "the lock is the open file")] File);

impl Shelf {
    /// The installation's own, which is made where it is missing.
    pub fn own(folder: PathBuf) -> Self {
        Self { folder, is_made: true }
    }

    /// One on another disk. It must be there: a folder that is made where a disk is not mounted would lie on this one.
    pub fn second(folder: PathBuf) -> Self {
        Self { folder, is_made: false }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits until nobody else changes it, and clears away what a kill or a full disk left.
    pub async fn hold(&self) -> Result<Held, BackupError> {
        if self.is_made {
            files::make_folder(&self.folder).map_err(BackupError::at(&self.folder))?;
        }
        if !self.folder.is_dir() {
            let folder = self.folder.display();
            return Err(BackupError::Refused(format!("{folder} is not there: is its disk mounted?")));
        }
        let path = self.folder.join("lock");
        let name = path.clone();
        let held = tokio::task::spawn_blocking(move || {
            let file = File::options().create(true).append(true).open(path)?;
            flock(&file, FlockOperation::LockExclusive)?;
            Ok(file)
        });
        let held = held.await.map_err(io::Error::other).flatten().map_err(BackupError::at(&name))?;
        self.sweep()?;
        Ok(Held(held))
    }

    fn sweep(&self) -> Result<(), BackupError> {
        for path in self.paths()?.iter().filter(|path| path.extension().is_some_and(|is| is == "part")) {
            files::remove(path).map_err(BackupError::at(path))?;
        }
        Ok(())
    }

    fn paths(&self) -> Result<Vec<PathBuf>, BackupError> {
        let at = || BackupError::at(&self.folder);
        match self.folder.read_dir() {
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.is_made => Ok(Vec::new()),
            read => read.map_err(at())?.map(|entry| Ok(entry.map_err(at())?.path())).collect(),
        }
    }

    /// The path of a backup's database.
    pub fn file(&self, id: &BackupId) -> PathBuf {
        self.folder.join(format!("{id}.db"))
    }

    /// Every backup, newest first.
    pub fn list(&self) -> Result<Vec<Backup>, BackupError> {
        let paths = self.paths()?;
        let databases = paths.iter().filter(|path| path.extension().is_some_and(|is| is == "db"));
        let mut found: Vec<Backup> = databases.filter_map(|path| Backup::of_file(path).ok()).collect();
        found.sort_by_key(|backup| std::cmp::Reverse((backup.candidate().made_at, backup.id.clone())));
        Ok(found)
    }

    /// Takes in a database that lies beside its place as a part, with its manifest: the manifest comes first, because a
    /// database without one is not believed, and a manifest without a database is not seen.
    pub fn take_in(&self, sealed: &SealedManifest) -> Result<(), BackupError> {
        let file = self.file(&sealed.manifest.id);
        let manifest = file.with_extension("json");
        files::write(&manifest, to_json(sealed).as_bytes()).map_err(BackupError::at(&manifest))?;
        files::rename(&files::part_of(&file), &file).map_err(BackupError::at(&file))
    }

    /// Removes a backup: once its database has lost its name, nobody sees it any more.
    pub fn remove(&self, id: &BackupId) -> Result<(), BackupError> {
        let file = self.file(id);
        let part = files::part_of(&file);
        files::rename(&file, &part).map_err(BackupError::at(&file))?;
        for path in [part, file.with_extension("proof"), file.with_extension("json")] {
            files::remove(&path).map_err(BackupError::at(&path))?;
        }
        Ok(())
    }
}
