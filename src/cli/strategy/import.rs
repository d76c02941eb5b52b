//! `slipway strategy import FILE`

use super::{check, files};
use crate::access::permit::Operator;
use crate::actions::import_strategy::{Imported, import_strategy};
use crate::cli::{Data, handbook, installation, output};
use crate::domain::text::list_words;
use crate::strategy::MOST_BYTES;
use serde_json::json;
use std::path::PathBuf;
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
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(data: &Data, import: Import) -> anyhow::Result<ExitCode> {
    let document = output::file(&import.document, MOST_BYTES)?;
    let problems = check::problems(&document);
    if !problems.is_empty() {
        let places = problems.iter().map(|problem| check::place(&import.document, problem));
        anyhow::bail!("the document does not read\n{}", places.collect::<Vec<_>>().join("\n"));
    }
    let files = import.files.map(|folder| files::below(&folder, &import.document)).transpose()?;
    let files = files.unwrap_or_default();
    let operator = Operator::at_command_line();
    let imported = installation::in_any(data, async |app| {
        let imported = import_strategy(app, &operator, &document, files, import.approve).await?;
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
    }
    Ok(ExitCode::SUCCESS)
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
