//! The manifest of a backup, and what differs where a file is not what its manifest says.

use super::BackupId;
use crate::domain::time::Time;
use serde::{Deserialize, Serialize};

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A person asked for it.
    ByHand,
    /// It was time, and something had changed.
    Schedule,
    /// A newer Slipway was about to change the tables.
    BeforeMigration,
    /// Another state was about to take its place.
    BeforeRestore,
}

impl Reason {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::ByHand => "by hand",
            Self::Schedule => "by schedule",
            Self::BeforeMigration => "before a migration",
            Self::BeforeRestore => "before a restore",
        }
    }
}

/// A table, by how much is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// How many rows it holds.
    pub rows: i64,
    /// The highest id among them; none where it is empty or its rows have no number.
    pub highest: Option<i64>,
}

/// A page, and what stands on it: how a drill finds that a server which starts from the backup tells what it should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The address, such as `/projects/storefront`.
    pub path: String,
    /// A name or a number.
    pub shows: String,
}

/// What a backup holds, written when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this manifest: [`Manifest::FORMAT`].
    pub format: u32,
    /// The backup's name.
    pub id: BackupId,
    /// Whose it is: the fingerprint of the installation's key.
    pub installation: String,
    /// The moment that it holds: everything that was acknowledged before is in it.
    pub made_at: Time,
    /// How long making it took, in microseconds.
    pub took_us: i64,
    /// Why it was made.
    pub reason: Reason,
    /// The version of Slipway that made it.
    pub slipway: String,
    /// The version of SQLite in it.
    pub sqlite: String,
    /// The number of the newest migration of its tables.
    pub schema: i64,
    /// The length of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// Its tables, by name.
    pub tables: Vec<Table>,
    /// How many events its audit log holds.
    pub events: i64,
    /// The hash of the newest of them.
    pub head: String,
    /// What pages show of it; none where an earlier Slipway made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Known>,
}

impl Manifest {
    /// The form that this program writes, and the newest that it reads.
    pub const FORMAT: u32 = 1;
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// See [`Manifest::schema`].
    pub schema: i64,
    /// See [`Manifest::tables`].
    pub tables: Vec<Table>,
    /// See [`Manifest::events`].
    pub events: i64,
    /// See [`Manifest::head`].
    pub head: String,
}

/// What differs, once it was restored: every row is as it was but those of what restoring itself tells, ends and leaves
/// to a person. Each as a sentence that stands behind a colon.
pub fn differences_once_restored(manifest: &Manifest, found: &Found) -> Vec<String> {
    let is_same = |table: &Table| RESTORED.contains(&&*table.name) || table.name == "events";
    let rows = manifest.tables.iter().filter(|table| !is_same(table));
    let rows = rows
        .filter_map(|table| table_difference(table, found.tables.iter().find(|one| one.name == table.name)));
    let mut told: Vec<String> = rows.collect();
    if found.events != manifest.events + 1 {
        let (found, expected) = (found.events, manifest.events + 1);
        told.push(format!(
            "its audit log ends at event {found}, not at event {expected}, which tells of the restore"
        ));
    }
    told
}

/// The tables that a restore itself changes, and that a newer Slipway does.
const RESTORED: [&str; 6] =
    ["_sqlx_migrations", "backup_job_wishes", "ended_sessions", "interruptions", "run_events", "sessions"];

/// What differs, each as a sentence that stands behind a colon.
pub fn differences(manifest: &Manifest, found: &Found) -> Vec<String> {
    let mut told = Vec::new();
    if found.schema != manifest.schema {
        told.push(format!("its tables are of migration {}, not {}", found.schema, manifest.schema));
    }
    for table in &manifest.tables {
        told.extend(table_difference(table, found.tables.iter().find(|one| one.name == table.name)));
    }
    let is_known = |one: &&Table| manifest.tables.iter().any(|table| table.name == one.name);
    told.extend(
        found
            .tables
            .iter()
            .filter(|one| !is_known(one))
            .map(|one| format!("the table {} was added", one.name)),
    );
    if (found.events, &found.head) != (manifest.events, &manifest.head) {
        told.push(format!(
            "its audit log ends at event {} with {}, not at event {} with {}",
            found.events,
            short(&found.head),
            manifest.events,
            short(&manifest.head)
        ));
    }
    told
}

fn table_difference(written: &Table, found: Option<&Table>) -> Option<String> {
    let Table { name, rows, highest } = written;
    let Some(found) = found else { return Some(format!("the table {name} is missing")) };
    if found.rows != *rows {
        return Some(format!("the table {name} holds {} rows, not {rows}", found.rows));
    }
    let id = |highest: Option<i64>| highest.map_or("none".to_owned(), |id| id.to_string());
    let differs = found.highest != *highest;
    differs.then(|| format!("the highest id of {name} is {}, not {}", id(found.highest), id(*highest)))
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, rows: i64, highest: Option<i64>) -> Table {
        Table { name: name.to_owned(), rows, highest }
    }

    fn manifest() -> Manifest {
        Manifest {
            format: 1,
            id: BackupId::at(Time(0), [0, 1]),
            installation: "i".to_owned(),
            made_at: Time(0),
            took_us: 1,
            reason: Reason::ByHand,
            slipway: "0.1.0".to_owned(),
            sqlite: "3".to_owned(),
            schema: 3,
            bytes: 1,
            sha256: "s".to_owned(),
            tables: vec![table("approvals", 3, Some(4)), table("people", 2, Some(2))],
            events: 9,
            head: "h".to_owned(),
            known: Vec::new(),
        }
    }

    fn as_written() -> Found {
        let Manifest { schema, tables, events, head, .. } = manifest();
        Found { schema, tables, events, head }
    }

    #[test]
    fn what_is_as_it_was_differs_in_nothing() {
        assert_eq!(differences(&manifest(), &as_written()), [""; 0]);
    }

    #[test]
    fn a_restore_adds_one_event_and_loses_no_row() {
        let mut restored = Found { events: 10, head: "i".to_owned(), ..as_written() };
        restored.tables.push(table("sessions", 0, None));
        assert_eq!(differences_once_restored(&manifest(), &restored), [""; 0]);
        restored.tables.remove(0);
        restored.events = 9;
        assert_eq!(
            differences_once_restored(&manifest(), &restored),
            [
                "the table approvals is missing",
                "its audit log ends at event 9, not at event 10, which tells of the restore"
            ]
        );
    }

    #[test]
    fn each_difference_is_named() {
        let people = table("people", 2, Some(2));
        let table_of = [
            (Found { tables: vec![people.clone()], ..as_written() }, "the table approvals is missing"),
            (
                Found { tables: vec![table("approvals", 2, Some(4)), people.clone()], ..as_written() },
                "the table approvals holds 2 rows, not 3",
            ),
            (
                Found { tables: vec![table("approvals", 3, None), people.clone()], ..as_written() },
                "the highest id of approvals is none, not 4",
            ),
            (Found { schema: 4, ..as_written() }, "its tables are of migration 4, not 3"),
            (
                Found { events: 8, ..as_written() },
                "its audit log ends at event 8 with h, not at event 9 with h",
            ),
        ];
        for (found, expected) in table_of {
            assert_eq!(differences(&manifest(), &found), [expected]);
        }
        let mut more = as_written();
        more.tables.push(table("zebra", 0, None));
        assert_eq!(differences(&manifest(), &more), ["the table zebra was added"]);
    }
}
