//! The newest deployments, in a panel of another page.

use super::returns::Returns;
use super::table;
use crate::store::history::{self, Filter, Listed};
use crate::store::{Db, StoreError};
use crate::ui::panel::Panel;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// So many stand in the panel.
pub const MOST: usize = 10;

/// The newest deployments that the viewer sees, with the ways back.
pub struct Recent {
    rows: Vec<Listed>,
    returns: Returns,
}

impl Recent {
    /// Those that a filter leaves.
    pub async fn load(db: &mut Db, viewer: &Viewer, filter: &Filter) -> Result<Self, StoreError> {
        let rows = history::page(db, &viewer.scope, filter, None, MOST).await?;
        Ok(Self { returns: Returns::load(db, viewer, &rows).await?, rows })
    }

    /// The panel; `all` leads to the rest, and `none` says what it means that there is nothing.
    pub fn panel(&self, title: &'static str, all: Option<String>, none: &'static str) -> AnyView {
        let panel = Panel::new(title);
        let panel = match all {
            Some(all) => panel.aside(view! { <a href=all>"All deployments"</a> }),
            None => panel,
        };
        match self.rows.as_slice() {
            [] => panel.body(view! { <p class="quiet">{none}</p> }),
            rows => panel.view(table::view(rows, &self.returns)),
        }
    }
}
