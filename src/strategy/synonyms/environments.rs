//! How people list environments, and the short and long names that mean the same one.

use crate::domain::environment::is_production_like;

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
    let parts = further(list, parts(list));
    let bare: Vec<(usize, String)> =
        parts.iter().map(|(at, part)| (*at, without_parentheses(part))).collect();
    let lower: Vec<String> = bare.iter().map(|(_, name)| name.to_lowercase()).collect();
    let distinct: std::collections::BTreeSet<&String> = lower.iter().collect();
    if distinct.len() == lower.len() && !lower.iter().any(String::is_empty) { bare } else { parts }
}

/// A list of one entry may be separated by dashes, or by blanks alone where each word is an environment's usual name;
/// one before whose names a colon stands begins after it.
fn further(list: &str, parts: Vec<(usize, String)>) -> Vec<(usize, String)> {
    let names = |at: usize, name: &str| match name.split_once(": ") {
        Some((lead, rest)) => (at + lead.len() + 2, rest.trim_start().to_owned()),
        None => (at, name.to_owned()),
    };
    let parts: Vec<(usize, String)> = parts
        .into_iter()
        .enumerate()
        .map(|(index, (at, name))| if index == 0 { names(at, &name) } else { (at, name) })
        .collect();
    let [(start, only)] = parts.as_slice() else { return parts };
    let between = |separators: &[&str]| -> Vec<(usize, String)> {
        let mut cut = vec![0];
        for separator in separators {
            cut.extend(only.match_indices(separator).map(|(at, separator)| at + separator.len()));
        }
        cut.sort_unstable();
        cut.push(only.len());
        let pieces = cut.windows(2).map(|pair| (pair[0], only[pair[0]..pair[1]].trim()));
        let marks = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—');
        pieces
            .filter_map(|(at, piece)| {
                entry(list, start + at, start + at + piece.trim_end_matches(marks).len())
            })
            .collect()
    };
    let dashed = between(&[" - ", " – ", " — "]);
    let spaced = between(&[" "]);
    let usual = spaced.len() > 2 && spaced.iter().all(|(_, name)| is_usual(name));
    match () {
        () if dashed.len() > 1 && dashed.iter().all(|(_, name)| is_usual(name)) => dashed,
        () if usual => spaced,
        () => parts,
    }
}

/// Whether a name is one that many environments have.
pub fn is_usual(name: &str) -> bool {
    const OTHERS: [&str; 14] = [
        "qa", "preprod", "pre-prod", "sandbox", "demo", "local", "canary", "uat", "sit", "ci", "perf",
        "load", "beta", "build",
    ];
    let name = name.to_lowercase();
    let name = name.as_str();
    SAME.iter().any(|group| group.contains(&name)) || OTHERS.contains(&name) || is_production_like(name)
}

/// Whether a name holds the names of two environments or more: the list's separator was not seen.
pub fn holds_several(name: &str) -> bool {
    let words = super::words(name);
    let known = |word: &&String| SAME.iter().position(|group| group.contains(&word.as_str()));
    let kinds: std::collections::BTreeSet<usize> = words.iter().filter_map(|word| known(&word)).collect();
    name.contains(char::is_whitespace) && kinds.len() > 1 && kinds.contains(&0)
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
    const SIGNS: [&str; 32] = [
        "-->",
        "==>",
        "->",
        "=>",
        ">>",
        "→",
        "⇒",
        "➔",
        "➜",
        "➡\u{fe0f}",
        "➡",
        "⟶",
        "⟹",
        "⇨",
        "»",
        "›",
        ",",
        "、",
        "，",
        "/",
        "\\",
        "|",
        ";",
        "；",
        "&",
        "+",
        "<br/>",
        "<br />",
        "<br>",
        "·",
        "•",
        ">",
    ];
    const WORDS: [&str; 16] = [
        "and", "then", "or", "und", "dann", "oder", "sowie", "et", "puis", "ou", "y", "luego", "o", "e",
        "depois", "to",
    ];
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
    let name = without_link(part.trim_matches(marks)).trim_end_matches('.');
    let name = without_count(name);
    let lead = part.find(name).unwrap_or_default();
    (!name.is_empty()).then(|| (start + lead, name.to_owned()))
}

/// `dev](#dev)` is what is left of a link.
fn without_link(name: &str) -> &str {
    name.find("](").map_or(name, |end| &name[..end])
}

/// `1. dev` is the first of a list.
fn without_count(name: &str) -> &str {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['.', ')']) {
        Some(rest) if rest.starts_with(' ') && name.starts_with(|c: char| c.is_ascii_digit()) => {
            rest.trim_start()
        }
        _ => name,
    }
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
            ("dev · staging · production", "dev|staging|production"),
            ("dev • staging • production", "dev|staging|production"),
            ("dev – staging – production", "dev|staging|production"),
            ("dev - staging - production", "dev|staging|production"),
            ("dev, staging or production", "dev|staging|production"),
            ("dev \\ staging \\ production", "dev|staging|production"),
            ("dev <br> staging<br/>production", "dev|staging|production"),
            ("dev ⟶ staging ➡️ production", "dev|staging|production"),
            ("dev staging production", "dev|staging|production"),
            ("Three: dev, staging, production", "dev|staging|production"),
            ("1. dev, 2. staging, 3. production", "dev|staging|production"),
            ("[dev](#dev), [production](#p)", "dev|production"),
            ("Production - EU, Production - US", "Production - EU|Production - US"),
            ("Production EU", "Production EU"),
            ("user acceptance test", "user acceptance test"),
        ] {
            let read: Vec<String> = entries(list).into_iter().map(|(_, name)| name).collect();
            assert_eq!(read.join("|"), names, "{list}");
        }
        assert_eq!(entries("a,  b")[1].0, 4);
        assert_eq!(entries("1. a, 2. bc")[1].0, 9);
        assert!(holds_several("dev staging Produktion production") && holds_several("staging x production"));
        assert!(!holds_several("Production EU") && !holds_several("production-test"));
    }
}
