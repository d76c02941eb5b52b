//! What a deployment would do and wait for, before it is asked for.

use super::difference::Difference;
use crate::actions::previewing::Preview;
use crate::actions::standing::requirements_seen;
use crate::domain::conditions::Condition;
use crate::domain::gate::Verdict;
use crate::domain::id::EnvironmentId;
use crate::domain::suspect::Cause;
use crate::domain::text::{Slug, count_of};
use crate::domain::time::Span;
use crate::store::deployments::{self, Waiting};
use crate::store::earlier::{self, Earlier};
use crate::store::releases::{self, Release};
use crate::store::{Db, StoreError, successes};
use crate::ui::gate::gate;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::state;
use crate::web::context::Viewer;
use crate::web::pages::deployments::changes::Changes;
use crate::web::pages::deployments::{around, plan};
use crate::web::pages::rollback::way_back::WayBack;
use crate::web::pages::suspicion;
use leptos::prelude::*;

/// A preview with what of it the viewer may be told.
pub struct Expected {
    pub(super) preview: Preview,
    pub(super) changes: Changes,
    pub(super) release: Release,
    pub(super) seen: Vec<Slug>,
    /// What a rollback after its success would go back to.
    pub(super) way_back: Option<Release>,
    /// How long the last rollback took.
    pub(super) rollback_took: Option<Span>,
    took_lately: Vec<Span>,
    pub(super) difference: Difference,
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
        let (project, place) = (release.project, (release.project, environment));
        let back = WayBack::load(db, project, environment).await?;
        let way_back = match back.after_success_of(release.id) {
            Some(release) => Some(releases::by_id(db, release).await?),
            None => None,
        };
        Ok(Self {
            seen: requirements_seen(db, &slugs, project, viewer.grants()).await?,
            changes: Changes::load(db, project, preview.serves.base(), release.id).await?,
            difference: Difference::load(db, &preview, &back, release).await?,
            ends: deployments::ended_by(db, place, release.id, viewer.now()).await?,
            earlier: earlier::of_release(db, &viewer.scope, release.id).await?,
            took_lately: successes::took_lately(db, project, environment).await?,
            rollback_took: back.took,
            release: release.clone(),
            preview,
            way_back,
        })
    }

    /// Why it can't be requested: the release is suspect.
    pub fn suspected(&self) -> bool {
        self.preview.evaluation.unmet.iter().any(|c| matches!(c, Condition::Suspect { .. }))
    }

    /// How long it will take, by what the last deployments took.
    pub fn typical(&self) -> Option<Span> {
        plan::typical(&self.took_lately)
    }

    /// What happened to the release before, for people who are about to request it.
    pub fn before(&self, viewer: &Viewer) -> AnyView {
        view! { {self.told(viewer)} {around::earlier(&self.release.version, &self.earlier)} }.into_any()
    }

    /// Why it is suspect, or what to know about it.
    fn told(&self, viewer: &Viewer) -> Option<AnyView> {
        let causes: Vec<&Cause> = self.preview.suspicion.told().collect();
        let project = &self.preview.planned.plan.project;
        let row = |cause: &&Cause| {
            let (shape, word) = suspicion::weight(cause.weight());
            let told = suspicion::cause(cause, &self.release.version, project, viewer.grants());
            let row = Row::plain(view! { {state(shape, word)} " " {told} });
            match suspicion::after(cause, suspicion::seen(cause, viewer.grants())) {
                Some(more) => row.note(more),
                None => row,
            }
        };
        let title = if self.suspected() { "Suspect: it can't be requested" } else { "What could go wrong" };
        (!causes.is_empty()).then(|| Panel::new(title).view(rows(causes.iter().map(row).collect::<Vec<_>>())))
    }

    /// The requests that its success would end.
    pub fn ends(&self) -> Option<AnyView> {
        around::ends(&self.release.version, &self.ends)
    }

    /// What it changes, its gates and its steps.
    pub fn rest(&self) -> AnyView {
        let difference = self.difference.table();
        let changes =
            self.changes.panel_after(difference, &self.preview.planned.plan.project, &self.release.version);
        view! { {changes} {self.gates()} {self.steps()} }.into_any()
    }

    fn gates(&self) -> Option<AnyView> {
        let gates = &self.preview.evaluation.gates;
        if gates.is_empty() {
            return None;
        }
        let passed = gates.iter().filter(|gate| gate.verdict == Verdict::Pass).count();
        let panel = Panel::new(format!("Gates for {}", self.release.version));
        let panel = panel.aside(format!("{passed} of {} passed", gates.len()));
        Some(panel.view(rows(gates.iter().map(gate).collect::<Vec<_>>())))
    }

    fn steps(&self) -> AnyView {
        let steps = &self.preview.planned.plan.steps;
        let mut words = count_of(steps.len(), "step");
        if let Some(span) = self.typical() {
            words.push_str(&format!(
                ", about {span}, from the last {}",
                count_of(self.took_lately.len(), "deployment")
            ));
        }
        view! {
            <details class="panel">
                <summary><span><h2>"Steps"</h2></span><span class="quiet">{words}</span></summary>
                {plan::list(steps)}
            </details>
        }
        .into_any()
    }
}
