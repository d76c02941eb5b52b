//! Links to elsewhere.

use crate::domain::url::ExternalUrl;
use leptos::prelude::*;

/// A link that leaves Slipway, to an address that somebody gave. The other side does not learn from where.
pub fn external(url: &ExternalUrl, words: impl Into<String>) -> AnyView {
    let href = url.as_str().to_owned();
    view! { <a href=href rel="external noopener noreferrer">{words.into()}</a> }.into_any()
}

/// Words that lead to a given address where it is one that may be a link, else the words alone.
pub fn perhaps(address: Option<&str>, words: impl Into<String>) -> AnyView {
    match address.and_then(|address| ExternalUrl::parse(address).ok()) {
        Some(url) => external(&url, words),
        None => words.into().into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        let url = ExternalUrl::parse("https://git.example/a?b=\"c\"&d=<e>").unwrap();
        let html = external(&url, "<4be1>").to_html();
        assert!(html.starts_with("<a href=\"https://git.example/a?b=%22c%22&amp;d=%3Ce%3E\""), "{html}");
        assert!(html.ends_with("&lt;4be1&gt;</a>"));
    }

    #[test]
    fn other_addresses_are_not_followed() {
        assert_eq!(perhaps(Some("javascript:alert(1)"), "4be1").to_html(), "4be1");
        assert_eq!(perhaps(None, "4be1").to_html(), "4be1");
        assert!(perhaps(Some("https://git.example/4be1"), "4be1").to_html().contains("rel=\"external"));
    }
}
