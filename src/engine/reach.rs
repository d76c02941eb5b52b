//! What a command of a place may reach: the system's tools, its own places, and what the settings add. Of the data
//! folder, and of the files that settings name, nothing else.

use super::process::confine::{Bounds, User};
use crate::app::App;
use crate::config::{Account, Means};
use std::path::{Path, PathBuf};

/// Where a system keeps its programs, and what tells them of the machine.
const SYSTEM: [&str; 11] =
    ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix", "/proc", "/sys"];
/// Opened up entry by entry: Landlock cannot take away below what it gave.
const CONFIGURATION: &str = "/etc";
/// What no command needs of it. Its own keys and passwords are the machine's.
const OF_THE_MACHINE: [&str; 9] = [
    "/etc/shadow",
    "/etc/shadow-",
    "/etc/gshadow",
    "/etc/gshadow-",
    "/etc/sudoers",
    "/etc/sudoers.d",
    "/etc/ssl/private",
    "/etc/krb5.keytab",
    "/etc/security/opasswd",
];
const KEYS_OF_THE_MACHINE: &str = "/etc/ssh";

/// What a command has for itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Own {
    /// Where it may do everything.
    pub(super) write: Vec<PathBuf>,
    /// What it may read.
    pub(super) read: Vec<PathBuf>,
}

/// The bounds of a command in an environment, by its short name.
pub(super) fn bounds(app: &App, environment: &str, own: Own) -> Bounds {
    let means = app.settings.commands.of(environment);
    let mut closed = app.settings.closed();
    let mut read = added(&means.read, &closed);
    let write = added(&means.write, &closed);
    closed.extend(OF_THE_MACHINE.map(PathBuf::from));
    closed.extend(keys_of_the_machine());
    SYSTEM.iter().for_each(|place| open_up(Path::new(place), &closed, &mut read));
    entries(Path::new(CONFIGURATION)).iter().for_each(|entry| open_up(entry, &closed, &mut read));
    read.extend(own.read);
    let Means { open_files, largest_file, .. } = *means;
    Bounds {
        read,
        own: own.write,
        write,
        open_files: Some(open_files),
        largest_file: Some(largest_file),
        user: means.user.clone().map(|Account { uid, gid, groups }| User { uid, gid, groups }),
    }
}

/// What the settings open up, as it is now: a link may lead elsewhere than when they were read.
fn added(paths: &[PathBuf], closed: &[PathBuf]) -> Vec<PathBuf> {
    let mut open = Vec::new();
    paths.iter().for_each(|path| open_up(path, closed, &mut open));
    open
}

/// Opens a place up, without what is closed in it.
fn open_up(place: &Path, closed: &[PathBuf], open: &mut Vec<PathBuf>) {
    // What is not there, or leads to this process, is not opened up.
    let Ok(whole) = place.canonicalize() else { return };
    if closed.iter().any(|one| whole.starts_with(one)) {
        return;
    }
    if closed.iter().any(|one| one.starts_with(&whole)) {
        // What an entry leads to is not below it.
        let own = entries(&whole).into_iter().filter(|entry| !entry.is_symlink());
        own.for_each(|entry| open_up(&entry, closed, open));
        return;
    }
    // A link that leads out of the system's places opens up one file, never a folder.
    let leads_out = place.is_symlink() && whole.is_dir();
    if !leads_out || SYSTEM.iter().any(|system| whole.starts_with(system)) {
        open.push(whole);
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.to_str().is_some()).collect()
}

fn keys_of_the_machine() -> impl Iterator<Item = PathBuf> {
    let is_key = |path: &PathBuf| path.extension().is_none() && named(path, "ssh_host_");
    entries(Path::new(KEYS_OF_THE_MACHINE)).into_iter().filter(is_key)
}

fn named(path: &Path, begins: &str) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(place: &Path, closed: &[PathBuf]) -> Vec<PathBuf> {
        let mut open = Vec::new();
        open_up(place, closed, &mut open);
        open.sort();
        open
    }

    #[test]
    fn what_is_closed_is_left_out_with_everything_below_it_and_with_every_link_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().canonicalize().unwrap().join(name);
        for made in ["a/data/db", "a/tools", "b"] {
            std::fs::create_dir_all(at(made)).unwrap();
        }
        std::fs::write(at("a/conf"), "").unwrap();
        for (link, to) in [("b/data", "a/data"), ("b/all", "a"), ("a/self", "a/data")] {
            std::os::unix::fs::symlink(at(to), at(link)).unwrap();
        }
        let closed = [at("a/data")];
        assert_eq!(opened(&at(""), &closed), [at("a/conf"), at("a/tools"), at("b")]);
        for none in ["a/data/db", "b/data", "not-there"] {
            assert!(opened(&at(none), &closed).is_empty(), "{none}");
        }
        assert!(opened(&at("b/all"), &[]).is_empty(), "a link that leads out opens no folder");
        std::os::unix::fs::symlink(at("a/conf"), at("b/conf")).unwrap();
        assert_eq!(opened(&at("b/conf"), &closed), [at("a/conf")]);
    }
}
