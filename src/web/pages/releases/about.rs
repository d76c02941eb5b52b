//! What a release is: its commit, its artifact, and what it declared.

use crate::domain::irreversible::Irreversible;
use crate::domain::text::Version;
use crate::store::projects::Project;
use crate::store::releases::{self, Release};
use crate::store::{Db, StoreError, events, people, tokens};
use crate::ui::irreversible::irreversible;
use crate::ui::link::perhaps;
use crate::ui::panel::{Panel, facts};
use crate::ui::version::mono;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::pages::known;
use leptos::prelude::*;

/// A release of a project that the viewer has a role in.
pub struct About {
    /// The project.
    pub project: Project,
    /// The release.
    pub release: Release,
    /// Who registered it.
    pub by: String,
}

impl About {
    /// Reads it.
    pub async fn load(db: &mut Db, viewer: &Viewer, slug: &str, version: &Version) -> Result<Self, WebError> {
        let project = known::project(db, viewer, slug).await?;
        let release = releases::by_version(db, project.id, version).await?;
        let release = release.ok_or_else(WebError::not_found)?;
        Ok(Self { by: registered_by(db, &release).await?, project, release })
    }

    /// What the page is called: `Storefront 2.8.0`.
    pub fn title(&self) -> String {
        format!("{} {}", self.project.name, self.release.version)
    }

    /// The panel.
    pub fn panel(&self) -> AnyView {
        let release = &self.release;
        let artifact = perhaps(Some(&release.artifact.uri), release.artifact.uri.clone());
        let facts = facts(vec![
            ("Commit", mono(release.commit.clone())),
            ("Artifact", view! { <span class="mono">{artifact}</span> }.into_any()),
            ("SHA-256", mono(release.artifact.sha256.clone())),
            ("Digest", mono(release.digest.clone())),
        ]);
        let declared = Irreversible::of(release.irreversible);
        let means = match declared {
            Irreversible::No => "Going back needs no more than the program.",
            Irreversible::Yes | Irreversible::NotDeclared => {
                "A rollback brings back the program, not the data."
            }
        };
        let declared = view! {
            <div class="body">
                {irreversible(declared)}
                <p class="quiet">{means}</p>
            </div>
        };
        Panel::new("What it is").view(view! { {facts} {declared} })
    }
}

async fn registered_by(db: &mut Db, release: &Release) -> Result<String, StoreError> {
    if let Some(token) = release.token {
        let actor = tokens::actor(db, token).await?;
        return Ok(actor.as_ref().map(events::actor_name).unwrap_or_default());
    }
    let Some(person) = release.person else { return Ok("the command line".to_owned()) };
    Ok(people::names(db, &[person]).await?.remove(&person).unwrap_or_default())
}
