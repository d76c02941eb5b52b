//! Keeps what the sign-in provider gives as the provider says, while the server runs.

use crate::actions::confirm_people::{confirm_people, end_unconfirmed};
use crate::app::App;
use crate::provider::Provider;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked whom to ask about.
const LOOK: Duration = Duration::from_secs(5);
/// How long it waits where the provider could not be asked, or was not to be believed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs until `stopping` is cancelled. Ending what is unconfirmed waits for no answer of the provider.
pub(super) async fn run(app: &App, stopping: &CancellationToken) {
    let both = async { tokio::join!(end(app), ask(app)) };
    tokio::select! {
        () = stopping.cancelled() => {}
        _ = both => {}
    }
}

async fn end(app: &App) {
    loop {
        if let Err(error) = end_unconfirmed(app).await {
            tracing::error!(%error, "what the sign-in provider gave could not be looked at; it is tried again");
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn ask(app: &App) {
    let Some(provider) = &app.provider else { return };
    loop {
        let every = provider.settings.confirm_every.to_std();
        let pause = if round(app, provider).await { LOOK } else { PATIENCE };
        tokio::time::sleep(pause.min(every)).await;
    }
}

async fn round(app: &App, provider: &Provider) -> bool {
    let asked = confirm_people(app, provider).await;
    asked.unwrap_or_else(|error| {
        tracing::error!(%error, "people could not be confirmed; it is tried again");
        false
    })
}
