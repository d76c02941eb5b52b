//! Every backup, with what was seen of it.

use super::about::{About, Line};
use crate::domain::backup::{Proven, size};
use crate::ui::panel::Panel;
use crate::ui::state::{Shape, state};
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::ui::version::mono;
use leptos::prelude::*;

/// The list, newest first.
pub fn view(about: &About) -> AnyView {
    let columns = ["Made", "Backup", "Why", "Size", "Events", "Second folder", "Verified"];
    let table = about.lines.iter().fold(Table::new("Backups", &columns), |table, line| table.row(row(line)));
    match about.lines.as_slice() {
        [] => Panel::new("Backups").body("There is none yet."),
        _ => Panel::new("Backups").view(table.view()),
    }
}

fn row(line: &Line) -> Vec<AnyView> {
    let id = mono(line.id.as_str());
    let second = if line.copies[1].is_some() { "there too" } else { "no" }.into_any();
    let verified = verified(line);
    match &line.says {
        Ok(says) => vec![
            moment(says.made_at),
            id,
            says.reason.words().into_any(),
            size(says.bytes).into_any(),
            says.events.to_string().into_any(),
            second,
            verified,
        ],
        Err(why) => {
            let why = state(Shape::Failed, why.clone());
            vec!["unknown".into_any(), id, why, ().into_any(), ().into_any(), second, verified]
        }
    }
}

fn verified(line: &Line) -> AnyView {
    let when = line.newest_look().map(|check| moment(check.at));
    match line.proven() {
        Proven::Good => view! { <div>{state(Shape::Live, "Good")} " " {when}</div> }.into_any(),
        Proven::Unknown => state(Shape::Empty, "Not yet"),
        Proven::Bad => {
            let problems = line.copies.iter().flatten().filter_map(|proof| proof.newest());
            let problem = problems.flat_map(|check| check.problems.first()).next().cloned();
            view! { <div>{state(Shape::Failed, "Not good")} " " {when} <div class="quiet">{problem}</div></div> }
                .into_any()
        }
    }
}
