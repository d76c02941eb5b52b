//! A drill that must fail: a copy is damaged on purpose, and whoever restores it must be told by what.

use super::Proved;
use super::place::Place;
use super::program::Program;
use crate::backups::Vault;
use crate::domain::recovery_drill::Damage;

/// A copy of the newest backup, and what restoring it would make.
const ROOM: u64 = 3;

/// Makes sure that a damaged copy of the newest backup is not restored, and that it is said why.
pub async fn prove(vault: &Vault, program: &Program, place: &Place, damage: Damage) -> Proved<()> {
    let shelf = vault.second.as_ref().unwrap_or(&vault.first);
    let newest = shelf.list().map_err(|error| error.to_string())?.into_iter().next();
    let backup = newest.ok_or_else(|| format!("{} holds no backup", shelf.folder().display()))?;
    let bytes = backup.says().map_or(0, |manifest| manifest.bytes);
    place.has_room_for(bytes.saturating_mul(ROOM))?;
    let data = place.empty()?;
    let copy = place.beside()?;
    let failed = |error| format!("no copy could be damaged: {error}");
    let file = vault.damaged_copy(&backup, &copy, damage).await.map_err(failed)?;
    vault.give_key_to(&data).map_err(failed)?;
    let restored = program.run(&data, &["restore", &file.to_string_lossy(), "--yes"], "").await;
    let words = damage.words();
    match restored {
        Ok(_) => Err(format!("ALARM: a copy {words} was restored as if it were good")),
        Err(_) if data.join("slipway.db").exists() => {
            Err(format!("ALARM: a copy {words} was refused and is in place all the same"))
        }
        Err(why) if !damage.is_found_by(&why) => {
            Err(format!("ALARM: a copy {words} was refused for another reason: {why}"))
        }
        Err(_) => Ok(()),
    }
}
