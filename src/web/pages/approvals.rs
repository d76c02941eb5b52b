//! `/approvals`: what waits for the viewer's decision, and their recent decisions.

use crate::actions::around::Around;
use crate::actions::open_deployments::{Open, open_deployments};
use crate::actions::waiting_for_you::{Task, VersionToDecide, task, versions_to_decide};
use crate::app::App;
use crate::store::approvals::{self, Decided};
use crate::store::changes::Brought;
use crate::store::deployments::Deployment;
use crate::store::environments;
use crate::ui::empty::empty;
use crate::ui::page::{Page, live};
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::events::seen;
use crate::web::pages::deployments::changes::Changes;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::extract::State;
use axum::response::Html;
use leptos::prelude::*;
use std::sync::Arc;

mod card;
mod decided;
mod version;

/// So many decisions of the past are shown.
const LATELY: i64 = 20;

/// `GET /approvals`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    Ok(Inbox::load(&app, &viewer).await?.html())
}

/// A deployment that waits for the viewer.
pub struct Asked {
    open: Open,
    around: Around,
    brought: Vec<Brought>,
}

/// The viewer's inbox.
struct Inbox {
    asked: Vec<Asked>,
    /// Versions of runbooks that wait for the viewer.
    versions: Vec<VersionToDecide>,
    decided: Vec<Decided>,
    rail: Option<Rail>,
    seen: String,
}

impl Inbox {
    async fn load(app: &App, viewer: &Viewer) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let open = open_deployments(db, &viewer.scope, &viewer.moment).await?;
        let environments = environments::seen(db, &viewer.scope).await?;
        let rail = Some(rail::with(db, viewer, "/approvals", &environments, open.iter()).await?);
        let mut asked = Vec::new();
        for open in open {
            if task(&open, viewer.grants(), viewer.person, viewer.now_for(&open)) == Some(Task::Approve) {
                let Deployment { project, release, .. } = open.deployment;
                let around = Around::of(db, &open.deployment, &viewer.scope).await?;
                let brought = Changes::load(db, project, around.base, release).await?.brought;
                asked.push(Asked { open, around, brought });
            }
        }
        let mut decided = approvals::of_person(db, viewer.person, LATELY).await?;
        decided.retain(|one| viewer.scope.sees(one.project, one.environment));
        let versions = versions_to_decide(app, db, &viewer.scope, viewer.person).await?;
        Ok(Self { asked, versions, decided, rail, seen: seen::now(app, db).await? })
    }

    fn html(mut self) -> Html<String> {
        let title = match self.asked.len() + self.versions.len() {
            0 => "Approvals".to_owned(),
            count => format!("{count} waiting for you: approvals"),
        };
        let events = format!("/events?after={}", self.seen);
        let frame = Frame::new(title, self.rail.take()).live(events, "/approvals");
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let versions = self.versions.iter().map(version::view).collect_view();
        let asked = match self.asked.as_slice() {
            [] if !self.versions.is_empty() => ().into_any(),
            [] => empty(
                "Nothing waits for your decision.",
                view! { <a class="button" href="/">"Go to the board"</a> },
            ),
            asked => asked.iter().map(card::view).collect_view().into_any(),
        };
        let decided = (!self.decided.is_empty()).then(|| decided::panel(&self.decided));
        Page::new("Approvals").view(view! {
        {live("asked", view! { {asked} {versions} })} {live("decided", decided)} })
    }
}

#[cfg(test)]
mod tests;
