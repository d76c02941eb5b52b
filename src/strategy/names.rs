//! The environments that a document names, in order, and where its text names them.

mod listed;

use super::document::Document;
use super::nearest::did_you_mean;
use super::outline::{Field, one_line};
use super::problem::Report;
use super::section::Section;
use super::synonyms::{environments as usual, steps};
use super::values::fits;
use crate::domain::environment::{Guard, guards};
use crate::domain::reading::Reader;
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

/// The environments in the document's order, and the reader that found them.
#[derive(Debug, Default)]
pub struct Names(pub Vec<Named>, pub Reader);

impl Names {
    /// Reads the Environments line. While it is missing or still a placeholder, the blocks' own keys stand for it,
    /// so that everything below can be checked all the same.
    pub fn read<'a>(document: &Document, keys: impl Iterator<Item = &'a str>, report: &mut Report) -> Self {
        let expected = "a list such as development, staging, production";
        let section = Section::StrategySummary;
        let nested =
            document.field(section, "Environments", &mut Report::default()).filter(|f| f.value.is_empty());
        let has_line = document.field(section, "Environments", &mut Report::default()).is_some();
        let elsewhere = document.elsewhere(section, "Environments").filter(|_| !has_line).map(|field| {
            report.claim(field.line.clone());
            separated(field, document.reader)
        });
        let listed =
            (!has_line && document.reader > Reader::First).then(|| listed::names(document)).flatten();
        let written = match nested.map(|field| nested_items(document, field)) {
            Some(items) if !items.is_empty() => Some(items),
            _ if elsewhere.is_some() => elsewhere,
            _ => listed.or_else(|| {
                let field = document.required(section, "Environments", expected, report);
                field.map(|field| separated(field, document.reader))
            }),
        };
        let mut names = Self(Vec::new(), document.reader);
        match written {
            Some(written) => {
                written.into_iter().take(5 * MOST).for_each(|(at, name)| names.add(at, name, report))
            }
            None => keys.take(MOST).for_each(|key| names.add(0, key.to_owned(), &mut Report::default())),
        }
        names
    }

    fn add(&mut self, at: usize, name: String, report: &mut Report) {
        if !fits(&name, LONGEST, at, report) {
            return;
        }
        if self.1 > Reader::First && usual::holds_several(&name) {
            let name = clip(&name, 60);
            report.add(at, format!("{name:?} seems to be several environments: separate them with commas"));
        }
        let Some(slug) = self.slug(&name) else {
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

    /// The short name that a name gives, by the reader's rules.
    fn slug(&self, name: &str) -> Option<Slug> {
        if self.1 == Reader::First { Slug::of_name_before(name) } else { Slug::of_name(name) }
    }

    /// The environment of a name or slug, ignoring case; `prod` finds `production` where the document has no `prod`.
    pub fn find(&self, name: &str) -> Option<&Named> {
        let slug = self.slug(name.trim())?;
        let same = |other: &str| self.0.iter().find(|named| named.slug.as_str() == other);
        let own = same(slug.as_str());
        own.or_else(|| {
            let mut found = usual::others(slug.as_str()).filter_map(same).filter(|_| self.1 > Reader::First);
            let first = found.next();
            first.filter(|_| found.next().is_none())
        })
    }

    /// Whether an environment is guarded by default: production-like, or listed after one that is.
    pub fn is_guarded(&self, named: &Named) -> bool {
        self.guard(named).is_some_and(|guard| guard.guarded)
    }

    fn guard(&self, named: &Named) -> Option<Guard> {
        let own = self.order(&named.slug)?;
        Some(guards(self.0.iter().map(|named| named.name.as_str()))[own])
    }

    /// What an environment requires by default: a guarded one the nearest before it that is not production-like.
    pub fn required_by(&self, named: &Named) -> Vec<Slug> {
        let own = self.order(&named.slug).unwrap_or_default();
        let before = &self.0[..own];
        let usual = self.guard(named).and_then(|guard| guard.requires);
        let mut requires: Vec<&Named> = usual.map(|at| &self.0[at]).into_iter().collect();
        // What the first reader asked of the last environment stays asked.
        let last = self.1 == Reader::First && self.0.last() == Some(named);
        requires.extend(before.last().filter(|before| last && !requires.contains(before)));
        requires.sort_by_key(|named| self.order(&named.slug));
        requires.into_iter().map(|named| named.slug.clone()).collect()
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
            let own = self.is_own(&phrase, named);
            while let Some(at) = whole_word(&text, &phrase) {
                let meant = own || !usual::is_also_a_word(&phrase) || after_preposition(&text[..at]);
                text.replace_range(at..at + phrase.len(), &".".repeat(phrase.len()));
                found.extend(meant.then_some((at, named)));
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

    /// The environment of a step that reads "Deploy to X", in these or other words.
    pub fn deployed_to(&self, text: &str) -> Option<&Named> {
        let text = one_line(text).to_lowercase();
        let place = match (self.1, steps::place(&text)) {
            (Reader::First, _) => text.strip_prefix("deploy to ")?,
            (Reader::Second, Some(at)) => &text[at..],
            (Reader::Second, None) => return self.deployed_around(&text),
        };
        self.phrases()
            .into_iter()
            .find(|(phrase, _)| whole_word(place, phrase) == Some(0))
            .map(|(_, named)| named)
    }

    /// The environment of a step that reads "Deploy X" or "X deployment".
    fn deployed_around(&self, text: &str) -> Option<&Named> {
        let phrases = self.phrases().into_iter();
        let mut placed =
            phrases.filter_map(|(phrase, named)| Some((whole_word(text, &phrase)?, phrase.len(), named)));
        placed.find(|(at, length, _)| steps::is_around(text, *at..at + length)).map(|(.., named)| named)
    }

    /// Every spelling of every name in lower case, longest first.
    fn phrases(&self) -> Vec<(String, &Named)> {
        let spellings = |named: &Named| [one_line(&named.name).to_lowercase(), named.slug.to_string()];
        let mut phrases: Vec<(String, &Named)> =
            self.0.iter().flat_map(|named| spellings(named).map(|phrase| (phrase, named))).collect();
        if self.1 > Reader::First {
            let others =
                self.0.iter().flat_map(|named| usual::others(named.slug.as_str()).map(move |o| (o, named)));
            let ours = others.filter(|(other, named)| self.find(other) == Some(*named));
            phrases.extend(ours.map(|(other, named)| (other.to_owned(), named)));
        }
        phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        phrases
    }

    /// Whether a spelling is the document's own.
    fn is_own(&self, phrase: &str, named: &Named) -> bool {
        phrase == named.slug.as_str() || phrase == one_line(&named.name).to_lowercase()
    }
}

/// Whether what stands before a word makes a place of it: `to dev`, `in the dev environment`.
fn after_preposition(before: &str) -> bool {
    const BEFORE: [&str; 13] =
        ["to", "in", "on", "for", "at", "from", "of", "into", "onto", "auf", "nach", "in", "en"];
    let mut words = before.split_whitespace().rev();
    let last = words.next().filter(|word| *word != "the").or_else(|| words.next());
    last.is_some_and(|word| BEFORE.contains(&word))
}

/// Where a phrase stands between other characters than letters, digits, `-` and `_`.
fn whole_word(text: &str, phrase: &str) -> Option<usize> {
    let inside = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let ends = |at: usize| !text[..at].ends_with(inside) && !text[at + phrase.len()..].starts_with(inside);
    text.match_indices(phrase).map(|(at, _)| at).find(|at| ends(*at))
}

/// The entries of a list in one line.
fn separated(field: &Field, reader: Reader) -> Vec<(usize, String)> {
    if reader > Reader::First {
        let entries = usual::entries(&field.value).into_iter();
        return entries.map(|(at, name)| (field.range.start + at, name)).collect();
    }
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
    let items =
        document.outline.items.iter().filter(|item| field.item.is_some() && item.parent == field.item);
    items.map(|item| (item.at, item.text.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Names {
        let named = |name: &&str| Named { slug: Slug::of_name(name).unwrap(), name: (*name).to_owned() };
        Names(names.iter().map(named).collect(), Reader::default())
    }

    #[test]
    fn environments_are_guarded_by_what_they_are() {
        let told = |list: &[&str]| {
            let names = names(list);
            let told = names.0.iter().filter(|named| names.is_guarded(named)).map(|named| {
                let requires: Vec<String> =
                    names.required_by(named).iter().map(ToString::to_string).collect();
                format!("{}<{}", named.slug, requires.join("+"))
            });
            told.collect::<Vec<_>>().join(" ")
        };
        for (list, guarded) in [
            (&["development", "staging", "production"][..], "production<staging"),
            (&["development", "staging", "production", "dr"], "production<staging dr<staging"),
            (&["dev", "pre-prod", "prod-eu", "prod-us-2"], "prod-eu<pre-prod prod-us-2<pre-prod"),
            (&["one", "two", "three"], "three<two"),
            (&["production", "staging"], "production< staging<"),
            (&["live"], "live<"),
            (&["nonprod", "uat"], "uat<nonprod"),
            (&[], ""),
        ] {
            assert_eq!(told(list), guarded, "{list:?}");
        }
    }

    #[test]
    fn short_and_long_names_are_one_where_only_one_is_there() {
        let one = names(&["dev", "staging", "production"]);
        let found = |names: &Names, name: &str| names.find(name).map(|named| named.slug.to_string());
        for (name, slug) in
            [("Prod", "production"), ("Development", "dev"), ("STAGE", "staging"), ("live", "production")]
        {
            assert_eq!(found(&one, name).as_deref(), Some(slug), "{name}");
        }
        assert_eq!(found(&one, "qa"), None);
        let both = names(&["prod", "production", "prd"]);
        assert_eq!(found(&both, "prod").as_deref(), Some("prod"));
        assert_eq!(found(&both, "live"), None, "it may be either");
        let named = |text: &str| one.named_in(text).iter().map(|n| n.slug.to_string()).collect::<Vec<_>>();
        assert_eq!(named("Smoke-test prod"), ["production"]);
        assert_eq!(named("Stage the artifacts, go live"), [""; 0]);
        assert_eq!(named("Check the logs on stage"), ["staging"]);
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
        assert_eq!(slug("Roll out to live").as_deref(), Some("production"));
        assert_eq!(slug("Release the build to Prod").as_deref(), Some("production"));
        assert_eq!(slug("Deploy to the database of staging"), None);
        assert_eq!(slug("Announce: deploy to staging"), None);
    }
}
