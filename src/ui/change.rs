//! A commit of a release.

use super::link::perhaps;
use crate::domain::release::Change;
use leptos::prelude::*;

/// `SHOP-88 Basket keeps its items after sign-in  Checkout team`; behind the author the release that brought it, where
/// there are several.
pub fn change(change: &Change, version: Option<&str>) -> AnyView {
    let url = change.url.as_deref();
    let id = change.ticket.clone().unwrap_or_else(|| change.sha.chars().take(8).collect());
    let author = match version {
        Some(version) => format!("{} · {version}", change.author),
        None => change.author.clone(),
    };
    view! {
        <li>
            <span class="mono">{perhaps(url, id)}</span>
            " "
            {change.subject.clone()}
            " "
            <span class="quiet">{author}</span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn commit(text: &str) -> Change {
        let [sha, subject, author] = [text, text, text].map(str::to_owned);
        Change { sha, subject, author, ticket: Some(text.to_owned()), url: Some(text.to_owned()) }
    }

    #[test]
    fn a_commit_is_known_by_its_ticket_or_its_hash() {
        let mut written = Change { ticket: None, url: None, ..commit("4be1c0de90c2") };
        assert!(change(&written, None).to_html().contains(">4be1c0de</span>"));
        written.url = Some("https://git.example/4be1".to_owned());
        let html = change(&written, Some("2.8.0")).to_html();
        assert!(html.contains("href=\"https://git.example/4be1\"") && html.contains(" · 2.8.0<"), "{html}");
    }

    #[test]
    fn what_was_committed_stays_text_and_is_no_way_out() {
        let calm = hostile::structure(&change(&commit("calm"), Some("calm")).to_html());
        for text in hostile::STRINGS {
            let html = change(&commit(text), Some(text)).to_html();
            assert_eq!(hostile::structure(&html), calm, "{text:?}");
        }
    }
}
