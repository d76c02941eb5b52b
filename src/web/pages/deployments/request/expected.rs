//! What a deployment would do and wait for, before it is asked for.

use crate::actions::previewing::Preview;
use crate::actions::standing::requirements_seen;
use crate::domain::deployment::Kind;
use crate::domain::id::ProjectId;
use crate::domain::text::{Slug, count_of};
use crate::store::{Db, StoreError, projects};
use crate::ui::gate::gate;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::web::context::Viewer;
use crate::web::pages::deployments::plan;
use leptos::prelude::*;

/// A preview with what of it the viewer may be told.
pub struct Expected {
    preview: Preview,
    seen: Vec<Slug>,
}

impl Expected {
    /// Reads what the viewer may be told.
    pub async fn load(db: &mut Db, viewer: &Viewer, preview: Preview) -> Result<Self, StoreError> {
        let plan = &preview.planned.plan;
        let project = projects::by_slug(db, plan.project.as_str()).await?;
        let project = project.map_or(ProjectId(0), |project| project.id);
        let seen = requirements_seen(db, &plan.requires, project, viewer.grants()).await?;
        Ok(Self { preview, seen })
    }

    /// What it would wait for, its gates and its steps.
    pub fn panels(&self) -> AnyView {
        let evaluation = &self.preview.evaluation;
        let gates = (!evaluation.gates.is_empty())
            .then(|| Panel::new("Gates").view(rows(evaluation.gates.iter().map(gate).collect::<Vec<_>>())));
        let steps = &self.preview.planned.plan.steps;
        let steps = Panel::new("Steps").aside(count_of(steps.len(), "step")).view(plan::list(steps));
        view! { {self.conditions()} {gates} {steps} }.into_any()
    }

    fn conditions(&self) -> AnyView {
        let needs = self.preview.evaluation.unmet.iter();
        let needs: Vec<Row> = needs
            .map(|c| Row::new(Mark::Wait, capital(&c.needs_for(|slug| self.seen.contains(slug)))))
            .collect();
        let panel = Panel::new("What it would wait for").aside(self.kind());
        if needs.is_empty() {
            let words = if self.preview.planned.start_when_ready {
                "Nothing: it starts at once, by itself."
            } else {
                "Nothing: somebody can start it at once."
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
