//! `slipway backup list`.

use super::super::{Data, installation, output};
use crate::backups::{Backup, Shelf};
use crate::domain::backup::{Proven, size};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Lists without opening the database: that may be what is lost.
pub fn run(data: &Data, as_json: bool) -> anyhow::Result<ExitCode> {
    let vault = installation::vault(data)?;
    let mut all = Vec::new();
    for shelf in vault.shelves() {
        let backups = shelf.list()?;
        if as_json {
            all.extend(backups.iter().map(|backup| value(shelf, backup)));
        } else {
            output::line(format_args!("{}:", shelf.folder().display()))?;
            backups.iter().try_for_each(|backup| output::line(format_args!("  {}", words(backup))))?;
        }
    }
    if as_json {
        output::json(&all)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn value(shelf: &Shelf, backup: &Backup) -> Value {
    json!({
        "id": backup.id, "folder": shelf.folder(), "manifest": backup.says(), "verified": backup.proof.verified,
        "drilled": backup.proof.drilled,
    })
}

fn words(backup: &Backup) -> String {
    let Backup { id, manifest, proof, .. } = backup;
    match manifest {
        Err(why) => format!("{id}  {why}"),
        Ok(sealed) => {
            let manifest = &sealed.manifest;
            let (made, size, reason) =
                (manifest.made_at.for_people(), size(manifest.bytes), manifest.reason.words());
            let proven = match (proof.proven(), proof.newest()) {
                (Proven::Good, Some(check)) => format!("verified {}", check.at.for_people()),
                (Proven::Bad, Some(check)) => format!("NOT GOOD: {}", check.problems.join("; ")),
                _ => "not verified yet".to_owned(),
            };
            format!("{id}  {made}  {size:>8}  {reason}  {proven}")
        }
    }
}
