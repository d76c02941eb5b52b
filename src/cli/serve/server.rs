//! A server: the installation, held for this process alone, with its pages and its engine.

use super::connections::{self, Limits};
use super::{backups, confirmation, drills, handbook};
use crate::app::App;
use crate::cli::installation;
use crate::cli::lock::Lock;
use crate::config::Settings;
use crate::{engine, kernel, web};
use anyhow::Context;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What still runs so long after the server was asked to stop is cut off.
const PATIENCE: Duration = Duration::from_secs(9);
/// How long closing the database may take then.
const CLOSING: Duration = Duration::from_secs(1);

/// A server that listens and does not answer yet.
pub struct Server {
    /// The installation. Its settings say the address that is really listened on.
    pub app: Arc<App>,
    beginning: engine::Beginning,
    listener: TcpListener,
    _locks: (Lock, Lock),
}

impl Server {
    /// Takes the data folder for this process, listens, and opens the installation.
    ///
    /// # Errors
    /// Where another server holds the folder, the address cannot be listened on, or the database cannot be opened.
    pub async fn open(mut settings: Settings) -> anyhow::Result<Self> {
        if let Err(error) = connections::raise_open_files() {
            tracing::warn!(%error, "the number of open files could not be raised");
        }
        let locks = (Lock::take(&settings.data)?, installation::enter(&settings)?);
        let address = settings.listen;
        let listener =
            TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        settings.listen = listener.local_addr()?;
        if settings.public_url == format!("http://{address}") {
            settings.public_url = format!("http://{}", settings.listen);
        }
        let data = settings.data.display().to_string();
        let app = App::open(settings).await.context(data)?;
        let confinement = kernel::confinement(&app.settings.commands);
        confinement.warnings().for_each(|words| tracing::warn!("{words}"));
        let beginning = engine::begin(&app).await.context("the engine")?;
        Ok(Self { app, beginning, listener, _locks: locks })
    }

    /// Serves pages and carries out deployments until `stopping` is cancelled; ends within 10 seconds then.
    ///
    /// # Errors
    /// Where the engine cannot begin: then nothing is served.
    pub async fn run(self, stopping: CancellationToken) -> anyhow::Result<()> {
        let app = &self.app;
        let running = Box::pin(engine::run(app.clone(), self.beginning, stopping.clone()));
        let engine = async { running.await.context("the engine") };
        let pulse = async { app.pulse.run(&app.store).await.context("the database") };
        let keeper = async {
            engine::keeper::keep(app, &stopping).await;
            Ok(())
        };
        let listener = self.listener;
        let pages = async {
            let trusted = app.settings.trusted_proxies.clone();
            let limits = Limits::of_this_process().with_proxies(trusted);
            connections::serve(listener, web::router(app.clone()), limits, stopping.clone()).await;
            Ok(())
        };
        let confirmation = async {
            confirmation::run(app, &stopping).await;
            Ok(())
        };
        let backups = async {
            backups::run(app, &stopping).await;
            Ok(())
        };
        let handbook = async {
            handbook::run(app, &stopping).await;
            Ok(())
        };
        let drills = async {
            Box::pin(drills::run(app, &stopping)).await;
            Ok(())
        };
        let quiet = async {
            stopping.cancelled().await;
            app.pulse.stop();
            Ok(())
        };
        let late = async {
            stopping.cancelled().await;
            tokio::time::sleep(PATIENCE).await;
        };
        let all = async {
            tokio::try_join!(engine, pulse, keeper, pages, confirmation, backups, drills, handbook, quiet)
        };
        tokio::select! {
            done = Box::pin(all) => { done?; }
            () = late => tracing::warn!("some work did not end in time and was cut off"),
        }
        // A connection that is still in use is closed with the process.
        let _ = tokio::time::timeout(CLOSING, app.store.close()).await;
        Ok(())
    }
}
