//! `slipway strategy check FILE...`

use super::{files, reading};
use crate::actions::import_strategy::{MissingFile, missing_files};
use crate::cli::output;
use crate::domain::reading::Reader;
use crate::strategy::{MOST_BYTES, Outcome, Problem, examine};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct Check {
    /// The documents
    #[arg(value_name = "FILE", required = true)]
    documents: Vec<PathBuf>,
    /// A folder with the files that their commands start: one that is missing is a problem
    #[arg(long, value_name = "DIR")]
    files: Option<PathBuf>,
    /// Print what was made of each document as a JSON list
    #[arg(long)]
    json: bool,
}

pub fn run(check: &Check) -> anyhow::Result<ExitCode> {
    let mut list = Vec::new();
    let mut is_good = true;
    for path in &check.documents {
        let outcome = examined(check, path)?;
        is_good &= outcome.problems.is_empty();
        if check.json {
            list.push(as_json(path, &outcome));
        } else {
            report(path, &outcome)?;
        }
    }
    if check.json {
        output::json(&list)?;
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is made of a document, with the command files that the folder lacks among its problems.
fn examined(check: &Check, path: &Path) -> anyhow::Result<Outcome> {
    let document = output::file(path, MOST_BYTES)?;
    let mut outcome = examine(&document, Reader::default());
    if let (Some(folder), Some(strategy)) = (&check.files, &outcome.strategy) {
        let given = files::below(folder, path)?;
        let given = given.iter().map(|(path, _)| path.as_str());
        outcome.problems.extend(missing_files(strategy, &document, given).iter().map(MissingFile::problem));
        outcome.problems.sort_by_key(|problem| (problem.line, problem.column));
    }
    Ok(outcome)
}

/// What scripts get for one document.
fn as_json(path: &Path, outcome: &Outcome) -> serde_json::Value {
    let unread = outcome.unread.iter();
    let unread: Vec<_> =
        unread.map(|passage| json!({ "line": passage.line, "message": passage.message })).collect();
    json!({
        "file": path.display().to_string(),
        "problems": outcome.problems,
        "unread": unread,
        "absent": outcome.absent,
        "reading": outcome.reading(),
    })
}

/// Prints the problems or that there are none, the reading, and what was not read.
fn report(path: &Path, outcome: &Outcome) -> anyhow::Result<()> {
    if outcome.problems.is_empty() {
        output::line(format_args!("{}: no problem", path.display()))?;
    }
    outcome.problems.iter().try_for_each(|problem| output::line(place(path, problem)))?;
    output::bytes(reading::text(path, outcome).as_bytes())
}

/// `FILE:LINE:COLUMN: message`.
pub fn place(path: &Path, problem: &Problem) -> String {
    format!("{}:{problem}", path.display())
}
