//! What a disk keeps, by example.

use super::*;

const FILE: &str = "/data/file";
const FOLDER: &str = "/data";

fn disk() -> Disk {
    let mut disk = Disk::below(Path::new("/"));
    disk.make_folder(Path::new(FOLDER));
    disk.synced = disk.now.clone();
    disk.waiting.clear();
    disk
}

fn synced(disk: &mut Disk, path: &str) {
    disk.sync(Path::new(path), disk.changes());
}

fn written(disk: &mut Disk, path: &str, bytes: &[u8]) {
    disk.create(Path::new(path));
    disk.write(Path::new(path), 0, bytes);
}

/// What is left of a file, in a hundred cuts.
fn left(disk: &Disk, path: &str) -> Vec<Option<Vec<u8>>> {
    let cut = |seed| {
        let rest = if seed % 4 == 0 { Rest::Lost } else { Rest::Torn };
        disk.cut(rest, &mut Chance(seed)).remove(Path::new(path)).flatten()
    };
    (0..100).map(cut).collect()
}

#[test]
fn a_file_is_safe_when_it_and_its_folder_are_synced() {
    let mut disk = disk();
    written(&mut disk, FILE, b"kept");
    assert!(left(&disk, FILE).contains(&None), "nothing was synced");
    synced(&mut disk, FILE);
    assert!(left(&disk, FILE).contains(&None), "its name was not synced");
    synced(&mut disk, FOLDER);
    assert!(left(&disk, FILE).iter().all(|file| file.as_deref() == Some(b"kept")));
}

#[test]
fn a_name_may_be_there_before_its_content() {
    let mut disk = disk();
    written(&mut disk, FILE, b"late");
    synced(&mut disk, FOLDER);
    assert!(left(&disk, FILE).contains(&Some(Vec::new())));
}

#[test]
fn a_write_is_torn_at_sectors_and_later_ones_may_come_first() {
    let mut disk = disk();
    written(&mut disk, FILE, &[1; 8192]);
    synced(&mut disk, FILE);
    synced(&mut disk, FOLDER);
    disk.write(Path::new(FILE), 0, &[2; 8192]);
    let left = left(&disk, FILE);
    let is = |file: &Option<Vec<u8>>, first: u8, last: u8| {
        let file = file.as_ref().unwrap();
        (file[0], file[8191]) == (first, last)
    };
    for (first, last) in [(1, 1), (2, 2), (1, 2), (2, 1)] {
        assert!(left.iter().any(|file| is(file, first, last)), "{first} {last}");
    }
    assert!(
        left.iter()
            .flatten()
            .all(|file| file.chunks(512).all(|sector| sector.iter().all(|b| *b == sector[0])))
    );
}

#[test]
fn a_sync_reaches_only_what_was_written_before_it_began() {
    let mut disk = disk();
    written(&mut disk, FILE, b"old");
    let began = disk.changes();
    disk.write(Path::new(FILE), 0, b"new");
    disk.sync(Path::new(FILE), began);
    synced(&mut disk, FOLDER);
    assert!(left(&disk, FILE).contains(&Some(b"old".to_vec())));
}

#[test]
fn a_file_that_takes_anothers_place_is_the_old_or_the_new_one() {
    let mut disk = disk();
    written(&mut disk, FILE, b"old");
    synced(&mut disk, FILE);
    synced(&mut disk, FOLDER);
    let beside = "/data/file.part";
    written(&mut disk, beside, b"new");
    synced(&mut disk, beside);
    disk.rename_to(Path::new(beside), Path::new(FILE));
    let found = left(&disk, FILE);
    assert!(found.iter().flatten().all(|file| file == b"old" || file == b"new"));
    assert!(found.contains(&Some(b"old".to_vec())) && found.iter().all(Option::is_some));
    synced(&mut disk, FOLDER);
    assert!(left(&disk, FILE).iter().all(|file| file.as_deref() == Some(b"new")));
}

#[test]
fn a_folder_goes_with_what_is_in_it() {
    let mut disk = disk();
    disk.make_folder(Path::new("/data/new"));
    written(&mut disk, "/data/new/file", b"x");
    synced(&mut disk, "/data/new/file");
    synced(&mut disk, "/data/new");
    assert!(left(&disk, "/data/new/file").contains(&None), "the folder itself was not synced");
    disk.rename_to(Path::new("/data/new"), Path::new("/data/place"));
    synced(&mut disk, FOLDER);
    assert!(left(&disk, "/data/place/file").iter().all(|file| file.as_deref() == Some(b"x")));
    assert!(left(&disk, "/data/new/file").iter().all(Option::is_none));
}

#[test]
fn two_folders_become_each_other() {
    let mut disk = disk();
    for (folder, bytes) in [("/data/one", b"1"), ("/data/two", b"2")] {
        disk.make_folder(Path::new(folder));
        let file = format!("{folder}/file");
        written(&mut disk, &file, bytes);
        synced(&mut disk, &file);
        synced(&mut disk, folder);
    }
    synced(&mut disk, FOLDER);
    disk.exchange(Path::new("/data/one"), Path::new("/data/two"));
    assert!(left(&disk, "/data/one/file").iter().all(|file| matches!(file.as_deref(), Some(b"1" | b"2"))));
    synced(&mut disk, FOLDER);
    assert!(left(&disk, "/data/one/file").iter().all(|file| file.as_deref() == Some(b"2")));
}
