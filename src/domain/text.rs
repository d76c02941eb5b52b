//! Names that appear in addresses, and words for people.

use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A name in addresses: `[a-z0-9-]{1,40}`, made once and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The version of a release: `[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version(String);

impl Slug {
    /// A slug from text that already is one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if fits {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("{:?} is not a short name: 1 to 40 of a-z, 0-9 and - are expected", clip(text, 60)))
    }

    /// Returns the slug of a name that people gave: lower case, in Latin letters and digits, everything else as one dash.
    ///
    /// Letters of other scripts are spelled in Latin ones: `Äpfel` is `apfel`, `支払い` is `zhi-fu-i`. None where nothing
    /// is left, as for `***`, or for a script that has no such spelling.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in ComposingNormalizerBorrowed::new_nfc().normalize_iter(name.chars()) {
            push_spelled(c, &mut slug);
        }
        slug.truncate(40);
        Self::parse(slug.trim_end_matches('-')).ok()
    }

    /// The slug that a name was given before letters of other scripts were spelled: everything but `a-z` and digits is a
    /// dash, `Größe` is `gr-e`. Documents that came in then keep theirs.
    pub fn of_name_before(name: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in name.to_lowercase().chars() {
            match c {
                'a'..='z' | '0'..='9' => slug.push(c),
                _ if slug.ends_with('-') || slug.is_empty() => {}
                _ => slug.push('-'),
            }
        }
        slug.truncate(40);
        Self::parse(slug.trim_end_matches('-')).ok()
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Version {
    /// A version from text; the error says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut bytes = text.bytes();
        let fits = bytes.next().is_some_and(|b| b.is_ascii_alphanumeric())
            && text.len() <= 64
            && bytes.all(|b| b.is_ascii_alphanumeric() || b".+_-".contains(&b));
        if fits {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "{:?} is not a version: 1 to 64 letters, digits and . + _ - are expected, beginning with a letter or digit",
            clip(text, 80)
        ))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Adds what a sign of a name is in its slug. Marks that only change the letter before them add nothing.
fn push_spelled(c: char, slug: &mut String) {
    let spelled = if c.is_ascii() { None } else { deunicode::deunicode_char(c) };
    match spelled {
        Some("") => {}
        Some(spelled) if c.is_alphanumeric() => {
            spelled
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
                .for_each(|c| push_ascii(c, slug));
        }
        _ => push_ascii(c, slug),
    }
}

fn push_ascii(c: char, slug: &mut String) {
    if c.is_ascii_alphanumeric() {
        slug.push(c.to_ascii_lowercase());
    } else if !slug.is_empty() && !slug.ends_with('-') {
        slug.push('-');
    }
}

macro_rules! text_type {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::parse(text)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
text_type!(Slug);
text_type!(Version);

/// At most `length` characters of a text, with an ellipsis where something was left out.
pub fn clip(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let mut clipped: String = text.chars().take(length.saturating_sub(1)).collect();
    clipped.push('…');
    clipped
}

/// Whether a text is one line that shows as it is typed: no control characters, no line separators, nothing that turns the
/// direction of writing and nothing that does not show at all, so that no name reads as another.
pub fn is_one_line(text: &str) -> bool {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !text.chars().any(|c| c.is_control() || turns(c) || is_unseen(c)) && joins_are_seen(text)
}

/// Joiners shape emoji and the letters of some scripts; beside one of ours they do nothing but hide.
fn joins_are_seen(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    let is_join = |c: &char| matches!(c, '\u{200c}' | '\u{200d}');
    let seen =
        |at: Option<usize>| at.and_then(|at| signs.get(at)).is_some_and(|c| !c.is_ascii() && !is_join(c));
    signs.iter().enumerate().all(|(at, c)| !is_join(c) || (seen(at.checked_sub(1)) && seen(Some(at + 1))))
}

/// Signs that take no room, of those that Unicode lets every program leave out (`Default_Ignorable_Code_Point`).
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// `a`, `a and b`, `a, b and c`.
pub fn list_words<S: AsRef<str>>(words: &[S]) -> String {
    joined(words, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub fn choice_words<S: AsRef<str>>(words: &[S]) -> String {
    joined(words, "or")
}

fn joined<S: AsRef<str>>(words: &[S], last_by: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [init @ .., last] => {
            let init: Vec<&str> = init.iter().map(AsRef::as_ref).collect();
            format!("{} {last_by} {}", init.join(", "), last.as_ref())
        }
    }
}

/// `1 approval`, `2 approvals`: the count and its word.
pub fn count_of(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// `1 person`, `2 people`.
pub fn count_people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// The text with the characters that turn the direction of reading made visible, as in `[U+202E]`.
///
/// Such a character lets "2.8.0" read as another version than it is. Ordinary right-to-left text needs none of them.
pub fn show_direction(text: &str) -> Cow<'_, str> {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    let show = |c: char| if turns(c) { format!("[U+{:04X}]", u32::from(c)) } else { c.to_string() };
    Cow::Owned(text.chars().map(show).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_slugs() {
        assert_eq!(Slug::of_name("Payments API").unwrap().as_str(), "payments-api");
        assert_eq!(Slug::of_name("  Größe -- 2 ").unwrap().as_str(), "grosse-2");
        assert_eq!(Slug::of_name("***"), None);
    }

    #[test]
    fn names_in_other_scripts_become_slugs_of_their_own() {
        let slug = |name: &str| Slug::of_name(name).unwrap().to_string();
        for (name, expected) in [
            ("Äpfel", "apfel"),
            ("A\u{308}pfel", "apfel"),
            ("Öpfel", "opfel"),
            ("Straße", "strasse"),
            ("支払い", "zhi-fu-i"),
            ("支払い API", "zhi-fu-i-api"),
            ("本番", "ben-fan"),
            ("Продакшен", "prodakshen"),
            ("Παραγωγή", "paragoge"),
            ("İstanbul", "istanbul"),
            ("Storefront™ 🚀", "storefront"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
        let names =
            ["本番", "検証", "開発", "생산", "개발", "إنتاج", "تطوير", "ייצור", "פיתוח", "उत्पादन", "विकास"];
        let distinct: std::collections::BTreeSet<String> = names.iter().map(|name| slug(name)).collect();
        assert_eq!(distinct.len(), names.len(), "{distinct:?}");
    }

    #[test]
    fn versions_are_letters_digits_and_four_signs() {
        for good in ["1", "2.8.0", "v1.0.0-rc.1+build_7"] {
            assert!(Version::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-1", ".1", "1 0", "1/2", "é", &"1".repeat(65)] {
            assert!(Version::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn one_line_shows_as_it_is_typed() {
        for good in ["", "Ana María", "日本語", "👩\u{200d}🔧", "می\u{200c}خواهم"] {
            assert!(is_one_line(good), "{good:?}");
        }
        for bad in [
            "a\nb",
            "a\tb",
            "\u{202e}nimda",
            "a\u{2028}b",
            "\0",
            "a\u{200d}b",
            "日\u{200d}\u{200d}本",
            "日\u{200d}",
        ] {
            assert!(!is_one_line(bad), "{bad:?}");
        }
    }

    #[test]
    fn words_join_as_people_write() {
        assert_eq!(list_words(&["a"]), "a");
        assert_eq!(list_words(&["a", "b", "c"]), "a, b and c");
        assert_eq!(choice_words(&["a", "b", "c"]), "a, b or c");
        assert_eq!(count_of(2, "approval"), "2 approvals");
    }

    #[test]
    fn turns_of_direction_are_shown() {
        assert_eq!(show_direction("a\u{202e}b\u{2069}"), "a[U+202E]b[U+2069]");
        assert_eq!(show_direction("مرحبا 2.8.0"), "مرحبا 2.8.0");
    }

    proptest! {
        #[test]
        fn a_slug_of_ascii_is_its_letters_and_digits_and_one_dash_for_the_rest(name in "[ -~]{0,60}") {
            let words: Vec<String> = name
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_ascii_lowercase)
                .collect();
            let whole = words.join("-");
            let expected = whole[..whole.len().min(40)].trim_end_matches('-');
            prop_assert_eq!(Slug::of_name(&name).map(String::from).unwrap_or_default(), expected);
        }

        #[test]
        fn a_slug_of_any_name_is_a_slug(name in ".*") {
            if let Some(slug) = Slug::of_name(&name) {
                prop_assert!(Slug::parse(slug.as_str()).is_ok());
            }
        }
    }
}
