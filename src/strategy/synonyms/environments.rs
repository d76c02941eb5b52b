//! How people list environments, and the short and long names that mean the same one.

/// Names of which each means the others where a document has only one of them.
const SAME: [&[&str]; 7] = [
    &["production", "prod", "prd", "live"],
    &["development", "dev", "devel"],
    &["staging", "stage", "stg"],
    &["test", "testing", "tst"],
    &["integration", "int"],
    &["acceptance", "acc", "uat", "user-acceptance"],
    &["dr", "disaster-recovery"],
];
/// Short names that are words of their own too: in a step they name an environment only after a preposition.
const ALSO_WORDS: [&str; 8] = ["stage", "dev", "live", "test", "testing", "int", "acc", "acceptance"];

/// The other names of an environment, given by its short name.
pub fn others(slug: &str) -> impl Iterator<Item = &'static str> {
    let group = SAME.iter().find(|group| group.contains(&slug));
    let slug = slug.to_owned();
    group.into_iter().flat_map(|group| group.iter()).copied().filter(move |other| *other != slug)
}

/// Whether a name is also a word that a step may hold without meaning an environment.
pub fn is_also_a_word(name: &str) -> bool {
    ALSO_WORDS.contains(&name)
}

/// Each entry of a list of environments with its offset: separated by commas, slashes, arrows, bars, semicolons or
/// `and`, perhaps in brackets. What stands in parentheses explains a name, unless names differ only by it.
pub fn entries(list: &str) -> Vec<(usize, String)> {
    let parts = parts(list);
    let bare: Vec<(usize, String)> =
        parts.iter().map(|(at, part)| (*at, without_parentheses(part))).collect();
    let lower: Vec<String> = bare.iter().map(|(_, name)| name.to_lowercase()).collect();
    let distinct: std::collections::BTreeSet<&String> = lower.iter().collect();
    if distinct.len() == lower.len() && !lower.iter().any(String::is_empty) { bare } else { parts }
}

fn parts(list: &str) -> Vec<(usize, String)> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut at) = (0, 0_usize, 0);
    while at < list.len() {
        let rest = &list[at..];
        let c = rest.chars().next().unwrap_or_default();
        depth = match c {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        match separator(list, at).filter(|_| depth == 0) {
            Some(length) => {
                parts.extend(entry(list, start, at));
                at += length;
                start = at;
            }
            None => at += c.len_utf8(),
        }
    }
    parts.extend(entry(list, start, list.len()));
    parts
}

/// How long the separator at a place is; none where there is none.
fn separator(list: &str, at: usize) -> Option<usize> {
    const SIGNS: [&str; 19] = [
        "-->", "->", "=>", ">>", "→", "⇒", "➔", "➜", "»", ",", "、", "，", "/", "|", ";", "；", "&", "+", ">",
    ];
    const WORDS: [&str; 7] = ["and", "then", "und", "et", "y", "e", "to"];
    let rest = &list[at..];
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Some(sign.len());
    }
    let spaced = list[..at].ends_with(char::is_whitespace);
    let word = WORDS.iter().find(|word| {
        let head = rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
        head && rest[word.len()..].starts_with(char::is_whitespace)
    });
    word.filter(|_| spaced).map(|word| word.len())
}

/// The entry between two offsets without its brackets, ticks and bold marks; none where nothing stands there.
fn entry(list: &str, start: usize, end: usize) -> Option<(usize, String)> {
    let marks = |c: char| c.is_whitespace() || matches!(c, '`' | '*' | '_' | '[' | ']' | '"' | '\'');
    let part = &list[start..end];
    let lead = part.len() - part.trim_start_matches(marks).len();
    let name = part.trim_matches(marks).trim_end_matches('.');
    (!name.is_empty()).then(|| (start + lead, name.to_owned()))
}

fn without_parentheses(name: &str) -> String {
    let Some(open) = name.find('(') else { return name.to_owned() };
    let after = name[open..].find(')').map_or("", |close| &name[open + close + 1..]);
    format!("{} {}", name[..open].trim_end(), after.trim_start()).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_people_write_them() {
        for (list, names) in [
            ("development, staging, production", "development|staging|production"),
            ("Dev, Test and Live", "Dev|Test|Live"),
            ("Dev, Test, and Live", "Dev|Test|Live"),
            ("Build → Test → Live", "Build|Test|Live"),
            ("dev -> staging => prod", "dev|staging|prod"),
            ("Dev / Test / Live", "Dev|Test|Live"),
            ("Test; Live", "Test|Live"),
            ("[development, staging]", "development|staging"),
            ("`dev` | `prod`", "dev|prod"),
            ("Development (laptops), Production (AWS, eu-west-1)", "Development|Production"),
            ("Production (EU), Production (US)", "Production (EU)|Production (US)"),
            ("開発、検証、本番", "開発|検証|本番"),
            ("pre-prod, Production EU", "pre-prod|Production EU"),
            ("Entwicklung und Produktion", "Entwicklung|Produktion"),
        ] {
            let read: Vec<String> = entries(list).into_iter().map(|(_, name)| name).collect();
            assert_eq!(read.join("|"), names, "{list}");
        }
        assert_eq!(entries("a,  b")[1].0, 4);
    }
}
