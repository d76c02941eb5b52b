//! Tables for other programs.

use crate::web::csv::{line, one_line};

/// What a spreadsheet takes for the beginning of a formula.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A line of any cells is one record with these cells, whose text is changed by guards alone; in none of the ways in
/// which spreadsheets part a line does one begin with a formula.
///
/// A NUL parts the cells.
pub fn csv(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let cells: Vec<&str> = text.split('\0').collect();
    let written = line(&cells);
    let read = records(&written);
    assert_eq!(read.len(), 1, "{written:?}");
    assert_eq!(read[0].len(), cells.len(), "{written:?}");
    read[0].iter().zip(&cells).for_each(|(cell, text)| is_guarded(cell, text));
    let whole = written.strip_suffix("\r\n").expect("a line ends");
    for marks in [&[';'][..], &['\t'], &['\r'], &['\n'], &['\r', '\n'], &[';', '\t', '\r', '\n']] {
        whole.split(marks).for_each(is_calm);
    }
    read[0].iter().for_each(is_calm);
    stays_on_its_line(&text);
}

fn records(written: &str) -> Vec<csv::StringRecord> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(written.as_bytes());
    reader.records().map(|record| record.expect("a record")).collect()
}

/// The text, with nothing but apostrophes added to it.
fn is_guarded(cell: &str, text: &str) {
    let mut left = text.chars().peekable();
    for c in cell.chars() {
        if left.next_if_eq(&c).is_none() {
            assert_eq!(c, '\'', "{cell:?} is not {text:?}");
        }
    }
    assert_eq!(left.next(), None, "{cell:?} is not all of {text:?}");
}

fn is_calm(cell: &str) {
    let begin = cell.trim_start_matches(['"', ' ', '\u{a0}']);
    assert!(!begin.starts_with(SIGNS), "{cell:?} begins with a formula");
}

fn stays_on_its_line(text: &str) {
    let shown = one_line(text);
    assert!(!shown.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')), "{shown:?}");
    assert_eq!(one_line(&shown), shown);
}
