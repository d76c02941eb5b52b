//! The environments that a document names, in order, and where its text names them.

use super::document::Document;
use super::nearest::did_you_mean;
use super::outline::{Field, one_line};
use super::problem::Report;
use super::section::Section;
use super::values::fits;
use crate::domain::text::{Slug, choice_words, clip};

/// More environments than this are refused.
const MOST: usize = 50;
/// The longest name, in characters; a short name holds it whole.
const LONGEST: usize = 40;

/// An environment's name as the document writes it, and its slug.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The slug.
    pub slug: Slug,
    /// The name.
    pub name: String,
}

/// The environments in the document's order.
#[derive(Debug, Default)]
pub struct Names(pub Vec<Named>);

impl Names {
    /// Reads the Environments line. While it is missing or still a placeholder, the blocks' own keys stand for it,
    /// so that everything below can be checked all the same.
    pub fn read<'a>(document: &Document, keys: impl Iterator<Item = &'a str>, report: &mut Report) -> Self {
        let expected = "a list such as development, staging, production";
        let section = Section::StrategySummary;
        let nested =
            document.field(section, "Environments", &mut Report::default()).filter(|f| f.value.is_empty());
        let written = match nested.map(|field| nested_items(document, field)) {
            Some(items) if !items.is_empty() => Some(items),
            _ => document.required(section, "Environments", expected, report).map(comma_separated),
        };
        let mut names = Self::default();
        match written {
            Some(written) => written.into_iter().for_each(|(at, name)| names.add(at, name, report)),
            None => keys.take(MOST).for_each(|key| names.add(0, key.to_owned(), &mut Report::default())),
        }
        names
    }

    fn add(&mut self, at: usize, name: String, report: &mut Report) {
        if !fits(&name, LONGEST, at, report) {
            return;
        }
        let Some(slug) = Slug::of_name(&name) else {
            let name = clip(&name, 60);
            report.add(at, format!("{name:?} gives no short name: a letter a-z or a digit is expected"));
            return;
        };
        if let Some(same) = self.0.iter().find(|named| named.slug == slug) {
            report.add(
                at,
                format!("{name:?} stands twice in the list: {:?} has the same short name", same.name),
            );
        } else if self.0.len() == MOST {
            report.add(at, format!("{name:?} is one too many: at most {MOST} environments are expected"));
        } else {
            self.0.push(Named { slug, name });
        }
    }

    /// The environment of a name or slug, ignoring case.
    pub fn find(&self, name: &str) -> Option<&Named> {
        let slug = Slug::of_name(name)?;
        self.0.iter().find(|named| named.slug == slug)
    }

    /// The place of an environment in the order.
    pub fn order(&self, slug: &Slug) -> Option<usize> {
        self.0.iter().position(|named| &named.slug == slug)
    }

    /// Reports a name that is not in the list. Without a list nothing is said: that it is missing was said already.
    pub fn report_unknown(&self, at: usize, name: &str, report: &mut Report) {
        if self.0.is_empty() || report.is_full() {
            return;
        }
        let names: Vec<&str> = self.0.iter().map(|named| named.name.as_str()).collect();
        let (meant, expected) = (did_you_mean(name, &names), choice_words(&names));
        let name = clip(name, 60);
        report.add(
            at,
            format!("{name:?} is not an environment of this document: {expected} is expected{meant}"),
        );
    }

    /// The environments that a text names as whole words, ignoring case, in the text's order.
    ///
    /// The longest name wins: "production eu" does not name "production".
    pub fn named_in(&self, text: &str) -> Vec<&Named> {
        let mut text = text.to_lowercase();
        let mut found: Vec<(usize, &Named)> = Vec::new();
        for (phrase, named) in self.phrases() {
            while let Some(at) = whole_word(&text, &phrase) {
                text.replace_range(at..at + phrase.len(), &".".repeat(phrase.len()));
                found.push((at, named));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        let mut once: Vec<&Named> = Vec::new();
        for (_, named) in found {
            if !once.contains(&named) {
                once.push(named);
            }
        }
        once
    }

    /// The environment of a step that reads "Deploy to X".
    pub fn deployed_to(&self, text: &str) -> Option<&Named> {
        let text = one_line(text).to_lowercase();
        let place = text.strip_prefix("deploy to ")?;
        self.phrases()
            .into_iter()
            .find(|(phrase, _)| whole_word(place, phrase) == Some(0))
            .map(|(_, named)| named)
    }

    /// Every spelling of every name in lower case, longest first.
    fn phrases(&self) -> Vec<(String, &Named)> {
        let spellings = |named: &Named| [one_line(&named.name).to_lowercase(), named.slug.to_string()];
        let mut phrases: Vec<(String, &Named)> =
            self.0.iter().flat_map(|named| spellings(named).map(|phrase| (phrase, named))).collect();
        phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        phrases
    }
}

/// Where a phrase stands between other characters than letters, digits, `-` and `_`.
fn whole_word(text: &str, phrase: &str) -> Option<usize> {
    let inside = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let ends = |at: usize| !text[..at].ends_with(inside) && !text[at + phrase.len()..].starts_with(inside);
    text.match_indices(phrase).map(|(at, _)| at).find(|at| ends(*at))
}

fn comma_separated(field: &Field) -> Vec<(usize, String)> {
    let mut at = field.range.start;
    let mut names = Vec::new();
    for part in field.value.split(',') {
        let lead = part.len() - part.trim_start().len();
        names.push((at + lead, part.trim().trim_matches('`').to_owned()));
        at += part.len() + 1;
    }
    names
}

fn nested_items(document: &Document, field: &Field) -> Vec<(usize, String)> {
    let items = document.outline.items.iter().filter(|item| item.parent == Some(field.item));
    items.map(|item| (item.at, item.text.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Names {
        let named = |name: &&str| Named { slug: Slug::of_name(name).unwrap(), name: (*name).to_owned() };
        Names(names.iter().map(named).collect())
    }

    #[test]
    fn a_text_names_environments_by_whole_words() {
        let names = names(&["staging", "Production", "Production EU", "pre-production"]);
        let named = |text: &str| names.named_in(text).iter().map(|n| n.slug.to_string()).collect::<Vec<_>>();
        assert_eq!(named("Deploy to STAGING"), ["staging"]);
        assert_eq!(named("Promote staging to production."), ["staging", "production"]);
        assert_eq!(named("Check production eu"), ["production-eu"]);
        assert_eq!(named("Check pre-production"), ["pre-production"]);
        assert_eq!(named("Check production, then production's logs"), ["production"]);
        assert_eq!(named("Reproductions, post-production, destaging"), [""; 0]);
    }

    #[test]
    fn a_step_deploys_by_its_words() {
        let names = names(&["staging", "production"]);
        let slug = |text: &str| names.deployed_to(text).map(|n| n.slug.to_string());
        assert_eq!(slug("deploy  TO Production").as_deref(), Some("production"));
        assert_eq!(slug("Deploy to staging cluster").as_deref(), Some("staging"));
        assert_eq!(slug("Deploy to the database of staging"), None);
        assert_eq!(slug("Announce: deploy to staging"), None);
    }
}
