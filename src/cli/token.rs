//! `slipway token add`: makes an API token and prints it once.

use super::{Data, installation, output};
use crate::access::permit::Operator;
use crate::actions::add_token::{NewToken, add_token};
use crate::domain::token::DEFAULT_DAYS;
use serde_json::json;
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make an API token and print it once; only its hash is kept
    Add(Add),
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// What it is called in lists and in the audit log
    name: String,
    /// The one project it is for
    #[arg(long)]
    project: String,
    /// The role it acts with, cut down to what its owner may do
    #[arg(long)]
    role: String,
    /// The sign-in name of the person whose it is
    #[arg(long, value_name = "PERSON")]
    owner: String,
    /// How many days it is good for
    #[arg(long = "expires", value_name = "DAYS", default_value_t = DEFAULT_DAYS)]
    days: u32,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    let Command::Add(Add { name, project, role, owner, days, json: as_json }) = command;
    let new = NewToken { name: name.clone(), project, role, owner, days };
    let operator = Operator::at_command_line();
    let made = installation::in_existing(data, async |app| Ok(add_token(app, &operator, new).await?)).await?;
    if as_json {
        let expires = made.expires_at.rfc3339();
        output::json(&json!({ "id": made.id, "name": name, "token": made.secret, "expires": expires }))?;
    } else {
        // Alone on its line, so that `$(slipway token add ...)` is the token.
        output::line(&made.secret)?;
    }
    Ok(ExitCode::SUCCESS)
}
