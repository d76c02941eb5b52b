//! `slipway strategy import FILE`

use super::{check, files, reading};
use crate::access::permit::Operator;
use crate::actions::import_strategy::{Imported, MissingFile, Wish, import_strategy, missing_files};
use crate::cli::{Data, handbook, installation, output};
use crate::domain::acknowledgement::Accepted;
use crate::domain::reading::Reader;
use crate::domain::text::list_words;
use crate::strategy::{MOST_BYTES, Outcome, examine};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct Import {
    /// The document
    #[arg(value_name = "FILE")]
    document: PathBuf,
    /// A folder with the files that its commands need
    #[arg(long, value_name = "DIR")]
    files: Option<PathBuf>,
    /// Put it in force
    #[arg(long)]
    approve: bool,
    /// Acknowledge every passage that looks like a rule and was not read
    #[arg(long)]
    accept_unread: bool,
    /// Acknowledge the passage that begins at this line; may be given several times
    #[arg(long, value_name = "LINE", conflicts_with = "accept_unread")]
    accept_line: Vec<usize>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(data: &Data, import: Import) -> anyhow::Result<ExitCode> {
    let document = output::file(&import.document, MOST_BYTES)?;
    let files = import.files.as_ref().map(|folder| files::below(folder, &import.document)).transpose()?;
    let files = files.unwrap_or_default();
    let outcome = examined(&import.document, &document, &files)?;
    let wish = wish(&import, &outcome)?;
    let operator = Operator::at_command_line();
    let imported = installation::in_any(data, async |app| {
        let imported = import_strategy(app, &operator, &document, files, wish).await?;
        if imported.is_in_force {
            handbook::keep(app, None).await?;
        }
        Ok(imported)
    })
    .await?;
    if import.json {
        output::json(&as_json(&imported))?;
    } else {
        output::line(in_words(&imported))?;
        let reading = outcome.reading().as_ref().map(reading::short).unwrap_or_default();
        output::bytes(format!("{reading}{}", reading::unread(&import.document, &outcome.unread)).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What is made of the document; an error with every problem where it has some, before a data folder is made.
fn examined(path: &Path, document: &[u8], files: &[(String, Vec<u8>)]) -> anyhow::Result<Outcome> {
    let outcome = examine(document, Reader::default());
    let given = files.iter().map(|(path, _)| path.as_str());
    let missing = outcome.strategy.as_ref().map(|strategy| missing_files(strategy, document, given));
    let missing = missing.iter().flatten().map(MissingFile::problem);
    let problems: Vec<_> = outcome.problems.iter().cloned().chain(missing).collect();
    if !problems.is_empty() {
        let places = problems.iter().map(|problem| check::place(path, problem));
        anyhow::bail!("the document has problems\n{}", places.collect::<Vec<_>>().join("\n"));
    }
    Ok(outcome)
}

/// What the arguments ask for; an error where a line is acknowledged at which nothing was left unread.
fn wish(import: &Import, outcome: &Outcome) -> anyhow::Result<Wish> {
    if let Some(line) = import.accept_line.iter().find(|line| outcome.unread.iter().all(|u| u.line != **line))
    {
        anyhow::bail!("no passage that was not read begins at line {line}");
    }
    let accepted = match import.accept_unread {
        true => Accepted::All,
        false => Accepted::Lines(import.accept_line.iter().copied().collect()),
    };
    Ok(Wish { approve: import.approve, accepted, by: None })
}

fn in_words(imported: &Imported) -> String {
    let (project, number) = (&imported.project.name, imported.number);
    let force = if imported.is_in_force { "in force" } else { "not in force" };
    let mut lines = vec![match imported.is_new {
        true => format!("{project}: imported as version {number}, {force}."),
        false => format!("{project}: version {number} is this document with these files, {force}."),
    }];
    for (what, names) in [("environments", &imported.environments), ("roles", &imported.roles)] {
        if !names.is_empty() {
            lines.push(format!("New {what}: {}.", list_words(names)));
        }
    }
    if !imported.differences.is_empty() {
        lines.push("The matrix differs from the document. The matrix decides:".to_owned());
    }
    lines.extend(imported.differences.iter().map(|d| {
        format!(
            "  {} in {}: {} in the document, {} in the matrix",
            d.role, d.environment, d.document, d.matrix
        )
    }));
    lines.join("\n")
}

fn as_json(imported: &Imported) -> serde_json::Value {
    let difference = |d: &crate::actions::import_strategy::Difference| {
        let (document, matrix) = (d.document.to_string(), d.matrix.to_string());
        json!({ "role": d.role, "environment": d.environment, "document": document, "matrix": matrix })
    };
    json!({
        "project": imported.project.slug,
        "version": imported.number,
        "new": imported.is_new,
        "in_force": imported.is_in_force,
        "environments": imported.environments,
        "roles": imported.roles,
        "differences": imported.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}
