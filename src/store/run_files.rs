//! Files that people gave as evidence in runs. Contents are kept once each, by their hash, like those of strategies.

use super::{Db, StoreError, Write};
use crate::access::permit::InRun;
use crate::domain::id::{PersonId, RunNumber};
use crate::domain::text::clip;
use crate::domain::time::Time;
use sha2::{Digest, Sha256};

/// A name is cut to so many characters.
const LONGEST_NAME: usize = 120;

/// A file as somebody gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without any folder.
    pub name: String,
    /// SHA-256 (hex) of its content.
    pub sha256: String,
    /// What is in it.
    pub content: Vec<u8>,
}

impl Attachment {
    /// Of a name as a browser sends it: some send the folders too.
    pub fn of(name: &str, content: Vec<u8>) -> Self {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let plain: String = last.chars().filter(|c| !c.is_control()).collect();
        let name = match clip(plain.trim(), LONGEST_NAME) {
            name if name.is_empty() => "file".to_owned(),
            name => name,
        };
        Self { name, sha256: hex::encode(Sha256::digest(&content)), content }
    }
}

/// Where a file belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Of {
    /// The run.
    pub run: RunNumber,
    /// The step's position in the runbook.
    pub step: usize,
    /// Who gave it.
    pub person: PersonId,
    /// When.
    pub at: Time,
}

/// A file that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFile {
    /// Inside.
    pub id: i64,
    /// The step's position in the runbook.
    pub step: usize,
    /// Its name.
    pub name: String,
    /// SHA-256 (hex) of its content.
    pub sha256: String,
    /// How long it is, in bytes.
    pub bytes: i64,
}

/// Keeps a file.
pub async fn insert(write: &mut Write, _: &impl InRun, of: Of, file: &Attachment) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO files (sha256, content) VALUES (?, ?) ON CONFLICT DO NOTHING",
        file.sha256,
        file.content
    )
    .execute(&mut **write)
    .await?;
    let step = i64::try_from(of.step).unwrap_or(0);
    sqlx::query!(
        "INSERT INTO run_files (run, step, name, sha256, added_at, added_by) VALUES (?, ?, ?, ?, ?, ?)",
        of.run,
        step,
        file.name,
        file.sha256,
        of.at,
        of.person
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The files of a run, oldest first.
pub async fn of_run(db: &mut Db, run: RunNumber) -> Result<Vec<RunFile>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT r.id, r.step, r.name, r.sha256, length(f.content) AS "bytes!: i64"
           FROM run_files r JOIN files f ON f.sha256 = r.sha256 WHERE r.run = ? ORDER BY r.id"#,
        run
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    let file = rows.map(|row| RunFile {
        id: row.id,
        step: usize::try_from(row.step).unwrap_or(0),
        name: row.name,
        sha256: row.sha256,
        bytes: row.bytes,
    });
    Ok(file.collect())
}

/// The name and the content of a file of a run.
pub async fn content(db: &mut Db, run: RunNumber, id: i64) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let row = sqlx::query!(
        "SELECT r.name, f.content FROM run_files r JOIN files f ON f.sha256 = r.sha256 WHERE r.run = ? AND r.id = ?",
        run,
        id
    );
    Ok(row.fetch_optional(db).await?.map(|row| (row.name, row.content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_path() {
        for (sent, name) in [
            ("graph.png", "graph.png"),
            ("C:\\Users\\ada\\graph.png", "graph.png"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb\0.txt", "ab.txt"),
            ("  ", "file"),
            ("/", "file"),
            ("Größe „1“.csv", "Größe „1“.csv"),
        ] {
            assert_eq!(Attachment::of(sent, Vec::new()).name, name);
        }
        assert!(Attachment::of(&"x".repeat(500), Vec::new()).name.chars().count() <= LONGEST_NAME);
    }
}
