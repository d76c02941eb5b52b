mod acceptance;
mod answering;
mod approving;
mod guards;
mod kinds;
mod malformed;
mod manual;
mod noise;
mod shapes;

use super::*;

/// The template, filled in.
pub const STOREFRONT: &str = include_str!("../../tests/documents/storefront.md");
/// The bare template.
pub const TEMPLATE: &str = include_str!("../../tests/documents/template.md");

#[test]
fn the_filled_in_document_reads() {
    let strategy = read(STOREFRONT.as_bytes()).map_err(|problems| lines(&problems)).unwrap();
    insta::assert_json_snapshot!("storefront", strategy);
}

#[test]
fn the_bare_template_gives_every_placeholder() {
    let problems = read(TEMPLATE.as_bytes()).unwrap_err();
    insta::assert_snapshot!("template", lines(&problems));
}

/// One problem a line.
pub fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_reads() {
    let example = include_str!("../../examples/storefront/strategy.md");
    let strategy = read(example.as_bytes()).map_err(|problems| lines(&problems)).unwrap();
    assert_eq!(strategy.slug.as_str(), "storefront");
}
