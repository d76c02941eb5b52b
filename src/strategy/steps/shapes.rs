//! The shapes of the Deployment Steps: lists of phases, lists below phase headings, flat lists, tables, and headings
//! that are steps themselves.

use super::lines::{Line, phase_of};
use crate::strategy::document::Document;
use crate::strategy::outline::{Item, Paragraph, Table, Title, one_line};
use crate::strategy::problem::Report;
use crate::strategy::section::Section;
use crate::strategy::synonyms::{columns, headings::bare, phases, steps};
use std::ops::Range;

/// The phase of steps that stand in none.
const EXECUTION: &str = "Execution";
const OWN: Option<Section> = Some(Section::DeploymentSteps);

/// What may hold steps, in the document's order.
enum Piece<'a> {
    Heading(usize, &'a Title),
    Item(usize, &'a Item),
    Table(&'a Table),
    Paragraph(&'a Paragraph),
}

impl Piece<'_> {
    fn at(&self) -> usize {
        match self {
            Self::Heading(_, title) => title.at,
            Self::Item(_, item) => item.range.start,
            Self::Table(table) => table.range.start,
            Self::Paragraph(paragraph) => paragraph.range.start,
        }
    }
}

/// The lines of every shape.
pub fn lines(document: &Document, report: &mut Report) -> Vec<Line> {
    let pieces = pieces(document);
    let mut walk = Walk { document, report, lines: Vec::new(), phase: None, prose: Vec::new() };
    let mut at = 0;
    while at < pieces.len() {
        at += walk.step(&pieces[at..]);
    }
    walk.finish()
}

fn pieces<'a>(document: &'a Document) -> Vec<Piece<'a>> {
    let outline = &document.outline;
    let below = |index: usize| outline.above(Some(index)).find_map(|title| title.section) == OWN;
    let headings = outline.headings.iter().enumerate().filter(|(index, _)| below(*index));
    let items = outline.items_of(Section::DeploymentSteps).filter(|(_, item)| item.depth == 0);
    let items: Vec<(usize, &Item)> = items.collect();
    let inside = |at: usize| {
        let after = items.partition_point(|(_, item)| item.range.start <= at);
        after > 0 && items[after - 1].1.range.contains(&at)
    };
    let tables = outline.tables.iter().filter(|table| table.under == OWN && !inside(table.range.start));
    let paragraphs = outline.paragraphs.iter();
    let paragraphs = paragraphs.filter(|one| one.under == OWN && !inside(one.range.start));
    let mut pieces: Vec<Piece> = headings.map(|(index, title)| Piece::Heading(index, title)).collect();
    pieces.extend(items.iter().map(|(index, item)| Piece::Item(*index, item)));
    pieces.extend(tables.map(Piece::Table));
    pieces.extend(paragraphs.map(Piece::Paragraph));
    pieces.sort_by_key(Piece::at);
    pieces
}

struct Walk<'a, 'r> {
    document: &'a Document<'a>,
    report: &'r mut Report,
    lines: Vec<Line>,
    /// The phase that a heading or a paragraph opened.
    phase: Option<String>,
    /// Passages that hold no step, asked about where nothing else does.
    prose: Vec<Range<usize>>,
}

impl<'a> Walk<'a, '_> {
    /// Reads what comes next, and returns how many pieces that took.
    fn step(&mut self, pieces: &[Piece<'a>]) -> usize {
        match &pieces[0] {
            Piece::Heading(index, title) => self.heading(*index, title, &pieces[1..]),
            Piece::Table(table) => self.table(table),
            Piece::Paragraph(paragraph) => self.paragraph(paragraph, pieces.get(1)),
            Piece::Item(..) => {
                let items = pieces.iter().map_while(|piece| match piece {
                    Piece::Item(index, item) => Some((*index, *item)),
                    _ => None,
                });
                let list: Vec<(usize, &Item)> = items.collect();
                self.list(&list);
                return list.len();
            }
        }
        1
    }

    /// A heading opens a phase where lists or tables stand below it; a numbered one without them is a step.
    fn heading(&mut self, index: usize, title: &Title, rest: &[Piece<'a>]) {
        if title.section == OWN {
            self.phase = None;
            return;
        }
        let own: Vec<&Piece> = rest.iter().take_while(|piece| !matches!(piece, Piece::Heading(..))).collect();
        let name = phases::bare(&title.words);
        let holds = own.iter().any(|piece| matches!(piece, Piece::Item(..) | Piece::Table(_)));
        let encloses =
            matches!(rest.get(own.len()), Some(Piece::Heading(_, next)) if next.parent == Some(index));
        if holds || encloses || phases::is_phase(&title.words) {
            self.phase = Some(name);
        } else if phases::is_numbered(&title.words) || steps::place(&name.to_lowercase()).is_some() {
            let phase = self.phase_above(index);
            let end = own.last().map_or(title.at, |last| last.at() + 1);
            let details = self.words_of(title.at..end);
            self.report.claim(title.at..end);
            self.lines.push(Line { phase, text: name, at: title.at, details });
        } else {
            self.phase = Some(name);
            self.prose.push(title.at..self.document.source.line_end(title.at));
        }
    }

    /// The phase of the heading around one, as far as it is below the part's own.
    fn phase_above(&self, index: usize) -> String {
        let headings = &self.document.outline.headings;
        let above = headings[index].parent.map(|parent| &headings[parent]);
        above
            .filter(|title| title.section.is_none())
            .map_or_else(|| EXECUTION.to_owned(), |title| phases::bare(&title.words))
    }

    /// `**Phase 2: Execution**` or `Execution:` right above a list opens a phase. Other paragraphs are prose.
    fn paragraph(&mut self, paragraph: &Paragraph, next: Option<&Piece<'a>>) {
        let text = one_line(&self.document.source.text[paragraph.range.clone()]);
        let name = text.trim_matches(|c: char| matches!(c, '*' | '_' | ':') || c.is_whitespace());
        let bold = text.trim_end_matches(':').starts_with("**") && text.trim_end_matches(':').ends_with("**");
        let opens = matches!(next, Some(Piece::Item(..) | Piece::Table(_))) && name.chars().count() <= 60;
        if opens && (bold && !name.contains("**") || text.ends_with(':') && phases::is_phase(name)) {
            self.phase = Some(phases::bare(name));
            return;
        }
        for (at, line) in self.document.lines(paragraph.range.clone()) {
            if phases::is_numbered(line.trim()) {
                let message = format!("this line is not read as a step: begin it with {:?} in a list", "1. ");
                self.report.ask(at..at + line.len(), message);
            }
        }
        self.prose.push(paragraph.range.clone());
    }

    /// The rows of a table with a column of steps.
    fn table(&mut self, table: &Table) {
        let Some(column) = columns::what(table).filter(|_| columns::says_what(table)) else { return };
        self.report.claim(table.range.clone());
        let phase = self.phase.clone().unwrap_or_else(|| EXECUTION.to_owned());
        let named = table.header.iter().position(|cell| bare(&cell.text).eq_ignore_ascii_case("phase"));
        for (_, cells) in table.rows.iter().filter(|(_, cells)| !cells[column].text.is_empty()) {
            let own = named.and_then(|named| cells.get(named)).filter(|cell| !cell.text.is_empty());
            let phase = own.map_or_else(|| phase.clone(), |cell| phases::bare(&cell.text));
            let others = cells.iter().enumerate().filter(|(index, cell)| {
                *index != column && Some(*index) != named && cell.text.chars().any(char::is_alphabetic)
            });
            let details = others.map(|(index, cell)| format!("{}: {}", table.header[index].text, cell.text));
            let (at, text) = (cells[column].at, cells[column].text.clone());
            self.lines.push(Line { phase, text, at, details: details.collect() });
        }
    }

    fn list(&mut self, list: &[(usize, &'a Item)]) {
        let phases_inside = self.phase.is_none() && self.is_list_of_phases(list);
        for (index, item) in list {
            self.report.claim(item.range.clone());
            if phases_inside {
                self.phase_item(*index, item);
            } else {
                let phase = self.phase.clone().unwrap_or_else(|| EXECUTION.to_owned());
                let line = self.line(*index, phase);
                self.lines.push(line);
            }
        }
    }

    /// Whether the outermost items are phases with their steps below: bold or named like phases, or each with a list.
    fn is_list_of_phases(&self, list: &[(usize, &Item)]) -> bool {
        let has_list = |index: usize| self.document.outline.children(index).next().is_some();
        let is_phase = |item: &Item| phases::is_phase(&phase_of(item));
        let deploys = |item: &Item| steps::place(&item.text.to_lowercase()).is_some() && !is_phase(item);
        let all =
            list.iter().all(|(index, _)| has_list(*index)) && !list.iter().any(|(_, item)| deploys(item));
        let headed =
            |(index, item): &(usize, &Item)| has_list(*index) && (item.strong.is_some() || is_phase(item));
        all || list.iter().any(headed) && !list.iter().any(|(_, item)| deploys(item))
            || list.iter().all(|(_, item)| is_phase(item))
    }

    /// The steps below a phase. An item without steps is a step itself unless it is named like a phase.
    fn phase_item(&mut self, index: usize, item: &Item) {
        let name = phase_of(item);
        let children: Vec<usize> = self.document.outline.children(index).map(|(child, _)| child).collect();
        for child in &children {
            let line = self.line(*child, name.clone());
            self.lines.push(line);
        }
        if !children.is_empty() {
            return;
        }
        if !phases::is_phase(&name) {
            let line = self.line(index, EXECUTION.to_owned());
            return self.lines.push(line);
        }
        for paragraph in self.document.outline.paragraphs_in(item.range.clone()) {
            self.report.ask(
                paragraph.range.clone(),
                "this paragraph is not read: write each step as a bullet below the phase",
            );
        }
    }

    /// An item as a step of a phase, with everything that stands below it.
    fn line(&self, index: usize, phase: String) -> Line {
        let outline = &self.document.outline;
        let item = &outline.items[index];
        let nested = outline.items.iter().skip(index + 1).take_while(|one| item.range.contains(&one.at));
        let mut details: Vec<String> = nested.map(|one| one.text.clone()).collect();
        details.extend(self.words_of(item.range.clone()));
        Line { phase, text: item.text.clone(), at: item.at, details }
    }

    fn words_of(&self, range: Range<usize>) -> Vec<String> {
        let paragraphs = self.document.outline.paragraphs_in(range).iter();
        paragraphs.map(|one| one_line(&self.document.source.text[one.range.clone()])).collect()
    }

    /// Where no step was found, everything that may hold one is asked about.
    fn finish(self) -> Vec<Line> {
        let asked = self.report.claims();
        if self.lines.is_empty() {
            let left = self.prose.into_iter().filter(|range| !asked.covers(range.start));
            let message =
                "no step is read here: write the steps as a numbered list, such as `1. Deploy to production`";
            left.for_each(|range| self.report.ask(range, message));
        }
        self.lines
    }
}
