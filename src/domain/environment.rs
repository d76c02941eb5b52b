//! Environments: their order, which the first imported document gives and later ones append to, and their rules in a
//! few words.

use super::strategy::{EnvironmentRules, GateMode};
use super::text::{Slug, count_of, list_words};

/// The environments of a document's list that an installation does not have yet, in the order in which they are
/// appended to those it has.
///
/// # Errors
/// A sentence where the list contradicts the order that is there: two that stand the other way round, or a new one
/// before one that is there, which appending cannot give.
pub fn appended(existing: &[Slug], listed: &[Slug]) -> Result<Vec<Slug>, String> {
    let known: Vec<&Slug> = listed.iter().filter(|slug| existing.contains(slug)).collect();
    let in_order: Vec<&Slug> = existing.iter().filter(|slug| listed.contains(slug)).collect();
    if known != in_order {
        return Err(format!(
            "Environments: the document lists {}; the order here is {}.",
            list_words(&words(&known)),
            list_words(&words(&in_order))
        ));
    }
    let first_new = listed.iter().position(|slug| !existing.contains(slug)).unwrap_or(listed.len());
    if let Some(late) = listed[first_new..].iter().find(|slug| existing.contains(slug)) {
        return Err(format!(
            "Environments: {} is new and stands before {late}; a new environment comes after those that are there.",
            listed[first_new]
        ));
    }
    Ok(listed[first_new..].to_vec())
}

/// What holds in an environment, in a few words: `open`, `gates warn`, `gates enforced · 2 approvals`.
pub fn rule_words(rules: &EnvironmentRules) -> String {
    let asked = rules.approvals.required() as usize;
    let approvals = (asked > 0).then(|| count_of(asked, "approval"));
    let gates = match rules.gates {
        GateMode::Enforce => Some("gates enforced".to_owned()),
        GateMode::Warn => Some("gates warn".to_owned()),
        GateMode::Off => None,
    };
    let words: Vec<String> = gates.into_iter().chain(approvals).collect();
    if words.is_empty() { "open".to_owned() } else { words.join(" · ") }
}

/// What holds in an environment that several projects share; nothing where none of them names it.
pub fn shared_rule_words<'a>(rules: impl IntoIterator<Item = &'a EnvironmentRules>) -> Option<String> {
    let mut words = rules.into_iter().map(rule_words);
    let first = words.next()?;
    Some(if words.all(|other| other == first) { first } else { "rules differ".to_owned() })
}

/// Words for the environment that customers use, in several languages, with and without their accents.
const PRODUCTION: [&str; 21] = [
    "production",
    "prod",
    "prods",
    "prd",
    "live",
    "produktiv",
    "produzione",
    "produkcja",
    "produkce",
    "tuotanto",
    "canlı",
    "vivo",
    "прод",
    "продакшн",
    "продакшен",
    "echtbetrieb",
    "wirkbetrieb",
    "本番",
    "生产",
    "生產",
    "운영",
];

/// Beginnings of compounds that mean it: `Produktionsumgebung`, `生产环境`.
const BEGINNINGS: [&str; 17] = [
    "production",
    "produktion",
    "produktiv",
    "produccion",
    "producción",
    "productivo",
    "produção",
    "producao",
    "produtivo",
    "produzione",
    "productie",
    "продуктив",
    "промышлен",
    "本番",
    "生产",
    "生產",
    "운영",
];

/// Places that stand without a sign beside the word: `euprod`, `produs`.
const PLACES: [&str; 11] = ["eu", "us", "uk", "de", "fr", "ap", "apac", "emea", "na", "asia", "my"];

/// Words that turn the one after them into its opposite: `pre-prod`, `non-production`, `not-live`.
const NOT: [&str; 9] = ["pre", "non", "not", "no", "vor", "nicht", "pré", "準", "预"];

/// Whether an environment's name, or a word of it, means production: `prod`, `production-us-2`, `Live`, `本番`. Not
/// after *pre*, *non* or *not*: `pre-prod`, `preprod` and `nonprod` are ordinary environments.
pub fn is_production_like(name: &str) -> bool {
    let words = words_of(name);
    (0..words.len()).any(|at| is_production(&words[at]) && !(at > 0 && NOT.contains(&words[at - 1].as_str())))
}

fn is_production(word: &str) -> bool {
    let with_place = || {
        let rest = word.strip_prefix("prod").or_else(|| word.strip_suffix("prod"));
        rest.is_some_and(|rest| PLACES.contains(&rest))
    };
    PRODUCTION.contains(&word)
        || BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
        || with_place()
}

/// What holds for an environment where its block does not say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// Whether gates, an approval and a start by hand stand before a release: the environment is production-like, or
    /// listed after one that is.
    pub guarded: bool,
    /// The place in the list of the environment in which a release must have succeeded before: for a guarded one the
    /// nearest before it that is not production-like.
    pub requires: Option<usize>,
}

/// What guards each environment of a list by default, in the list's order. Without a production-like name the last one
/// counts as production.
pub fn guards<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Guard> {
    let mut like: Vec<bool> = names.into_iter().map(is_production_like).collect();
    if let (Some(last), false) = (like.len().checked_sub(1), like.contains(&true)) {
        like[last] = true;
    }
    let first = like.iter().position(|like| *like).unwrap_or_default();
    let guard = |own: usize| {
        let guarded = own >= first;
        Guard { guarded, requires: (0..own).rev().find(|before| !like[*before]).filter(|_| guarded) }
    };
    (0..like.len()).map(guard).collect()
}

/// The words of a name, in small letters: parted by what is no letter, and by a capital after a small letter.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small_before = false;
    for letter in name.chars() {
        if !letter.is_alphabetic() || (letter.is_uppercase() && small_before) {
            words.push(String::new());
        }
        if letter.is_alphabetic() {
            words.last_mut().expect("there is always one").extend(letter.to_lowercase());
        }
        small_before = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn words<'a>(slugs: &[&'a Slug]) -> Vec<&'a str> {
    slugs.iter().map(|slug| slug.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::strategy::{ApprovalRule, Start};
    use crate::domain::time::Span;

    fn rules(gates: GateMode, required: u32) -> EnvironmentRules {
        let approvals = ApprovalRule { required, from: vec![], expires: Span::hours(24) };
        EnvironmentRules {
            slug: Slug::parse("staging").unwrap(),
            name: "staging".to_owned(),
            targets: vec![],
            requires: vec![],
            gates,
            second_factor: false,
            drill_within: None,
            approvals: approvals.into(),
            start: Start::ByHand,
            url: None,
            freeze: None,
            infrastructure: vec![],
            configuration: vec![],
        }
    }

    #[test]
    fn rules_read_in_a_few_words() {
        for (gates, required, words) in [
            (GateMode::Off, 0, "open"),
            (GateMode::Off, 1, "1 approval"),
            (GateMode::Warn, 0, "gates warn"),
            (GateMode::Enforce, 2, "gates enforced · 2 approvals"),
        ] {
            assert_eq!(rule_words(&rules(gates, required)), words);
        }
        let (open, warn) = (rules(GateMode::Off, 0), rules(GateMode::Warn, 0));
        assert_eq!(shared_rule_words([]), None);
        assert_eq!(shared_rule_words([&warn, &warn]).as_deref(), Some("gates warn"));
        assert_eq!(shared_rule_words([&open, &warn]).as_deref(), Some("rules differ"));
    }

    #[test]
    fn production_is_told_by_a_word_of_the_name() {
        for name in [
            "production",
            "prod",
            "prd",
            "live",
            "PROD",
            "Production",
            "prod-eu",
            "production-us-2",
            "eu-prod",
            "prod1",
            "prod_2",
            "ProdEU",
            "eu.live",
            "live 2",
            "produktion",
            "producción",
            "produccion",
            "produção",
            "producao",
            "本番",
            "本番環境",
            "本番-2",
            "Produktionsumgebung",
            "Produktivsystem",
            "En vivo",
            "euprod",
            "prodeu",
            "生产环境",
            "Production environment",
            "prod-like",
        ] {
            assert!(is_production_like(name), "{name}");
        }
        for name in [
            "pre-prod",
            "preprod",
            "nonprod",
            "non-prod",
            "not-live",
            "pre production",
            "PreProd",
            "NonProduction",
            "preproduction",
            "Vorproduktion",
            "vor-produktion",
            "no-prod",
            "préproduction",
            "预生产",
            "reproduction",
            "prodtest",
            "staging",
            "delivery",
            "alive",
            "product",
            "products",
            "prodigy",
            "qa",
            "dr",
            "",
            "-",
            "2",
        ] {
            assert!(!is_production_like(name), "{name}");
        }
    }

    #[test]
    fn a_list_is_guarded_from_its_first_production_on() {
        for (list, guarded) in [
            ("development staging production", "production<staging"),
            ("development staging production dr", "production<staging dr<staging"),
            ("dev pre-prod prod-eu prod-us-2", "prod-eu<pre-prod prod-us-2<pre-prod"),
            ("one two three", "three<two"),
            ("production staging dev", "production< staging< dev<staging"),
            ("live", "live<"),
            ("nonprod uat", "uat<nonprod"),
            ("", ""),
        ] {
            let names: Vec<&str> = list.split_whitespace().collect();
            let guards = guards(names.iter().copied());
            let told = names.iter().zip(&guards).filter(|(_, guard)| guard.guarded);
            let told: Vec<String> = told
                .map(|(name, guard)| format!("{name}<{}", guard.requires.map_or("", |at| names[at])))
                .collect();
            assert_eq!(told.join(" "), guarded, "{list}");
        }
    }

    fn slugs(list: &str) -> Vec<Slug> {
        list.split_whitespace().map(|slug| Slug::parse(slug).unwrap()).collect()
    }

    #[test]
    fn the_first_document_gives_the_order_and_later_ones_append() {
        for (existing, listed, new) in [
            ("", "a b c", "a b c"),
            ("a b c", "a b c", ""),
            ("a b c", "a c", ""),
            ("a b c", "b d e", "d e"),
            ("a b c", "d", "d"),
        ] {
            assert_eq!(appended(&slugs(existing), &slugs(listed)), Ok(slugs(new)), "{listed}");
        }
    }

    #[test]
    fn a_contradiction_is_an_error_that_says_where() {
        for (existing, listed, said) in [
            ("a b c", "b a", "lists b and a; the order here is a and b"),
            ("a b c", "a d b", "d is new and stands before b"),
            ("a", "b a", "b is new and stands before a"),
        ] {
            let sentence = appended(&slugs(existing), &slugs(listed)).unwrap_err();
            assert!(sentence.contains(said), "{sentence}");
        }
    }
}
