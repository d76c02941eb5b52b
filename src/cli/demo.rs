//! `slipway demo`: makes a complete installation once, in a folder of its own, and serves it on this machine only.

mod folder;
mod history;
mod people;
mod place;
mod recovery;
mod sample;
mod story;

use super::serve::{Server, stopped_by_signals};
use super::{Data, output};
use crate::app::App;
use crate::config::{Backups, Flags, Settings};
use crate::telemetry;
use anyhow::ensure;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio_util::sync::CancellationToken;

/// The arguments of `slipway demo`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where to listen, on a loopback address; 127.0.0.1:3000 unless slipway.toml says otherwise
    #[arg(long, value_name = "ADDR", env = "SLIPWAY_LISTEN", hide_env_values = true)]
    listen: Option<SocketAddr>,
}

pub(super) async fn run(data: &Data, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    telemetry::start().map_err(anyhow::Error::msg)?;
    let settings = settings(data, arguments)?;
    folder::claim(&settings)?;
    let stopping = stopped_by_signals()?;
    let server = Server::open(settings).await?;
    people::add_missing(&server.app).await?;
    sample::import_missing(&server.app).await?;
    greet(&server.app)?;
    let app = server.app.clone();
    let (served, ()) = tokio::join!(server.run(stopping.clone()), make_history(&app, &stopping));
    served?;
    Ok(ExitCode::SUCCESS)
}

/// In a demo anybody is anybody, so nobody reaches it from another machine.
fn settings(data: &Data, arguments: &Arguments) -> anyhow::Result<Settings> {
    let folder = data.folder.clone().unwrap_or_else(|| PathBuf::from(folder::DEFAULT));
    let flags = Flags { data: Some(folder), listen: arguments.listen, ..Flags::default() };
    let loaded = Settings::load(&flags).map_err(anyhow::Error::msg)?;
    let listen = loaded.listen;
    ensure!(listen.ip().is_loopback(), "a demo listens on a loopback address only, such as 127.0.0.1:3000");
    let second = loaded.backups.second.clone().unwrap_or_else(|| folder::other_disk(&loaded.data));
    let backups = Backups { second: Some(second), ..loaded.backups };
    let mut artifacts = loaded.artifacts.clone();
    artifacts.folders.push(sample::folder(&loaded.data));
    Ok(Settings { public_url: format!("http://{listen}"), demo: true, backups, artifacts, ..loaded })
}

fn greet(app: &App) -> anyhow::Result<()> {
    let Settings { data, public_url, .. } = &app.settings;
    output::line(format_args!(
        "The Slipway demo is at {public_url}\n\
         Sign in there as anybody: the page has a button for each person, and asks for no password.\n\
         In the first minute its history is made by real deployments onto this machine, into {}.\n\
         Ctrl-C ends it; the same command goes on with it. Delete the folder to begin anew.",
        data.join("targets").display()
    ))
}

async fn make_history(app: &App, stopping: &CancellationToken) {
    tokio::select! {
        () = stopping.cancelled() => {}
        made = Box::pin(everything(app)) => match made {
            Ok(()) => tracing::info!("the demo's history is made"),
            Err(error) => tracing::error!("the demo's history goes on at the next start: {error:#}"),
        }
    }
}

/// The runs of runbooks first: they are made at once. The one that looks at what was deployed comes last.
async fn everything(app: &App) -> anyhow::Result<()> {
    recovery::make(app).await?;
    history::make(app).await?;
    recovery::roll_back(app).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_is_reached_from_this_machine_only() {
        let folder = tempfile::tempdir().unwrap();
        let of = |listen: &str| {
            let data = Data { folder: Some(folder.path().to_owned()) };
            settings(&data, &Arguments { listen: Some(listen.parse().unwrap()) })
        };
        for outside in ["0.0.0.0:3000", "192.0.2.1:3000", "[::]:3000"] {
            assert!(of(outside).unwrap_err().to_string().contains("loopback"), "{outside}");
        }
        std::fs::write(folder.path().join("slipway.toml"), "public_url = \"https://evil.example\"").unwrap();
        for inside in ["127.0.0.1:0", "[::1]:3000"] {
            let settings = of(inside).unwrap();
            assert_eq!((settings.demo, settings.public_url), (true, format!("http://{inside}")));
        }
    }
}
