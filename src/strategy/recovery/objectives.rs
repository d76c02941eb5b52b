//! The objectives of a Recovery Plan, as lines such as `- **Recovery Time Objective**: 1h` or `RTO: 4 hours`.

use crate::domain::time::Span;
use crate::strategy::document::Document;
use crate::strategy::problem::Report;
use crate::strategy::section::Section;
use std::ops::Range;

/// How long a recovery may take, and how much may be lost.
#[derive(Debug, Default)]
pub struct Objectives {
    /// Recovery Time Objective.
    pub time: Option<Span>,
    /// Recovery Point Objective.
    pub point: Option<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Objective {
    Time,
    Point,
}

impl Objective {
    fn title(self) -> &'static str {
        match self {
            Self::Time => "Recovery Time Objective",
            Self::Point => "Recovery Point Objective",
        }
    }

    /// The objective of a line's key: `RTO`, `Recovery Time Objective (RTO)`, `Target RPO`.
    fn of(key: &str) -> Option<Self> {
        let lower = key.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.filter(|word| !matches!(*word, "target" | "the")).collect();
        match words.as_slice() {
            ["rto"] | ["recovery", "time", "objective"] => Some(Self::Time),
            ["rto", rest @ ..] | [rest @ .., "rto"] if rest == ["recovery", "time", "objective"] => {
                Some(Self::Time)
            }
            ["rpo"] | ["recovery", "point", "objective"] => Some(Self::Point),
            ["rpo", rest @ ..] | [rest @ .., "rpo"] if rest == ["recovery", "point", "objective"] => {
                Some(Self::Point)
            }
            _ => None,
        }
    }
}

/// Reads the objectives below Recovery Plan. One that is given twice must be the same.
pub fn read(document: &Document, report: &mut Report) -> Objectives {
    let mut found: [Option<(usize, Span)>; 2] = [None, None];
    for (objective, range) in stated(document) {
        let at = range.start;
        let line = document.source.text[..at].rfind('\n').map_or(0, |end| end + 1);
        report.claim(line..range.end.max(at + 1));
        let title = objective.title();
        let span = match at_most(&document.source.text[range]) {
            "" => Err("a length of time is expected, such as 4h".to_owned()),
            value => Span::parse(value),
        };
        let slot = &mut found[usize::from(objective == Objective::Point)];
        match (span, &slot) {
            (Err(message), _) => report.add(at, format!("**{title}**: {message}")),
            (Ok(span), Some((first, known))) if span != *known => {
                let line = document.source.line(*first);
                report.add(
                    at,
                    format!("**{title}** is {known} in line {line} and {span} here: one value is expected"),
                );
            }
            (Ok(span), None) => *slot = Some((at, span)),
            (Ok(_), Some(_)) => {}
        }
    }
    let [time, point] = found.map(|found| found.map(|(_, span)| span));
    Objectives { time, point }
}

/// Whether a line states an objective.
pub fn is_objective(line: &str) -> bool {
    key_and_value(line).is_some()
}

/// The objectives that lines or a table below Recovery Plan state, by place.
fn stated(document: &Document) -> Vec<(Objective, Range<usize>)> {
    let mut stated = lines(document);
    let line = |at: usize| document.source.line(at);
    let told: std::collections::BTreeSet<usize> = stated.iter().map(|(_, range)| line(range.start)).collect();
    for field in document.fields.iter().filter(|field| field.under == Some(Section::RecoveryPlan)) {
        let known = told.contains(&line(field.range.start));
        if let Some(objective) = Objective::of(&field.key).filter(|_| !known) {
            stated.push((objective, field.range.clone()));
        }
    }
    stated.sort_by_key(|(_, range)| range.start);
    stated
}

/// The lines that state an objective, each with the range of its value. Fenced blocks, tables and comments are left out.
fn lines(document: &Document) -> Vec<(Objective, Range<usize>)> {
    let text = document.source.text;
    let mut found = Vec::new();
    let (mut fence, mut comment) = (None, false);
    for (at, line) in section(document) {
        let words = line.trim_start();
        let begins_comment = words.starts_with("<!--");
        let mark = ["```", "~~~"].into_iter().find(|mark| words.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        if fence.is_none() && !comment && !begins_comment && !words.starts_with(['|', '>']) {
            found.extend(key_and_value(line).map(|(objective, value)| {
                let range = at + value.start..at + value.end;
                debug_assert!(text.get(range.clone()).is_some());
                (objective, range)
            }));
        }
        comment = (comment || begins_comment) && !line.contains("-->");
    }
    found
}

/// The lines below the Recovery Plan's headings, each with its offset.
fn section<'a>(document: &Document<'a>) -> Vec<(usize, &'a str)> {
    let lines = |(mut at, text): (usize, &'a str)| {
        text.split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end())
        })
    };
    document.texts_of(Some(Section::RecoveryPlan)).flat_map(lines).collect()
}

/// The objective that a line states, and where in the line its value stands.
fn key_and_value(line: &str) -> Option<(Objective, Range<usize>)> {
    let (key, value) = line.split_once([':', '=', '–', '—']).or_else(|| line.split_once(" - "))?;
    let key = key.trim_start().trim_start_matches(|c: char| {
        matches!(c, '-' | '*' | '+' | '.' | ')' | '_' | ' ') || c.is_ascii_digit()
    });
    let objective = Objective::of(key)?;
    let mark = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`');
    let start = line.len() - value.trim_start_matches(mark).len();
    let end = line[..].trim_end_matches(|c: char| mark(c) || c == '.').len();
    Some((objective, start.min(line.len())..end.max(start)))
}

/// Without the words that an upper bound begins with: `< 4h`, `at most 4 hours`.
fn at_most(value: &str) -> &str {
    let value = value.trim();
    let (found, rest) = crate::strategy::number::comparison(value);
    match found {
        Some(found) if found.limit == crate::strategy::number::Limit::AtMost => rest,
        _ => value.strip_prefix("within ").unwrap_or(value).trim(),
    }
}
