//! Writes what people need at hand when everything is down into a folder: whole, or not at all.

use crate::access::grants::Grants;
use crate::access::scope::Scope;
use crate::actions;
use crate::app::App;
use crate::web;
use anyhow::Context;
use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use rustix::io::Errno;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The folder in the data folder.
pub const FOLDER: &str = "runbooks";

/// The files of an installation, with everything in them.
///
/// # Errors
/// Where the database cannot be used.
pub async fn files(app: &App) -> anyhow::Result<Vec<(String, String)>> {
    let scope = Scope::of(Grants::system());
    let handbook = actions::handbook::handbook(app, &mut *app.store.read().await?, &scope).await?;
    Ok(web::handbook::files(&handbook))
}

/// Writes the files of an installation into its data folder, unless `known` are there already; gives what is there now.
///
/// # Errors
/// Where the database cannot be used or the folder cannot be written.
pub async fn keep(app: &App, known: Option<Vec<(String, String)>>) -> anyhow::Result<Vec<(String, String)>> {
    // Held from before the database is read, so that who writes last has read last.
    let data = app.settings.data.clone();
    let held = tokio::task::spawn_blocking(move || hold(&data)).await??;
    let files = files(app).await?;
    if known.as_ref() == Some(&files) {
        return Ok(files);
    }
    let folder = app.settings.data.join(FOLDER);
    tokio::task::spawn_blocking(move || {
        replace(&folder, &files).with_context(|| folder.display().to_string())?;
        drop(held);
        Ok(files)
    })
    .await?
}

fn hold(data: &Path) -> anyhow::Result<File> {
    let path = data.join("runbooks.lock");
    let file = File::options().create(true).append(true).mode(0o600).open(&path)?;
    flock(&file, FlockOperation::LockExclusive).with_context(|| path.display().to_string())?;
    Ok(file)
}

/// Puts a folder with these files in the place of this one.
///
/// # Errors
/// Where something cannot be written: then the folder is as it was.
pub fn replace(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    let new = beside(folder, "new");
    remove(&new)?;
    DirBuilder::new().mode(0o700).create(&new)?;
    for (name, content) in files {
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(new.join(name))?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
    }
    File::open(&new)?.sync_all()?;
    swap(&new, folder)?;
    File::open(folder.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new(".")))?
        .sync_all()?;
    remove(&new)
}

/// Afterwards the new folder is in its place, and what was there under the other name.
fn swap(new: &Path, folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return fs::rename(new, folder);
    }
    match renameat_with(CWD, new, CWD, folder, RenameFlags::EXCHANGE) {
        // Some file systems over a network cannot exchange two names at once.
        Err(Errno::INVAL | Errno::NOSYS) => {
            let old = beside(folder, "old");
            remove(&old)?;
            fs::rename(folder, &old)?;
            fs::rename(new, folder)?;
            remove(&old)
        }
        done => Ok(done?),
    }
}

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn the_files_hold_everything_for_their_owner_alone_and_are_replaced_whole() {
        let app = TestApp::with_storefront().await;
        let folder = app.folder.path().join(FOLDER);
        let written = keep(&app, None).await.unwrap();
        let page = folder.join("runbook-storefront-recovery-plan.html");
        let text = fs::read_to_string(&page).unwrap();
        assert!(text.starts_with("<!DOCTYPE html><html") && text.contains("Assess Impact"), "{text}");
        let restore = fs::read_to_string(folder.join("restore-slipway.md")).unwrap();
        assert!(restore.contains(&format!("slipway --data {} restore latest", app.folder.path().display())));
        assert_eq!((mode(&folder), mode(&page)), (0o700, 0o600));

        fs::write(folder.join("left.md"), "").unwrap();
        assert_eq!(keep(&app, Some(written.clone())).await.unwrap(), written);
        assert!(folder.join("left.md").exists(), "nothing has changed, so nothing is written");
        app.project("till", crate::testing::app::DOCUMENT).await;
        assert_ne!(keep(&app, Some(written.clone())).await.unwrap(), written);
        assert!(!folder.join("left.md").exists() && folder.join("runbook-till-recovery-plan.md").exists());
        assert!(!app.folder.path().join("runbooks.new").exists());
    }
}
