//! Tables for other programs, as comma-separated values.

use axum::response::AppendHeaders;
use http::HeaderName;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

/// The headers of a file of this name.
pub fn headers(name: &str) -> AppendHeaders<[(HeaderName, String); 2]> {
    AppendHeaders([
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ])
}

/// A line of cells.
pub fn line<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    cells.into_iter().map(|text| cell(text.as_ref())).collect::<Vec<_>>().join(",") + "\r\n"
}

/// A cell in quotation marks. What a spreadsheet would take for a formula begins with an apostrophe, which keeps it
/// text. One that parts cells at semicolons, tabs or lines pays our quotation marks no heed, so that a formula may
/// begin behind each of those too.
pub fn cell(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len() + 2);
    let mut begins = true;
    for (at, c) in text.char_indices() {
        if begins && is_formula(&text[at..]) {
            guarded.push('\'');
        }
        begins = matches!(c, ';' | '\t' | '\r' | '\n');
        guarded.push(c);
    }
    format!("\"{}\"", guarded.replace('"', "\"\""))
}

/// Whether a spreadsheet may take this for a formula: it passes over spaces and quotation marks, and some read the wide
/// forms of the signs like the narrow ones.
fn is_formula(text: &str) -> bool {
    let begin = text.trim_start_matches(['"', ' ', '\u{a0}']);
    begin.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A text that stays on its line: what would begin another one, or is not shown, is written out.
pub fn one_line(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_text_in_a_spreadsheet() {
        for (text, written) in [
            ("plain", "\"plain\""),
            ("say \"go\", now", "\"say \"\"go\"\", now\""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
            ("@SUM(1+1)", "\"'@SUM(1+1)\""),
            ("-1+1", "\"'-1+1\""),
            ("+1", "\"'+1\""),
            ("\t=1", "\"'\t'=1\""),
            ("two\nlines", "\"two\nlines\""),
            ("a;=1", "\"a;'=1\""),
            ("a;b; \"=1\"", "\"a;b;' \"\"=1\"\"\""),
            ("a;\"\"=1", "\"a;'\"\"\"\"=1\""),
            ("a\n@x\r+1\t-1", "\"a\n'@x\r'+1\t'-1\""),
            (" =1", "\"' =1\""),
            ("＝1", "\"'＝1\""),
            ("a=1; b-2", "\"a=1; b-2\""),
            ("", "\"\""),
        ] {
            assert_eq!(cell(text), written);
        }
        assert_eq!(line(["a", "=b"]), "\"a\",\"'=b\"\r\n");
        assert_eq!(one_line("a\r\nb\u{1b}[1m\u{2028}é"), "a\\r\\nb\\u{1b}[1m\\u{2028}é");
    }
}
