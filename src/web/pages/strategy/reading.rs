//! How the version in force is read: the reading, what was not read and who acknowledged it, findings, and what newer
//! rules would change.

use crate::actions::rereadings::{Rereading, rereadings};
use crate::app::App;
use crate::domain::acknowledgement::Accepted;
use crate::domain::id::PersonId;
use crate::domain::reading::Unread;
use crate::domain::text::{Slug, count_of};
use crate::store::acknowledgements::{self, Acknowledgement};
use crate::store::strategies::StrategyVersion;
use crate::store::{Db, people};
use crate::strategy::cache::Reread;
use crate::strategy::{Outcome, Problem, examine};
use crate::ui::button::{Button, Look};
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::ui::reading;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::pages::document_form::tick;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// How a version is read.
pub struct Read {
    outcome: Outcome,
    acknowledged: Vec<Acknowledgement>,
    names: BTreeMap<PersonId, String>,
    rereading: Option<Rereading>,
    slug: Slug,
    /// The token of the viewer's forms, where they are an admin who can acknowledge.
    admin: Option<String>,
    /// What is ticked.
    pub accepted: Accepted,
}

impl Read {
    /// Reads a version's document again, with what was acknowledged of it.
    pub async fn load(
        app: &App,
        db: &mut Db,
        viewer: &Viewer,
        slug: &Slug,
        version: &StrategyVersion,
        document: &[u8],
    ) -> Result<Self, WebError> {
        let acknowledged = acknowledgements::of_version(db, version.id).await?;
        let people: Vec<PersonId> = acknowledged.iter().filter_map(|of| of.by).collect();
        Ok(Self {
            outcome: examine(document, version.reader),
            names: people::names(db, &people).await?,
            rereading: rereadings(app, db, Some(version.project)).await?.pop(),
            slug: slug.clone(),
            admin: viewer.grants().administers().then(|| viewer.csrf.as_str().to_owned()),
            accepted: Accepted::None,
            acknowledged,
        })
    }

    /// What asks for a look: what newer rules change, findings, and passages that were not read.
    pub fn notices(&self) -> AnyView {
        let reread = self.rereading.as_ref().map(|of| self.reread(&of.reread));
        let findings = findings(&self.outcome.problems);
        let unread = self.outcome.unread.iter().map(|passage| (passage.clone(), self.by(passage)));
        view! { {reread} {findings} {reading::unread_panel(unread.collect())} }.into_any()
    }

    /// The reading itself, with the guarded environments unfolded.
    pub fn panel(&self) -> Option<AnyView> {
        let read = self.outcome.reading()?;
        let guarded = read.environments.iter().filter(|of| of.has_rules());
        let guarded: Vec<&str> = guarded.map(|of| of.slug.as_str()).collect();
        Some(reading::panel(&read, &guarded))
    }

    /// The sections of the template that the document does not have.
    pub fn absent(&self) -> Option<AnyView> {
        let absent = &self.outcome.absent;
        if absent.is_empty() {
            return None;
        }
        let sections = absent.iter().map(|heading| Row::plain(*heading));
        Some(Panel::new("Absent sections").view(rows(sections)))
    }

    /// What newer rules change, and the form that acknowledges it.
    fn reread(&self, reread: &Reread) -> AnyView {
        let changes = reread.changes.iter().map(|change| Row::new(Mark::Warn, change.clone()));
        let problem =
            |p: &Problem| Row::new(Mark::No, format!("Line {}, column {}: {}", p.line, p.column, p.message));
        let is_asked = self.admin.is_some() && reread.problems.is_empty();
        let unread = |u: &Unread| {
            let row = Row::new(Mark::Warn, format!("Line {} is not read: {}", u.line, u.message));
            row.below(is_asked.then(|| tick(&u.hash, self.accepted.holds(u))))
        };
        let list = changes.chain(reread.problems.iter().map(problem)).chain(reread.unread.iter().map(unread));
        let about = "Slipway was upgraded and reads this document differently. Until an admin acknowledges that, it is \
                     read as before, and every guard stays.";
        let list = rows(list);
        let content = match (&self.admin, is_asked) {
            (Some(csrf), true) => {
                let button = Button::new("Acknowledge the new reading").look(Look::Primary).view();
                let form = Form::post(addresses::strategy_reading(&self.slug), csrf.clone());
                form.view(view! { {list} <div class="body">{button}</div> })
            }
            (_, _) if reread.problems.is_empty() => list,
            _ => {
                let next = "Import a corrected document to have it read by the newer rules.";
                view! { {list} <div class="body">{next}</div> }.into_any()
            }
        };
        Panel::new("Read differently since the upgrade")
            .view(view! { <div class="body"><p>{about}</p></div> {content} })
    }

    /// Who acknowledged that a passage is not read.
    fn by(&self, passage: &Unread) -> AnyView {
        let Some(known) = self.acknowledged.iter().find(|known| known.passage.hash == passage.hash) else {
            return view! { <span class="quiet">"Not acknowledged"</span> }.into_any();
        };
        let who = known.by.and_then(|person| self.names.get(&person)).cloned();
        let by = who.map_or_else(|| "at the command line".to_owned(), |who| format!("by {who}"));
        let carried = known.carried_from.map(|number| format!(", carried over from version {number}"));
        view! { <span class="quiet">{format!("Acknowledged {by} ")} {moment(known.at)} {carried}</span> }
            .into_any()
    }
}

/// Problems that a newer Slipway finds in a version that is in force.
fn findings(problems: &[Problem]) -> Option<AnyView> {
    if problems.is_empty() {
        return None;
    }
    let row =
        |p: &Problem| Row::new(Mark::Warn, format!("Line {}, column {}: {}", p.line, p.column, p.message));
    let about = "The version stays in force. Correct these in the next version.";
    let content = view! { <div class="body">{about}</div> {rows(problems.iter().map(row))} };
    Some(Panel::new("Findings").aside(count_of(problems.len(), "problem")).view(content))
}
