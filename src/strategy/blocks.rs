//! Which YAML block is which: by its top-level keys, not by its place.

use super::document::Document;
use super::names::Names;
use super::nearest::nearest;
use super::outline::Fence;
use super::problem::Report;
use super::section::Section;
use super::yaml::{self, Entry, Node, Value};
use crate::domain::text::Slug;
use std::collections::BTreeMap;

/// The top-level keys that are read wherever they stand.
const FIXED: [&str; 6] = ["build", "test", "quality", "checklist", "alerts", "automation"];

/// A fenced YAML block and what it says.
pub struct Block<'a> {
    fence: &'a Fence,
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
    let yaml = document.outline.fences.iter().filter(|f| matches!(f.language.as_str(), "yaml" | "yml"));
    yaml.map(|fence| Block { fence, content: yaml::parse(fence) }).collect()
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
        let fixed = FIXED.into_iter().find(|fixed| *fixed == key).map(Topic::Fixed);
        let environment = names.find(key).map(|named| Topic::Environment(named.slug.clone()));
        // A team may call an environment "test".
        if self.is_under(Section::EnvironmentConfiguration) {
            environment.or(fixed)
        } else {
            fixed.or(environment)
        }
    }

    /// The key that a misspelt one stands for, at the heading where that one belongs.
    fn meant(&self, key: &str) -> Option<&'static str> {
        let here: &[&str] = match self.fence.under? {
            Section::PipelineStages => &["build", "test", "quality"],
            Section::Checklist => &["checklist"],
            Section::AlertConfiguration => &["alerts"],
            Section::DeploymentSteps | Section::RecoveryPlan | Section::BackupStrategy => &["automation"],
            _ => &[],
        };
        nearest(key, here)
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
            if strict || known || misspelt {
                sorted.take(block, names, report);
            }
        }
        sorted
    }

    fn take(&mut self, mut block: Block<'_>, names: &Names, report: &mut Report) {
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
            None if block.is_under(Section::EnvironmentConfiguration) => {
                names.report_unknown(entry.at, &entry.key, report);
            }
            None => {
                let meant = nearest(&entry.key, &FIXED).map(|key| format!("; did you mean {key:?}?"));
                let meant = meant.unwrap_or_default();
                let message =
                    format!("{:?} is not read here: {} are expected{meant}", entry.key, FIXED.join(", "));
                report.add(entry.at, message);
            }
            Some(topic) if self.0.contains_key(&topic) => {
                report.add(entry.at, format!("{:?} has a block already: one is expected", entry.key));
            }
            Some(topic) => {
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
