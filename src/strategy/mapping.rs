//! Mappings of which every key is known.

use super::nearest::did_you_mean;
use super::problem::Report;
use super::yaml::{Entry, Node, Value};
use crate::domain::text::list_words;

/// A mapping whose keys were checked.
pub struct Mapping<'a> {
    entries: Vec<&'a Entry>,
}

impl<'a> Mapping<'a> {
    /// Takes a node as a mapping of these keys; `what` names it in messages: `an environment`.
    ///
    /// Unknown and repeated keys are reported, and anything that is no mapping.
    pub fn of(node: &'a Node, what: &str, known: &[&str], report: &mut Report) -> Option<Self> {
        Self::among(node, what, known, &[], report)
    }

    /// The same, where nothing is said about the keys of `told`: what is wrong with them was reported already.
    pub fn among(
        node: &'a Node,
        what: &str,
        known: &[&str],
        told: &[&str],
        report: &mut Report,
    ) -> Option<Self> {
        let mut mapping = Self { entries: Vec::new() };
        for entry in entries(node, what, report)? {
            if known.contains(&entry.key.as_str()) {
                mapping.entries.push(entry);
            } else if !report.is_full() && !told.contains(&entry.key.as_str()) {
                report.add(
                    entry.at,
                    format!(
                        "{:?} is not a key of {what}: {} are expected{}",
                        entry.key,
                        list_words(known),
                        did_you_mean(&entry.key, known)
                    ),
                );
            }
        }
        Some(mapping)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.key == key).copied()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.node)
    }
}

/// The entries of a mapping with free keys. Repeated keys are reported, and anything that is no mapping.
pub fn entries<'a>(node: &'a Node, what: &str, report: &mut Report) -> Option<Vec<&'a Entry>> {
    let Value::Map(all) = &node.value else {
        report
            .add(node.at, format!("a mapping of keys to values is expected for {what}, not {}", node.kind()));
        return None;
    };
    let mut seen = std::collections::BTreeSet::new();
    let (kept, repeated): (Vec<&Entry>, Vec<&Entry>) = all.iter().partition(|entry| seen.insert(&entry.key));
    for entry in repeated {
        report.add(entry.at, format!("{:?} stands twice in {what}: once is expected", entry.key));
    }
    Some(kept)
}
