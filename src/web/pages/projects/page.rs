//! The page of one project: everything it shows, read at one moment, and how it is laid out.

use super::releases;
use super::rules::Rules;
use crate::access::permission::Permission;
use crate::actions::journeys::{Journey, journeys};
use crate::actions::overview::Overview;
use crate::app::App;
use crate::domain::cell::Attention;
use crate::domain::environment::rule_words;
use crate::store::Db;
use crate::store::board::Narrow;
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::store::releases as stored;
use crate::ui::board::{Column, Line, board};
use crate::ui::button::{Look, actions, link_button};
use crate::ui::page::{Page, columns, live};
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::ui::version::mono;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::events::seen;
use crate::web::pages::board::cell::cell;
use crate::web::pages::known;
use crate::web::pages::moves::At;
use crate::web::pages::pipeline;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

/// So many releases are listed.
const MOST: i64 = 20;

/// Everything that the page shows.
pub struct ProjectPage {
    viewer: Viewer,
    rail: Option<Rail>,
    seen: String,
    project: Project,
    overview: Overview,
    journeys: Vec<Journey>,
    rules: Rules,
}

impl ProjectPage {
    /// Reads it in one transaction; not found where the viewer has no role in it.
    pub async fn load(app: &App, viewer: Viewer, slug: &str) -> Result<Self, WebError> {
        let db: &mut Db = &mut *app.store.read().await?;
        let project = known::project(db, &viewer, slug).await?;
        let narrow = Narrow { project: Some(project.id), ..Narrow::default() };
        let overview = Overview::read(app, db, &viewer.scope, narrow, &viewer.moment).await?;
        let recent = stored::recent(db, project.id, MOST).await?;
        let journeys = journeys(db, &viewer.scope, &overview, recent).await?;
        let rules = Rules::load(db, &project).await?;
        let rail = Some(rail::load(db, &viewer, &addresses::project(&project.slug)).await?);
        let seen = seen::now(app, db).await?;
        Ok(Self { viewer, rail, seen, project, overview, journeys, rules })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let page = addresses::project(&self.project.slug);
        let title = match self.attention() {
            Attention::Calm => self.project.name.clone(),
            Attention::Look | Attention::Trouble => format!("{} needs a look", self.project.name),
        };
        let events = format!("/events?after={}", self.seen);
        let frame = Frame::new(title, self.rail.take()).live(events, page);
        render::page(frame, || self.view())
    }

    fn attention(&self) -> Attention {
        let places = self.overview.places();
        places.iter().map(|(_, _, place)| place.attention()).max().unwrap_or(Attention::Calm)
    }

    fn view(&self) -> AnyView {
        let strategy = self.overview.strategy(self.project.id).map(|in_force| &in_force.strategy);
        let about = strategy.map(|strategy| {
            format!("{} · {}", strategy.release_frequency, strategy.deployment_type.word().to_lowercase())
        });
        let about = about.unwrap_or_else(|| "no approved strategy document yet".to_owned());
        let content = view! {
            {live("pipeline", self.newest())}
            {live("places", self.places())}
            {live("releases", releases::panel(&self.project, &self.overview, &self.journeys))}
            {columns(self.registering(), self.rules.panel(&self.project), ())}
        };
        Page::new(self.project.name.clone()).about(about).view(content)
    }

    /// How far the newest release has come.
    fn newest(&self) -> Option<AnyView> {
        let newest = self.journeys.first()?;
        let href = addresses::release(&self.project.slug, &newest.release.version);
        let words = format!("Newest: {}", newest.release.version);
        Some(
            view! {
                <p><a href=href>{words}</a></p>
                {pipeline::drawn(newest, &self.overview.environments)}
            }
            .into_any(),
        )
    }

    /// What serves in each environment, and what can be done there.
    fn places(&self) -> Option<AnyView> {
        let (viewer, overview, project) = (&self.viewer, &self.overview, &self.project);
        let places = overview.places();
        if places.is_empty() {
            return None;
        }
        let column = |environment: &Environment| {
            let rules = overview.rules(project.id, environment);
            let about = rules.map(rule_words).unwrap_or_default();
            Column { name: environment.name.clone().into_any(), label: environment.name.clone(), about }
        };
        let cells = places
            .iter()
            .map(|(_, environment, place)| Some(cell(At { viewer, overview, project, environment, place })));
        let line =
            Line::new(format!("project-{}", project.slug), project.name.clone(), cells.collect()).open();
        Some(board(places.iter().map(|(_, environment, _)| column(environment)).collect(), vec![line]))
    }

    /// How a release comes to be here.
    fn registering(&self) -> AnyView {
        let slug = &self.project.slug;
        let may = self.viewer.grants().may_anywhere(Permission::RegisterRelease, self.project.id);
        let by_hand =
            may.then(|| link_button(Look::Plain, "Register a release by hand", addresses::new_release(slug)));
        let call = mono(format!("POST /api/v1/projects/{slug}/releases"));
        let command =
            mono(format!("slipway release add {slug} VERSION --commit SHA --artifact URI --sha256 HEX"));
        let words = view! { <p class="quiet">"CI does it with a token: " {call} ". At the command line: " {command}</p> };
        Panel::new("Register a release").body(view! { {words} {by_hand.map(actions)} })
    }
}
