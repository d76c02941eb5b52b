//! `slipway runbook`: checks, imports and exports runbooks.

use super::strategy::check::place;
use super::{Data, handbook, installation, output};
use crate::access::permit::Operator;
use crate::actions::publish_runbook::import_runbook;
use crate::strategy::{MOST_BYTES, Problem, runbook};
use anyhow::{Context, ensure};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print every problem of runbooks as FILE:LINE:COLUMN: message; needs no data folder
    Check {
        /// The documents
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Write a runbook's document down as a draft of the runbook that its title names
    Import {
        /// The document
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Publish it
        #[arg(long)]
        publish: bool,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the runbooks, whom to call, and how Slipway is restored as HTML and Markdown into a new folder
    Export {
        /// The folder, which must not be there yet
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check { files } => check(&files),
        Command::Import { file, publish, json } => import(data, &file, publish, json).await,
        Command::Export { folder } => export(data, &folder).await,
    }
}

async fn export(data: &Data, folder: &Path) -> anyhow::Result<ExitCode> {
    let named = || folder.display().to_string();
    // What somebody keeps elsewhere is not replaced: they may have written on it.
    ensure!(!folder.exists(), "{} is there already: name a new folder", named());
    let files = installation::in_existing(data, handbook::files).await?;
    handbook::replace(folder, &files).with_context(named)?;
    output::line(format_args!("{}: {} files. Begin with index.html.", named(), files.len()))?;
    Ok(ExitCode::SUCCESS)
}

fn check(files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let problems = problems(&output::file(file, MOST_BYTES)?);
        if problems.is_empty() {
            output::line(format_args!("{}: no problem", file.display()))?;
        } else {
            code = ExitCode::FAILURE;
        }
        problems.iter().try_for_each(|problem| output::line(place(file, problem)))?;
    }
    Ok(code)
}

fn problems(document: &[u8]) -> Vec<Problem> {
    runbook::read(document).err().unwrap_or_default()
}

async fn import(data: &Data, file: &Path, publish: bool, as_json: bool) -> anyhow::Result<ExitCode> {
    let document = output::file(file, MOST_BYTES)?;
    let problems = problems(&document);
    if !problems.is_empty() {
        let places = problems.iter().map(|problem| place(file, problem));
        anyhow::bail!("the runbook does not read\n{}", places.collect::<Vec<_>>().join("\n"));
    }
    let document = String::from_utf8(document)?;
    let operator = Operator::at_command_line();
    let (slug, version) = installation::in_existing(data, async |app| {
        let imported = import_runbook(app, &operator, &document, publish).await?;
        if publish {
            handbook::keep(app, None).await?;
        }
        Ok(imported)
    })
    .await?;
    let published = version.published_at.is_some();
    if as_json {
        output::json(&json!({ "runbook": slug, "version": version.number, "published": published }))?;
    } else {
        let state = if published { "published" } else { "a draft" };
        output::line(format_args!(
            "{}: imported as version {}, {state}.",
            version.content.title, version.number
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
