//! The template's placeholders: what is left of them is a problem by its name.

use super::{problem::Report, source::Source};
use std::ops::Range;

/// Every placeholder string of the template, and what belongs there instead.
pub const PLACEHOLDERS: [(&str, &str); 23] = [
    ("[Project name]", "put the project's name here"),
    ("[Document version]", "put the document's version here, such as 1.0"),
    ("[Date]", "put the date here, such as 2026-11-20"),
    ("[Draft/Review/Approved]", "put Draft, Review or Approved here"),
    ("[Rolling/Blue-Green/Canary]", "put Rolling, Blue-Green or Canary here"),
    ("[Release schedule]", "say how often releases go out"),
    ("[List of environments]", "list the environments in order, such as development, staging, production"),
    ("[Rollback approach]", "say how you roll back"),
    ("[Cloud provider]", "say who runs the machines"),
    ("[Region]", "say where they stand"),
    ("[Compute specs]", "put the compute resources here"),
    ("[Memory specs]", "put the memory here"),
    ("[Storage specs]", "put the storage here"),
    ("[Strategy]", "say how secrets are kept"),
    ("[Method]", "say how people sign in"),
    ("[Process]", "say how it is done"),
    ("[Approach]", "say how it is done"),
    ("[Schedule]", "say how often"),
    ("[Policy]", "say what is kept, and for how long"),
    ("[Location]", "say where it is found"),
    ("[Version]", "put the document's version here"),
    ("[Changes]", "say what changed"),
    ("[Author]", "say who wrote it"),
];

/// Reports every placeholder that is left.
///
/// Markdown links (`[Policy](https://...)`) and nodes of a diagram (`A[Process]`) are real text.
pub fn check(source: &Source, report: &mut Report) {
    let mut start = 0;
    let mut below_sign_off = false;
    for line in source.text.split_inclusive('\n') {
        if line.starts_with('#') {
            below_sign_off = is_sign_off(line);
        }
        let signed = below_sign_off || is_sign_off(line);
        check_line(source, start..start + line.len(), signed, report);
        start += line.len();
    }
}

fn check_line(source: &Source, line: Range<usize>, signed: bool, report: &mut Report) {
    for (at, _) in source.text[line.clone()].match_indices('[') {
        let at = line.start + at;
        let rest = &source.text[at..];
        if rest.starts_with("[Decide") {
            let end = rest.find([']', '\n']).map_or(source.text.len(), |length| at + length + 1);
            report.add_placeholder(
                at..end,
                "[Decide ...] is left: write what you decided in its place".to_owned(),
            );
            continue;
        }
        let Some((name, advice)) = PLACEHOLDERS.iter().find(|(name, _)| rest.starts_with(name)) else {
            continue;
        };
        let to_be_signed = signed && *name == "[Date]";
        if !to_be_signed && stands_alone(source.text, at, at + name.len()) {
            let message = format!("{name} is still the template's placeholder: {advice}");
            report.add_placeholder(at..at + name.len(), message);
        }
    }
}

/// Whether a line is one where people sign: its `[Date]` is filled in by hand, on paper.
fn is_sign_off(line: &str) -> bool {
    const WORDS: [&str; 10] = [
        "[name]",
        "[signature]",
        "[sign]",
        "signature",
        "signed",
        "sign-off",
        "sign off",
        "signoff",
        "____",
        "approved by",
    ];
    let line = line.to_lowercase();
    WORDS.iter().any(|word| line.contains(word))
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let node = text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ']' || c == '!');
    let link = text[end..].starts_with(['(', '[', ':']);
    let role = text[..start].trim_end().ends_with("from:");
    !node && !link && !role
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let source = Source::of(text.as_bytes()).unwrap();
        let mut report = Report::default();
        check(&source, &mut report);
        report.finish(&source).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_placeholder_is_named_with_its_place() {
        assert_eq!(
            found("x\n- **Project**: [Project name]"),
            ["2:16: [Project name] is still the template's placeholder: put the project's name here"]
        );
    }

    #[test]
    fn real_text_is_no_placeholder() {
        for text in [
            "targets: [dev-1]",
            "[Location](https://example.org)",
            "[Policy][1]",
            "[Policy]: https://example.org",
            "A[Process] --> B",
            "from: [Author]",
            "- [ ] todo",
            "[project name]",
            "- **Owner**: [Name] - [Date]",
            "## Sign-off\n- Security, [Date]",
            "Approved by ____ on [Date]",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    /// The closed list is the template's, no more and no less.
    #[test]
    fn the_list_is_that_of_the_template() {
        let template = include_str!("../../tests/documents/template.md");
        let mut in_template: Vec<&str> = template
            .lines()
            .filter(|line| !line.contains("--") && !line.contains("[ ]"))
            .flat_map(|line| {
                line.split_inclusive(']').filter_map(|part| part.rfind('[').map(|at| &part[at..]))
            })
            .collect();
        in_template.sort_unstable();
        in_template.dedup();
        let mut listed: Vec<&str> = PLACEHOLDERS.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(in_template, listed);
    }
}
