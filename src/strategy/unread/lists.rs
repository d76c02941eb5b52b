//! Lists that look like checklists, steps or rules.

use super::{Asked, Left, MOST};
use crate::domain::text::clip;
use crate::strategy::synonyms::words;

/// Stems of words in headings about putting releases out or taking them back.
const ABOUT_RELEASES: [&str; 53] = [
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
    "backout",
    "undo",
    "fallback",
    "abort",
    "wrong",
    "fail",
    "emergenc",
    "incident",
    "restor",
    "recover",
    "ausroll",
    "auslief",
    "bereitstell",
    "freigab",
    "veröffentlich",
    "einspiel",
    "rückroll",
    "rücknahme",
    "rückfall",
    "zurück",
    "schief",
    "fehler",
    "notfall",
    "déploi",
    "déploy",
    "livrais",
    "retour",
    "arrière",
    "échec",
    "échou",
    "desplie",
    "despleg",
    "publica",
    "lanzam",
    "revers",
    "atrás",
    "falla",
    "fallo",
    "implanta",
    "falha",
    "lançam",
];
/// Two words that are one of these together.
const TOGETHER: [(&str, &str); 8] = [
    ("roll", "out"),
    ("roll", "back"),
    ("rolling", "back"),
    ("rolling", "out"),
    ("go", "live"),
    ("going", "live"),
    ("cut", "over"),
    ("to", "production"),
];
/// Chapters of the template, which hold more than procedures.
const CHAPTERS: [&str; 2] = ["deployment overview", "deployment process"];

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

    /// Whether the nearest heading, or one around it, is about putting releases out or taking them back. The title of
    /// the document and the template's chapters don't count.
    pub fn is_about_releases(&self, heading: Option<usize>) -> bool {
        let above = self.document.outline.above(heading).enumerate();
        let mut titles = above.filter(|(distance, title)| *distance == 0 || title.level > 1);
        titles.any(|(_, title)| is_about_releases(&title.words))
    }
}

fn is_about_releases(title: &str) -> bool {
    let words = words(title);
    let stem = |word: &String| ABOUT_RELEASES.iter().any(|stem| word.starts_with(stem));
    let pair = |pair: &[String]| TOGETHER.iter().any(|(one, two)| pair[0] == *one && pair[1] == *two);
    !CHAPTERS.contains(&words.join(" ").as_str()) && (words.iter().any(stem) || words.windows(2).any(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_about_releases_in_many_words() {
        for title in [
            "How we deploy",
            "Releasing",
            "Rollback",
            "Rolling back a release",
            "Si algo falla",
            "If something goes wrong",
            "Wenn etwas schiefgeht",
            "Im Fehlerfall",
            "En cas d'échec",
            "Retour arrière",
            "Se algo falhar",
            "Volver atrás",
            "Going to production",
            "Emergency changes",
            "Undo",
        ] {
            assert!(is_about_releases(title), "{title}");
        }
        for title in
            ["Background", "Deployment Overview", "Goals", "Team", "Architecture", "Table of contents"]
        {
            assert!(!is_about_releases(title), "{title}");
        }
    }
}
