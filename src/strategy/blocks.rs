//! Which YAML block is which: by its top-level keys, not by its place.

use super::document::Document;
use super::environment;
use super::names::Names;
use super::nearest::nearest;
use super::outline::Fence;
use super::problem::Report;
use super::secrets;
use super::section::Section;
use super::yaml::{self, Entry, Node, Value};
use crate::domain::reading::Reader;
use crate::domain::text::{Slug, choice_words};
use std::collections::BTreeMap;

/// The top-level keys that are read wherever they stand.
const FIXED: [&str; 6] = ["build", "test", "quality", "checklist", "alerts", "automation"];

/// A fenced YAML block and what it says.
pub struct Block<'a> {
    fence: &'a Fence,
    reader: Reader,
    content: Result<Node, (usize, String)>,
}

/// What a top-level key is about.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Fixed(&'static str),
    /// `automation` below the Recovery Plan: of its steps instead of the Deployment Steps.
    Recovery,
    /// `automation` below the Backup Strategy: jobs.
    Backup,
    Environment(Slug),
}

/// The blocks that are read, by topic.
pub struct Blocks(BTreeMap<Topic, Node>);

/// Reads every YAML block; those that turn out to be prose may be broken.
pub fn parse<'a>(document: &'a Document<'_>) -> Vec<Block<'a>> {
    let own =
        |fence: &&Fence| document.reader == Reader::First || fence.marked || owns(fence.under).is_some();
    let yaml = document.outline.fences.iter().filter(|f| matches!(f.language.as_str(), "yaml" | "yml"));
    let yaml = yaml.filter(own);
    yaml.map(|fence| Block { fence, reader: document.reader, content: yaml::parse(fence) }).collect()
}

/// The top-level keys that belong below a heading; none where no YAML is read there. Below Environment Configuration
/// they are the environments' names.
fn owns(under: Option<Section>) -> Option<&'static [&'static str]> {
    match under? {
        Section::PipelineStages => Some(&["build", "test", "quality"]),
        Section::Checklist => Some(&["checklist"]),
        Section::AlertConfiguration => Some(&["alerts"]),
        Section::DeploymentSteps | Section::RecoveryPlan | Section::BackupStrategy => Some(&["automation"]),
        Section::EnvironmentConfiguration => Some(&[]),
        _ => None,
    }
}

impl<'a> Block<'a> {
    /// The keys at the top, as far as they can be seen.
    pub fn keys(&self) -> Vec<&str> {
        match &self.content {
            Ok(Node { value: Value::Map(entries), .. }) => entries.iter().map(|e| e.key.as_str()).collect(),
            Ok(_) => Vec::new(),
            Err(_) => yaml::visible_keys(&self.fence.text).collect(),
        }
    }

    /// Whether it stands below a heading.
    pub fn is_under(&self, section: Section) -> bool {
        self.fence.under == Some(section)
    }

    fn topic(&self, key: &str, names: &Names) -> Option<Topic> {
        if key == "automation" && self.is_under(Section::RecoveryPlan) {
            return Some(Topic::Recovery);
        }
        if key == "automation" && self.is_under(Section::BackupStrategy) {
            return Some(Topic::Backup);
        }
        let here = |fixed: &&str| {
            self.reads_everything() || owns(self.fence.under).is_some_and(|own| own.contains(fixed))
        };
        let fixed = FIXED.into_iter().find(|fixed| *fixed == key).filter(here).map(Topic::Fixed);
        let configured = self.reads_everything() || self.is_under(Section::EnvironmentConfiguration);
        let environment = names.find(key).filter(|_| configured);
        let environment = environment.map(|named| Topic::Environment(named.slug.clone()));
        // A team may call an environment "test".
        if self.is_under(Section::EnvironmentConfiguration) {
            environment.or(fixed)
        } else {
            fixed.or(environment)
        }
    }

    /// Whether every key is read here: the first reader asks for no heading, and a marked fence needs none.
    fn reads_everything(&self) -> bool {
        self.reader == Reader::First || self.fence.marked
    }

    /// The key that a misspelt one stands for, at the heading where that one belongs.
    fn meant(&self, key: &str) -> Option<&'static str> {
        nearest(key, owns(self.fence.under)?)
    }

    /// Whether it is another program's: it has keys that are not read, and none that only a strategy has.
    fn is_foreign(&self, keys: &[&str], names: &Names) -> bool {
        let own = |key: &&str| !matches!(*key, "build" | "test") && self.topic(key, names).is_some();
        let others = keys.iter().any(|key| self.topic(key, names).is_none() && self.meant(key).is_none());
        !self.reads_everything() && others && !keys.iter().any(own)
    }
}

/// A block of another program below a heading where Slipway reads YAML.
fn ask(block: &Block, report: &mut Report) {
    let own = owns(block.fence.under).unwrap_or_default().join(", ");
    let first = block.fence.pieces.first().map_or(block.fence.range.start, |(_, place)| *place);
    report.ask(
        first..block.fence.range.end,
        format!("this YAML block is not read: below this heading Slipway reads {own}"),
    );
}

/// A key at the top of a block of environments that names none of them.
fn report_key(entry: &Entry, names: &Names, report: &mut Report) {
    let (key, first) = (&entry.key, names.0.last().map(|named| named.name.as_str()));
    let wraps = matches!(key.as_str(), "environments" | "environment" | "envs");
    match first {
        Some(name) if environment::is_key(key) => report.add(
            entry.at,
            format!("`{key}` stands at the top of the block: write it below the environment's name, such as `{name}:`"),
        ),
        Some(name) if wraps => report.add(
            entry.at,
            format!("`{key}` is not an environment: begin the block with the name of one, such as `{name}:`"),
        ),
        _ => names.report_unknown(entry.at, key, report),
    }
}

impl Blocks {
    /// Sorts the blocks by topic. Those without a known key are prose, except below Environment Configuration.
    pub fn sort(blocks: Vec<Block<'_>>, names: &Names, report: &mut Report) -> Self {
        let mut sorted = Self(BTreeMap::new());
        for block in blocks {
            let strict = block.is_under(Section::EnvironmentConfiguration);
            let keys = block.keys();
            let known = keys.iter().any(|key| block.topic(key, names).is_some());
            let misspelt = keys.iter().any(|key| block.meant(key).is_some());
            if !strict && block.is_foreign(&keys, names) {
                ask(&block, report);
            } else if strict || known || misspelt {
                sorted.take(block, names, report);
            }
        }
        sorted
    }

    fn take(&mut self, mut block: Block<'_>, names: &Names, report: &mut Report) {
        report.claim(block.fence.range.clone());
        match std::mem::replace(&mut block.content, Err((0, String::new()))) {
            Err((at, message)) => report.add(at, message),
            Ok(Node { value: Value::Map(entries), .. }) => {
                entries.into_iter().for_each(|entry| self.take_entry(&block, entry, names, report));
            }
            Ok(Node { value: Value::Nothing, .. }) => {}
            Ok(node) => {
                report.add(
                    node.at,
                    format!(
                        "a mapping of the environment's name to its rules is expected, not {}",
                        node.kind()
                    ),
                );
            }
        }
    }

    fn take_entry(&mut self, block: &Block<'_>, entry: Entry, names: &Names, report: &mut Report) {
        match block.topic(&entry.key, names) {
            None if block.is_under(Section::EnvironmentConfiguration) => report_key(&entry, names, report),
            None => {
                let own = owns(block.fence.under).filter(|_| !block.reads_everything()).unwrap_or(&FIXED);
                let meant = nearest(&entry.key, own).map(|key| format!("; did you mean {key:?}?"));
                let (meant, own) = (meant.unwrap_or_default(), choice_words(own));
                let message = format!("{:?} is not read here: {own} is expected{meant}", entry.key);
                report.add(entry.at, message);
            }
            Some(topic) if self.0.contains_key(&topic) => {
                report.add(entry.at, format!("{:?} has a block already: one is expected", entry.key));
            }
            Some(topic) => {
                secrets::check(&entry.node, report);
                self.0.insert(topic, entry.node);
            }
        }
    }

    /// The block of one of the fixed keys.
    pub fn fixed(&self, key: &'static str) -> Option<&Node> {
        self.0.get(&Topic::Fixed(key))
    }

    /// The block that automates the Recovery Plan.
    pub fn recovery(&self) -> Option<&Node> {
        self.0.get(&Topic::Recovery)
    }

    /// The block with the backup jobs.
    pub fn backup(&self) -> Option<&Node> {
        self.0.get(&Topic::Backup)
    }

    /// The block of an environment.
    pub fn environment(&self, slug: &Slug) -> Option<&Node> {
        self.0.get(&Topic::Environment(slug.clone()))
    }
}
