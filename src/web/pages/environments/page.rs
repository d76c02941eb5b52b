//! The page of one environment: everything it shows, read at one moment, and how it is laid out.

use super::{place, waiting};
use crate::actions::overview::Overview;
use crate::app::App;
use crate::domain::cell::Attention;
use crate::domain::environment::shared_rule_words;
use crate::store::Db;
use crate::store::board::Narrow;
use crate::store::environments::Environment;
use crate::store::history::Filter;
use crate::ui::empty::empty;
use crate::ui::page::{Page, live};
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::events::seen;
use crate::web::pages::history::recent::Recent;
use crate::web::pages::known;
use crate::web::pages::moves::At;
use crate::web::rail::words::best;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

/// With so few projects, each is open at once.
const FEW: usize = 3;

/// Everything that the page shows.
pub struct EnvironmentPage {
    viewer: Viewer,
    rail: Option<Rail>,
    seen: String,
    environment: Environment,
    overview: Overview,
    recent: Recent,
}

impl EnvironmentPage {
    /// Reads it in one transaction; not found where the environment does not exist for the viewer.
    pub async fn load(app: &App, viewer: Viewer, slug: &str) -> Result<Self, WebError> {
        let db: &mut Db = &mut *app.store.read().await?;
        let environment = known::environment(db, &viewer, slug).await?;
        let narrow = Narrow { environment: Some(environment.id), ..Narrow::default() };
        let overview = Overview::read(app, db, &viewer.scope, narrow, &viewer.moment).await?;
        let filter = Filter { environment: Some(environment.id), ..Filter::default() };
        let recent = Recent::load(db, &viewer, &filter).await?;
        let rail = Some(rail::load(db, &viewer, &addresses::environment(&environment.slug)).await?);
        let seen = seen::now(app, db).await?;
        Ok(Self { viewer, rail, seen, environment, overview, recent })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let page = addresses::environment(&self.environment.slug);
        let name = &self.environment.name;
        let title = match self.asking() {
            0 => format!("{name}: calm"),
            1 => format!("{name}: 1 needs a look"),
            count => format!("{name}: {count} need a look"),
        };
        let frame = Frame::new(title, self.rail.take()).live(format!("/events?after={}", self.seen), page);
        render::page(frame, || self.view())
    }

    fn asking(&self) -> usize {
        let places = self.overview.places();
        places.iter().filter(|(_, _, place)| place.attention() != Attention::Calm).count()
    }

    fn view(&self) -> AnyView {
        let history = addresses::history(None, Some(&self.environment.slug));
        let none = "No deployments here yet.";
        let content = view! {
            {live("waiting", waiting::panel(&self.overview))}
            {live("places", self.places())}
            {live("recent", self.recent.panel("Recent deployments", Some(history), none))}
        };
        Page::new(self.environment.name.clone()).about(self.about()).view(content)
    }

    /// `gates enforced · 2 approvals · you: Deploy + Rollback`
    fn about(&self) -> String {
        let projects = self.overview.projects.iter();
        let rules = projects.filter_map(|project| self.overview.rules(project.id, &self.environment));
        let rules = shared_rule_words(rules).map(|rules| format!("{rules} · ")).unwrap_or_default();
        format!("{rules}you: {}", best(self.viewer.grants(), self.environment.id))
    }

    fn places(&self) -> AnyView {
        let (viewer, overview) = (&self.viewer, &self.overview);
        let mut places = overview.places();
        places.retain(|(project, environment, place)| {
            overview.rules(project.id, environment).is_some() || !place.live.is_empty()
        });
        if places.is_empty() {
            return empty("No project of yours is put here.", "A strategy document names its environments.");
        }
        let few = places.len() <= FEW;
        places.sort_by_key(|(_, _, place)| std::cmp::Reverse(place.attention()));
        let shown = places.into_iter().map(|(project, environment, place)| {
            let open = few || place.attention() != Attention::Calm;
            place::panel(At { viewer, overview, project, environment, place }, open)
        });
        shown.collect_view().into_any()
    }
}
