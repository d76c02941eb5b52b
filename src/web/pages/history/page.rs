//! How the history is laid out.

use super::filters::{Filters, Options};
use super::returns::Returns;
use super::strips::Strips;
use super::{csv, table};
use crate::domain::id::DeploymentNumber;
use crate::store::history::Listed;
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::page::Page;
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// A page of the history.
pub struct HistoryPage {
    /// Who looks.
    pub viewer: Viewer,
    /// The navigation.
    pub rail: Option<Rail>,
    /// What it is narrowed to.
    pub filters: Filters,
    /// What can be chosen.
    pub options: Options,
    /// Which release was live when, where one project is looked at.
    pub strips: Option<Strips>,
    /// The deployments, newest first.
    pub rows: Vec<Listed>,
    /// Where a rollback can go.
    pub returns: Returns,
    /// Where the next page begins.
    pub older: Option<DeploymentNumber>,
}

impl HistoryPage {
    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let frame = Frame::new("History", self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let csv = link_button(Look::Plain, "Download CSV", self.filters.address("/history.csv", None));
        let note =
            format!("The CSV file holds the newest {},000 rows of this list at most.", csv::MOST / 1_000);
        let list = if self.rows.is_empty() { self.nothing() } else { table::view(&self.rows, &self.returns) };
        let note = view! { <p class="quiet">{note}</p> };
        let filters = view! { {self.filters.presets(&self.viewer)} {self.filters.view(&self.options)} };
        let content = view! { {filters} {self.strips()} {list} {self.pages()} {note} };
        Page::new("History").actions(csv).view(content)
    }

    /// The strips stand above the newest deployments only.
    fn strips(&self) -> Option<AnyView> {
        if self.filters.before().is_some() {
            return None;
        }
        let choose = || {
            let words = "Choose a project to see which of its releases was live when.";
            let several = self.options.several_projects() && self.filters.project().is_empty();
            (several && !self.rows.is_empty())
                .then(|| view! { <p class="choose quiet">{words}</p> }.into_any())
        };
        self.strips.as_ref().map(Strips::panel).or_else(choose)
    }

    fn pages(&self) -> Option<AnyView> {
        let newest = self.filters.before().map(|_| {
            let first = self.filters.address("/history", None);
            view! { <a href=first>"← Newest"</a> }
        });
        let older = self.older.map(|number| {
            let next = self.filters.address("/history", Some(number));
            view! { <a href=next rel="next">"Older →"</a> }
        });
        if newest.is_none() && older.is_none() {
            return None;
        }
        Some(view! { <nav class="pages" aria-label="Pages">{newest} {older}</nav> }.into_any())
    }

    fn nothing(&self) -> AnyView {
        if self.filters.narrow() {
            let all = link_button(Look::Plain, "Show all", "/history");
            return empty("No deployment matches these filters.", all);
        }
        empty(
            "No deployments yet in the environments that you can see.",
            link_button(Look::Plain, "Go to the board", "/"),
        )
    }
}
