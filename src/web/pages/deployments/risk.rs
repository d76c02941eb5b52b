//! What could go wrong, said before anybody decides.

use super::about::About;
use super::changes::Changes;
use crate::domain::gate::{Judged, Verdict};
use crate::domain::irreversible::Irreversible;
use crate::domain::suspect::Cause;
use crate::domain::text::list_words;
use crate::domain::time::{Span, Time};
use crate::store::releases::{self, Release};
use crate::store::{Db, StoreError, successes};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::version::digest;
use crate::web::pages::rollback::way_back::WayBack;
use crate::web::pages::suspicion;
use leptos::prelude::*;

/// After so long without a release people and machines are out of practice.
const LONG: Span = Span::days(14);

/// What is known about the risk of a deployment.
pub struct Risk {
    /// When the newest success of the environment ended.
    newest_success: Option<Time>,
    /// What a rollback after its success would go back to.
    way_back: Option<Release>,
    /// Whether anything serves there.
    serves: bool,
    /// How long the last rollback took.
    rollback_took: Option<Span>,
    /// How long the last deployments took.
    pub took_lately: Vec<Span>,
}

impl Risk {
    /// Reads it.
    pub async fn load(db: &mut Db, about: &About, back: &WayBack) -> Result<Self, StoreError> {
        let (project, environment) = (about.deployment.project, about.deployment.environment);
        let way_back = match back.after_success_of(about.deployment.release) {
            Some(release) => Some(releases::by_id(db, release).await?),
            None => None,
        };
        Ok(Self {
            newest_success: successes::newest_at(db, project, environment).await?,
            rollback_took: successes::last_rollback_took(db, project, environment).await?,
            took_lately: successes::took_lately(db, project, environment).await?,
            way_back,
            serves: !back.live.is_empty(),
        })
    }

    /// The panel.
    pub fn panel(&self, about: &About, changes: &Changes) -> AnyView {
        let gates = about.standing.evaluation.gates.iter().filter_map(gate);
        let mut lines: Vec<Row> = suspected(about);
        lines.extend(irreversible(changes));
        lines.extend(gates);
        lines.extend(self.practice(about));
        lines.push(Row::plain(self.way_back()));
        Panel::new("What could go wrong").view(rows(lines))
    }

    /// Whether it is the first in a long time.
    fn practice(&self, about: &About) -> Option<Row> {
        let environment = &about.deployment.environment_slug;
        let words = match self.newest_success.map(|at| about.viewer.now() - at) {
            None => format!("The first release to {environment}"),
            Some(ago) if ago > LONG => format!("The first release to {environment} in {ago}"),
            Some(_) => return None,
        };
        Some(Row::plain(state(Shape::Waiting, words)))
    }

    fn way_back(&self) -> AnyView {
        let Some(served) = &self.way_back else {
            let words = if self.serves {
                "No earlier release there is good, so there would be nothing to roll back to."
            } else {
                "Nothing is live there yet, so there is nothing to roll back to."
            };
            return view! { <span class="quiet">{words}</span> }.into_any();
        };
        let took = match self.rollback_took {
            Some(took) => format!("Going back to {} took {took} last time", served.version),
            None => {
                format!("Nothing was ever rolled back there, so going back to {} is untried", served.version)
            }
        };
        view! {
            <span class="quiet">{took} "; its artifact is registered, sha256 " {digest(&served.artifact.sha256)}</span>
        }
        .into_any()
    }
}

/// What speaks against the release, or was cleared or put right since.
fn suspected(about: &About) -> Vec<Row> {
    let (version, project) = (&about.deployment.version, &about.deployment.project_slug);
    let reader = about.viewer.grants();
    let row = |cause: &Cause| {
        let (shape, word) = suspicion::weight(cause.weight());
        let told = suspicion::cause(cause, version, project, reader);
        let row = Row::plain(view! { {state(shape, word)} " " {told} });
        match suspicion::after(cause, suspicion::seen(cause, reader)) {
            Some(more) => row.note(more),
            None => row,
        }
    };
    about.standing.suspicion.causes.iter().map(row).collect()
}

/// Yes, no or not declared, over all releases that the deployment brings; none where it brings none.
fn irreversible(changes: &Changes) -> Option<Row> {
    if changes.brought.is_empty() {
        return None;
    }
    let declared = Irreversible::over(changes.brought.iter().map(|of| of.irreversible));
    let due = changes.brought.iter().filter(|of| Irreversible::of(of.irreversible) == declared);
    let which: Vec<&str> = due.map(|of| of.version.as_str()).collect();
    let (shape, means) = match declared {
        Irreversible::No => (Shape::Live, "going back needs no more than the program"),
        Irreversible::Yes => (Shape::Failed, "a rollback brings back the program, not the data"),
        Irreversible::NotDeclared => (Shape::Waiting, "a rollback brings back the program, not the data"),
    };
    let words = format!("Irreversible change: {}", declared.words());
    Some(Row::plain(state(shape, words)).note(format!("{}: {means}", list_words(&which))))
}

fn gate(gate: &Judged) -> Option<Row> {
    match gate.verdict {
        Verdict::Pass => None,
        Verdict::Warn => Some(Row::new(Mark::Warn, gate.why())),
        Verdict::Fail | Verdict::Missing => Some(Row::new(Mark::No, gate.why())),
    }
}
