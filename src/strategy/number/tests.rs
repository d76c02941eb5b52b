use super::*;
use crate::strategy::source::Source;
use crate::strategy::yaml::Value;

fn read(text: &str, with: impl Fn(&Node, &mut Report) -> Option<f64>) -> Result<f64, String> {
    let mut report = Report::default();
    let read = with(&Node { at: 0, value: Value::Text(text.to_owned()) }, &mut report);
    let problems = report.finish(&Source::of(b"x").unwrap());
    match problems.first() {
        Some(problem) => Err(problem.message.clone()),
        None => Ok(read.unwrap()),
    }
}

fn coverage(text: &str) -> Result<f64, String> {
    read(text, |node, report| percent(node, "coverage", Limit::AtLeast, report))
}

fn complexity(text: &str) -> Result<f64, String> {
    read(text, |node, report| amount(node, "complexity", Limit::AtMost, report))
}

#[test]
fn percentages_read_as_people_write_them() {
    for (text, value) in [
        ("80%", 80.0),
        ("80", 80.0),
        ("80.5 %", 80.5),
        ("80,5 %", 80.5),
        ("80\u{a0}%", 80.0),
        ("≥ 80 %", 80.0),
        ("≥80%", 80.0),
        (">= 80%", 80.0),
        (">=80,25%", 80.25),
        ("80 percent", 80.0),
        ("80 Prozent", 80.0),
        ("at least 80%", 80.0),
        ("At least 80 per cent", 80.0),
        ("min 80", 80.0),
        ("mindestens 80 %", 80.0),
        ("0.8%", 0.8),
        ("1 %", 1.0),
        ("0", 0.0),
        ("100", 100.0),
        ("99.999%", 99.999),
        ("99,999 %", 99.999),
        ("0,125 %", 0.125),
    ] {
        assert_eq!(coverage(text), Ok(value), "{text}");
    }
    for bad in [
        "",
        "-1",
        "101%",
        "inf",
        "nan",
        "1e1",
        "%",
        "8 0",
        "80%%",
        "80 points",
        "< 80%",
        "> 80%",
        "at most 80%",
        "80.5.1",
        "80-90%",
        "8,0,0",
        ".8",
        "80.",
        "≥",
        "at least",
    ] {
        assert!(coverage(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_share_is_asked_about() {
    assert_eq!(coverage("0.8").unwrap_err(), "coverage: 0.8 can mean two things: write 0.8% or 80%");
    assert_eq!(coverage("0,85").unwrap_err(), "coverage: 0.85 can mean two things: write 0.85% or 85%");
    assert_eq!(coverage("0.55").unwrap_err(), "coverage: 0.55 can mean two things: write 0.55% or 55%");
    assert!(coverage(">= 0.8").is_err());
    assert!(coverage("1").is_err());
    assert!(read("0.05", |n, r| percent(n, "duplication", Limit::AtMost, r)).is_err());
}

#[test]
fn numbers_read_and_thousands_are_asked_about() {
    for (text, value) in [
        ("15", 15.0),
        ("<= 15", 15.0),
        ("at most 15", 15.0),
        ("max 15", 15.0),
        ("12,5", 12.5),
        ("0.125", 0.125),
    ] {
        assert_eq!(complexity(text), Ok(value), "{text}");
    }
    assert_eq!(
        complexity("1,000").unwrap_err(),
        "complexity: \"1,000\" can mean two numbers: write 1000 or 1.0"
    );
    assert_eq!(
        complexity("1.250").unwrap_err(),
        "complexity: \"1.250\" can mean two numbers: write 1250 or 1.25"
    );
    assert_eq!(
        complexity("1'000").unwrap_err(),
        "complexity: \"1'000\" has separators between its digits: write 1000"
    );
    for bad in ["", "many", "15 points", ">= 15", "< 15", "1 000", "1,,5", "-3"] {
        assert!(complexity(bad).is_err(), "{bad}");
    }
}
