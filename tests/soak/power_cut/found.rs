//! What a new start finds, and what is missing of what was acknowledged.

use crate::installation::Installation;
use crate::world;
use slipway::actions::checkpoint::last_checkpoint;
use slipway::config::{Flags, Settings};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Something that is not as it should be, in words.
pub type Lost = String;

/// Makes a folder of what a cut left below `root`, opens it with the built program, and looks for everything that was
/// acknowledged.
pub fn check(root: &Path, left: BTreeMap<PathBuf, Option<Vec<u8>>>, acknowledged: &[String]) -> Vec<Lost> {
    let at = Installation::new();
    for (path, bytes) in left {
        let path = PathBuf::from(at.path(path.strip_prefix(root).unwrap().to_str().unwrap()));
        match bytes {
            None => fs::create_dir_all(&path).unwrap(),
            Some(bytes) => fs::write(&path, bytes).unwrap(),
        }
    }
    let mut lost: Vec<Lost> = whole(&at).err().into_iter().collect();
    if !acknowledged.is_empty() && lost.is_empty() {
        lost.extend(missing(&at, acknowledged));
    }
    lost
}

/// The program opens it and goes on, its pages fit together, and the audit log is whole.
fn whole(at: &Installation) -> Result<(), Lost> {
    let goes_on = ["user", "add", "newcomer", "--role", "Admin", "--password-stdin"];
    for command in [&goes_on[..], &["audit", "verify"]] {
        let ran = at.run_with(&format!("{}\n", world::PASSWORD), command);
        if ran.code != 0 {
            return Err(format!("{}: {}{}", command.join(" "), ran.out, ran.err));
        }
    }
    let checked = at.sql("PRAGMA integrity_check");
    if checked == ["ok"] { Ok(()) } else { Err(format!("integrity_check: {checked:?}")) }
}

fn missing(at: &Installation, acknowledged: &[String]) -> Vec<Lost> {
    let rows: HashSet<String> = world::found(at).iter().map(|row| format!("{row:?}")).collect();
    let is_there = |told: &&String| {
        let (kind, what) = told.strip_suffix(')').unwrap().split_once('(').unwrap();
        match kind {
            "SetUp" => {
                at.sql("SELECT CAST(count(*) AS TEXT) FROM people WHERE sign_in_name <> ''")
                    >= vec![what.to_owned()]
            }
            "Backup" => at.run(&["backup", "verify", what]).code == 0,
            "Checkpoint" => checkpoint(at).is_some_and(|events| events >= what.parse().unwrap()),
            "Draft" => {
                fs::read_to_string(at.path(what)).is_ok_and(|text| text.contains("## Document Control"))
            }
            "PublicUrl" => public_url(at).is_some_and(|url| url.as_str() >= what),
            _ => rows.contains(*told),
        }
    };
    acknowledged.iter().filter(|told| !is_there(told)).cloned().collect()
}

fn checkpoint(at: &Installation) -> Option<i64> {
    let settings = settings(at)?;
    Some(last_checkpoint(&settings.checkpoints()).ok()??.events)
}

fn public_url(at: &Installation) -> Option<String> {
    Some(settings(at)?.public_url)
}

fn settings(at: &Installation) -> Option<Settings> {
    Settings::load(&Flags { data: Some(at.data()), ..Flags::default() }).ok()
}
