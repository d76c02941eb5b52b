//! The headings of a document, for who looks for a part of it.

use super::outline;
use crate::domain::reading::Reader;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Where its line begins, in bytes.
    pub at: usize,
    /// Its words without markup.
    pub words: String,
}

/// Every heading of a document, in its order.
pub fn headings(text: &str) -> Vec<Heading> {
    let titles = outline::scan(text, Reader::default()).headings.into_iter();
    titles.map(|title| Heading { at: title.at, words: title.words }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_in_a_block_is_no_heading() {
        let text = "# One *strong*\n\n```yaml\n# no\n```\n\n## Two\n";
        let found = headings(text);
        let words: Vec<&str> = found.iter().map(|heading| heading.words.as_str()).collect();
        assert_eq!(words, ["One strong", "Two"]);
        assert!(found.iter().all(|heading| text[heading.at..].starts_with('#')));
    }
}
