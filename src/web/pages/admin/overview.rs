//! `GET /admin`: the way to everything that an administrator sees to.

use super::access::PATH;
use crate::app::App;
use crate::domain::text::count_of;
use crate::store::access_changes;
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::Html;
use leptos::prelude::*;
use std::sync::Arc;

/// Address, name, and what is there.
const MATTERS: &[(&str, &str, &str)] = &[
    (addresses::PEOPLE, "People", "Whom you invite, what they hold, and their way in."),
    (addresses::GROUPS, "Groups", "People who hold roles together."),
    (PATH, "Access matrix", "A role’s level in each environment, and roles of your own."),
    ("/admin/audit", "Audit log", "Who did what, with before and after, and whether the chain holds."),
    ("/admin/tokens", "API tokens", "What machines act with, for whom, and until when."),
    ("/admin/audit/access", "Who had which access", "On any day, by which role or group."),
];

/// `GET /admin`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    let db = &mut *app.store.read().await?;
    let rail = rail::load(db, &viewer, "/admin").await?;
    let waiting = access_changes::waiting(db).await?.len();
    Ok(render::page(Frame::new("Access", Some(rail)), || view(waiting)))
}

fn view(waiting: usize) -> AnyView {
    let matters = MATTERS.iter().map(|(href, name, about)| {
        let row = Row::plain(view! { <a href=*href>{*name}</a> }).note(*about);
        match (*href, waiting) {
            (PATH, 1..) => {
                row.end(state(Shape::Waiting, format!("{} for a second admin", count_of(waiting, "change"))))
            }
            _ => row,
        }
    });
    Page::new("Access")
        .about("People, what they may do, and what was done. None of it gives a right in an environment.")
        .view(Panel::new("What there is to see to").view(rows(matters)))
}
