//! The document as it was written, with a place to go to at each heading.

use crate::domain::text::Slug;
use crate::strategy::{Heading, headings};
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use leptos::prelude::*;
use std::collections::HashSet;

/// A document in parts, each from its heading to the next.
pub struct Source(Vec<Part>);

struct Part {
    /// In the address, behind `#`.
    anchor: String,
    /// The heading's words; none before the first heading.
    words: Option<String>,
    text: String,
}

impl Source {
    /// A document's parts, which together are all of it.
    pub fn of(text: &str) -> Self {
        let headings = headings(text);
        let first = headings.first().map_or(text.len(), |heading| heading.at);
        let mut taken = HashSet::new();
        let mut parts =
            vec![Part { anchor: "document".to_owned(), words: None, text: text[..first].to_owned() }];
        for (at, heading) in headings.iter().enumerate() {
            let end = headings.get(at + 1).map_or(text.len(), |next| next.at);
            let anchor = anchor(heading, at, &mut taken);
            let text = text[heading.at..end].to_owned();
            parts.push(Part { anchor, words: Some(heading.words.clone()), text });
        }
        parts.retain(|part| part.words.is_some() || !part.text.is_empty());
        Self(parts)
    }

    /// The panel with the text.
    pub fn panel(&self, number: i64) -> AnyView {
        let parts = self.0.iter().map(|part| {
            view! { <span id=part.anchor.clone()>{part.text.clone()}</span> }
        });
        let parts = parts.collect_view();
        Panel::new(format!("Version {number}")).view(view! { <pre class="source">{parts}</pre> })
    }

    /// The headings as links.
    pub fn contents(&self) -> Option<AnyView> {
        let links = self.0.iter().filter_map(|part| {
            let words = part.words.clone()?;
            Some(view! { <li><a href=format!("#{}", part.anchor)>{words}</a></li> })
        });
        let links: Vec<_> = links.collect();
        if links.is_empty() {
            return None;
        }
        let list = fold(format!("{} headings", links.len()), false, view! { <ul>{links}</ul> });
        Some(Panel::new("Contents").body(list))
    }
}

/// An anchor that no other part has, made from the heading's words.
fn anchor(heading: &Heading, at: usize, taken: &mut HashSet<String>) -> String {
    let slug = Slug::of_name(&heading.words).map_or_else(|| at.to_string(), |slug| slug.to_string());
    let plain = format!("document-{slug}");
    if taken.insert(plain.clone()) { plain } else { format!("document-{at}-{slug}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::app::DOCUMENT;
    use crate::testing::hostile;

    #[test]
    fn the_parts_are_the_document() {
        for text in [DOCUMENT, "", "no heading", "before\n# One\n# One\n## \u{1f6a2}\n"] {
            let source = Source::of(text);
            let whole: String = source.0.iter().map(|part| part.text.as_str()).collect();
            assert_eq!(whole, text);
            let anchors: HashSet<&str> = source.0.iter().map(|part| part.anchor.as_str()).collect();
            assert_eq!(anchors.len(), source.0.len(), "{anchors:?}");
        }
    }

    #[test]
    fn a_document_stays_text() {
        hostile::assert_stays_text(|text| {
            let source = Source(vec![Part {
                anchor: "document".to_owned(),
                words: Some(text.to_owned()),
                text: text.to_owned(),
            }]);
            source.panel(1).to_html() + &source.contents().to_html()
        });
    }
}
