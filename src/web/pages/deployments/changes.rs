//! What a deployment changes: the commits between what is served and what will be.

use super::about::About;
use crate::domain::deployment::Kind;
use crate::domain::release::Change;
use crate::domain::text::count_of;
use crate::store::changes::{self, Brought};
use crate::store::deployments::Deployment;
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
pub struct Changes {
    /// Newest first.
    pub brought: Vec<Brought>,
    /// Whether they go away: the deployment leads back.
    pub back: bool,
}

impl Changes {
    /// Reads them.
    pub async fn load(db: &mut Db, deployment: &Deployment) -> Result<Self, StoreError> {
        let (project, release) = (deployment.project, deployment.release);
        let (after, upto, back) = match deployment.replaces {
            Some(old) if old > release => (Some(release), old, true),
            Some(old) if old < release => (Some(old), release, false),
            Some(_) => return Ok(Self { brought: Vec::new(), back: false }),
            None => (None, release, false),
        };
        Ok(Self { brought: changes::between(db, project, after, upto).await?, back })
    }

    /// The panel.
    pub fn panel(&self, about: &About) -> AnyView {
        let title = if self.back { "What goes away" } else { "What changes" };
        let lines: Vec<(&Brought, &Change)> =
            self.brought.iter().flat_map(|of| of.changes.iter().map(move |change| (of, change))).collect();
        let release = addresses::release(&about.deployment.project_slug, &about.deployment.version);
        let all = view! { <a href=release>{count_of(lines.len(), "commit")}</a> };
        let panel = Panel::new(title).aside(all);
        let reason = &about.deployment.request_reason;
        let reason = (!reason.is_empty()).then(|| view! { <p class="lines">{format!("“{reason}”")}</p> });
        if lines.is_empty() {
            return panel.body(view! { {reason} {self.nothing(about)} });
        }
        let several = self.brought.len() > 1;
        let line = |(of, line): &(&Brought, &Change)| change(line, several.then(|| of.version.as_str()));
        let shown = lines.iter().take(SHOWN).map(line).collect_view();
        let more = lines.get(SHOWN..).unwrap_or_default();
        let more = (!more.is_empty()).then(|| {
            let rest = more.iter().take(UNFOLDED).map(line).collect_view();
            fold(format!("{} more", more.len()), false, view! { <ul class="changes">{rest}</ul> })
        });
        panel.body(view! { {reason} <ul class="changes">{shown}</ul> {more} })
    }

    fn nothing(&self, about: &About) -> AnyView {
        let words = match about.deployment.kind {
            Kind::Redeploy => "Nothing: it is the release that is served already.",
            _ => "No commits were registered with the release.",
        };
        view! { <p class="quiet">{words}</p> }.into_any()
    }
}
