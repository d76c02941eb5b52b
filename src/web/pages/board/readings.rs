//! Strategies that are read differently since an upgrade, for admins: each waits to be acknowledged.

use crate::actions::overview::Overview;
use crate::actions::rereadings::rereadings;
use crate::app::App;
use crate::domain::text::count_of;
use crate::store::{Db, StoreError};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::web::addresses;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// The projects, with how much changes in each.
pub struct Readings(Vec<(String, String, usize)>);

impl Readings {
    /// Reads them where the viewer administers; others see none.
    pub async fn read(
        app: &App,
        db: &mut Db,
        viewer: &Viewer,
        overview: &Overview,
    ) -> Result<Self, StoreError> {
        if !viewer.grants().administers() {
            return Ok(Self(Vec::new()));
        }
        let found = rereadings(app, db, None).await?;
        let line = |found: &crate::actions::rereadings::Rereading| {
            let project = overview.projects.iter().find(|project| project.id == found.version.project)?;
            let reread = &found.reread;
            let count = reread.changes.len() + reread.unread.len() + reread.problems.len();
            Some((project.name.clone(), addresses::strategy(&project.slug), count))
        };
        Ok(Self(found.iter().filter_map(line).collect()))
    }

    /// The panel; none where nothing changes.
    pub fn panel(&self) -> Option<AnyView> {
        if self.0.is_empty() {
            return None;
        }
        let row = |(name, address, count): &(String, String, usize)| {
            let link = view! { <a href=address.clone()>{name.clone()}</a> };
            Row::new(Mark::Warn, link).end(count_of(*count, "change"))
        };
        Some(Panel::new("Strategies read differently since the upgrade").view(rows(self.0.iter().map(row))))
    }
}
