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

/// Runs until `stopping` is cancelled and no refresh token is on its way any more. Ending what is unconfirmed waits for
/// no answer of the provider.
pub(super) async fn run(app: &App, stopping: &CancellationToken) {
    tokio::join!(stopping.run_until_cancelled(end(app)), ask(app, stopping));
}

async fn end(app: &App) {
    loop {
        if let Err(error) = end_unconfirmed(app).await {
            tracing::error!(%error, "what the sign-in provider gave could not be looked at; it is tried again");
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn ask(app: &App, stopping: &CancellationToken) {
    let Some(provider) = &app.provider else { return };
    let every = provider.settings.confirm_every.to_std();
    while !stopping.is_cancelled() {
        let pause = if round(app, provider, stopping).await { LOOK } else { PATIENCE };
        stopping.run_until_cancelled(tokio::time::sleep(pause.min(every))).await;
    }
}

async fn round(app: &App, provider: &Provider, stopping: &CancellationToken) -> bool {
    let asked = Box::pin(confirm_people(app, provider, stopping)).await;
    asked.unwrap_or_else(|error| {
        tracing::error!(%error, "people could not be confirmed; it is tried again");
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;
    use crate::testing::provider::Double;
    use crate::testing::{Browser, TestApp};
    use serde_json::json;

    /// SECURITY 11: an exchange that is on its way at the stop of the server ends before it, so that the next start
    /// asks with the token that holds.
    #[tokio::test]
    async fn a_refresh_token_that_is_on_its_way_at_the_stop_is_kept() {
        let test = TestApp::new().await;
        let double = Double::at(&test.clock);
        double.knows("subject-1", json!({ "name": "Ana", "preferred_username": "ana", "groups": [] }));
        let app = test.with_provider(&double);
        let mut browser = Browser::of(&app);
        browser.get("/sign-in").await;
        let answer = browser.post("/sign-in/with-provider", &[("next", "/")]).await;
        let address = answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
        browser.get(&double.visit(&address, "subject-1")).await;
        let before = double.asked().len();
        test.clock.advance(Span::minutes(11));

        let late = double.answers_late().await;
        let stopping = CancellationToken::new();
        tokio::join!(run(&app, &stopping), async {
            while double.asked().len() == before {
                tokio::task::yield_now().await;
            }
            stopping.cancel();
            for _ in 0..9 {
                tokio::task::yield_now().await;
            }
            drop(late);
        });

        assert!(round(&app, app.provider.as_ref().unwrap(), &CancellationToken::new()).await);
        assert!(!test.dump().await.iter().any(|row| row.contains("sign_in.withdrawn")));
    }
}
