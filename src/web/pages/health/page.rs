//! `/health`: how far this machine keeps commands to their place, and what runs here. For admins.

use crate::app::App;
use crate::domain::confinement::{Confinement, Open};
use crate::kernel;
use crate::ui::page::Page;
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::state::{Shape, state};
use crate::web::addresses::HEALTH;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::extract::State;
use axum::response::Html;
use leptos::prelude::*;
use std::sync::Arc;

/// `GET /health`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    let rail = rail::load(&mut *app.store.read().await?, &viewer, HEALTH).await?;
    Ok(HealthPage { rail: Some(rail), confinement: kernel::confinement(&app.settings.commands) }.html())
}

/// The page.
pub(super) struct HealthPage {
    pub(super) rail: Option<Rail>,
    pub(super) confinement: Confinement,
}

impl HealthPage {
    /// The whole page.
    pub(super) fn html(mut self) -> Html<String> {
        let frame = Frame::new("Health", self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let content = view! { {self.confinement()} {self.open()} {self.server()} };
        Page::new("Health").about("This machine, and what runs on it").view(content)
    }

    fn confinement(&self) -> AnyView {
        let Confinement { landlock, as_root, cgroup, .. } = &self.confinement;
        let is_good = self.confinement.warnings().next().is_none();
        let landlock = match landlock {
            None => state(Shape::Failed, "None: commands are not confined"),
            Some(version) => {
                let shape = if *version >= 6 { Shape::Live } else { Shape::Waiting };
                state(shape, format!("Version {version} of its interface"))
            }
        };
        let user = match as_root {
            true => state(Shape::Waiting, "root, without capabilities"),
            false => state(Shape::Live, "A user without capabilities"),
        };
        let cgroup = match cgroup {
            true => state(Shape::Empty, "Given to Slipway; limits by it do not exist yet"),
            false => state(Shape::Empty, "Not given to Slipway"),
        };
        let sum =
            if is_good { "Commands are kept to their place" } else { "Commands reach more than they should" };
        let rows = vec![("Landlock", landlock), ("Commands run as", user), ("Cgroup", cgroup)];
        Panel::new("Confinement of commands").aside(sum).view(facts(rows))
    }

    fn open(&self) -> AnyView {
        let line = |Open { words, loud }: Open| {
            let shape = if loud { Shape::Failed } else { Shape::Empty };
            view! { <li>{state(shape, words)}</li> }
        };
        let lines = self.confinement.open().into_iter().map(line).collect_view();
        Panel::new("What is not kept from commands").body(view! { <ul>{lines}</ul> })
    }

    fn server(&self) -> AnyView {
        let version = env!("CARGO_PKG_VERSION").into_any();
        let rows = vec![("Slipway", version), ("Kernel", self.confinement.kernel.clone().into_any())];
        Panel::new("Versions").view(facts(rows))
    }
}
