//! The newest releases of a project, and how far each has come.

use crate::actions::journeys::Journey;
use crate::actions::overview::Overview;
use crate::domain::text::clip;
use crate::store::projects::Project;
use crate::ui::empty::empty;
use crate::ui::panel::Panel;
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::addresses;
use crate::web::pages::pipeline::{checked_cell, stage_cell};
use leptos::prelude::*;

/// The panel.
pub fn panel(project: &Project, overview: &Overview, journeys: &[Journey]) -> AnyView {
    if journeys.is_empty() {
        let command =
            format!("slipway release add {} VERSION --commit SHA --artifact URI --sha256 HEX", project.slug);
        return empty("No release yet. CI registers them with a token, or by hand:", mono(command));
    }
    let seen = overview.environments.iter().filter(|e| overview.place(project.id, e.id).is_some());
    let names = seen.map(|environment| environment.name.as_str());
    let columns: Vec<&str> =
        ["Release", "Registered", "Test", "Quality Gate"].into_iter().chain(names).collect();
    let table = Table::new("The newest releases", &columns);
    let table = journeys.iter().fold(table, |table, journey| table.row(cells(project, journey)));
    Panel::new("Releases").aside("how far each has come").view(table.view())
}

fn cells(project: &Project, journey: &Journey) -> Vec<AnyView> {
    let release = &journey.release;
    let href = addresses::release(&project.slug, &release.version);
    let name = view! {
        <a class="mono" href=href>{release.version.to_string()}</a>
        " "
        <span class="quiet mono">{clip(&release.commit, 9)}</span>
    };
    let before = [
        name.into_any(),
        moment(release.registered_at),
        checked_cell(&journey.tests),
        checked_cell(&journey.quality_gate),
    ];
    before.into_iter().chain(journey.stages.iter().map(|(_, stage)| stage_cell(*stage))).collect()
}
