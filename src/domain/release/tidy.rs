//! What a repository's history has in it that a release cannot keep as it is: cleaned or cut, each with a warning, so that
//! an odd commit keeps nobody from registering a release.

use super::{Change, LONGEST_FIELD_BYTES, MOST_CHANGES, NewRelease};
use serde::Serialize;

/// The author of a change that names none.
const NO_AUTHOR: &str = "unknown";
/// The first line of a commit that has none.
const NO_SUBJECT: &str = "(no subject)";

/// What was kept otherwise than it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Which field: `changes[3].subject`.
    pub field: String,
    /// The place in the list, from 0.
    pub index: usize,
    /// What was done, in a sentence.
    pub message: String,
}

/// What was kept of a text, and what was done to it where that is something else.
type Kept<T> = (T, Option<String>);

impl NewRelease {
    /// Returns the release as it is kept, with a warning for everything that differs from what was sent.
    pub fn tidied(mut self) -> (Self, Vec<Warning>) {
        let mut warnings = Vec::new();
        if self.changes.len() > MOST_CHANGES {
            let sent = self.changes.len();
            self.changes.truncate(MOST_CHANGES);
            let message = format!("Kept the first {MOST_CHANGES} of {sent} changes.");
            warnings.push(Warning { field: "changes".to_owned(), index: MOST_CHANGES, message });
        }
        for (index, change) in self.changes.iter_mut().enumerate() {
            change.tidy(index, &mut warnings);
        }
        (self, warnings)
    }
}

impl Change {
    fn tidy(&mut self, index: usize, warnings: &mut Vec<Warning>) {
        let mut note = |name: &str, message: Option<String>| {
            let field = format!("changes[{index}].{name}");
            warnings.extend(message.map(|message| Warning { field, index, message }));
        };
        let (subject, message) = required(&self.subject, NO_SUBJECT);
        self.subject = subject;
        note("subject", message);
        let (author, message) = required(&self.author, NO_AUTHOR);
        self.author = author;
        note("author", message);
        let (ticket, message) = optional(self.ticket.take());
        self.ticket = ticket;
        note("ticket", message);
        let (url, message) = optional(self.url.take());
        self.url = url;
        note("url", message);
    }
}

/// One line of a text that must be there; `instead` where nothing is.
fn required(text: &str, instead: &str) -> Kept<String> {
    let (line, message) = one_line(text);
    if line.is_empty() {
        (instead.to_owned(), Some(format!("It was empty. Kept as {instead:?}.")))
    } else {
        (line, message)
    }
}

/// One line of a text that may be absent; absent where nothing is.
fn optional(text: Option<String>) -> Kept<Option<String>> {
    let Some(text) = text else { return (None, None) };
    let (line, message) = one_line(&text);
    if line.is_empty() { (None, Some("It was empty. Left out.".to_owned())) } else { (Some(line), message) }
}

/// A text on one line, within its length. One that is so already is kept to the letter.
fn one_line(text: &str) -> Kept<String> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let mut message = None;
    let mut line = text.to_owned();
    if line.contains(breaks) {
        line = line
            .split(|c| breaks(c) || c == ' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        message = Some("Tabs, line breaks and other control characters became spaces.".to_owned());
    }
    if line.trim().is_empty() {
        return (String::new(), message);
    }
    if line.len() > LONGEST_FIELD_BYTES {
        let end = line.floor_char_boundary(LONGEST_FIELD_BYTES);
        line.truncate(end);
        message = Some(format!("Cut to {LONGEST_FIELD_BYTES} bytes; {} were sent.", text.len()));
    }
    (line, message)
}

#[cfg(test)]
mod tests {
    use super::super::tests::release;
    use super::*;
    use proptest::prelude::*;

    fn change(subject: &str, author: &str, ticket: Option<&str>, url: Option<&str>) -> Change {
        Change {
            sha: "4be1c0de".to_owned(),
            subject: subject.to_owned(),
            author: author.to_owned(),
            ticket: ticket.map(str::to_owned),
            url: url.map(str::to_owned),
        }
    }

    fn tidied(changes: Vec<Change>) -> (Vec<Change>, Vec<(String, usize)>) {
        let (release, warnings) = NewRelease { changes, ..release("1.0.0") }.tidied();
        release.check().unwrap();
        (release.changes, warnings.into_iter().map(|w| (w.field, w.index)).collect())
    }

    #[test]
    fn what_fits_is_kept_to_the_letter() {
        let good = vec![change("Round  prices", "Ana", Some("ST-1"), Some("https://example.org/1")); 2];
        assert_eq!(tidied(good.clone()), (good, vec![]));
    }

    #[test]
    fn what_does_not_fit_is_cleaned_and_told_by_its_index() {
        let long = "é".repeat(LONGEST_FIELD_BYTES);
        let good = change("Fine", "Ana", None, None);
        let (kept, told) = tidied(vec![
            good.clone(),
            change("Fix\tthe\r\ncart ", "", Some(""), Some(" ")),
            change("\u{2028}", "Bo\0", Some("\t"), None),
            change(&long, "Ana", None, None),
        ]);
        assert_eq!(kept[0], good);
        assert_eq!(kept[1], change("Fix the cart", NO_AUTHOR, None, None));
        assert_eq!(kept[2], change(NO_SUBJECT, "Bo", None, None));
        assert_eq!(kept[3].subject.len(), LONGEST_FIELD_BYTES);
        let told: Vec<(&str, usize)> = told.iter().map(|(field, index)| (field.as_str(), *index)).collect();
        assert_eq!(
            told,
            [
                ("changes[1].subject", 1),
                ("changes[1].author", 1),
                ("changes[1].ticket", 1),
                ("changes[1].url", 1),
                ("changes[2].subject", 2),
                ("changes[2].author", 2),
                ("changes[2].ticket", 2),
                ("changes[3].subject", 3),
            ]
        );
    }

    #[test]
    fn a_change_too_many_is_cut_and_told() {
        let (kept, told) = tidied(vec![change("Fine", "Ana", None, None); MOST_CHANGES + 1]);
        assert_eq!((kept.len(), told), (MOST_CHANGES, vec![("changes".to_owned(), MOST_CHANGES)]));
    }

    proptest! {
        #[test]
        fn what_was_tidied_once_stays_so(subject in ".{0,30}", author in ".{0,9}", ticket in prop::option::of(".{0,9}")) {
            let (once, _) = tidied(vec![change(&subject, &author, ticket.as_deref(), None)]);
            prop_assert_eq!(tidied(once.clone()), (once, vec![]));
        }
    }
}
