//! `slipway serve`: runs the server.

mod backups;
mod confirmation;
pub(super) mod connections;
mod drills;
mod handbook;
mod server;

pub use server::Server;

use super::{Data, output};
use crate::access::permit::Operator;
use crate::actions::back_up::show_recovery_key;
use crate::actions::recovery_plan::publish_recovery_plans;
use crate::actions::set_up::setup_link;
use crate::app::App;
use crate::config::{Flags, Settings};
use crate::store::events;
use crate::telemetry;
use anyhow::Context;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The arguments of `slipway serve`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where to listen; 127.0.0.1:3000 unless slipway.toml says otherwise
    #[arg(long, value_name = "ADDR", env = "SLIPWAY_LISTEN", hide_env_values = true)]
    listen: Option<SocketAddr>,
    /// How people reach it, such as https://slipway.example.org
    #[arg(long, value_name = "URL", env = "SLIPWAY_PUBLIC_URL", hide_env_values = true)]
    public_url: Option<String>,
    /// A proxy, or a network of them, that tells in X-Forwarded-For where requests come from; may be given several times
    #[arg(
        long = "trusted-proxy",
        value_name = "NETWORK",
        env = "SLIPWAY_TRUSTED_PROXIES",
        value_delimiter = ',',
        hide_env_values = true
    )]
    trusted_proxies: Option<Vec<String>>,
}

pub(super) async fn run(data: &Data, arguments: Arguments) -> anyhow::Result<ExitCode> {
    telemetry::start().map_err(anyhow::Error::msg)?;
    let Arguments { listen, public_url, trusted_proxies } = arguments;
    let flags = Flags { data: data.folder.clone(), listen, public_url, trusted_proxies };
    let settings = Settings::load(&flags).map_err(anyhow::Error::msg)?;
    let stopping = stopped_by_signals()?;
    let server = Server::open(settings).await?;
    publish_recovery_plans(&server.app, &Operator::at_command_line()).await?;
    greet(&server.app).await?;
    server.run(stopping).await?;
    Ok(ExitCode::SUCCESS)
}

/// A token that is cancelled when the process is asked to end, by SIGTERM or SIGINT.
pub fn stopped_by_signals() -> anyhow::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT")?;
    let stopping = CancellationToken::new();
    let stop = stopping.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
    });
    Ok(stopping)
}

async fn greet(app: &App) -> anyhow::Result<()> {
    let Settings { data, listen, public_url, .. } = &app.settings;
    output::line(format_args!(
        "Slipway serves {public_url} (listening on {listen}, state in {})",
        data.display()
    ))?;
    if let Some(link) = setup_link(app, &Operator::at_command_line()).await? {
        let path = link.path();
        output::line(format_args!(
            "Nobody is here yet. Set up within 30 minutes, once, at {public_url}{path}"
        ))?;
        tell_recovery_key(app).await?;
    }
    Ok(())
}

/// Once, at the first start, and only where a person reads it: what a service prints ends up in a log.
async fn tell_recovery_key(app: &App) -> anyhow::Result<()> {
    if events::last_of(&mut *app.store.read().await?, "recovery_key.shown").await?.is_some() {
        return Ok(());
    }
    if !std::io::stdout().is_terminal() {
        return output::line("Have the recovery key shown with slipway backup key, and keep it elsewhere.");
    }
    let key = show_recovery_key(app, &Operator::at_command_line()).await?;
    output::line(format_args!(
        "The recovery key, which is printed this once:\n  {key}\n\
         Keep it on paper or in a safe, apart from the backups: without it a lost machine cannot be restored, and with\n\
         it and a backup anybody has everything. Then say on the page Recovery that you have kept it."
    ))
}
