//! From Markdown events to an outline.

use super::{Cell, Fence, Item, Outline, Paragraph, Table, Title, one_line, without_tick};
use crate::domain::reading::Reader;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Reads the outline of a Markdown text by the rules of a reader.
pub fn scan(text: &str, reader: Reader) -> Outline {
    let mut scan = Scan { source: text, reader, ..Scan::default() };
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    if reader > Reader::First {
        options |= Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    }
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) => scan.start(tag, range),
            Event::End(tag) => scan.end(tag, range),
            Event::TaskListMarker(_) => scan.task(&range),
            Event::Text(words) | Event::Code(words) => scan.words(&words, range),
            Event::SoftBreak | Event::HardBreak => scan.words(" ", range),
            Event::InlineHtml(tag) if reader > Reader::First && tag.starts_with("<br") => {
                scan.words(" ", range)
            }
            // A link or a piece of HTML has no words of its own, yet a value reaches to its end.
            _ => scan.words("", range),
        }
    }
    scan.outline.settle(reader);
    scan.outline
}

/// What inline words are being collected for.
#[derive(Debug, Default, PartialEq)]
enum Into {
    #[default]
    Nothing,
    Heading,
    Item,
    Cell,
    Fence,
    FrontMatter,
}

#[derive(Default)]
struct Scan<'a> {
    source: &'a str,
    outline: Outline,
    reader: Reader,
    /// The headings that enclose this place, outermost first.
    path: Vec<usize>,
    quotes: usize,
    /// For each open list: whether it is numbered.
    lists: Vec<bool>,
    /// The open items' indices.
    open: Vec<usize>,
    into: Into,
    words: String,
    /// Whether the words so far are the bold beginning of an item.
    in_strong: bool,
}

impl Scan<'_> {
    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::BlockQuote(_) => self.start_quotation(range),
            Tag::Heading { .. } => self.collect(Into::Heading),
            Tag::List(first) => {
                self.close_item();
                self.lists.push(first.is_some());
            }
            Tag::Item => self.start_item(&range),
            Tag::Strong => self.start_strong(&range),
            Tag::Table(_) => self.start_table(range),
            Tag::TableRow => self.start_row(range),
            Tag::TableCell => self.collect(Into::Cell),
            Tag::CodeBlock(kind) => self.start_fence(kind, range),
            Tag::HtmlBlock => self.start_html(range),
            Tag::Paragraph => self.start_paragraph(range),
            Tag::MetadataBlock(_) => self.start_front_matter(range),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::BlockQuote(_) => self.quotes -= 1,
            TagEnd::Heading(level) => self.end_heading(level as u8, range.start),
            TagEnd::List(_) => drop(self.lists.pop()),
            TagEnd::Item => {
                self.close_item();
                self.open.pop();
            }
            TagEnd::Paragraph => self.close_item(),
            TagEnd::Strong if self.in_strong => self.end_strong(range.end),
            TagEnd::TableCell => self.end_cell(range),
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => self.into = Into::Nothing,
            _ => self.words("", range),
        }
    }

    fn collect(&mut self, into: Into) {
        self.into = into;
        self.words.clear();
    }

    fn words(&mut self, words: &str, range: Range<usize>) {
        match self.into {
            Into::Nothing | Into::FrontMatter => {}
            Into::Heading | Into::Cell => self.words.push_str(words),
            Into::Item => self.item_words(words, range),
            Into::Fence => {
                if let Some(fence) = self.outline.fences.last_mut() {
                    fence.pieces.push((fence.text.len(), range.start));
                    fence.text.push_str(words);
                }
            }
        }
    }

    fn end_heading(&mut self, level: u8, at: usize) {
        let words = one_line(&self.words);
        self.collect(Into::Nothing);
        if self.quotes > 0 {
            return;
        }
        if !self.open.is_empty() {
            return self.outline.stray.push((at, words));
        }
        let headings = &mut self.outline.headings;
        self.path.retain(|above| headings[*above].level < level);
        let parent = self.path.last().copied();
        self.path.push(headings.len());
        headings.push(Title { at, words, level, parent, section: None });
    }

    fn heading(&self) -> Option<usize> {
        self.path.last().copied()
    }

    fn start_html(&mut self, range: Range<usize>) {
        self.close_item();
        if self.quotes == 0 {
            let heading = self.heading();
            self.outline.html.push(Paragraph { under: None, heading, range });
        }
    }

    fn start_quotation(&mut self, range: Range<usize>) {
        self.close_item();
        if self.quotes == 0 {
            let heading = self.heading();
            self.outline.quotations.push(Paragraph { under: None, heading, range });
        }
        self.quotes += 1;
    }

    /// The first paragraph of an item is the item's own words.
    fn start_paragraph(&mut self, range: Range<usize>) {
        if self.into == Into::Item || self.quotes > 0 {
            return;
        }
        let heading = self.heading();
        self.outline.paragraphs.push(Paragraph { under: None, heading, range });
    }

    fn start_front_matter(&mut self, range: Range<usize>) {
        if range.start == 0 {
            self.outline.front_matter = Some(range);
        }
        self.into = Into::FrontMatter;
    }

    fn start_item(&mut self, range: &Range<usize>) {
        let index = self.outline.items.len();
        if self.quotes > 0 {
            return self.open.push(index);
        }
        self.outline.items.push(Item {
            under: None,
            heading: self.heading(),
            range: range.clone(),
            at: range.start,
            depth: self.lists.len().saturating_sub(1),
            numbered: self.lists.last().copied().unwrap_or(false),
            task: false,
            parent: self.open.last().copied(),
            text: String::new(),
            strong: None,
        });
        self.open.push(index);
        self.collect(Into::Item);
    }

    fn task(&mut self, range: &Range<usize>) {
        if let (Into::Item, Some(item)) = (&self.into, self.outline.items.last_mut()) {
            item.task = true;
            item.at = range.end;
        }
    }

    fn item_words(&mut self, words: &str, range: Range<usize>) {
        let Some(item) = self.outline.items.last_mut() else { return };
        if self.words.is_empty() && !self.in_strong {
            item.at = range.start;
        }
        self.words.push_str(words);
        if let (Some((_, rest)), false) = (&mut item.strong, self.in_strong) {
            rest.end = rest.end.max(range.end);
        }
    }

    fn start_strong(&mut self, range: &Range<usize>) {
        if self.into == Into::Item && self.words.trim().is_empty() {
            self.in_strong = true;
            if let Some(item) = self.outline.items.last_mut() {
                item.at = range.start;
            }
        }
    }

    fn end_strong(&mut self, end: usize) {
        self.in_strong = false;
        if let Some(item) = self.outline.items.last_mut() {
            item.strong = Some((one_line(&self.words), end..end));
        }
    }

    /// An item's own words end with its first paragraph, or where another block begins.
    fn close_item(&mut self) {
        if self.into == Into::Item {
            if let Some(item) = self.outline.items.last_mut() {
                item.text = one_line(&self.words);
                if let Some(words) = without_tick(&item.text).filter(|_| self.reader > Reader::First) {
                    item.task = true;
                    item.text = words.to_owned();
                }
            }
            self.collect(Into::Nothing);
            self.in_strong = false;
        }
    }

    fn start_table(&mut self, range: Range<usize>) {
        self.close_item();
        if self.quotes == 0 {
            self.outline.tables.push(Table {
                under: None,
                heading: self.path.last().copied(),
                range,
                header: Vec::new(),
                rows: Vec::new(),
            });
        }
    }

    fn start_row(&mut self, range: Range<usize>) {
        if let (0, Some(table)) = (self.quotes, self.outline.tables.last_mut()) {
            table.rows.push((range, Vec::new()));
        }
    }

    fn end_cell(&mut self, range: Range<usize>) {
        let text = one_line(&self.words);
        self.collect(Into::Nothing);
        let (0, Some(table)) = (self.quotes, self.outline.tables.last_mut()) else { return };
        let line = table.rows.last().map_or(range.clone(), |(row, _)| row.clone());
        let cell = Cell { at: cell_start(self.source, &range, &line), text };
        match table.rows.last_mut() {
            Some((_, cells)) => cells.push(cell),
            None => table.header.push(cell),
        }
    }

    fn start_fence(&mut self, kind: CodeBlockKind<'_>, range: Range<usize>) {
        self.close_item();
        if self.quotes > 0 {
            return;
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.to_lowercase(),
            CodeBlockKind::Indented if self.reader > Reader::First => "indented".to_owned(),
            CodeBlockKind::Indented => return,
        };
        let signs = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',' | ':');
        let newer = self.reader > Reader::First;
        // `{.yaml .slipway}` and `yaml:slipway` say the same as `yaml slipway`.
        let info = if newer { info.trim_start_matches(['{', '.', ' ']).replace(" .", " ") } else { info };
        let mut words = info.split(signs);

        self.outline.fences.push(Fence {
            under: None,
            heading: self.path.last().copied(),
            at: range.start,
            range,
            language: words.next().unwrap_or_default().to_owned(),
            marked: words.any(|word| word == "slipway"),
            text: String::new(),
            pieces: Vec::new(),
        });
        self.into = Into::Fence;
    }
}

/// Where a cell's words begin; a cell that its row does not have stands at the row's end.
fn cell_start(source: &str, cell: &Range<usize>, row: &Range<usize>) -> usize {
    let words = source[cell.clone()].trim_start();
    if words.is_empty() {
        return cell.start.min(row.start + source[row.clone()].trim_end().len());
    }
    cell.end - words.len()
}
