//! Fenced and indented blocks that hold rules, and commands that stand among the steps.

use super::{Asked, Left, MOST};
use crate::strategy::outline::Fence;
use crate::strategy::section::Section;

/// Keys that make a block one of rules.
const KEYS: [&str; 6] = ["approvals", "gates", "targets", "requires", "metrics", "automation"];

impl Left<'_> {
    /// Blocks with a key that Slipway reads elsewhere.
    pub fn blocks(&self) -> Vec<Asked> {
        let fences = self.document.outline.fences.iter().take(MOST);
        let left = fences.filter(|fence| self.is_left(fence.at) && fence.language != "mermaid");
        let rules = left.filter_map(|fence| Some((fence, rule_key(&fence.text)?)));
        rules.map(|(fence, key)| (fence.range.clone(), Self::block_message(fence, key))).collect()
    }

    fn block_message(fence: &Fence, key: &str) -> String {
        let how = match fence.language.as_str() {
            "yaml" | "yml" => "mark its fence `yaml slipway`, or move it below the heading where it belongs",
            _ => "begin its fence with ```yaml below the heading where it belongs",
        };
        format!("this block has the key `{key}` and is not read: {how}")
    }

    /// Commands among the steps run only where the automation names them.
    pub fn step_blocks(&self) -> Vec<Asked> {
        let fences = self.document.outline.fences.iter().take(MOST);
        let among = fences.filter(|fence| {
            fence.under == Some(Section::DeploymentSteps)
                && !matches!(fence.language.as_str(), "mermaid" | "yaml" | "yml")
                && rule_key(&fence.text).is_none()
        });
        let message = "this block is not read and does not run: a command runs where the block `automation` gives it to a step";
        among.map(|fence| (fence.range.clone(), message.to_owned())).collect()
    }
}

/// The first key of rules in a block, in YAML's or JSON's manner.
fn rule_key(text: &str) -> Option<&'static str> {
    let key_of = |line: &str| {
        let line = line.trim_start().trim_start_matches("- ").trim_start_matches('{').trim_start();
        let (key, _) = line.split_once([':', '='])?;
        let key = key.trim().trim_matches(['"', '\'']);
        KEYS.into_iter().find(|own| own.eq_ignore_ascii_case(key))
    };
    text.lines().find_map(key_of)
}
