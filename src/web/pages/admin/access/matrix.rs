//! The rows of the matrix: what is saved, or what was sent and is not saved yet.

use super::page::AccessPage;
use super::sent::field;
use crate::domain::id::{EnvironmentId, PersonId, RoleId};
use crate::domain::role::{Access, Level};
use crate::domain::text::count_people;
use crate::store::environments::Environment;
use crate::store::roles::Role;
use crate::ui::matrix::{Choice, Column, MatrixRow, matrix};
use crate::web::addresses;
use leptos::prelude::*;
use std::collections::HashSet;

const ADMINISTERS: &str = "Manages people and roles. No access to environments.";

/// The table.
pub fn view(page: &AccessPage) -> AnyView {
    let columns = page.roles.iter().map(|role| column(page, role)).collect();
    let rows = page.environments.iter().map(|environment| row(page, environment)).collect();
    matrix("Access matrix: environments by role", columns, rows)
}

fn column(page: &AccessPage, role: &Role) -> Column {
    let people: HashSet<PersonId> =
        page.held.iter().filter(|h| h.role == role.id).map(|h| h.person).collect();
    Column {
        name: role.name.clone(),
        href: addresses::role(role.id),
        about: count_people(people.len()),
        fixed: role.administers.then(|| ADMINISTERS.to_owned()),
    }
}

fn row(page: &AccessPage, environment: &Environment) -> MatrixRow {
    MatrixRow {
        id: environment.slug.to_string(),
        name: environment.name.clone(),
        href: addresses::exposure(&environment.slug),
        about: who_deploys(page, environment.id),
        cells: page.roles.iter().map(|role| cell(page, role, environment)).collect(),
    }
}

/// `2 can deploy`, and what that becomes: `2 can deploy, 5 after saving`.
fn who_deploys(page: &AccessPage, environment: EnvironmentId) -> String {
    let count = |access: &dyn Fn(RoleId) -> Access| {
        let deploys = page.held.iter().filter(|h| access(h.role).level >= Level::Deploy);
        deploys.map(|h| h.person).collect::<HashSet<PersonId>>().len()
    };
    let now = count(&|role| saved(page, role, environment));
    let then = count(&|role| wanted(page, role, environment));
    let then = (then != now).then(|| format!(", {then} after saving"));
    format!("{now} can deploy{}", then.unwrap_or_default())
}

fn saved(page: &AccessPage, role: RoleId, environment: EnvironmentId) -> Access {
    let found = page.cells.iter().find(|cell| (cell.role, cell.environment) == (role, environment));
    found.map_or_else(Access::default, |cell| cell.access)
}

/// What stands in the form. Only what somebody changed comes back; the rest is as it is saved now.
fn wanted(page: &AccessPage, role: RoleId, environment: EnvironmentId) -> Access {
    let sent = page.come.wanted.iter().find(|w| (w.role, w.environment) == (role, environment));
    let sent = sent.filter(|wanted| wanted.before != wanted.after).map(|wanted| wanted.after);
    sent.unwrap_or_else(|| saved(page, role, environment))
}

fn cell(page: &AccessPage, role: &Role, environment: &Environment) -> Option<Choice> {
    if role.administers {
        return None;
    }
    let (saved, access) = (saved(page, role.id, environment.id), wanted(page, role.id, environment.id));
    let was = (access.effective() != saved.effective()).then_some(saved);
    Some(Choice { field: field(role.id, environment.id, saved), access, was })
}
