//! What a stranger finds while no one has set the installation up.

use crate::app::App;
use crate::store::{StoreError, people};
use crate::ui::page::card;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// Whether no one is there yet.
pub async fn is_missing(app: &App) -> Result<bool, StoreError> {
    people::is_empty(&mut *app.store.read().await?).await
}

/// The page that says so, and where the link is.
pub fn page() -> Html<String> {
    render::page(Frame::new("Not set up yet", None), || {
        let words = view! {
            <p>"No one can sign in yet."</p>
            <p>
                "When the server started, it printed a set-up link. Look for the line with " <b>"/setup/"</b>
                " in the server’s output, and open that link to create the first admin."
            </p>
            <p class="quiet">"A link works for 30 minutes. Restart the server to get a new one."</p>
        };
        card("Slipway is not set up yet", words)
    })
}
