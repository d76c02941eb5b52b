//! `slipway backup verify`.

use super::super::{Data, installation, output};
use crate::backups::Backup;
use crate::domain::time::Span;
use serde_json::json;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The backup's name, the path of its file, or latest
    #[arg(value_name = "ID|FILE", default_value = "latest")]
    which: String,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Verifies without opening the database: that may be what is lost.
pub async fn run(data: &Data, Verify { which, json: as_json }: Verify) -> anyhow::Result<ExitCode> {
    let vault = installation::vault(data)?;
    let mut found = vault.find(&which)?;
    let mut is_good = true;
    let mut told = Vec::new();
    for backup in &mut found {
        let check = vault.verify(backup).await?;
        is_good &= check.is_good();
        let Backup { id, file, .. } = &*backup;
        if as_json {
            told.push(json!({ "id": id, "file": file, "good": check.is_good(), "check": check }));
        } else if check.is_good() {
            output::line(format_args!("{}: good, in {}", file.display(), Span(check.took_us)))?;
        } else {
            output::line(format_args!("{}: NOT GOOD", file.display()))?;
            check.problems.iter().try_for_each(|problem| output::line(format_args!("  {problem}")))?;
        }
    }
    if as_json {
        output::json(&told)?;
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
