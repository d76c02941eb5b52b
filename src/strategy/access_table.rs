//! The Access Control table: a level, and perhaps marks, for each role and environment.

use super::document::Document;
use super::names::Names;
use super::nearest::did_you_mean;
use super::outline::{Cell, Table};
use super::problem::Report;
use super::section::Section;
use super::tables::{column, table_of};
use super::values::fits;
use crate::domain::role::built_in::{self, Likeness};
use crate::domain::role::{Access, Level};
use crate::domain::strategy::AccessRow;
use crate::domain::text::{Slug, choice_words, clip, list_words};
use std::collections::BTreeMap;

/// More roles than this are refused.
const MOST: usize = 200;

/// The table as far as it could be read: a cell that could not is missing from its row.
#[derive(Debug, Default)]
pub struct AccessTable {
    /// The rows.
    pub rows: Vec<AccessRow>,
    /// Whether the document has the table with its Role column, so that a missing role is the document's word.
    readable: bool,
    /// Whether the document has no such heading: the template's matrix holds.
    absent: bool,
}

impl AccessTable {
    /// Reads the table.
    pub fn read(document: &Document, names: &Names, report: &mut Report) -> Self {
        let expected = "Role and one for each environment";
        let Some(table) = table_of(document, Section::AccessControl, expected, report) else {
            let absent = document.outline.heading(Section::AccessControl).is_none();
            return Self { rows: Vec::new(), readable: absent, absent };
        };
        let environments = header(table, names, report);
        let Some(role) = column(table, "Role") else {
            report.add(table.range.start, "the table \"Access Control\" lacks the column \"Role\"");
            return Self::default();
        };
        let mut access = Self { rows: Vec::new(), readable: true, absent: false };
        if let Some((row, _)) = table.rows.get(MOST) {
            report.add(row.start, format!("at most {MOST} roles are expected"));
        }
        for (_, cells) in table.rows.iter().take(MOST) {
            access.add(&cells[role], cells, &environments, report);
        }
        access
    }

    fn add(&mut self, role: &Cell, cells: &[Cell], environments: &[(usize, Slug)], report: &mut Report) {
        if role.text.is_empty() {
            return report.add(role.at, "a role's name is expected");
        }
        if !fits(&role.text, 60, role.at, report) {
            return;
        }
        if self.row(&role.text).is_some() {
            return report
                .add(role.at, format!("{:?} stands twice in the table: once is expected", role.text));
        }
        let mut row = AccessRow { role: role.text.clone(), cells: BTreeMap::new() };
        for (index, slug) in environments {
            let cell = &cells[*index];
            if cell.text.is_empty() {
                report.add(cell.at, "the cell is missing or empty: None, Read, Deploy or Full is expected");
                continue;
            }
            match Access::parse(&cell.text) {
                Ok(access) => drop(row.cells.insert(slug.clone(), access)),
                Err(message) => report.add(cell.at, message),
            }
        }
        self.rows.push(row);
    }

    fn row(&self, role: &str) -> Option<&AccessRow> {
        self.rows.iter().find(|row| row.role.eq_ignore_ascii_case(role))
    }

    /// The role's name as the table writes it, if the table marks it Approve for this environment.
    pub fn approver(&self, role: &str, environment: &Slug) -> Result<String, String> {
        let name = clip(role, 60);
        if self.absent {
            return templates_approver(role, environment);
        }
        let Some(row) = self.row(role) else { return self.unknown(role) };
        match row.cells.get(environment) {
            Some(access) if !access.approve => {
                let fitting = self.approvers(environment);
                let fitting = if fitting.is_empty() { "no role" } else { &list_words(&fitting) };
                Err(format!(
                    "{name:?} may not approve in {environment}: the table \"Access Control\" marks {fitting} Approve there"
                ))
            }
            _ => Ok(row.role.clone()),
        }
    }

    /// The role's name as the table writes it, if it can see each of these environments, or any where none is given:
    /// nobody answers a line of a deployment that does not exist for them.
    pub fn answerer(&self, role: &str, environments: &[Slug]) -> Result<String, String> {
        let name = clip(role, 60);
        if self.absent {
            return templates_role(role);
        }
        let Some(row) = self.row(role) else { return self.unknown(role) };
        let sees = |slug: &Slug| row.cells.get(slug).is_none_or(|access| access.level >= Level::Read);
        if let Some(hidden) = environments.iter().find(|slug| !sees(slug)) {
            return Err(format!("{name:?} has no access to {hidden}: a role that can see it is expected"));
        }
        if environments.is_empty() && !row.cells.is_empty() && !row.cells.keys().any(sees) {
            return Err(format!(
                "{name:?} has no access to any environment: a role that sees one is expected"
            ));
        }
        Ok(row.role.clone())
    }

    /// A role that the table does not have; taken as written where the table could not be read.
    fn unknown(&self, role: &str) -> Result<String, String> {
        let roles: Vec<&str> = self.rows.iter().map(|row| row.role.as_str()).collect();
        let (name, meant) = (clip(role, 60), did_you_mean(role, &roles));
        let message = format!("{name:?} is not a role of the table \"Access Control\"{meant}");
        if self.readable { Err(message) } else { Ok(role.to_owned()) }
    }

    fn approvers(&self, environment: &Slug) -> Vec<&str> {
        let marked = |row: &&AccessRow| row.cells.get(environment).is_some_and(|access| access.approve);
        self.rows.iter().filter(marked).map(|row| row.role.as_str()).collect()
    }
}

/// The template's role of this name, ignoring case.
fn templates_role(role: &str) -> Result<String, String> {
    let found = built_in::ROLES.into_iter().find(|name| name.eq_ignore_ascii_case(role));
    found.map(str::to_owned).ok_or_else(|| {
        let (name, roles) = (clip(role, 60), choice_words(&built_in::ROLES));
        format!("{name:?} is not a role: without the table \"Access Control\", {roles} is expected")
    })
}

/// The same, if the template lets it approve in such an environment where approvals are asked.
fn templates_approver(role: &str, environment: &Slug) -> Result<String, String> {
    let role = templates_role(role)?;
    if built_in::access(&role, Likeness::of(environment.as_str(), (0, 1), true)).approve {
        return Ok(role);
    }
    let why = "without the table \"Access Control\" the template's matrix holds";
    Err(format!("{role:?} may not approve in {environment}: {why}"))
}

/// The columns of the environments. Reported: unknown and repeated columns, environments without one.
fn header(table: &Table, names: &Names, report: &mut Report) -> Vec<(usize, Slug)> {
    let mut columns: Vec<(usize, Slug)> = Vec::new();
    for (index, cell) in table.header.iter().enumerate() {
        if cell.text.eq_ignore_ascii_case("Role") {
            continue;
        }
        match names.find(&cell.text) {
            None => names.report_unknown(cell.at, &cell.text, report),
            Some(named) if columns.iter().any(|(_, slug)| slug == &named.slug) => {
                report.add(cell.at, format!("{:?} has a column already: one is expected", named.name));
            }
            Some(named) => columns.push((index, named.slug.clone())),
        }
    }
    for named in names.0.iter().filter(|n| !columns.iter().any(|(_, slug)| slug == &n.slug)) {
        report.add(
            table.range.start,
            format!(
                "the table \"Access Control\" lacks the column {:?}: one for each environment is expected",
                named.name
            ),
        );
    }
    columns
}
