//! `GET /admin`: the way to everything that an administrator sees to, with what matters there now.

mod figures;
mod view;

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::extract::State;
use axum::response::Html;
use figures::Figures;
use std::sync::Arc;

/// `GET /admin`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    let db = &mut *app.store.read().await?;
    let figures = Figures::load(&app, db, &viewer).await?;
    let rail = rail::load(db, &viewer, "/admin").await?;
    let title = match figures.changes.len() {
        0 => "Access".to_owned(),
        count => format!("Access: {count} waiting for you"),
    };
    Ok(render::page(Frame::new(title, Some(rail)), || view::view(&figures)))
}

#[cfg(test)]
mod tests;
