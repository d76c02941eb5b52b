//! The rows of the matrix: what is saved, or what was sent and is not saved yet.

use super::page::AccessPage;
use super::sent::field;
use crate::domain::role::Access;
use crate::domain::text::count_people;
use crate::store::environments::Environment;
use crate::store::roles::Role;
use crate::ui::matrix::{Column, MatrixCell, MatrixRow, matrix};
use crate::web::addresses;
use leptos::prelude::*;

/// The table.
pub fn view(page: &AccessPage) -> AnyView {
    let column = |e: &Environment| Column { name: e.name.clone(), href: addresses::exposure(&e.slug) };
    let columns = page.environments.iter().map(column).collect();
    let rows = page.roles.iter().map(|role| row(page, role)).collect();
    matrix("Access matrix: roles down, environments across", columns, rows)
}

fn row(page: &AccessPage, role: &Role) -> MatrixRow {
    let mut people: Vec<_> = page.held.iter().filter(|h| h.role == role.id).map(|h| h.person).collect();
    people.sort_unstable();
    people.dedup();
    let count = match people.len() {
        0 => "nobody".to_owned(),
        count => count_people(count),
    };
    let heading = view! {
        <a href=addresses::role(role.id)>{role.name.clone()}</a>
        <div class="quiet">{count}</div>
    };
    let cells = page.environments.iter().map(|environment| cell(page, role, environment)).collect();
    MatrixRow { name: role.name.clone(), heading: heading.into_any(), cells }
}

fn cell(page: &AccessPage, role: &Role, environment: &Environment) -> MatrixCell {
    let is_it =
        |cell: &&crate::store::roles::Cell| (cell.role, cell.environment) == (role.id, environment.id);
    let saved = page.cells.iter().find(is_it).map_or_else(Access::default, |cell| cell.access);
    if role.administers {
        return MatrixCell::Fixed("None by itself".to_owned());
    }
    let sent = page.come.wanted.iter().find(|w| (w.role, w.environment) == (role.id, environment.id));
    // Only what somebody changed comes back; the rest is as it is saved now.
    let sent = sent.filter(|wanted| wanted.before != wanted.after).map(|wanted| wanted.after);
    let access = sent.unwrap_or(saved);
    let field = field(role.id, environment.id, saved);
    MatrixCell::Choice { field, access, changed: access.effective() != saved.effective() }
}
