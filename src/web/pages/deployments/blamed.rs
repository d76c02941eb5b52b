//! What a rollback took away, and whether the person who rolled back lays it at the release's door.

use super::about::About;
use crate::domain::deployment::Kind;
use crate::domain::id::ReleaseId;
use crate::domain::suspect::Suspicions;
use crate::domain::text::{Version, clip};
use crate::store::deployments::Deployment;
use crate::store::{Db, StoreError, suspects};
use crate::ui::button::{Look, actions, link_button};
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::web::addresses;
use leptos::prelude::*;

/// So much of the reason for the rollback is filled into a report.
const PREFILLED: usize = 500;

/// What a rollback took away.
pub struct Blamed {
    releases: Vec<(ReleaseId, Version)>,
    suspicions: Suspicions,
    /// Why the release is not at fault, in the words of the person who rolled back.
    claim: Option<String>,
}

impl Blamed {
    /// Reads it; none where the deployment is no rollback.
    pub async fn load(db: &mut Db, about: &About) -> Result<Option<Self>, StoreError> {
        let deployment = &about.deployment;
        if deployment.kind != Kind::Rollback {
            return Ok(None);
        }
        let releases = suspects::taken_by(db, deployment.number).await?;
        let ids: Vec<ReleaseId> = releases.iter().map(|(id, _)| *id).collect();
        let suspicions = suspects::about(db, &ids).await?;
        let claim = suspects::claim_of(db, deployment.number).await?;
        Ok(Some(Self { releases, suspicions, claim }))
    }

    /// The panel; none where nothing was taken away and nothing is claimed.
    pub fn panel(&self, about: &About) -> Option<AnyView> {
        if self.releases.is_empty() && self.claim.is_none() {
            return None;
        }
        let lines = rows(self.releases.iter().map(|(id, version)| self.row(about, *id, version)));
        let claim = self.claim.as_ref().map(|claim| {
            let words = format!(
                "{} says that the release is not at fault: {claim}",
                about.deployment.requested_by_name
            );
            view! { <div class="body"><p>{words}</p>{self.disagree(about)}</div> }
        });
        Some(Panel::new("What it takes away").view(view! { {lines} {claim} }))
    }

    fn row(&self, about: &About, id: ReleaseId, version: &Version) -> Row {
        let page = addresses::release(&about.deployment.project_slug, version);
        let (shape, word) = match (self.suspicions.is_suspect(id), &self.claim) {
            (true, _) => (Shape::Failed, "Suspect"),
            (false, Some(_)) => (Shape::Empty, "Not at fault"),
            (false, None) => (Shape::Waiting, "Not suspect"),
        };
        Row::plain(view! { <a href=page>{version.to_string()}</a> }).end(state(shape, word))
    }

    /// Where someone who disagrees reports the release.
    fn disagree(&self, about: &About) -> Option<AnyView> {
        let (_, version) = self.releases.first()?;
        let Deployment { number, project_slug, environment_slug, request_reason, .. } = &about.deployment;
        let reason = clip(&format!("Rolled back by #{number}: {request_reason}"), PREFILLED);
        let page = addresses::report(project_slug, version, environment_slug, &reason);
        let link = link_button(Look::Plain, format!("Report a problem with {version}"), page);
        let words = "If you disagree, report the release. The reason is filled in, and you can change it.";
        Some(view! { <p class="quiet">{words}</p> {actions(link)} }.into_any())
    }
}
