//! `GET /admin`: the way to everything that an administrator sees to.

use crate::app::App;
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::extract::State;
use axum::response::Html;
use leptos::prelude::*;
use std::sync::Arc;

/// Address, name, and what is there.
const MATTERS: &[(&str, &str, &str)] =
    &[("/admin/access", "Access matrix", "A role's level in each environment, and roles of your own.")];

/// `GET /admin`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    let rail = rail::load(&mut *app.store.read().await?, &viewer, "/admin").await?;
    Ok(render::page(Frame::new("Access", Some(rail)), view))
}

fn view() -> AnyView {
    let matters = MATTERS
        .iter()
        .map(|(href, name, about)| Row::plain(view! { <a href=*href>{*name}</a> }).note(*about));
    Page::new("Access")
        .about("People, what they may do, and what was done. None of it gives a right in an environment.")
        .view(Panel::new("What there is to see to").view(rows(matters)))
}
