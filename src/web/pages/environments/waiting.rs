//! What is under way in an environment, or waits to be.

use crate::actions::open_deployments::Open;
use crate::actions::overview::Overview;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::state_link;
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::pages::board::words::waits;
use crate::web::pages::deployments::words::shape;
use leptos::prelude::*;

/// The panel; none where nothing is.
pub fn panel(overview: &Overview) -> Option<AnyView> {
    let places = overview.places();
    let open: Vec<&Open> = places.iter().flat_map(|(_, _, place)| &place.open).collect();
    (!open.is_empty()).then(|| Panel::new("Under way").view(rows(open.into_iter().map(row))))
}

fn row(open: &Open) -> Row {
    let deployment = &open.deployment;
    let (state, number) = (open.standing.state, deployment.number);
    let words = match (&open.progress, state.is_waiting()) {
        // Which other environments there are is not said here: this page is about one.
        (_, true) => waits(open, |_| false),
        (Some(step), _) => {
            format!("{}: step {} of {}, {}", state.words().to_lowercase(), step.position, step.of, step.text)
        }
        (None, _) => state.words().to_lowercase(),
    };
    let link = state_link(shape(state), format!("#{number}"), addresses::deployment(number));
    let what = format!(" {} {} {words}", deployment.project_name, deployment.version);
    Row::plain(view! { {link} {what} })
        .note(deployment.requested_by_name.clone())
        .end(moment(deployment.requested_at))
}
