//! Environments that a document lists below a heading of their own, where no line of the summary names them.

use super::LONGEST;
use crate::strategy::document::Document;
use crate::strategy::outline::{Item, Table};
use crate::strategy::section::Section;
use crate::strategy::synonyms::{environments::is_usual, headings::bare, letters};

const OWN: Option<Section> = Some(Section::EnvironmentConfiguration);
/// How people head the column of the environments.
const COLUMN: [&str; 16] = [
    "environment",
    "environments",
    "env",
    "name",
    "environmentname",
    "stage",
    "umgebung",
    "umgebungen",
    "stufe",
    "environnement",
    "environnements",
    "entorno",
    "entornos",
    "ambiente",
    "ambientes",
    "nombre",
];

/// So many are read, so that one too many is told.
const MOST_READ: usize = 2 * super::MOST;

/// Names with their offsets.
type Found = Vec<(usize, String)>;

/// The names in a table, a list or the headings below the part, in the first of these that has two or more of which one
/// is usual for an environment. What else stands there is looked at for rules.
pub fn names(document: &Document) -> Option<Found> {
    let shapes = [in_table, in_list, in_headings].into_iter();
    shapes.map(|shape| shape(document)).find(|names| {
        names.len() > 1
            && names.iter().any(|(_, name)| is_usual(name))
            && names.iter().all(|(_, name)| !name.is_empty() && name.chars().count() <= LONGEST)
    })
}

fn in_table(document: &Document) -> Found {
    let column =
        |table: &&Table| table.header.iter().position(|cell| COLUMN.contains(&letters(&cell.text).as_str()));
    let mut tables = document.outline.tables.iter().filter(|table| table.under == OWN);
    let Some((table, column)) = tables.find_map(|table| Some((table, column(&table)?))) else {
        return Found::default();
    };
    let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(column));
    cells.take(MOST_READ).map(|cell| (cell.at, bare(&cell.text))).collect()
}

fn in_list(document: &Document) -> Found {
    let items = document.outline.items_of(Section::EnvironmentConfiguration).map(|(_, item)| item);
    let items: Vec<&Item> = items.filter(|item| item.depth == 0).take(MOST_READ).collect();
    items.iter().map(|item| (item.at, name_of(item))).collect()
}

/// The bold words of an item, or what stands before a colon, a dash or a parenthesis.
fn name_of(item: &Item) -> String {
    let words = item.strong.as_ref().map_or(&item.text, |(bold, _)| bold);
    let end = [":", " - ", " – ", " — ", " ("].iter().filter_map(|sign| words.find(sign)).min();
    words[..end.unwrap_or(words.len())].trim().to_owned()
}

fn in_headings(document: &Document) -> Found {
    let headings = &document.outline.headings;
    let below = |parent: usize| headings[parent].section == OWN;
    let own = headings.iter().filter(|title| title.section.is_none() && title.parent.is_some_and(below));
    own.take(MOST_READ).map(|title| (title.at, bare(&title.words))).collect()
}
