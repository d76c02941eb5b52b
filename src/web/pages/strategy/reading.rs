//! How the version in force is read: the reading, what was not read and who acknowledged it, findings, and what newer
//! rules would change.

use crate::actions::rereadings::{Rereading, rereadings};
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::reading::Unread;
use crate::domain::text::count_of;
use crate::store::acknowledgements::{self, Acknowledgement};
use crate::store::strategies::StrategyVersion;
use crate::store::{Db, people};
use crate::strategy::{Outcome, Problem, examine};
use crate::ui::panel::Panel;
use crate::ui::reading;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::errors::WebError;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// How a version is read.
pub struct Read {
    outcome: Outcome,
    acknowledged: Vec<Acknowledgement>,
    names: BTreeMap<PersonId, String>,
    rereading: Option<Rereading>,
    slug: String,
}

impl Read {
    /// Reads a version's document again, with what was acknowledged of it.
    pub async fn load(
        app: &App,
        db: &mut Db,
        slug: &str,
        version: &StrategyVersion,
        document: &[u8],
    ) -> Result<Self, WebError> {
        let acknowledged = acknowledgements::of_version(db, version.id).await?;
        let people: Vec<PersonId> = acknowledged.iter().filter_map(|of| of.by).collect();
        Ok(Self {
            outcome: examine(document, version.reader),
            names: people::names(db, &people).await?,
            rereading: rereadings(app, db, Some(version.project)).await?.pop(),
            slug: slug.to_owned(),
            acknowledged,
        })
    }

    /// What asks for a look: what newer rules change, findings, and passages that were not read.
    pub fn notices(&self) -> AnyView {
        let reread = self.rereading.as_ref().map(|of| reread(&of.reread, &self.slug));
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

/// What newer rules change, and how to acknowledge it.
fn reread(reread: &crate::strategy::cache::Reread, slug: &str) -> AnyView {
    let command = format!("slipway strategy acknowledge {slug}");
    let changes = reread.changes.iter().map(|change| Row::new(Mark::Warn, change.clone()));
    let problem =
        |p: &Problem| Row::new(Mark::No, format!("Line {}, column {}: {}", p.line, p.column, p.message));
    let unread = |u: &Unread| Row::new(Mark::Warn, format!("Line {} is not read: {}", u.line, u.message));
    let rows_of = changes.chain(reread.problems.iter().map(problem)).chain(reread.unread.iter().map(unread));
    let next = match reread.problems.is_empty() {
        true => view! { "Acknowledge the change at the command line: " {mono(command)} }.into_any(),
        false => "Import a corrected document to have it read by the newer rules.".into_any(),
    };
    let about = "Slipway was upgraded and reads this document differently. Until you acknowledge that, it is read as \
                 before, and every guard stays.";
    let content = view! { <div class="body"><p>{about}</p><p>{next}</p></div> {rows(rows_of)} };
    Panel::new("Read differently since the upgrade").view(content)
}
