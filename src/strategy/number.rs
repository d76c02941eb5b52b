//! Numbers and percentages as people write them: `80`, `80,5`, `≥ 80 %`, `at least 80 percent`.

use super::offer::Noted;
use super::problem::Report;
use super::values::text;
use super::yaml::Node;
use crate::domain::text::clip;

/// Which side of a limit is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The limit or more.
    AtLeast,
    /// The limit or less.
    AtMost,
}

/// How a value compares with a limit, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// Which side.
    pub limit: Limit,
    /// Whether the limit itself is left out.
    pub strict: bool,
}

/// Signs and words before a number, longest first where one begins with another.
const COMPARISONS: [(&str, Limit, bool); 36] = [
    (">=", Limit::AtLeast, false),
    ("=>", Limit::AtLeast, false),
    ("≥", Limit::AtLeast, false),
    ("<=", Limit::AtMost, false),
    ("=<", Limit::AtMost, false),
    ("≤", Limit::AtMost, false),
    (">", Limit::AtLeast, true),
    ("<", Limit::AtMost, true),
    ("at least ", Limit::AtLeast, false),
    ("not less than ", Limit::AtLeast, false),
    ("no less than ", Limit::AtLeast, false),
    ("minimum of ", Limit::AtLeast, false),
    ("minimum ", Limit::AtLeast, false),
    ("min. ", Limit::AtLeast, false),
    ("min ", Limit::AtLeast, false),
    ("mindestens ", Limit::AtLeast, false),
    ("au moins ", Limit::AtLeast, false),
    ("al menos ", Limit::AtLeast, false),
    ("pelo menos ", Limit::AtLeast, false),
    ("at most ", Limit::AtMost, false),
    ("up to ", Limit::AtMost, false),
    ("not more than ", Limit::AtMost, false),
    ("no more than ", Limit::AtMost, false),
    ("maximum of ", Limit::AtMost, false),
    ("maximum ", Limit::AtMost, false),
    ("max. ", Limit::AtMost, false),
    ("max ", Limit::AtMost, false),
    ("höchstens ", Limit::AtMost, false),
    ("more than ", Limit::AtLeast, true),
    ("greater than ", Limit::AtLeast, true),
    ("above ", Limit::AtLeast, true),
    ("over ", Limit::AtLeast, true),
    ("less than ", Limit::AtMost, true),
    ("fewer than ", Limit::AtMost, true),
    ("below ", Limit::AtMost, true),
    ("under ", Limit::AtMost, true),
];

/// How a percentage is written after its number.
const PERCENT: [&str; 9] =
    ["%", "％", "percent", "per cent", "pct", "prozent", "pour cent", "por ciento", "por cento"];

/// Takes the comparison at the beginning of a text, and returns what follows it.
pub fn comparison(text: &str) -> (Option<Comparison>, &str) {
    let lower = text.to_lowercase();
    // Lower case keeps the length of every word of the table, but not of every text.
    let found =
        COMPARISONS.iter().find(|(sign, ..)| lower.starts_with(sign) && text.is_char_boundary(sign.len()));
    match found {
        Some((sign, limit, strict)) => {
            (Some(Comparison { limit: *limit, strict: *strict }), text[sign.len()..].trim_start())
        }
        None => (None, text),
    }
}

/// Whether a text is a sign or word for percent.
pub fn is_percent(unit: &str) -> bool {
    PERCENT.contains(&unit.to_lowercase().as_str())
}

/// The digits at the beginning of a text with what may stand between them, and what follows.
pub fn digits(text: &str) -> (&str, &str) {
    let inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | '_');
    let (digits, _) = text.split_at(text.find(|c| !inside(c)).unwrap_or(text.len()));
    let digits = digits.trim_end_matches(|c: char| !c.is_ascii_digit());
    (digits, &text[digits.len()..])
}

/// Reads a number that is not negative. A comma or a point before exactly three digits can mean two things, unless the
/// number would be larger than `most` as a whole one.
///
/// # Errors
/// Says what was expected instead.
pub fn number(written: &str, most: f64) -> Result<f64, String> {
    let bare = || format!("a number such as 15 is expected, not {:?}", clip(written, 60));
    let plain = written.replace(',', ".");
    if written.is_empty() || written.len() > 15 || !written.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(bare());
    }
    let separators = written.chars().filter(|c| !c.is_ascii_digit()).count();
    let Some((whole, rest)) = plain.split_once('.').filter(|_| separators == 1) else {
        let whole: String = written.chars().filter(char::is_ascii_digit).collect();
        return match separators {
            0 => written.parse().map_err(|_| bare()),
            _ if is_grouped(written) => {
                Err(format!("{written:?} has separators between its digits: write {whole}"))
            }
            _ => Err(bare()),
        };
    };
    if rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bare());
    }
    let thousands = format!("{whole}{rest}");
    let both = rest.len() == 3 && whole != "0" && whole.len() <= 3;
    if both && thousands.parse::<f64>().is_ok_and(|thousands| thousands <= most) {
        let decimal = plain.trim_end_matches('0').trim_end_matches('.');
        let decimal = if decimal.contains('.') { decimal.to_owned() } else { format!("{decimal}.0") };
        return Err(format!("{written:?} can mean two numbers: write {thousands} or {decimal}"));
    }
    plain.parse().map_err(|_| bare())
}

/// `1'000`, `1_000`, `1.000.000`, `1,000.5`
fn is_grouped(written: &str) -> bool {
    let parts: Vec<&str> = written.split(|c: char| !c.is_ascii_digit()).collect();
    parts.len() > 1 && parts[1..parts.len() - 1].iter().all(|part| part.len() == 3) && !parts.contains(&"")
}

/// A limit in percent: `80%`, `≥ 80 %`, `80,5 %`, `at least 80 percent`.
///
/// A share such as `0.8` without a sign is reported: it can mean 0.8% or 80%.
pub fn percent(node: &Node, what: &str, side: Limit, report: &mut Report) -> Option<f64> {
    let written = text(node, what, report)?;
    let found = limit(&written, side).and_then(|(digits, unit)| {
        if !unit.is_empty() && !is_percent(unit) {
            return Err(not_a_percentage(&written));
        }
        let value = number(digits, 100.0).map_err(|_| not_a_percentage(&written))?;
        (value <= 100.0).then_some((value, unit)).ok_or_else(|| not_a_percentage(&written))
    });
    match found {
        Ok((value, unit)) => {
            if unit.is_empty() && value > 0.0 && value <= 1.0 {
                let share = (value * 1e8).round() / 1e6;
                let message = format!("{what}: {value} can mean two things: write {value}% or {share}%");
                report.add(node.at, message);
                for percentage in [share, value] {
                    report.offer(answer(node.at, &written, percentage));
                }
            }
            Some(value)
        }
        Err(message) => {
            report.add(node.at, format!("{what}: {message}"));
            None
        }
    }
}

/// The same number with the sign that says what it means.
fn answer(at: usize, written: &str, percentage: f64) -> Noted {
    let to = format!("{percentage}%");
    Noted { about: at, words: format!("Write {to}"), at, from: written.to_owned(), to }
}

fn not_a_percentage(written: &str) -> String {
    format!("a percentage from 0% to 100% is expected, not {:?}", clip(written, 60))
}

/// A limit that is a plain number: `15`, `<= 15`, `at most 15`.
pub fn amount(node: &Node, what: &str, side: Limit, report: &mut Report) -> Option<f64> {
    let written = text(node, what, report)?;
    let found = limit(&written, side).and_then(|(digits, unit)| match unit {
        "" => number(digits, f64::INFINITY),
        _ => Err(format!("a number such as 15 is expected, not {:?}", clip(&written, 60))),
    });
    found.map_err(|message| report.add(node.at, format!("{what}: {message}"))).ok()
}

/// The digits and the unit of a limit whose comparison, if it has one, asks for this side.
fn limit(written: &str, side: Limit) -> Result<(&str, &str), String> {
    let (compared, rest) = comparison(written.trim());
    let (digits, unit) = digits(rest);
    match compared {
        Some(compared) if compared.limit != side || compared.strict => {
            let sign = if side == Limit::AtLeast { ">=" } else { "<=" };
            let shown = clip(written, 60);
            Err(format!(
                "{shown:?} is not the limit that is checked: write {sign} and the value that still passes"
            ))
        }
        _ => Ok((digits, unit.trim())),
    }
}

#[cfg(test)]
mod tests;
