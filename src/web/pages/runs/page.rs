//! The page of one run: everything it shows, read at one moment, and how it is laid out.

use super::about::{About, Returned};
use super::{controls, findings, head, steps, timeline, words};
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::ui::notice::{banner, refused};
use crate::ui::page::{columns, live};
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::events::seen;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

/// Everything that the page shows.
pub struct RunPage {
    about: About,
    rail: Option<Rail>,
    /// The newest audit event that the page knows: the stream goes on from there.
    seen: String,
}

impl RunPage {
    /// Reads it in one transaction; not found where the run does not exist for the viewer.
    pub async fn load(
        app: &App,
        viewer: &Viewer,
        number: RunNumber,
        returned: Option<Returned>,
    ) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        Ok(Self {
            about: About::load(app, db, viewer, number, returned).await?,
            rail: Some(rail::load(db, viewer, addresses::RUNBOOKS).await?),
            seen: seen::now(app, db).await?,
        })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let page = addresses::run(self.about.standing.run.number);
        let attempts = &self.about.attempts;
        let (line, attempt, seen) = (attempts.head, attempts.newest(), &self.seen);
        let events = format!("{page}/events?after={line}&attempt={attempt}&seen={seen}");
        let frame = Frame::new(head::title(&self.about), self.rail.take()).live(events, page);
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let about = &self.about;
        let run = &about.standing.run;
        let over = words::banner(run.mode, &run.environment_name).map(banner);
        let notice = about.returned.as_ref().map(|returned| refused(returned.reason.clone(), Vec::new()));
        let lead = view! {
            {live("steps", steps::panel(about))}
            {live("clean-up", findings::clean_up(about))}
        };
        let side = view! {
            {live("controls", controls::panel(about))}
            {live("findings", findings::panel(about))}
            {live("timeline", timeline::panel(about))}
        };
        let content = view! {
            {notice}
            {live("clocks", head::clocks(about))}
            {columns(lead, side, ())}
        };
        view! { {over} {head::page(about).view(content)} }.into_any()
    }
}
