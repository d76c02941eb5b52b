//! A disk that promises no more than a real one: what was not synced is lost, there in parts, or there.

use super::chance::Chance;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A power cut tears a write at these bounds, in bytes.
const SECTORS: [usize; 2] = [512, 4096];

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Folder,
    /// Index of the content.
    File(usize),
}

/// What becomes of that which was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// All of it is lost.
    Lost,
    /// Each part of it by chance.
    Torn,
}

type Names = BTreeMap<PathBuf, Entry>;

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Resize(usize),
}

#[derive(Debug, Clone)]
enum Rename {
    Put(PathBuf, Entry),
    Remove(PathBuf),
    Move(PathBuf, PathBuf),
    Exchange(PathBuf, PathBuf),
}

#[derive(Debug, Default)]
struct Content {
    now: Vec<u8>,
    synced: Vec<u8>,
    waiting: Vec<(u64, Change)>,
}

/// Files and folders as programs see them now, and as they are on the disk.
#[derive(Debug, Default)]
pub struct Disk {
    /// The folder that everything stands in, and which is always there.
    root: PathBuf,
    contents: Vec<Content>,
    now: Names,
    synced: Names,
    waiting: Vec<(u64, Rename)>,
    changes: u64,
}

impl Disk {
    /// An empty disk, whose names stand below this folder.
    pub fn below(root: &Path) -> Self {
        Self { root: root.to_owned(), ..Self::default() }
    }

    /// How much was changed so far: a sync reaches what was changed before it began.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// What stands at a path, for programs.
    pub fn entry(&self, path: &Path) -> Option<Entry> {
        self.now.get(path).copied()
    }

    /// The bytes of a file, for programs.
    pub fn bytes(&self, path: &Path) -> Option<&[u8]> {
        match self.entry(path)? {
            Entry::File(index) => Some(&self.contents[index].now),
            Entry::Folder => None,
        }
    }

    /// Every path, for programs.
    pub fn paths(&self) -> impl Iterator<Item = (&PathBuf, Entry)> {
        self.now.iter().map(|(path, entry)| (path, *entry))
    }

    /// A new folder.
    pub fn make_folder(&mut self, path: &Path) {
        self.rename(Rename::Put(path.to_owned(), Entry::Folder));
    }

    /// A file where there is none, and nothing where there is one.
    pub fn create(&mut self, path: &Path) {
        if self.entry(path).is_none() {
            self.contents.push(Content::default());
            self.rename(Rename::Put(path.to_owned(), Entry::File(self.contents.len() - 1)));
        }
    }

    /// A second name of a file.
    pub fn link(&mut self, from: &Path, to: &Path) {
        let entry = self.entry(from).unwrap_or_else(|| panic!("{} is not known", from.display()));
        self.rename(Rename::Put(to.to_owned(), entry));
    }

    /// A name is gone.
    pub fn remove(&mut self, path: &Path) {
        self.rename(Rename::Remove(path.to_owned()));
    }

    /// A name becomes another, with all that is below it.
    pub fn rename_to(&mut self, from: &Path, to: &Path) {
        self.rename(Rename::Move(from.to_owned(), to.to_owned()));
    }

    /// Two names become each other, with all that is below them.
    pub fn exchange(&mut self, one: &Path, other: &Path) {
        self.rename(Rename::Exchange(one.to_owned(), other.to_owned()));
    }

    /// Bytes at a place of a file.
    pub fn write(&mut self, path: &Path, at: usize, bytes: &[u8]) {
        self.change(path, Change::Write(at, bytes.to_vec()));
    }

    /// Another length of a file.
    pub fn resize(&mut self, path: &Path, bytes: usize) {
        self.change(path, Change::Resize(bytes));
    }

    /// A file or folder is on the disk as it was after so many changes.
    pub fn sync(&mut self, path: &Path, changes: u64) {
        match self.entry(path) {
            Some(Entry::File(index)) => self.contents[index].sync(changes),
            // The folder that everything stands in has no name here.
            Some(Entry::Folder) | None => self.sync_folder(path, changes),
        }
    }

    /// What a new start finds after the power was cut now. Folders are without content.
    pub fn cut(&self, rest: Rest, chance: &mut Chance) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut names = self.synced.clone();
        // File systems keep the order of names.
        let kept = if rest == Rest::Torn { chance.below(self.waiting.len() + 1) } else { 0 };
        self.waiting[..kept].iter().for_each(|(_, rename)| apply(&mut names, rename));
        let stands = |path: &Path| {
            let mut above = path.ancestors().skip(1).take_while(|above| *above != self.root);
            above.all(|above| names.get(above) == Some(&Entry::Folder))
        };
        let left = names.iter().filter(|(path, _)| stands(path));
        left.map(|(path, entry)| match entry {
            Entry::Folder => (path.clone(), None),
            Entry::File(index) => (path.clone(), Some(self.contents[*index].cut(rest, chance))),
        })
        .collect()
    }

    fn change(&mut self, path: &Path, change: Change) {
        let Some(Entry::File(index)) = self.entry(path) else { panic!("{} is not known", path.display()) };
        self.changes += 1;
        let content = &mut self.contents[index];
        change.apply(&mut content.now);
        content.waiting.push((self.changes, change));
    }

    fn rename(&mut self, rename: Rename) {
        self.changes += 1;
        apply(&mut self.now, &rename);
        self.waiting.push((self.changes, rename));
    }

    fn sync_folder(&mut self, folder: &Path, changes: u64) {
        let is_in = |path: &PathBuf| path.parent() == Some(folder);
        let (synced, waiting) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(change, rename)| {
                let of_folder = match rename {
                    Rename::Put(path, _) | Rename::Remove(path) => is_in(path),
                    Rename::Move(_, to) | Rename::Exchange(_, to) => is_in(to),
                };
                of_folder && *change <= changes
            });
        self.waiting = waiting;
        let synced: Vec<(u64, Rename)> = synced;
        synced.iter().for_each(|(_, rename)| apply(&mut self.synced, rename));
    }
}

fn apply(names: &mut Names, rename: &Rename) {
    match rename {
        Rename::Put(path, entry) => drop(names.insert(path.clone(), *entry)),
        Rename::Remove(path) => drop(names.remove(path)),
        Rename::Move(from, to) => {
            take(names, to);
            let moved = take(names, from);
            put_below(names, to, moved);
        }
        Rename::Exchange(one, other) => {
            let [from_one, from_other] = [take(names, one), take(names, other)];
            put_below(names, other, from_one);
            put_below(names, one, from_other);
        }
    }
}

/// Takes a name and all below it away; gives what it was, by what stands behind the name.
fn take(names: &mut Names, path: &Path) -> Vec<(PathBuf, Entry)> {
    let below: Vec<PathBuf> = names.keys().filter(|name| name.starts_with(path)).cloned().collect();
    let entry = |name: PathBuf| (name.strip_prefix(path).unwrap().to_owned(), names.remove(&name).unwrap());
    below.into_iter().map(entry).collect()
}

fn put_below(names: &mut Names, path: &Path, entries: Vec<(PathBuf, Entry)>) {
    let name = |below: PathBuf| if below.as_os_str().is_empty() { path.to_owned() } else { path.join(below) };
    names.extend(entries.into_iter().map(|(below, entry)| (name(below), entry)));
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write(at, new) => put(bytes, *at, new),
            Self::Resize(length) => bytes.resize(*length, 0),
        }
    }

    /// The parts of it that reach the disk by chance, in whatever order.
    fn tear(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        let Self::Write(at, new) = self else {
            return if chance.half() {
                self.apply(bytes)
            };
        };
        let sector = SECTORS[chance.below(SECTORS.len())];
        let mut from = *at;
        while from < at + new.len() {
            let to = ((from / sector + 1) * sector).min(at + new.len());
            if chance.half() {
                put(bytes, from, &new[from - at..to - at]);
            }
            from = to;
        }
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    if bytes.len() < at + new.len() {
        bytes.resize(at + new.len(), 0);
    }
    bytes[at..at + new.len()].copy_from_slice(new);
}

impl Content {
    fn sync(&mut self, changes: u64) {
        let reached = self.waiting.iter().take_while(|(change, _)| *change <= changes).count();
        for (_, change) in self.waiting.drain(..reached) {
            change.apply(&mut self.synced);
        }
    }

    fn cut(&self, rest: Rest, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        // Some files are lucky, some are not, and some are torn.
        let fate = if rest == Rest::Lost { 0 } else { chance.below(4) };
        for (_, change) in &self.waiting {
            match fate {
                0 => {}
                1 => change.apply(&mut bytes),
                _ => change.tear(&mut bytes, chance),
            }
        }
        bytes
    }
}

#[path = "disk/tests.rs"]
mod tests;
