//! What a deployment changes: the commits between what is served and what will be.

use crate::domain::id::{ProjectId, ReleaseId};
use crate::domain::release::Change;
use crate::domain::text::{Slug, Version, count_of};
use crate::store::changes::{self, Brought};
use crate::store::{Db, StoreError};
use crate::ui::change::change;
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use crate::web::addresses;
use leptos::prelude::*;

/// So many commits are shown at once.
const SHOWN: usize = 12;
/// So many more can be unfolded; the release's page has all.
const UNFOLDED: usize = 300;

/// The releases between what is served and what will be.
#[derive(Default)]
pub struct Changes {
    /// Newest first.
    pub brought: Vec<Brought>,
    /// Whether they go away: the deployment leads back.
    pub back: bool,
    /// Whether the release is what is served already.
    same: bool,
}

impl Changes {
    /// Reads what lies between what is served, if anything is, and a release of the same project.
    pub async fn load(
        db: &mut Db,
        project: ProjectId,
        served: Option<ReleaseId>,
        release: ReleaseId,
    ) -> Result<Self, StoreError> {
        let (after, upto, back) = match served {
            Some(old) if old == release => return Ok(Self { same: true, ..Self::default() }),
            Some(old) if old > release => (Some(release), old, true),
            older => (older, release, false),
        };
        Ok(Self { brought: changes::between(db, project, after, upto).await?, back, same: false })
    }

    /// The panel, with the words of who asked.
    pub fn panel(&self, project: &Slug, version: &Version, reason: &str) -> AnyView {
        let reason = (!reason.is_empty()).then(|| view! { <p class="lines">{format!("“{reason}”")}</p> });
        self.drawn(project, version, |panel, list| panel.body(view! { {reason} {list} }))
    }

    /// The panel, with a table of the other differences before the commits.
    pub fn panel_after(&self, table: Option<AnyView>, project: &Slug, version: &Version) -> AnyView {
        self.drawn(project, version, |panel, list| {
            panel.view(view! { {table} <div class="body">{list}</div> })
        })
    }

    fn drawn(
        &self,
        project: &Slug,
        version: &Version,
        draw: impl FnOnce(Panel, AnyView) -> AnyView,
    ) -> AnyView {
        let title = if self.back { "What goes away" } else { "What changes" };
        let lines: Vec<(&Brought, &Change)> =
            self.brought.iter().flat_map(|of| of.changes.iter().map(move |change| (of, change))).collect();
        let all =
            view! { <a href=addresses::release(project, version)>{count_of(lines.len(), "commit")}</a> };
        let list = if lines.is_empty() { self.nothing() } else { self.list(&lines) };
        draw(Panel::new(title).aside(all), list)
    }

    fn list(&self, lines: &[(&Brought, &Change)]) -> AnyView {
        let several = self.brought.len() > 1;
        let draw = |lines: &[(&Brought, &Change)]| {
            let lines = lines.iter().map(|(of, line)| change(line, several.then(|| of.version.as_str())));
            view! { <ul class="changes">{lines.collect_view()}</ul> }
        };
        let (shown, more) = lines.split_at(lines.len().min(SHOWN));
        let more = (!more.is_empty())
            .then(|| fold(format!("{} more", more.len()), false, draw(&more[..more.len().min(UNFOLDED)])));
        view! { {draw(shown)} {more} }.into_any()
    }

    fn nothing(&self) -> AnyView {
        let words = if self.same {
            "Nothing: this release is live already."
        } else {
            "No commits were registered with the release."
        };
        view! { <p class="quiet">{words}</p> }.into_any()
    }
}
