//! What stands in a document: list items, tables and fenced blocks, each under its heading.
//!
//! Everything is flat, so that a document nested a hundred thousand deep costs memory and no stack.

mod scan;
mod ticks;

use super::section::{self, Section};
use crate::domain::reading::Reader;
use std::ops::Range;

pub use scan::scan;
pub use ticks::without_tick;

/// The parts of a document that may be read, in its order.
#[derive(Debug, Default)]
pub struct Outline {
    /// Every heading outside lists and quotations.
    pub headings: Vec<Title>,
    /// Headings inside a list item: offset and words. Nothing below them is read by them.
    pub stray: Vec<(usize, String)>,
    /// Every list item outside quotations.
    pub items: Vec<Item>,
    /// Every table outside quotations.
    pub tables: Vec<Table>,
    /// Every fenced or indented block outside quotations.
    pub fences: Vec<Fence>,
    /// Paragraphs that do not begin a list item, outside quotations.
    pub paragraphs: Vec<Paragraph>,
    /// Blocks of HTML outside quotations.
    pub html: Vec<Paragraph>,
    /// Quotations, the outermost ones.
    pub quotations: Vec<Paragraph>,
    /// The lines between `---` at the document's beginning, if it has them.
    pub front_matter: Option<Range<usize>>,
}

/// A heading.
#[derive(Debug)]
pub struct Title {
    /// Where its line begins.
    pub at: usize,
    /// Its words without markup.
    pub words: String,
    /// 1 to 6.
    pub level: u8,
    /// The index of the heading that encloses it.
    pub parent: Option<usize>,
    /// The part of the template that it is, by the reader's rules.
    pub section: Option<Section>,
}

/// A paragraph of its own, a quotation, or a block of HTML.
#[derive(Debug)]
pub struct Paragraph {
    /// The innermost heading above that is read.
    pub under: Option<Section>,
    /// The index of the nearest heading above.
    pub heading: Option<usize>,
    /// Where it stands.
    pub range: Range<usize>,
}

/// A line of a list.
#[derive(Debug)]
pub struct Item {
    /// The innermost heading above that is read.
    pub under: Option<Section>,
    /// The index of the nearest heading above.
    pub heading: Option<usize>,
    /// Where it stands, with everything in it.
    pub range: Range<usize>,
    /// Where the words begin.
    pub at: usize,
    /// How many lists enclose this one; 0 outermost.
    pub depth: usize,
    /// Whether its list is numbered.
    pub numbered: bool,
    /// Whether it begins with `[ ]`, `[x]` or a sign that people use for these.
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
    /// The index of its item; none in a table, a paragraph or the front matter.
    pub item: Option<usize>,
    /// Where the whole line stands.
    pub line: Range<usize>,
}

/// A table with its header.
#[derive(Debug)]
pub struct Table {
    /// The innermost heading above that is read.
    pub under: Option<Section>,
    /// The index of the nearest heading above.
    pub heading: Option<usize>,
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

/// A fenced block, or an indented one.
#[derive(Debug)]
pub struct Fence {
    /// The innermost heading above that is read.
    pub under: Option<Section>,
    /// The index of the nearest heading above.
    pub heading: Option<usize>,
    /// Where the fence begins.
    pub at: usize,
    /// Where the block stands.
    pub range: Range<usize>,
    /// The first word after the fence, in lower case: `yaml`, `mermaid`; none where nothing stands there.
    pub language: String,
    /// Whether the word `slipway` stands after the language: it is read wherever it stands.
    pub marked: bool,
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
            item: Some(item),
            line: self.at..rest.end,
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
        self.headings.iter().find(|title| title.section == Some(section)).map(|title| title.at)
    }

    /// The headings from the nearest one outwards.
    pub fn above(&self, heading: Option<usize>) -> impl Iterator<Item = &Title> {
        std::iter::successors(heading.map(|index| &self.headings[index]), |title| {
            title.parent.map(|index| &self.headings[index])
        })
    }

    /// The items that belong directly to an item's own lists, with their indices.
    pub fn children(&self, item: usize) -> impl Iterator<Item = (usize, &Item)> {
        let end = self.items[item].range.end;
        let inside =
            self.items.iter().enumerate().skip(item + 1).take_while(move |(_, one)| one.range.start < end);
        inside.filter(move |(_, one)| one.parent == Some(item))
    }

    /// The paragraphs that begin in a range.
    pub fn paragraphs_in(&self, range: Range<usize>) -> &[Paragraph] {
        let place = |at: usize| self.paragraphs.partition_point(|paragraph| paragraph.range.start < at);
        &self.paragraphs[place(range.start)..place(range.end)]
    }

    /// Decides which headings are which, and with that what stands below which part of the template.
    fn settle(&mut self, reader: Reader) {
        section::assign(&mut self.headings, reader);
        let below: Vec<Option<Section>> = (0..self.headings.len())
            .map(|index| self.above(Some(index)).find_map(|title| title.section))
            .collect();
        let under = |heading: Option<usize>| heading.and_then(|index| below[index]);
        self.items.iter_mut().for_each(|item| item.under = under(item.heading));
        self.tables.iter_mut().for_each(|table| table.under = under(table.heading));
        self.fences.iter_mut().for_each(|fence| fence.under = under(fence.heading));
        let passages = self.paragraphs.iter_mut().chain(&mut self.html).chain(&mut self.quotations);
        passages.for_each(|passage| passage.under = under(passage.heading));
    }
}

/// White space of any kind becomes one blank.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
