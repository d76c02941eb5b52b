//! `slipway strategy check FILE...`

use crate::cli::output;
use crate::strategy::{self, MOST_BYTES, Problem};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct Check {
    /// The documents
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Print the problems as a JSON list
    #[arg(long)]
    json: bool,
}

pub fn run(check: &Check) -> anyhow::Result<ExitCode> {
    let mut found = Vec::new();
    for path in &check.files {
        let problems = problems(&output::file(path, MOST_BYTES)?);
        if !check.json {
            report(path, &problems)?;
        }
        found.extend(problems.into_iter().map(|problem| (path, problem)));
    }
    if check.json {
        let list: Vec<_> = found
            .iter()
            .map(|(path, Problem { line, column, message })| {
                json!({ "file": path.display().to_string(), "line": line, "column": column, "message": message })
            })
            .collect();
        output::json(&list)?;
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is wrong with a document; nothing where it reads.
pub fn problems(document: &[u8]) -> Vec<Problem> {
    strategy::read(document).err().unwrap_or_default()
}

/// Prints problems, or that there are none.
fn report(path: &Path, problems: &[Problem]) -> anyhow::Result<()> {
    if problems.is_empty() {
        return output::line(format_args!("{}: no problem", path.display()));
    }
    problems.iter().try_for_each(|problem| output::line(place(path, problem)))
}

/// `FILE:LINE:COLUMN: message`.
pub fn place(path: &Path, problem: &Problem) -> String {
    format!("{}:{problem}", path.display())
}
