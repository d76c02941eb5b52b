//! Where a table says what: roles down and environments across, as the template has it, or the other way round.

use crate::domain::reading::Reader;
use crate::domain::text::Slug;
use crate::strategy::names::{Named, Names};
use crate::strategy::nearest::nearest;
use crate::strategy::outline::{Cell, Table};
use crate::strategy::problem::Report;
use crate::strategy::synonyms::{environments::entries, headings::bare, letters, levels};
use crate::strategy::tables::column;

/// A role with its cell of each environment.
pub type Row = (Cell, Vec<(Slug, Cell)>);

/// How people head the column of the roles.
const ROLE: [&str; 21] = [
    "role",
    "role name",
    "person",
    "people",
    "user",
    "users",
    "roles",
    "role / team",
    "team",
    "group",
    "user role",
    "user group",
    "who",
    "rolle",
    "rollen",
    "rôle",
    "rôles",
    "rol",
    "roles y equipos",
    "papel",
    "função",
];
/// Words beside an environment's name in the head of its column.
const BESIDE: [&str; 12] = [
    "environment",
    "environments",
    "env",
    "access",
    "rights",
    "level",
    "permissions",
    "umgebung",
    "zugriff",
    "environnement",
    "entorno",
    "ambiente",
];

/// The rows of a table with a column of roles; none where it has no such column.
pub fn rows(table: &Table, names: &Names, report: &mut Report) -> Option<Vec<Row>> {
    let role = match names.1 {
        Reader::First => column(table, "Role"),
        Reader::Second => role_column(table, names),
    };
    let environments = header(table, role, names, report);
    let role = role?;
    let row = |cells: &[Cell]| {
        let own = environments.iter().map(|(index, slug)| (slug.clone(), cells[*index].clone()));
        (cells[role].clone(), own.collect())
    };
    Some(table.rows.iter().map(|(_, cells)| row(cells)).collect())
}

/// The environment of each row of a table whose first column names environments and whose head names none, so that it
/// names roles; none for a table of another kind.
pub fn transposed<'a>(table: &Table, names: &'a Names) -> Option<Vec<&'a Named>> {
    let (_, roles) = table.header.split_first()?;
    let is_environment = |cell: &Cell| !named_by(cell, names).is_empty();
    let levels = |cells: &[Cell]| cells[1..].iter().any(|cell| levels::access(&cell.text).is_some());
    if roles.is_empty() || role_column(table, names).is_some() || roles.iter().any(is_environment) {
        return None;
    }
    if !table.rows.iter().any(|(_, cells)| levels(cells)) {
        return None;
    }
    table.rows.iter().map(|(_, cells)| named_by(&cells[0], names).first().copied()).collect()
}

/// The rows by role of a transposed table. Reported: environments that it repeats or lacks.
pub fn by_role(rows: Vec<&Named>, table: &Table, names: &Names, report: &mut Report) -> Vec<Row> {
    for (index, named) in rows.iter().enumerate() {
        if rows[..index].contains(named) {
            let at = table.rows[index].1[0].at;
            report.add(at, format!("{:?} has a row already: one is expected", named.name));
        }
    }
    for named in names.0.iter().filter(|named| !rows.contains(named)) {
        let name = &named.name;
        let message = format!(
            "the table \"Access Control\" lacks the row {name:?}: one for each environment is expected"
        );
        report.add(table.range.start, message);
    }
    let cells = |column: usize| {
        let cells = rows
            .iter()
            .zip(&table.rows)
            .map(|(named, (_, cells))| (named.slug.clone(), cells[column].clone()));
        cells.collect()
    };
    (1..table.header.len()).map(|column| (table.header[column].clone(), cells(column))).collect()
}

/// The column of the roles: by its head, or the first without one where another is an environment's.
fn role_column(table: &Table, names: &Names) -> Option<usize> {
    let is_role = |cell: &Cell| ROLE.iter().any(|role| letters(role) == letters(&cell.text));
    let unnamed = || {
        table.header.first().filter(|cell| letters(&cell.text).is_empty())?;
        table.header.iter().skip(1).any(|cell| !named_by(cell, names).is_empty()).then_some(0)
    };
    column(table, "Role").or_else(|| table.header.iter().position(is_role)).or_else(unnamed)
}

/// The environments that a head names: `Prod`, `Staging access`, `dev / staging`; every one of its entries is one.
fn named_by<'a>(cell: &Cell, names: &'a Names) -> Vec<&'a Named> {
    let whole = names.find(&cell.text);
    if names.1 == Reader::First || whole.is_some() {
        return whole.into_iter().collect();
    }
    let own = |name: &str| {
        let words = bare(name);
        let words = words.split_whitespace().filter(|word| !BESIDE.contains(&letters(word).as_str()));
        names.find(name).or_else(|| names.find(&words.collect::<Vec<_>>().join(" ")))
    };
    let found: Vec<Option<&Named>> = entries(&cell.text).iter().map(|(_, name)| own(name)).collect();
    found.into_iter().collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Whether a column that no environment heads holds levels all the same, or is a misspelt environment's.
fn looks_like_levels(table: &Table, index: usize, names: &Names) -> bool {
    let cells: Vec<&str> =
        table.rows.iter().filter_map(|(_, cells)| cells.get(index)).map(|cell| cell.text.as_str()).collect();
    let levels =
        |cell: &&str| !cell.eq_ignore_ascii_case("no") && *cell != "-" && levels::access(cell).is_some();
    let known: Vec<&str> = names.0.iter().map(|named| named.name.as_str()).collect();
    cells.iter().any(levels) || nearest(&table.header[index].text, &known).is_some()
}

/// The columns of the environments. Reported: repeated columns, environments without one, and columns that look like an
/// environment's and are not; other columns are prose.
fn header(table: &Table, role: Option<usize>, names: &Names, report: &mut Report) -> Vec<(usize, Slug)> {
    let mut columns: Vec<(usize, Slug)> = Vec::new();
    for (index, cell) in table.header.iter().enumerate() {
        if Some(index) == role {
            continue;
        }
        let found = named_by(cell, names);
        if found.is_empty() && (names.1 == Reader::First || looks_like_levels(table, index, names)) {
            names.report_unknown(cell.at, &cell.text, report);
        }
        for named in found {
            if columns.iter().any(|(_, slug)| slug == &named.slug) {
                report.add(cell.at, format!("{:?} has a column already: one is expected", named.name));
            } else {
                columns.push((index, named.slug.clone()));
            }
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
