//! What a deployment would do and wait for, before it is asked for.

use crate::actions::previewing::Preview;
use crate::actions::standing::requirements_seen;
use crate::domain::conditions::Condition;
use crate::domain::deployment::Kind;
use crate::domain::id::EnvironmentId;
use crate::domain::suspect::Cause;
use crate::domain::text::{Slug, Version, count_of};
use crate::store::deployments::{self, Waiting};
use crate::store::earlier::{self, Earlier};
use crate::store::releases::Release;
use crate::store::{Db, StoreError};
use crate::ui::gate::gate;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::state::state;
use crate::web::context::Viewer;
use crate::web::pages::deployments::around;
use crate::web::pages::deployments::changes::Changes;
use crate::web::pages::deployments::plan;
use crate::web::pages::suspicion;
use leptos::prelude::*;

/// A preview with what of it the viewer may be told.
pub struct Expected {
    preview: Preview,
    changes: Changes,
    version: Version,
    seen: Vec<Slug>,
    earlier: Vec<Earlier>,
    ends: Vec<Waiting>,
}

impl Expected {
    /// Reads what the viewer may be told.
    pub async fn load(
        db: &mut Db,
        viewer: &Viewer,
        preview: Preview,
        release: &Release,
        environment: EnvironmentId,
    ) -> Result<Self, StoreError> {
        let named = preview.evaluation.unmet.iter().flat_map(Condition::names);
        let slugs: Vec<Slug> = preview.planned.plan.requires.iter().chain(named).cloned().collect();
        let seen = requirements_seen(db, &slugs, release.project, viewer.grants()).await?;
        let changes = Changes::load(db, release.project, preview.serves.base(), release.id).await?;
        let place = (release.project, environment);
        let ends = deployments::ended_by(db, place, release.id, viewer.now()).await?;
        let earlier = earlier::of_release(db, &viewer.scope, release.id).await?;
        Ok(Self { preview, changes, version: release.version.clone(), seen, earlier, ends })
    }

    /// Why it can't be requested: the release is suspect.
    pub fn suspected(&self) -> bool {
        self.preview.evaluation.unmet.iter().any(|c| matches!(c, Condition::Suspect { .. }))
    }

    /// Why it is suspect, or what to know about it.
    fn told(&self, viewer: &Viewer) -> Option<AnyView> {
        let causes: Vec<&Cause> = self.preview.suspicion.told().collect();
        let project = &self.preview.planned.plan.project;
        let row = |cause: &&Cause| {
            let (shape, word) = suspicion::weight(cause.weight());
            let told = suspicion::cause(cause, &self.version, project, viewer.grants());
            let row = Row::plain(view! { {state(shape, word)} " " {told} });
            match suspicion::after(cause, suspicion::seen(cause, viewer.grants())) {
                Some(more) => row.note(more),
                None => row,
            }
        };
        let title = if self.suspected() { "Suspect: it can't be requested" } else { "What could go wrong" };
        (!causes.is_empty()).then(|| Panel::new(title).view(rows(causes.iter().map(row).collect::<Vec<_>>())))
    }

    /// What it would wait for, and what it changes.
    pub fn lead(&self, viewer: &Viewer) -> AnyView {
        let changes = self.changes.panel(&self.preview.planned.plan.project, &self.version, "");
        let earlier = around::earlier(&self.version, &self.earlier);
        view! { {self.told(viewer)} {earlier} {self.conditions()} {changes} }.into_any()
    }

    /// The requests that its success would end.
    pub fn ends(&self) -> Option<AnyView> {
        around::ends(&self.version, &self.ends)
    }

    /// Its gates and its steps.
    pub fn rest(&self) -> AnyView {
        let gates = &self.preview.evaluation.gates;
        let gates = (!gates.is_empty())
            .then(|| Panel::new("Gates").view(rows(gates.iter().map(gate).collect::<Vec<_>>())));
        let steps = &self.preview.planned.plan.steps;
        let steps = Panel::new("Steps").aside(count_of(steps.len(), "step")).view(plan::list(steps));
        view! { {gates} {steps} }.into_any()
    }

    fn conditions(&self) -> AnyView {
        let needs = self.preview.evaluation.unmet.iter();
        let needs: Vec<Row> = needs
            .map(|c| Row::new(Mark::Wait, capital(&c.needs_for(|slug| self.seen.contains(slug)))))
            .collect();
        let panel = Panel::new("What it would wait for").aside(self.kind());
        if needs.is_empty() {
            let words = if self.preview.planned.start_when_ready {
                "Nothing. It starts at once, automatically."
            } else {
                "Nothing. Someone with Deploy can start it at once."
            };
            return panel.body(view! { <p>{words}</p> });
        }
        panel.view(rows(needs))
    }

    fn kind(&self) -> Option<&'static str> {
        (self.preview.kind == Kind::Redeploy).then_some("it serves there already")
    }
}

/// A condition's words at the beginning of a line.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
