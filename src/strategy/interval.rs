//! How often something happens, as people write it: `Every 15 minutes`, `Nightly restore drill`.

use crate::domain::time::Span;

/// The first interval that a text tells; none where it tells none.
pub fn interval(text: &str) -> Option<Span> {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (0..words.len()).find_map(|at| adverb(words[at]).or_else(|| every(&words[at..])))
}

fn adverb(word: &str) -> Option<Span> {
    match word {
        "hourly" => Some(Span::hours(1)),
        "daily" | "nightly" => Some(Span::days(1)),
        "weekly" => Some(Span::days(7)),
        "monthly" => Some(Span::days(30)),
        _ => None,
    }
}

/// `every 15 minutes`, `every 6h`, `each night`
fn every(words: &[&str]) -> Option<Span> {
    let (first, rest) = words.split_first()?;
    if !matches!(*first, "every" | "each") {
        return None;
    }
    let next = rest.first()?;
    let (count, of) = match next.parse::<i64>() {
        Ok(count) => (count, rest.get(1).and_then(|word| unit(word))),
        Err(_) => (1, unit(next)),
    };
    let span = of.map(|of| Span(of.0.saturating_mul(count.min(100_000))));
    span.or_else(|| Span::parse(next).ok()).filter(|span| span.0 > 0)
}

fn unit(word: &str) -> Option<Span> {
    match word.strip_suffix('s').unwrap_or(word) {
        "minute" | "min" => Some(Span::minutes(1)),
        "hour" => Some(Span::hours(1)),
        "day" | "night" => Some(Span::days(1)),
        "week" => Some(Span::days(7)),
        "month" => Some(Span::days(30)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_read_as_people_write_them() {
        for (text, span) in [
            ("Every 15 minutes", Some(Span::minutes(15))),
            ("every 6h", Some(Span::hours(6))),
            ("Hourly, and before each release", Some(Span::hours(1))),
            ("Nightly restore drill", Some(Span::days(1))),
            ("Full backup each night", Some(Span::days(1))),
            ("Every 2 weeks.", Some(Span::days(14))),
            ("every month", Some(Span::days(30))),
            ("Every 0 minutes", None),
            ("every so often", None),
            ("to be decided", None),
            ("", None),
        ] {
            assert_eq!(interval(text), span, "{text}");
        }
    }
}
