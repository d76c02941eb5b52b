//! The versions that a project's document had.

use super::page::Names;
use crate::domain::id::PersonId;
use crate::store::strategies::StrategyVersion;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::ui::version::digest;
use leptos::prelude::*;

/// The panel, newest first.
pub fn panel(versions: &[StrategyVersion], names: &Names) -> AnyView {
    Panel::new("Versions").view(rows(versions.iter().map(|version| row(version, names))))
}

/// ` by Ada`: who approved a version, or that it was imported from the command line.
pub fn by(person: Option<PersonId>, names: &Names) -> String {
    let name = person.and_then(|person| names.get(&person));
    name.map_or_else(|| ", imported from the command line".to_owned(), |name| format!(" by {name}"))
}

fn row(version: &StrategyVersion, names: &Names) -> Row {
    let shape = match (version.approved_at, version.is_in_force()) {
        (_, true) => Shape::Live,
        (None, false) => Shape::Waiting,
        (Some(_), false) => Shape::Empty,
    };
    let imported = view! { "imported " {moment(version.created_at)} };
    let approved = version.approved_at.map(|at| {
        view! { ", approved " {moment(at)} {by(version.approved_by, names)} }
    });
    let sha256 = view! { " · sha256 " {digest(&version.sha256)} };
    Row::plain(format!("Version {}", version.number))
        .end(state(shape, version.status()))
        .below(view! { <span class="quiet">{imported} {approved} {sha256}</span> })
}
