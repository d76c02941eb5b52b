//! Lengths of time as people write them.

use super::Span;
use crate::domain::text::clip;

/// The units, largest first: their length in seconds, and how they are written in lower case.
const UNITS: [(i64, &[&str]); 5] = [
    (
        604_800,
        &["w", "wk", "wks", "week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas"],
    ),
    (86_400, &["d", "day", "days", "tag", "tage", "tagen", "jour", "jours", "día", "días", "dia", "dias"]),
    (
        3600,
        &["h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures", "hora", "horas"],
    ),
    (60, &["m", "min", "mins", "minute", "minutes", "minuten", "minuto", "minutos"]),
    (
        1,
        &[
            "s", "sec", "secs", "second", "seconds", "sekunde", "sekunden", "seconde", "secondes", "segundo",
            "segundos",
        ],
    ),
];
/// The largest number before a unit.
const MOST: i64 = 1_000_000;

/// Reads a length of time; see [`Span::parse`].
pub(super) fn parse(text: &str) -> Result<Span, String> {
    let trimmed = text.trim();
    let found = if trimmed.starts_with(['P', 'p']) { iso_8601(trimmed) } else { sum_of_parts(trimmed) };
    found.map(Span::seconds).ok_or_else(|| refusal(trimmed))
}

fn refusal(text: &str) -> String {
    let shown = clip(text, 60);
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && text.len() < 8 {
        return format!(
            "{shown:?} has no unit: write {text}h for hours, {text}m for minutes or {text}d for days"
        );
    }
    format!("{shown:?} is not a length of time: such as 10s, 2m, 24h, 1h30m or 7d is expected")
}

/// `1h30m`, `1 h 30 min`, `2 days, 4 hours`, `1 hour and 30 minutes`: larger units first, each once.
fn sum_of_parts(text: &str) -> Option<i64> {
    let mut rest = text;
    let (mut seconds, mut last) = (0_i64, None);
    while !rest.is_empty() {
        let (number, after) = number(rest)?;
        let after = after.trim_start();
        let (word, after) = after.split_at(after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len()));
        let unit = unit(word).filter(|unit| last.is_none_or(|last| *unit > last))?;
        seconds += number * UNITS[unit].0;
        last = Some(unit);
        rest = after.strip_prefix('.').unwrap_or(after).trim_start();
        if !rest.is_empty() {
            rest = Some(after_separator(rest)).filter(|rest| !rest.is_empty())?;
        }
    }
    last.map(|_| seconds)
}

/// The unit of a word. A capital M alone could mean months.
fn unit(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    UNITS.iter().position(|(_, words)| word != "M" && words.contains(&lower.as_str()))
}

fn after_separator(text: &str) -> &str {
    let words = [",", "and ", "& ", "und ", "et ", "y ", "e "];
    words
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .map_or(text, |rest| after_separator(rest.trim_start()))
}

fn number(text: &str) -> Option<(i64, &str)> {
    let (digits, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    Some((digits.parse().ok().filter(|number| *number <= MOST)?, rest))
}

/// `P2W`, `P1DT2H`, `PT1H30M`. Years and months have no fixed length.
fn iso_8601(text: &str) -> Option<i64> {
    let upper = text.to_ascii_uppercase();
    let (days, time) = match upper[1..].split_once('T') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None => (&upper[1..], ""),
    };
    let (mut seconds, mut any) = (0, false);
    for (mut rest, letters) in
        [(days, &[('W', 604_800), ('D', 86_400)][..]), (time, &[('H', 3600), ('M', 60), ('S', 1)])]
    {
        let mut left = letters;
        while !rest.is_empty() {
            let (number, after) = number(rest)?;
            let at = left.iter().position(|(letter, _)| after.starts_with(*letter))?;
            seconds += number * left[at].1;
            (rest, left, any) = (&after[1..], &left[at + 1..], true);
        }
    }
    any.then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_documents_write_them() {
        for (text, span) in [
            ("10s", Span::seconds(10)),
            ("2m", Span::minutes(2)),
            ("24h", Span::hours(24)),
            ("1h30m", Span::minutes(90)),
            ("1h 30m", Span::minutes(90)),
            ("7d", Span::days(7)),
            ("0s", Span(0)),
            ("10 s", Span::seconds(10)),
            ("24 h", Span::hours(24)),
            ("24\u{a0}h", Span::hours(24)),
            ("24H", Span::hours(24)),
            ("1 hour", Span::hours(1)),
            ("4 Hours", Span::hours(4)),
            ("4 hrs.", Span::hours(4)),
            ("90 minutes", Span::minutes(90)),
            ("30 mins", Span::minutes(30)),
            ("2 days", Span::days(2)),
            ("2 weeks", Span::days(14)),
            ("1 h 30 min", Span::minutes(90)),
            ("1 hour and 30 minutes", Span::minutes(90)),
            ("2 days, 4 hours", Span::hours(52)),
            ("1 day, 2 hours, and 5 minutes", Span::minutes(26 * 60 + 5)),
            ("4 Stunden", Span::hours(4)),
            ("2 días", Span::days(2)),
            ("PT5M", Span::minutes(5)),
            ("PT1H30M", Span::minutes(90)),
            ("P1D", Span::days(1)),
            ("P1DT12H", Span::hours(36)),
            ("P2W", Span::days(14)),
            ("pt15s", Span::seconds(15)),
        ] {
            assert_eq!(Span::parse(text), Ok(span), "{text}");
        }
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for bad in [
            "",
            "s",
            "5x",
            "30m1h",
            "1h1h",
            "-5s",
            "1.5h",
            "99999999999999999999s",
            "1hä",
            "5M",
            "2 months",
            "1h,",
            "h 5",
            "soon",
            "4 hours or so",
            "P",
            "PT",
            "P1",
            "P1M",
            "P1Y",
            "PT1D",
            "P5H",
            "PT1M1H",
            "P1DT",
            "PT1.5H",
            "plenty",
            "1h and",
        ] {
            assert!(Span::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_without_a_unit_is_told_how_to_be_written() {
        let refusal = Span::parse("24").unwrap_err();
        assert_eq!(refusal, "\"24\" has no unit: write 24h for hours, 24m for minutes or 24d for days");
    }
}
