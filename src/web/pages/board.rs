//! `/`: what serves where, and what asks for a look.

pub mod cell;
mod figures;
mod find;
mod line;
mod next;
mod readings;
mod recovery;
mod view;
pub mod words;
mod yours;

use crate::actions::overview::Overview;
use crate::actions::waiting_for_you::changes_to_decide;
use crate::app::App;
use crate::domain::look::Look;
use crate::store::StoreError;
use crate::store::access_changes::Proposed;
use crate::store::board::Narrow;
use crate::store::deployments::{self, Unseen};
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::events::seen;
use crate::web::kept::KeptPages;
use crate::web::path::Query;
use crate::web::rail;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Html;
use find::Filter;
use http::Uri;
use line::Line;
use next::Next;
use readings::Readings;
use recovery::Recovery;
use std::sync::Arc;

pub use yours::of_change;

/// What the page shows.
pub struct Board {
    viewer: Viewer,
    /// The newest audit event that the page knows of.
    seen: String,
    filter: Filter,
    overview: Overview,
    /// How many projects there are, and how many of them ask for a look, whatever the filter leaves.
    projects: usize,
    need_a_look: usize,
    /// How many projects each kind of look has.
    figures: Vec<(Look, usize)>,
    lines: Vec<Line>,
    /// Changes of the matrix that wait for the viewer.
    changes: Vec<Proposed>,
    /// What the viewer asked for and that failed or was rejected, until they have seen it.
    unseen: Vec<Unseen>,
    recovery: Recovery,
    /// The next of the first steps.
    next: Option<Next>,
    readings: Readings,
}

/// `GET /`
pub async fn get(
    State(app): State<Arc<App>>,
    Extension(kept): Extension<Arc<KeptPages>>,
    viewer: Viewer,
    address: Uri,
    Query(filter): Query<Filter>,
) -> Result<Html<Bytes>, WebError> {
    let make = async |viewer| {
        let (board, rail) = Board::load(&app, viewer, filter).await?;
        Ok(view::page(&board, rail))
    };
    kept.page(&app.store, viewer, &address, make).await
}

impl Board {
    async fn load(app: &App, viewer: Viewer, filter: Filter) -> Result<(Self, Rail), StoreError> {
        let mut db = app.store.read().await?;
        let seen = seen::now(app, &mut db).await?;
        let overview = Overview::read(app, &mut db, &viewer.scope, Narrow::default(), &viewer.moment).await?;
        let found = filter.projects(&mut db, &viewer, &overview).await?;
        let places = overview.places();
        let open = places.iter().flat_map(|(_, _, place)| &place.open);
        let rail = rail::with(&mut db, &viewer, "/", &overview.environments, open).await?;
        let changes = changes_to_decide(&mut db, viewer.grants(), viewer.person).await?;
        let unseen = deployments::unseen(&mut db, &viewer.scope, viewer.person).await?;
        let recovery = Recovery::read(app, &mut db, &viewer).await?;
        let next = Next::read(&mut db, &viewer, &overview).await?;
        let readings = Readings::read(app, &mut db, &viewer, &overview).await?;
        let mut lines = line::all(&viewer, &overview);
        let (projects, need_a_look) =
            (lines.len(), lines.iter().filter(|line| line.look.needs_a_look()).count());
        let figures = figures::of(&lines);
        lines.retain(|line| found.contains(&line.project));
        filter.apply(&mut lines);
        Ok((
            Self {
                seen,
                filter,
                projects,
                need_a_look,
                figures,
                lines,
                changes,
                unseen,
                recovery,
                next,
                readings,
                overview,
                viewer,
            },
            rail,
        ))
    }
}

#[cfg(test)]
mod tests;
