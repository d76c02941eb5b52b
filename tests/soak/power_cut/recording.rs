//! A trace, played onto a disk.

use super::disk::Disk;
use super::trace::{Call, Moment};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What of a folder no promise is made about: memory that processes share, and what deployed commands write.
fn is_free(below: &Path) -> bool {
    below.to_string_lossy().ends_with("-shm")
        || ["data/targets", "data/work"].iter().any(|folder| below.starts_with(folder))
}

/// The disk after each moment of a trace, and what was acknowledged until then.
#[derive(Debug)]
pub struct Recording {
    pub disk: Disk,
    pub acknowledged: Vec<String>,
    root: PathBuf,
    told: PathBuf,
    offsets: HashMap<PathBuf, usize>,
    appended: HashSet<PathBuf>,
    syncing: HashMap<u32, u64>,
}

impl Recording {
    /// Of what happens below a folder that is empty; a line of the file `told` there is an acknowledgement.
    pub fn of(root: &Path, told: &Path) -> Self {
        Self {
            disk: Disk::below(root),
            acknowledged: Vec::new(),
            root: root.to_owned(),
            told: told.to_owned(),
            offsets: HashMap::new(),
            appended: HashSet::new(),
            syncing: HashMap::new(),
        }
    }

    /// Whether a path is one of those that are followed.
    pub fn follows(&self, path: &Path) -> bool {
        path.strip_prefix(&self.root).is_ok_and(|below| below.as_os_str() != "" && !is_free(below))
            && path != self.told
    }

    /// Plays a moment.
    pub fn play(&mut self, moment: Moment) {
        match moment {
            Moment::Begin(thread, call) if call.name.ends_with("sync") => {
                self.syncing.insert(thread, self.disk.changes());
            }
            Moment::Begin(..) => {}
            Moment::End(thread, call) if call.name.ends_with("sync") => self.sync(thread, &call),
            Moment::End(_, call) if call.result >= 0 => self.end(&call),
            Moment::End(..) => {}
        }
    }

    fn sync(&mut self, thread: u32, call: &Call) {
        let reached = self.syncing.remove(&thread).unwrap_or_default();
        // The folder that everything stands in is no entry of the disk, and holds names all the same.
        if let Some(path) =
            call.path(0).filter(|path| call.result == 0 && (self.follows(path) || *path == self.root))
        {
            self.disk.sync(&path, reached);
        }
    }

    fn end(&mut self, call: &Call) {
        match call.name.as_str() {
            "open" | "openat" | "creat" => self.open(call),
            "write" | "writev" => self.write(call, None),
            "pwrite64" | "pwritev" | "pwritev2" => self.write(call, call.number(3)),
            "lseek" => self.seek(call),
            "ftruncate" | "truncate" => self.resize(call),
            _ => self.name(call),
        }
    }

    fn name(&mut self, call: &Call) {
        let [from, to] = match call.name.as_str() {
            "rename" | "link" => [call.path(0), call.path(1)],
            "renameat" | "renameat2" | "linkat" => [call.path_at(0), call.path_at(2)],
            "unlinkat" | "mkdirat" => [call.path_at(0), None],
            _ => [call.path(0), None],
        };
        let [from, to] = [from, to].map(|path| path.filter(|path| self.follows(path)));
        match (call.name.as_str(), from, to) {
            (_, None, None) => {}
            ("renameat2", Some(from), Some(to)) if call.has(4, "RENAME_EXCHANGE") => {
                self.disk.exchange(&from, &to);
            }
            ("rename" | "renameat" | "renameat2", Some(from), Some(to)) => {
                self.disk.rename_to(&from, &to);
            }
            ("link" | "linkat", Some(from), Some(to)) => self.disk.link(&from, &to),
            ("unlink" | "unlinkat" | "rmdir", Some(path), _) => self.disk.remove(&path),
            ("mkdir" | "mkdirat", Some(path), _) => self.disk.make_folder(&path),
            (name, from, to) => panic!("{name} of {from:?} to {to:?} is not modelled"),
        }
    }

    fn open(&mut self, call: &Call) {
        let Some(path) = call.opened.clone().filter(|path| self.follows(path)) else { return };
        let flags = if call.name == "openat" { 2 } else { 1 };
        if call.has(flags, "O_CREAT") || call.name == "creat" {
            self.disk.create(&path);
        }
        if call.has(flags, "O_TRUNC") || call.name == "creat" {
            self.disk.resize(&path, 0);
        }
        if call.has(flags, "O_WRONLY") || call.has(flags, "O_RDWR") || call.name == "creat" {
            self.offsets.insert(path.clone(), 0);
            self.appended.remove(&path);
        }
        if call.has(flags, "O_APPEND") {
            self.appended.insert(path);
        }
    }

    fn write(&mut self, call: &Call, at: Option<usize>) {
        let Some(path) = call.path(0) else { return };
        if path == self.told {
            let lines = String::from_utf8(call.bytes(1)).unwrap();
            return self.acknowledged.extend(lines.lines().map(str::to_owned));
        }
        if !self.follows(&path) {
            return;
        }
        let bytes = call.bytes(1);
        let offset = self.offsets.entry(path.clone()).or_default();
        let end = self.disk.bytes(&path).map_or(0, <[u8]>::len);
        let at = at.unwrap_or_else(|| {
            let at = if self.appended.contains(&path) { end } else { *offset };
            *offset = at + bytes.len();
            at
        });
        self.disk.write(&path, at, &bytes);
    }

    fn seek(&mut self, call: &Call) {
        if let Some(path) = call.path(0).filter(|path| self.follows(path)) {
            self.offsets.insert(path, usize::try_from(call.result).unwrap());
        }
    }

    fn resize(&mut self, call: &Call) {
        if let Some(path) = call.path(0).filter(|path| self.follows(path)) {
            self.disk.resize(&path, call.number(1).unwrap());
        }
    }

    /// Panics where the disk is not what really stands in the folder: then something was not seen.
    pub fn compare(&self) {
        let mut found = Vec::new();
        walk(&self.root, &mut found);
        found.retain(|path| self.follows(path));
        found.sort();
        let known: Vec<_> = self.disk.paths().map(|(path, _)| path.clone()).collect();
        assert_eq!(known, found, "the trace tells of other files than there are");
        for path in found.iter().filter(|path| path.is_file()) {
            let same = self.disk.bytes(path) == Some(&std::fs::read(path).unwrap()[..]);
            assert!(same, "the trace tells of another {}", path.display());
        }
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        }
        found.push(path);
    }
}
