//! What changed between two texts, line by line.

use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// After this long the rest is shown as removed and added: a difference is for reading, not for merging.
const PATIENCE: Duration = Duration::from_millis(500);

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It stands in both texts.
    Kept,
    /// It stands in the new text only.
    Added,
    /// It stands in the old text only.
    Removed,
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceLine {
    /// What became of it.
    pub change: Change,
    /// Its number in the old text, from 1.
    pub old: Option<usize>,
    /// Its number in the new text, from 1.
    pub new: Option<usize>,
    /// The line without its LF. A CR before it is kept: to a shell it is a difference.
    pub text: String,
}

/// The lines of both texts in order. An old and a new line that differ stand one after the other, the old one first.
/// A last line without an end differs from one with it.
pub fn difference(old: &str, new: &str) -> Vec<DifferenceLine> {
    let difference = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let lines = difference.iter_all_changes().map(|line| DifferenceLine {
        change: match line.tag() {
            ChangeTag::Equal => Change::Kept,
            ChangeTag::Insert => Change::Added,
            ChangeTag::Delete => Change::Removed,
        },
        old: line.old_index().map(|index| index + 1),
        new: line.new_index().map(|index| index + 1),
        text: line.value().trim_end_matches('\n').to_owned(),
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_kept_added_and_removed() {
        let words: Vec<String> = difference("a\nb\nc\ne", "a\nx\nc\nd\ne\n")
            .into_iter()
            .map(|l| format!("{:?} {:?} {:?} {}", l.change, l.old, l.new, l.text))
            .collect();
        let expected = [
            "Kept Some(1) Some(1) a",
            "Removed Some(2) None b",
            "Added None Some(2) x",
            "Kept Some(3) Some(3) c",
            "Removed Some(4) None e",
            "Added None Some(4) d",
            "Added None Some(5) e",
        ];
        assert_eq!(words, expected);
    }

    proptest! {
        #[test]
        fn the_kept_and_removed_lines_are_the_old_text(old in "(a|b|\n){0,40}", new in "(a|b|\n){0,40}") {
            let lines = difference(&old, &new);
            let of = |left_out: Change| -> Vec<&str> {
                lines.iter().filter(|l| l.change != left_out).map(|l| l.text.as_str()).collect()
            };
            prop_assert_eq!(of(Change::Added), old.lines().collect::<Vec<_>>());
            prop_assert_eq!(of(Change::Removed), new.lines().collect::<Vec<_>>());
        }
    }
}
