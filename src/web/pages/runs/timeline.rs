//! What happened in a run, newest first.

use super::about::About;
use crate::domain::run::report::sentence;
use crate::domain::text::count_of;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::time::clock;
use leptos::prelude::*;

/// The panel.
pub fn panel(about: &About) -> AnyView {
    let runbook = &about.standing.runbook;
    let run = &about.standing.run;
    let happened =
        about.events.iter().rev().map(|event| Row::plain(sentence(runbook, event)).end(clock(event.at)));
    let begin = Row::plain(format!("{} started the run", run.started_by_name)).end(clock(run.started_at));
    let count = count_of(about.events.len() + 1, "event");
    Panel::new("Timeline").aside(count).view(rows(happened.chain([begin])))
}
