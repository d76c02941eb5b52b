//! Waiting for you: the one thing on a page that asks.

use super::state::{Shape, state};
use leptos::prelude::*;

/// Something that waits for the person who reads.
pub struct Waiting {
    /// What is asked, in a word: `Approve`, `Confirm`, `Start`.
    pub word: String,
    /// What it is about, in a sentence.
    pub about: AnyView,
    /// The button that leads there.
    pub button: AnyView,
}

/// What waits for the person who reads; nothing where nothing does.
pub fn yours(waiting: Vec<Waiting>) -> Option<AnyView> {
    let items = items(waiting)?;
    Some(view! { <section class="yours" aria-label="Waiting for you">{items}</section> }.into_any())
}

/// The same under a heading, one line each; with a link to the rest where not all of it is shown.
pub fn headed(waiting: Vec<Waiting>, rest: Option<(String, String)>) -> Option<AnyView> {
    let items = items(waiting)?;
    let rest = rest.map(|(words, href)| view! { <a href=href>{words}</a> });
    Some(
        view! {
            <section class="yours tight" aria-label="Waiting for you">
                <header><h2>"Waiting for you"</h2> {rest}</header>
                {items}
            </section>
        }
        .into_any(),
    )
}

fn items(waiting: Vec<Waiting>) -> Option<AnyView> {
    if waiting.is_empty() {
        return None;
    }
    let items = waiting.into_iter().map(|item| {
        view! {
            <li>
                {state(Shape::Waiting, item.word)}
                <span class="grow">{item.about}</span>
                {item.button}
            </li>
        }
    });
    let items = items.collect_view();
    Some(view! { <ul>{items}</ul> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_named_and_nothing_is_nothing() {
        assert!(yours(Vec::new()).is_none());
        let item = Waiting { word: "Start".into(), about: "Mailer".into_any(), button: "Open".into_any() };
        let html = yours(vec![item]).unwrap().to_html();
        assert!(
            html.contains("aria-label=\"Waiting for you\"") && html.contains("state waiting\">Start</span>")
        );
    }
}
