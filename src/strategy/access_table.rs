//! The Access Control table: a level, and perhaps marks, for each role and environment.

mod layout;

use super::document::Document;
use super::names::{Named, Names};
use super::nearest::did_you_mean;
use super::offer::Noted;
use super::outline::Cell;
use super::problem::Report;
use super::section::Section;
use super::synonyms::levels;
use super::tables::table_of;
use super::values::fits;
use crate::domain::reading::Reader;
use crate::domain::role::built_in::{self, Likeness};
use crate::domain::role::{Access, Level};
use crate::domain::strategy::AccessRow;
use crate::domain::text::{Slug, choice_words, clip, list_words};
use std::collections::BTreeMap;
use std::ops::Range;

/// More roles than this are refused.
const MOST: usize = 200;

/// The table as far as it could be read: a cell that could not is missing from its row.
#[derive(Debug, Default)]
pub struct AccessTable {
    /// The rows.
    pub rows: Vec<AccessRow>,
    /// Whether the document has the table with its Role column, so that a missing role is the document's word.
    readable: bool,
    reader: Reader,
    /// Where it stands.
    header: Range<usize>,
    /// Whether the document has no such heading: the template's matrix holds.
    absent: bool,
    /// Each cell that could be read, with the index of its row.
    places: Vec<(usize, Slug, Cell)>,
}

/// Who approves where nothing else is said.
const STAKEHOLDER: &str = "Stakeholder";

impl AccessTable {
    /// Reads the table.
    pub fn read(document: &Document, names: &Names, report: &mut Report) -> Self {
        let expected = "Role and one for each environment";
        let reader = document.reader;
        let Some(table) = table_of(document, Section::AccessControl, expected, report) else {
            let absent = document.outline.heading(Section::AccessControl).is_none();
            return Self { readable: absent, absent, reader, ..Self::default() };
        };
        let rows = match layout::transposed(table, names).filter(|_| reader > Reader::First) {
            Some(rows) => Some(layout::by_role(rows, table, names, report)),
            None => layout::rows(table, names, report),
        };
        let Some(rows) = rows else {
            report.add(table.range.start, "the table \"Access Control\" lacks the column \"Role\"");
            return Self::default();
        };
        let header = table.range.clone();
        let mut access = Self { readable: true, reader, header, ..Self::default() };
        if let Some((role, _)) = rows.get(MOST) {
            report.add(role.at, format!("at most {MOST} roles are expected"));
        }
        rows.iter().take(MOST).for_each(|(role, cells)| access.add(role, cells, report));
        access
    }

    fn add(&mut self, role: &Cell, cells: &[(Slug, Cell)], report: &mut Report) {
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
        for (slug, cell) in cells {
            if cell.text.is_empty() {
                report.add(cell.at, "the cell is missing or empty: None, Read, Deploy or Full is expected");
                continue;
            }
            match self.access(&cell.text) {
                Ok(access) => {
                    row.cells.insert(slug.clone(), access);
                    self.places.push((self.rows.len(), slug.clone(), cell.clone()));
                }
                Err(message) => {
                    report.add(cell.at, message);
                    offer_levels(cell, report);
                }
            }
        }
        self.rows.push(row);
    }

    /// What a cell gives. What may mean two things is asked about.
    fn access(&self, cell: &str) -> Result<Access, String> {
        let written = Access::parse(cell);
        let usual = || levels::access(cell).filter(|_| self.reader > Reader::First);
        written.or_else(|message| usual().ok_or_else(|| self.ask_for_level(cell, message)))
    }

    /// What is said of a cell that may mean several things.
    fn ask_for_level(&self, cell: &str, message: String) -> String {
        if self.reader == Reader::First || !message.contains("level") {
            return message;
        }
        let cell = clip(cell, 60);
        format!(
            "{cell:?} is not a level: None, Read, Deploy or Full is expected, perhaps with `+ Approve` or `+ Rollback`"
        )
    }

    /// The roles that approve where an environment's block does not say: Stakeholder; where the table names none with
    /// the mark, the roles that it marks Approve there.
    pub fn usual_approvers(&self, environment: &Slug) -> Vec<String> {
        let marked = self.approvers(environment);
        let usual = marked.is_empty() || marked.iter().any(|role| role.eq_ignore_ascii_case(STAKEHOLDER));
        if usual || self.reader == Reader::First {
            return vec![STAKEHOLDER.to_owned()];
        }
        marked.into_iter().map(str::to_owned).collect()
    }

    /// Asks who approves in a guarded environment where the table has a row for everyone and marks none.
    pub fn ask_for_approver(&self, named: &Named, report: &mut Report) {
        let ask =
            self.reader > Reader::First && !self.rows.is_empty() && self.approvers(&named.slug).is_empty();
        if ask {
            let roles: Vec<&str> = self.rows.iter().map(|row| row.role.as_str()).collect();
            let (name, roles) = (&named.name, choice_words(&roles));
            report.ask(
                self.header.clone(),
                format!(
                    "{name} needs 1 approval by default, and no role of this table may approve there. Write `+ Approve` \
                     in the cell of {roles}, add a Stakeholder, or write `approvals: none` in the block of {name}"
                ),
            );
            self.offer_approvers(&named.slug, report);
        }
    }

    /// Offers each role that sees the environment as the one that approves there.
    fn offer_approvers(&self, environment: &Slug, report: &mut Report) {
        let places = self.places.iter().filter(|(_, slug, _)| slug == environment);
        for (row, _, cell) in places {
            let row = &self.rows[*row];
            if row.cells.get(environment).is_some_and(|access| access.level >= Level::Read) {
                report.offer(Noted {
                    about: self.header.start,
                    words: format!("{} approves in {environment}", row.role),
                    at: cell.at,
                    from: cell.text.clone(),
                    to: format!("{} + Approve", cell.text),
                });
            }
        }
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

/// Offers each level in place of a cell that could not be read; with the mark Approve where the cell speaks of it.
fn offer_levels(cell: &Cell, report: &mut Report) {
    let approves = cell.text.to_lowercase().contains("approv");
    let plain = Level::ALL.into_iter().map(Access::level);
    let marked = [Level::Read, Level::Deploy, Level::Full].into_iter().map(Access::level);
    let marked = marked.map(|access| Access { approve: true, ..access }).filter(|_| approves);
    for access in plain.chain(marked) {
        let to = access.to_string();
        let from = cell.text.clone();
        report.offer(Noted { about: cell.at, words: to.clone(), at: cell.at, from, to });
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
