//! What stands in a document: list items, tables and fenced blocks, each under its heading.
//!
//! Everything is flat, so that a document nested a hundred thousand deep costs memory and no stack.

mod scan;

use super::section::Section;
use std::ops::Range;

pub use scan::scan;

/// The parts of a document that may be read, in its order.
#[derive(Debug, Default)]
pub struct Outline {
    /// Every heading: offset and words.
    pub headings: Vec<(usize, String)>,
    /// Every list item outside quotations.
    pub items: Vec<Item>,
    /// Every table outside quotations.
    pub tables: Vec<Table>,
    /// Every fenced block outside quotations.
    pub fences: Vec<Fence>,
}

/// A line of a list.
#[derive(Debug)]
pub struct Item {
    /// The innermost heading above that is read.
    pub under: Option<Section>,
    /// Where the words begin.
    pub at: usize,
    /// How many lists enclose this one; 0 outermost.
    pub depth: usize,
    /// Whether its list is numbered.
    pub numbered: bool,
    /// Whether it begins with `[ ]` or `[x]`.
    pub task: bool,
    /// The index of the item whose list this one belongs to.
    pub parent: Option<usize>,
    /// Its first paragraph without markup.
    pub text: String,
    /// The bold words that it begins with, and the range of what follows them in the same paragraph.
    pub strong: Option<(String, Range<usize>)>,
}

/// A `**Key**: value` line.
#[derive(Debug, Clone)]
pub struct Field {
    /// The innermost heading above that is read.
    pub under: Option<Section>,
    /// The bold words.
    pub key: String,
    /// What follows the colon, as written, on one line.
    pub value: String,
    /// Where the value stands; empty, after the colon, where there is none.
    pub range: Range<usize>,
    /// The index of its item.
    pub item: usize,
}

/// A table with its header.
#[derive(Debug)]
pub struct Table {
    /// The innermost heading above that is read.
    pub under: Option<Section>,
    /// Where it stands.
    pub range: Range<usize>,
    /// The header's cells.
    pub header: Vec<Cell>,
    /// The rows: where each stands, and as many cells as the header has.
    pub rows: Vec<(Range<usize>, Vec<Cell>)>,
}

/// A cell: its words without markup, and where they begin.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// Where it begins.
    pub at: usize,
    /// The words.
    pub text: String,
}

/// A fenced block.
#[derive(Debug)]
pub struct Fence {
    /// The innermost heading above that is read.
    pub under: Option<Section>,
    /// Where the fence begins.
    pub at: usize,
    /// The first word after the fence, in lower case: `yaml`, `mermaid`.
    pub language: String,
    /// The block's text without the indentation of the list it stands in.
    pub text: String,
    /// For each piece of the text: its offset there and in the document.
    pub pieces: Vec<(usize, usize)>,
}

impl Fence {
    /// The document's offset of an offset in the block.
    pub fn place(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        match after.checked_sub(1).map(|piece| self.pieces[piece]) {
            Some((start, place)) => place + (at - start),
            None => self.at,
        }
    }
}

impl Item {
    /// The `**Key**: value` of this line, if it is one.
    pub fn field(&self, source: &str, item: usize) -> Option<Field> {
        let (key, rest) = self.strong.as_ref()?;
        let text = &source[rest.clone()];
        let after = match text.trim_start().strip_prefix(':') {
            Some(after) => after,
            None if key.ends_with(':') => text,
            None => return None,
        };
        let value = after.trim();
        let start = rest.end - after.len() + (after.len() - after.trim_start().len());
        let range = if value.is_empty() { rest.end..rest.end } else { start..start + value.len() };
        Some(Field {
            under: self.under,
            key: key.trim_end_matches(':').trim().to_owned(),
            value: one_line(value),
            range,
            item,
        })
    }
}

impl Outline {
    /// The `**Key**: value` lines, in order.
    pub fn fields(&self, source: &str) -> Vec<Field> {
        self.items.iter().enumerate().filter_map(|(index, item)| item.field(source, index)).collect()
    }

    /// The list items below a heading, with their indices.
    pub fn items_of(&self, section: Section) -> impl Iterator<Item = (usize, &Item)> {
        self.items.iter().enumerate().filter(move |(_, item)| item.under == Some(section))
    }

    /// Where a heading stands, if the document has it.
    pub fn heading(&self, section: Section) -> Option<usize> {
        self.headings.iter().find(|(_, title)| Section::of(title) == Some(section)).map(|(at, _)| *at)
    }
}

/// White space of any kind becomes one blank.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
