//! The page of one release: everything it shows, read at one moment, and how it is laid out.

use super::about::About;
use super::gates::Gates;
use super::places::Places;
use super::returned::Returned;
use super::since::Sinces;
use super::suspicion::Suspected;
use super::{deployments, evidence};
use crate::actions::journeys::{Journey, journeys};
use crate::actions::overview::Overview;
use crate::app::App;
use crate::domain::release::Change;
use crate::domain::text::{Version, count_of};
use crate::store::board::Narrow;
use crate::store::environments::Environment;
use crate::store::evidence::{self as facts, Recorded};
use crate::store::history::{self, Listed};
use crate::store::releases;
use crate::ui::change::change;
use crate::ui::notice::refused;
use crate::ui::page::{Page, columns, live};
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::ui::time::moment;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::events::seen;
use crate::web::pages::pipeline;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

/// Everything that the page shows.
pub struct ReleasePage {
    rail: Rail,
    about: About,
    suspected: Suspected,
    gates: Option<Gates>,
    evidence: Vec<Recorded>,
    changes: Vec<Change>,
    places: Places,
    journey: Option<Journey>,
    since: Sinces,
    environments: Vec<Environment>,
    deployments: Vec<Listed>,
    /// The newest audit event that the page knows: the stream goes on from there.
    seen: String,
}

impl ReleasePage {
    /// Reads it in one transaction; not found where the viewer has no role in the project.
    pub async fn load(
        app: &App,
        viewer: &Viewer,
        project: &str,
        version: &Version,
        returned: Option<Returned>,
    ) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let about = About::load(db, viewer, project, version).await?;
        let release = about.release.id;
        let narrow = Narrow { project: Some(about.project.id), ..Narrow::default() };
        let overview = Overview::read(app, db, &viewer.scope, narrow, &viewer.moment).await?;
        let journey = journeys(db, &viewer.scope, &overview, vec![about.release.clone()]).await?.pop();
        Ok(Self {
            rail: rail::load(db, viewer, "/projects").await?,
            suspected: Suspected::load(app, db, viewer, &about, returned).await?,
            gates: Gates::load(app, db, viewer, &about).await?,
            evidence: facts::newest(db, release).await?,
            changes: releases::changes(db, release).await?,
            places: Places::load(app, db, viewer, &about).await?,
            deployments: history::of_release(db, &viewer.scope, release, deployments::MOST).await?,
            since: Sinces::load(db, &overview, &about.release).await?,
            journey,
            environments: overview.environments,
            seen: seen::now(app, db).await?,
            about,
        })
    }

    /// The whole page.
    pub fn html(self) -> Html<String> {
        let (project, release) = (&self.about.project, &self.about.release);
        let page = addresses::release(&project.slug, &release.version);
        let events = format!("/events?after={}", self.seen);
        let content = self.content();
        let frame = Frame::new(self.about.title(), Some(self.rail)).live(events, page);
        render::page(frame, || content)
    }

    fn content(&self) -> AnyView {
        let about = &self.about;
        let notice = self.suspected.refused().map(|why| refused(why, Vec::new()));
        let lead = view! {
            {notice}
            {live("suspicion", self.suspected.panel(about))}
            {live("gates", self.gates.as_ref().map(|gates| gates.panel(about)))}
            {live("evidence", evidence::panel(&self.evidence))}
        };
        let side = view! {
            {live("places", self.places.panel(about, &self.suspected.suspicion))}
            {about.panel()}
        };
        let rest = view! {
            {self.notes()}
            {self.changes()}
            {live("since", self.since.panel())}
            {live("deployments", deployments::panel(&self.deployments))}
            {self.suspected.report(about)}
        };
        let project = addresses::project(&about.project.slug);
        let registered = view! {
            <a href=project>{about.project.name.clone()}</a>
            " · registered " {moment(about.release.registered_at)} {format!(" by {}", about.by)}
        };
        let track = self.journey.as_ref().map(|journey| pipeline::drawn(journey, &self.environments));
        let content = view! { {live("pipeline", track)} {columns(lead, side, rest)} };
        Page::new(about.title()).about(registered).view(content)
    }

    fn notes(&self) -> Option<AnyView> {
        let notes = self.about.release.notes.trim();
        let notes = (!notes.is_empty()).then(|| notes.to_owned())?;
        Some(Panel::new("Notes").body(view! { <p class="written">{notes}</p> }))
    }

    fn changes(&self) -> AnyView {
        let panel = Panel::new("Changes").aside(count_of(self.changes.len(), "commit"));
        if self.changes.is_empty() {
            let words = "No commits were registered with the release.";
            return panel.body(view! { <p class="quiet">{words}</p> });
        }
        let lines = self.changes.iter().map(|line| change(line, None)).collect_view();
        panel.body(view! { <ul class="changes">{lines}</ul> })
    }
}
