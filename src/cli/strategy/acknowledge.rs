//! `slipway strategy acknowledge PROJECT`

use crate::access::permit::Operator;
use crate::access::policy::Denied;
use crate::actions::acknowledge_reading::acknowledge_reading;
use crate::actions::error::ActionError;
use crate::actions::rereadings::rereadings;
use crate::cli::{Data, handbook, installation, output};
use crate::domain::acknowledgement::Accepted;
use crate::store::projects;
use crate::strategy::cache::Reread;
use anyhow::anyhow;
use std::fmt::Write;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct Acknowledge {
    /// The project's short name
    project: String,
    /// Acknowledge every passage that looks like a rule and is not read
    #[arg(long)]
    accept_unread: bool,
    /// Acknowledge the passage that begins at this line; may be given several times
    #[arg(long, value_name = "LINE", conflicts_with = "accept_unread")]
    accept_line: Vec<usize>,
    /// Only print what would change
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(data: &Data, acknowledge: Acknowledge) -> anyhow::Result<ExitCode> {
    let words = installation::in_existing(data, async |app| {
        if acknowledge.dry_run {
            let db = &mut *app.store.read().await?;
            let project = projects::by_slug(db, &acknowledge.project).await?;
            let project = project.ok_or_else(|| no_project(&acknowledge.project))?;
            let found = rereadings(app, db, Some(project.id)).await?;
            return Ok(found.first().map_or_else(
                || format!("{}: no change to acknowledge.\n", project.name),
                |found| changes(&found.reread),
            ));
        }
        let accepted = match acknowledge.accept_unread {
            true => Accepted::All,
            false => Accepted::Lines(acknowledge.accept_line.iter().copied().collect()),
        };
        let operator = Operator::at_command_line();
        let done = acknowledge_reading(app, &operator, &acknowledge.project, &accepted, None).await;
        let done = done.map_err(|error| match error {
            ActionError::Denied(Denied::NotFound) => no_project(&acknowledge.project),
            error => error.into(),
        })?;
        handbook::keep(app, None).await?;
        let first =
            format!("{}: version {} is read by the newest rules now.\n", done.project.name, done.number);
        Ok(first + &changes(&done.reread))
    })
    .await?;
    output::bytes(words.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn no_project(project: &str) -> anyhow::Error {
    anyhow!("there is no project {project:?}")
}

/// What the newest rules change, a line each.
fn changes(reread: &Reread) -> String {
    let mut text = String::new();
    let changes = reread.changes.iter().cloned();
    let problems = reread.problems.iter().map(|problem| format!("problem: {problem}"));
    let unread =
        reread.unread.iter().map(|passage| format!("{}: not read: {}", passage.line, passage.message));
    for line in changes.chain(problems).chain(unread) {
        writeln!(text, "  {}", line.replace(char::is_control, " ")).expect("a text takes every line");
    }
    text
}
