//! `slipway user add`: adds a person.

use super::{Data, installation, output};
use crate::access::permit::Operator;
use crate::actions::add_person::{NewGrant, NewPerson, add_person};
use crate::domain::password::LONGEST_BYTES;
use anyhow::{Context, bail};
use serde_json::json;
use std::io::BufRead;
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a person
    Add(Add),
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// What they type to sign in: 1 to 64 of a-z, A-Z, 0-9 and . _ - @
    name: String,
    /// A role they hold, for all projects or for one; may be given several times
    #[arg(long = "role", value_name = "ROLE[@PROJECT]", required = true)]
    roles: Vec<NewGrant>,
    /// What pages show; the sign-in name where it is absent
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// Their e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Read their password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    let Command::Add(add) = command;
    let password = if add.password_stdin { Some(first_line(std::io::stdin().lock())?) } else { None };
    let has_password = password.is_some();
    let new = NewPerson {
        sign_in_name: add.name.clone(),
        display_name: add.display_name,
        email: add.email,
        password,
        roles: add.roles,
    };
    let operator = Operator::at_command_line();
    let id = installation::in_any(data, async |app| Ok(add_person(app, &operator, new).await?)).await?;
    if add.json {
        output::json(&json!({ "id": id, "name": add.name, "password": has_password }))?;
    } else if has_password {
        output::line(format_args!("Added {}.", add.name))?;
    } else {
        output::line(format_args!("Added {}. Without a password they cannot sign in yet.", add.name))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn first_line(input: impl BufRead) -> anyhow::Result<String> {
    let mut line = Vec::new();
    // One more than the longest, and a line's end: a longer one is then seen to be too long.
    input.take(LONGEST_BYTES as u64 + 3).read_until(b'\n', &mut line).context("standard input")?;
    if line.is_empty() {
        bail!("a password is expected on standard input");
    }
    let line = String::from_utf8(line).context("the password is expected in UTF-8")?;
    Ok(line.strip_suffix('\n').map_or(&*line, |l| l.strip_suffix('\r').unwrap_or(l)).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_without_its_end() {
        let read = |text: &str| first_line(text.as_bytes()).unwrap();
        for text in ["a b ", "a b \n", "a b \r\n", "a b \nmore"] {
            assert_eq!(read(text), "a b ");
        }
        assert_eq!(read(&"x".repeat(5000)).len(), LONGEST_BYTES + 3);
        assert!(first_line(&b""[..]).is_err() && first_line(&b"\xff"[..]).is_err());
    }
}
