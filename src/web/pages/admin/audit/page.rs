//! How the audit log is laid out.

use super::chain::Chain;
use super::filters::{Filters, Options};
use super::{PATH, table};
use crate::store::events::Event;
use crate::store::people::Names;
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::page::Page;
use crate::ui::rail::Rail;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// A page of the audit log.
pub struct AuditPage {
    /// The navigation.
    pub rail: Option<Rail>,
    /// What it is narrowed to.
    pub filters: Filters,
    /// What can be chosen.
    pub options: Options,
    /// The events, newest first.
    pub events: Vec<Event>,
    /// Who acted in them.
    pub names: Names,
    /// Where the next page begins.
    pub older: Option<i64>,
    /// How the chain stands.
    pub chain: Chain,
}

impl AuditPage {
    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let frame = Frame::new("Audit log", self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let csv = link_button(Look::Plain, "CSV", self.filters.address("/admin/audit.csv", None));
        let lines = link_button(Look::Plain, "JSON lines", self.filters.address("/admin/audit.jsonl", None));
        let list = if self.events.is_empty() {
            self.nothing()
        } else {
            table::view(&self.events, &self.options, &self.names)
        };
        let chain = self.chain.panel();
        let content =
            view! { {self.chain.alarm()} {self.filters.view(&self.options)} {list} {self.pages()} {chain} };
        let access = link_button(Look::Plain, "Who had which access", "/admin/audit/access");
        Page::new("Audit log")
            .about(self.chain.line())
            .actions(view! { {access} {csv} {lines} })
            .view(content)
    }

    fn pages(&self) -> Option<AnyView> {
        let newest = self.filters.before().map(|_| {
            let first = self.filters.address(PATH, None);
            view! { <a href=first>"← Newest"</a> }
        });
        let older = self.older.map(|place| {
            let next = self.filters.address(PATH, Some(place));
            view! { <a href=next rel="next">"Older →"</a> }
        });
        if newest.is_none() && older.is_none() {
            return None;
        }
        Some(view! { <nav class="pages" aria-label="Pages">{newest} {older}</nav> }.into_any())
    }

    fn nothing(&self) -> AnyView {
        if self.filters.narrow() {
            return empty("No event matches these filters.", link_button(Look::Plain, "Show all", PATH));
        }
        empty("Nothing has happened yet.", link_button(Look::Plain, "Go to the board", "/"))
    }
}
