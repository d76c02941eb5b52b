//! Fenced and indented blocks that hold rules, and commands that stand among the steps.

use super::{Asked, Left, MOST};
use crate::strategy::outline::Fence;
use crate::strategy::section::Section;

/// Keys that make a block one of rules.
const KEYS: [&str; 6] = ["approvals", "gates", "targets", "requires", "metrics", "automation"];

/// Other programs' words for them.
const OTHERS: [&str; 9] = [
    "approvers",
    "required_approvals",
    "required_approvers",
    "required_reviewers",
    "requiredApprovals",
    "requiredReviewers",
    "quality_gates",
    "freeze",
    "freeze_window",
];

impl Left<'_> {
    /// Blocks with a key that Slipway reads elsewhere.
    pub fn blocks(&self) -> Vec<Asked> {
        let fences = self.document.outline.fences.iter().take(MOST);
        let left = fences.filter(|fence| self.is_left(fence.at) && fence.language != "mermaid");
        let rules = left.filter_map(|fence| Some((fence, rule_key(fence)?)));
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
                && rule_key(fence).is_none()
        });
        let message = "this block is not read and does not run: a command runs where the block `automation` gives it to a step";
        among.map(|fence| (fence.range.clone(), message.to_owned())).collect()
    }
}

/// The first key of rules in a block: in YAML's, JSON's or TOML's manner, or as the name of a braced block.
fn rule_key(fence: &Fence) -> Option<&'static str> {
    let shell = SHELLS.contains(&fence.language.as_str());
    let lines = fence.text.lines().map(str::trim).filter(|line| !line.starts_with(['#', '/', ';']));
    lines.into_iter().find_map(|line| if shell { first_key(line) } else { any_key(line) })
}

/// Languages of commands, in which a word before `=` is an option.
const SHELLS: [&str; 10] =
    ["sh", "bash", "shell", "zsh", "console", "shell-session", "powershell", "ps1", "fish", "bat"];

fn known(word: &str) -> Option<&'static str> {
    KEYS.into_iter().chain(OTHERS).find(|own| own.eq_ignore_ascii_case(word))
}

fn first_key(line: &str) -> Option<&'static str> {
    let (key, _) = line.trim_start_matches("- ").split_once(':')?;
    known(key.trim())
}

/// A word that is a key where it stands: before `:`, `=` or `{`, or between `[`, `.` and `]` as a table's name.
fn any_key(line: &str) -> Option<&'static str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut at = 0;
    while let Some(start) = line[at..].find(is_word).map(|start| at + start) {
        let end = line[start..].find(|c| !is_word(c)).map_or(line.len(), |length| start + length);
        let before = line[..start].trim_end_matches(['"', '\'']).trim_end();
        let after = line[end..].trim_start_matches(['"', '\'']).trim_start();
        let opens = before.is_empty() || before.ends_with(['{', ',', '-', '[', '.', '?']);
        let named = line.starts_with('[') && after.starts_with(['.', ']']);
        let keyed = after.starts_with([':', '{']) || after.starts_with('=') && !after.starts_with("==");
        let own = known(&line[start..end]).filter(|_| opens && (keyed || named));
        if own.is_some() {
            return own;
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_seen_in_every_manner() {
        for line in [
            "approvals: 3",
            "- approvals: 3",
            "{\"production\": {\"approvals\": {\"required\": 3}}}",
            "[production.approvals]",
            "[approvals]",
            "approvals = 3",
            "approvals {",
            "required_approvals=3",
            "production: {gates: off, approvals: none}",
            "\"approvals\" : 3",
        ] {
            assert!(any_key(line).is_some(), "{line}");
        }
        for line in [
            "kubectl get --targets=x",
            "if targets == 3",
            "the approvals: three",
            "my-targets: 3",
            "print(targets)",
        ] {
            assert!(any_key(line).is_none(), "{line}");
        }
    }
}
