//! Lists that look like checklists, steps or rules.

use super::{Asked, Left, MOST};
use crate::domain::text::clip;
use crate::strategy::section::Section;
use crate::strategy::synonyms::letters;

/// Stems of words in headings about putting releases out or taking them back.
const ABOUT_RELEASES: [&str; 24] = [
    "deploy",
    "releas",
    "rollout",
    "rollback",
    "revert",
    "golive",
    "launch",
    "ship",
    "cutover",
    "promot",
    "publish",
    "hotfix",
    "ausroll",
    "auslief",
    "bereitstell",
    "freigab",
    "rückroll",
    "rücknahme",
    "déploi",
    "livrais",
    "desplie",
    "revers",
    "implanta",
    "release",
];
/// Two words that are one of these together.
const TOGETHER: [(&str, &str); 4] = [("roll", "out"), ("roll", "back"), ("go", "live"), ("cut", "over")];
/// Keys of lines that are rules where Slipway reads them in YAML.
const RULES: [&str; 26] = [
    "approvals",
    "approval",
    "approvers",
    "approver",
    "approvedby",
    "requiredapprovals",
    "requiredapprovers",
    "reviewers",
    "requiredreviewers",
    "approvalrequired",
    "gates",
    "gate",
    "qualitygates",
    "qualitygate",
    "targets",
    "target",
    "requires",
    "automation",
    "freeze",
    "freezes",
    "freezewindow",
    "deploymentfreeze",
    "changefreeze",
    "freigabe",
    "freigaben",
    "genehmigung",
];

impl Left<'_> {
    /// Lines with a box or a tick.
    pub fn task_items(&self) -> Vec<Asked> {
        let items = self.document.outline.items.iter();
        let left = items.filter(|item| item.task && self.is_left(item.at)).take(MOST);
        let asked = left.map(|item| {
            let text = clip(&item.text, 60);
            let message = format!(
                "{text:?} looks like a checklist line and is not read: the checklist stands below \"Pre-Deployment Checklist\""
            );
            (item.at..item.at + item.text.len().min(self.line(item.at).len()), message)
        });
        asked.collect()
    }

    /// Numbered lists below headings about deploying, releasing or rolling back, each once.
    pub fn numbered_lists(&self) -> Vec<Asked> {
        let items = &self.document.outline.items;
        let first = |index: usize| {
            let (item, before) = (&items[index], index.checked_sub(1).map(|before| &items[before]));
            !before
                .is_some_and(|before| before.numbered && before.depth == 0 && before.heading == item.heading)
                && !items[..index]
                    .iter()
                    .rev()
                    .take_while(|one| one.heading == item.heading)
                    .any(|one| one.numbered && one.depth == 0)
        };
        let outermost =
            (0..items.len()).filter(|index| items[*index].numbered && items[*index].depth == 0).take(MOST);
        let left = outermost
            .filter(|index| self.is_left(items[*index].at) && self.is_about_releases(items[*index].heading));
        let asked = left.filter(|index| first(*index)).map(|index| {
            let item = &items[index];
            let message = "this list looks like steps and is not read: the steps of a deployment stand below \"Deployment Steps\"";
            let list = items[index..].iter().take_while(|one| one.heading == item.heading);
            let end = list.map(|one| one.range.end).max().unwrap_or(item.range.end);
            (item.at..end, message.to_owned())
        });
        asked.collect()
    }

    fn is_about_releases(&self, heading: Option<usize>) -> bool {
        let words = self.heading_words(heading);
        let stem = |word: &String| ABOUT_RELEASES.iter().any(|stem| word.starts_with(stem));
        let pair =
            |pair: &[String]| TOGETHER.iter().any(|(one, two)| pair[0].starts_with(one) && pair[1] == *two);
        words.iter().any(stem) || words.windows(2).any(pair)
    }

    /// `**Approvals**: 3` in a list: a rule that belongs into a YAML block.
    pub fn rule_lines(&self) -> Vec<Asked> {
        let items = self.document.outline.items.iter().enumerate();
        let left = items.filter(|(_, item)| self.is_left(item.at) && item.under != Some(Section::Checklist));
        let rules = left.filter_map(|(index, item)| {
            let bold = || item.field(self.document.source.text, index).map(|field| field.key);
            let plain = || item.text.split_once(':').map(|(key, _)| key.to_owned());
            let key = if item.strong.is_some() { bold()? } else { plain()? };
            (key.len() <= 40 && RULES.contains(&letters(&key).as_str())).then_some((item, key))
        });
        let asked = rules.take(MOST).map(|(item, key)| {
            let key = clip(&key, 40);
            let message = format!("the line {key:?} is not read: rules of an environment stand in its YAML block below \"Environment Configuration\"");
            (self.line(item.at), message)
        });
        asked.collect()
    }
}
