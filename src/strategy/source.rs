//! The document's bytes as text, and where a byte offset stands in it.

use super::problem::Problem;

/// The largest document that is read.
pub const MOST_BYTES: usize = 1024 * 1024;

/// The text of a document, without a byte order mark.
#[derive(Debug)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// The offset at which each line begins.
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    /// The text of these bytes. Refused with one problem: too large, not UTF-8, or with a NUL byte.
    pub fn of(bytes: &'a [u8]) -> Result<Self, Problem> {
        if bytes.len() > MOST_BYTES {
            let message = format!("the document has {} bytes: at most {MOST_BYTES} are read", bytes.len());
            return Err(Problem { line: 1, column: 1, message });
        }
        let bytes = &bytes[mark_length(bytes)..];
        let (text, wrong) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => (valid_part(bytes, error.valid_up_to()), Some(error.valid_up_to())),
        };
        let source = Self { text, lines: line_starts(text) };
        if let Some(at) = text.find('\0') {
            return Err(source.problem(at, "a NUL byte: a text document is expected".to_owned()));
        }
        match wrong {
            Some(at) => Err(source.problem(at, format!("byte {:#04x} is not UTF-8 text", bytes[at]))),
            None => Ok(source),
        }
    }

    /// A problem at a byte offset, which may be the end of the text.
    pub fn problem(&self, at: usize, message: String) -> Problem {
        let at = self.text.floor_char_boundary(at);
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self.lines[line - 1];
        Problem { line, column: self.text[start..at].chars().count() + 1, message }
    }

    /// Where the line of a byte offset ends.
    pub fn line_end(&self, at: usize) -> usize {
        self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |length| at + length)
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }
}

/// How many bytes a byte order mark takes at the beginning.
pub fn mark_length(bytes: &[u8]) -> usize {
    if bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 }
}

fn valid_part(bytes: &[u8], length: usize) -> &str {
    std::str::from_utf8(&bytes[..length]).unwrap_or_default()
}

/// Lines end with LF, CR LF, or a lone CR, as in Markdown and YAML.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = |at: usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain((0..bytes.len()).filter(|at| ends(*at)).map(|at| at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, at: usize) -> (usize, usize) {
        let problem = Source::of(text.as_bytes()).unwrap().problem(at, String::new());
        (problem.line, problem.column)
    }

    #[test]
    fn places_count_lines_and_characters() {
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("äb\r\ncd", 2), (1, 2));
        assert_eq!(place("äb\r\ncd", 6), (2, 2));
        assert_eq!(place("a\rb", 2), (2, 1));
        assert_eq!(place("a\n", 2), (2, 1));
        assert_eq!(place("\u{feff}ab", 1), (1, 2));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_place() {
        let refusal = |bytes: &[u8]| Source::of(bytes).unwrap_err().to_string();
        assert_eq!(refusal(b"ab\nc\0d"), "2:2: a NUL byte: a text document is expected");
        assert_eq!(refusal(b"ab\n\xc3\xa4\xff"), "2:2: byte 0xff is not UTF-8 text");
        let large = vec![b'x'; 10_000_000];
        assert_eq!(refusal(&large), "1:1: the document has 10000000 bytes: at most 1048576 are read");
    }
}
