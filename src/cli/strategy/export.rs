//! `slipway strategy export PROJECT`

use crate::access::permit::Operator;
use crate::access::policy::Denied;
use crate::actions::error::ActionError;
use crate::actions::export_strategy::export_strategy;
use crate::cli::{Data, installation, output};
use anyhow::anyhow;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct Export {
    /// The project's short name
    project: String,
    /// Print the stored bytes: Version, Last Updated, Status and Change Log as they were imported
    #[arg(long)]
    original: bool,
}

pub async fn run(data: &Data, export: Export) -> anyhow::Result<ExitCode> {
    let Export { project, original } = export;
    let actor = Operator::at_command_line().actor();
    let document = installation::in_existing(data, async |app| {
        export_strategy(app, &actor, &project, original).await.map_err(|error| match error {
            ActionError::Denied(Denied::NotFound) => anyhow!("there is no project {project:?}"),
            error => error.into(),
        })
    })
    .await?;
    output::bytes(&document)?;
    Ok(ExitCode::SUCCESS)
}
