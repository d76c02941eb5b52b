//! `slipway release add`: registers a release.

use super::{Data, installation, output};
use crate::access::permit::Operator;
use crate::access::policy::Denied;
use crate::actions::error::ActionError;
use crate::actions::register_release::register_release;
use crate::domain::evidence::Facts;
use crate::domain::release::{Artifact, Declared, NewRelease};
use crate::domain::text::Version;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// The largest file of facts or changes, in bytes: 2000 changes of long lines fit.
const MOST_BYTES: usize = 8 * 1024 * 1024;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Register a release
    Add(Add),
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// The project's short name
    project: String,
    /// The version, once per project
    version: Version,
    /// The commit it was built from
    #[arg(long, value_name = "SHA")]
    commit: String,
    /// Where the artifact is
    #[arg(long, value_name = "URI")]
    artifact: String,
    /// The artifact's SHA-256
    #[arg(long, value_name = "HEX")]
    sha256: String,
    /// A JSON file of facts about it
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// A JSON file of the commits since the release before, newest first
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    /// What people should know
    #[arg(long, value_name = "TEXT", default_value = "")]
    notes: String,
    /// Whether it changes something for good, such as data or a schema
    #[arg(long, value_name = "yes|no", value_parser = declared)]
    irreversible: Option<Declared>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    let Command::Add(add) = command;
    let (project, as_json) = (add.project.clone(), add.json);
    let new = new_release(add)?;
    let actor = Operator::at_command_line().actor();
    let registered = installation::in_existing(data, async |app| {
        register_release(app, &actor, &project, new).await.map_err(|error| match error {
            ActionError::Denied(Denied::NotFound) => anyhow::anyhow!("there is no project {project:?}"),
            error => error.into(),
        })
    })
    .await?;
    let (version, digest) = (&registered.release.version, &registered.release.digest);
    if as_json {
        let created = registered.created;
        let warnings = &registered.warnings;
        output::json(&json!({ "project": project, "version": version, "digest": digest, "created": created,
                              "warnings": warnings }))?;
    } else if registered.created {
        output::line(format_args!("Registered {project} {version}."))?;
    } else {
        output::line(format_args!("{project} {version} was registered before, with the same content."))?;
    }
    if !as_json {
        for warning in &registered.warnings {
            output::line(format_args!("Warning: {}: {}", warning.field, warning.message))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn new_release(add: Add) -> anyhow::Result<NewRelease> {
    let facts = add.facts.map(|path| output::json_file::<Facts>(&path, MOST_BYTES)).transpose()?;
    let changes = add.changes.map(|path| output::json_file(&path, MOST_BYTES)).transpose()?;
    Ok(NewRelease {
        version: add.version,
        commit: add.commit,
        artifact: Artifact { uri: add.artifact, sha256: add.sha256 },
        changes: changes.unwrap_or_default(),
        irreversible: add.irreversible,
        notes: add.notes,
        facts: facts.unwrap_or_default(),
    })
}

fn declared(word: &str) -> Result<Declared, &'static str> {
    match word {
        "yes" => Ok(Declared::Yes),
        "no" => Ok(Declared::No),
        _ => Err("yes or no is expected"),
    }
}
