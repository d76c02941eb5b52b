//! Thresholds of metrics: `> 1%`, `>= 300 ms`, `< 99,0 %`, `> 5/min`, `500 ms`.

use super::number::{Comparison, Limit, comparison, digits, is_percent, number};
use crate::domain::text::clip;
use crate::domain::time::Span;

/// A threshold as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// Beyond which side of the number it holds; none where only a number is written.
    pub comparison: Option<Comparison>,
    /// The number in the base of its unit: seconds, bytes, or so many a second.
    pub value: f64,
    /// What the number counts.
    pub unit: Unit,
}

/// What a number counts. Numbers of one unit can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// Nothing in particular.
    Bare,
    /// A percentage.
    Percent,
    /// A length of time, in seconds.
    Time,
    /// Data, in bytes.
    Data,
    /// So many a second, of what the words say; may be empty.
    Rate(String),
    /// Things, by their words.
    Things(String),
}

impl Unit {
    /// As a sentence names it.
    pub fn words(&self) -> String {
        match self {
            Self::Bare => "a number without a unit".to_owned(),
            Self::Percent => "a percentage".to_owned(),
            Self::Time => "a length of time".to_owned(),
            Self::Data => "an amount of data".to_owned(),
            Self::Rate(of) if of.is_empty() => "a rate".to_owned(),
            Self::Rate(of) => format!("a rate of {of}"),
            Self::Things(of) => format!("a number of {of}"),
        }
    }
}

/// Units of time that are shorter than a second or that [`Span::parse`] does not know: their seconds.
const SHORT: [(&str, f64); 9] = [
    ("ns", 1e-9),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("μs", 1e-6),
    ("ms", 1e-3),
    ("msec", 1e-3),
    ("millis", 1e-3),
    ("millisecond", 1e-3),
    ("milliseconds", 1e-3),
];
/// Units of data: their bytes.
const DATA: [(&str, f64); 11] = [
    ("b", 1.0),
    ("byte", 1.0),
    ("bytes", 1.0),
    ("kb", 1e3),
    ("mb", 1e6),
    ("gb", 1e9),
    ("tb", 1e12),
    ("kib", 1024.0),
    ("mib", 1_048_576.0),
    ("gib", 1_073_741_824.0),
    ("tib", 1_099_511_627_776.0),
];
/// Short names of rates: what they count each second.
const RATES: [(&str, &str); 4] =
    [("rps", "requests"), ("qps", "queries"), ("tps", "transactions"), ("hz", "")];
/// The most words of a unit.
const MOST_WORDS: usize = 3;

impl Threshold {
    /// Reads a threshold.
    ///
    /// # Errors
    /// Says what was expected.
    pub fn parse(written: &str) -> Result<Self, String> {
        let expected =
            || format!("a threshold such as `> 1%` or `>= 300 ms` is expected, not {:?}", clip(written, 60));
        let (comparison, rest) = comparison(written.trim());
        let (digits, unit) = digits(rest);
        if digits.is_empty() {
            return Err(expected());
        }
        let most = if is_percent(sustained(unit).trim()) { 100.0 } else { f64::INFINITY };
        let value = number(digits, most).map_err(|message| match message.contains("expected") {
            true => expected(),
            false => message,
        })?;
        let (unit, factor) = self::unit(sustained(unit).trim()).ok_or_else(expected)?;
        Ok(Self { comparison, value: value * factor, unit })
    }
}

/// Without the time for which it has to hold: `> 1% for 5m`.
fn sustained(unit: &str) -> &str {
    match unit.rsplit_once("for ") {
        Some((before, time)) if Span::parse(time).is_ok() => before,
        _ => unit,
    }
}

/// The unit of a text, and by what its numbers are multiplied.
fn unit(text: &str) -> Option<(Unit, f64)> {
    let lower = text.to_lowercase();
    if lower.is_empty() {
        return Some((Unit::Bare, 1.0));
    }
    if is_percent(&lower) {
        return Some((Unit::Percent, 1.0));
    }
    if let Some(seconds) = seconds(text) {
        return Some((Unit::Time, seconds));
    }
    if let Some((_, bytes)) = DATA.iter().find(|(name, _)| *name == lower) {
        return Some((Unit::Data, *bytes));
    }
    if let Some((_, of)) = RATES.iter().find(|(name, _)| *name == lower) {
        return Some((Unit::Rate((*of).to_owned()), 1.0));
    }
    match rate(&lower) {
        Some((of, seconds)) => Some((Unit::Rate(things(of)?), 1.0 / seconds)),
        None => Some((Unit::Things(things(&lower)?), 1.0)),
    }
}

/// How many seconds a unit of time has.
fn seconds(unit: &str) -> Option<f64> {
    let short = SHORT.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, seconds)| *seconds);
    let word = unit.chars().all(char::is_alphabetic);
    short.or_else(|| Span::parse(&format!("1{unit}")).ok().filter(|_| word).map(in_seconds))
}

fn in_seconds(span: Span) -> f64 {
    span.0 as f64 / 1e6
}

/// `errors/min`, `per minute`, `in 10min`: what is counted, and in how many seconds.
fn rate(unit: &str) -> Option<(&str, f64)> {
    let separators = ["/", "per ", "within ", "in ", "every ", "each ", "a "];
    separators.iter().find_map(|separator| {
        let (of, time) = unit.split_once(separator)?;
        let word = separator.ends_with(' ') && !of.is_empty() && !of.ends_with(' ');
        let time = time.trim();
        let span = seconds(time).or_else(|| Span::parse(time).ok().map(in_seconds))?;
        (!word && span > 0.0).then_some((of.trim(), span))
    })
}

/// What is counted in a few plain words; a plural and its singular are the same.
fn things(text: &str) -> Option<String> {
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '_');
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > MOST_WORDS
        || !text.chars().all(plain)
        || !text.chars().any(char::is_alphabetic) && !text.is_empty()
    {
        return None;
    }
    let text = words.join(" ");
    Some(match text.as_str() {
        "" => text,
        "req" | "reqs" => "requests".to_owned(),
        many if many.ends_with('s') => text,
        one => format!("{one}s"),
    })
}

/// Why two thresholds of a metric do not belong together; none where they do.
pub fn contradiction(warning: &Threshold, critical: &Threshold) -> Option<String> {
    if warning.unit != critical.unit {
        let (warning, critical) = (warning.unit.words(), critical.unit.words());
        return Some(format!(
            "the warning is {warning} and the critical threshold is {critical}: one unit is expected"
        ));
    }
    let sides = [warning, critical].map(|threshold| threshold.comparison.map(|comparison| comparison.limit));
    let side = match sides {
        [Some(one), Some(other)] if one != other => {
            return Some(
                "the warning and the critical threshold look to different sides: one is expected".to_owned(),
            );
        }
        [Some(side), _] | [None, Some(side)] => Some(side),
        [None, None] => None,
    };
    match side {
        _ if warning.value == critical.value => {
            Some("the warning and the critical threshold are the same: a warning comes before".to_owned())
        }
        Some(Limit::AtLeast) if warning.value > critical.value => {
            Some("the critical threshold is reached before the warning: the smaller one warns".to_owned())
        }
        Some(Limit::AtMost) if warning.value < critical.value => {
            Some("the critical threshold is reached before the warning: the larger one warns".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Threshold {
        Threshold::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn thresholds_read_as_people_write_them() {
        let things = |words: &str| Unit::Things(words.to_owned());
        let rate = |words: &str| Unit::Rate(words.to_owned());
        for (text, value, unit) in [
            ("> 1%", 1.0, Unit::Percent),
            ("> 0.1%", 0.1, Unit::Percent),
            ("< 99,0 %", 99.0, Unit::Percent),
            ("< 99.999%", 99.999, Unit::Percent),
            ("≥ 80 percent", 80.0, Unit::Percent),
            (">= 300ms", 0.3, Unit::Time),
            ("500 ms", 0.5, Unit::Time),
            ("above 2 seconds", 2.0, Unit::Time),
            ("> 1 min", 60.0, Unit::Time),
            ("> 5/min", 5.0 / 60.0, rate("")),
            ("> 10 in 10min", 10.0 / 600.0, rate("")),
            ("> 5 errors/min", 5.0 / 60.0, rate("errors")),
            ("> 5 errors per minute", 5.0 / 60.0, rate("errors")),
            ("> 100 req/s", 100.0, rate("requests")),
            ("> 100 rps", 100.0, rate("requests")),
            ("> 100", 100.0, Unit::Bare),
            ("> 1.5", 1.5, Unit::Bare),
            ("< 10 GB", 1e10, Unit::Data),
            ("> 2 GiB", 2_147_483_648.0, Unit::Data),
            ("> 50 connections", 50.0, things("connections")),
            ("> 1 failed job", 1.0, things("failed jobs")),
            ("> 1% for 5m", 1.0, Unit::Percent),
            ("at least 5 errors", 5.0, things("errors")),
        ] {
            let found = read(text);
            assert!((found.value - value).abs() < 1e-9 * value.max(1.0), "{text}: {found:?}");
            assert_eq!(found.unit, unit, "{text}");
        }
        for bad in [
            "",
            "often",
            ">",
            "10+ in 10min",
            "70-80%",
            "> 1,000",
            "> x%",
            "-",
            "n/a",
            "> 5 % of all the many requests",
            "== 5",
            "!= 0",
        ] {
            assert!(Threshold::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_warning_comes_before_what_is_critical() {
        let told = |warning: &str, critical: &str| contradiction(&read(warning), &read(critical));
        for (warning, critical) in [
            ("> 0.1%", "> 1%"),
            ("> 500ms", "> 1s"),
            ("500 ms", "1 s"),
            ("< 99.9%", "< 99,0 %"),
            ("> 70%", ">= 90%"),
            ("> 5/min", "> 1/s"),
            ("< 10 GB", "< 500 MB"),
            ("2", "> 5"),
            ("> 1 error", "> 10 errors"),
        ] {
            assert_eq!(told(warning, critical), None, "{warning} {critical}");
        }
        for (warning, critical) in [
            ("> 900ms", "> 300ms"),
            ("< 99%", "< 99.9%"),
            ("> 1%", "> 1%"),
            ("> 1%", "< 5%"),
            ("> 500ms", "> 5%"),
            ("> 500", "> 1s"),
            ("> 5/min", "> 10"),
            ("> 5/min", "> 10 in 10min"),
            ("> 1.5s", "1000 ms"),
            ("> 5 errors", "> 9 users"),
        ] {
            assert!(told(warning, critical).is_some(), "{warning} {critical}");
        }
    }
}
