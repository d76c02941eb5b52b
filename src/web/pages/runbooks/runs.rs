//! The newest runs of a runbook, or of all, as far as they exist for the viewer.

use crate::store::runs::Run;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::pages::runs::words;
use leptos::prelude::*;

/// So many are shown.
pub const SHOWN: i64 = 20;

/// The panel.
pub fn panel(runs: &[Run]) -> AnyView {
    if runs.is_empty() {
        return Panel::new("Runs")
            .body(view! { <p class="quiet">"No run yet, in no environment that you see."</p> });
    }
    Panel::new("Runs").view(rows(runs.iter().map(row)))
}

fn row(run: &Run) -> Row {
    let place = format!("{} · {}, {}", run.mode.title(), run.project_name, run.environment_name);
    let name = format!("Run {}", run.number);
    let now = match run.ended {
        Some((_, outcome)) => {
            let state_of = crate::domain::run::State::Ended(outcome);
            state(words::shape(state_of), state_of.words())
        }
        None => state(Shape::Running, "Under way"),
    };
    let title = view! { <a href=addresses::run(run.number)>{name}</a> " " {run.title.clone()} };
    Row::plain(title).note(place).end(view! { {now} " " {moment(run.started_at)} })
}
