//! Whose the folders of commands are: the user's whom they run as. Only where the settings name one is that another than
//! the server's own.

use crate::app::App;
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, ResolveFlags, Uid, chownat, fchown, openat, openat2,
};
use std::fs::Permissions;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC).union(OFlags::NOFOLLOW);

/// Gives a folder of commands, with everything in it, to the user whom commands of this environment run as, where it is
/// not theirs yet. The folders above it, up to the data folder, can be passed through then, and not be read.
///
/// # Errors
/// A sentence that names the folder.
pub(super) fn give(app: &App, environment: &str, folder: &Path) -> Result<(), String> {
    let user = app.settings.commands.of(environment).user.as_ref();
    let (own_uid, own_gid) = (rustix::process::geteuid(), rustix::process::getegid());
    let (uid, gid) = match user {
        Some(user) => (Uid::from_raw(user.uid), Gid::from_raw(user.gid)),
        None => (own_uid, own_gid),
    };
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    if user.is_some() {
        open_the_way(&app.settings.data, folder).map_err(failed)?;
    }
    let opened = openat2(CWD, folder, FOLDER, Mode::empty(), ResolveFlags::NO_SYMLINKS);
    let opened = opened.map_err(|error| failed(error.into()))?;
    let owner = std::fs::File::from(opened.try_clone().map_err(failed)?).metadata().map_err(failed)?.uid();
    if owner == uid.as_raw() {
        return Ok(());
    }
    hand_over(opened, uid, gid).map_err(|error| failed(error.into()))
}

/// The artifact of a workspace is for everybody to read who gets to it.
///
/// # Errors
/// A sentence that names the folder.
pub(super) fn show(app: &App, environment: &str, file: &Path) -> Result<(), String> {
    if app.settings.commands.of(environment).user.is_none() {
        return Ok(());
    }
    let failed = |error: io::Error| format!("{}: {error}", file.display());
    open_the_way(&app.settings.data, file).map_err(failed)?;
    std::fs::set_permissions(file, Permissions::from_mode(0o444)).map_err(failed)
}

/// Lets others pass through the folders between, the data folder among them. What they hold keeps its own modes.
fn open_the_way(data: &Path, folder: &Path) -> io::Result<()> {
    let data = data.canonicalize()?;
    let own = rustix::process::geteuid().as_raw();
    for above in folder.ancestors().skip(1).take_while(|above| above.starts_with(&data)) {
        let known = std::fs::symlink_metadata(above)?;
        if known.is_dir() && known.uid() == own && known.mode() & 0o777 != 0o711 {
            std::fs::set_permissions(above, Permissions::from_mode(0o711))?;
        }
    }
    Ok(())
}

/// From folder to folder by what is open, so that no link leads elsewhere.
fn hand_over(folder: OwnedFd, uid: Uid, gid: Gid) -> rustix::io::Result<()> {
    for entry in Dir::read_from(folder.as_fd())? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_bytes() == b"." || name.to_bytes() == b".." {
            continue;
        }
        if entry.file_type() == FileType::Directory {
            hand_over(openat(&folder, name, FOLDER, Mode::empty())?, uid, gid)?;
        } else {
            chownat(&folder, name, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)?;
        }
    }
    fchown(&folder, Some(uid), Some(gid))
}
