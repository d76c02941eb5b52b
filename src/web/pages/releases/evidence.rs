//! What a release proves: the newest fact of each kind. A kind without one says so.

use crate::domain::evidence::{Facts, KINDS};
use crate::store::evidence::Recorded;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::time::moment;
use crate::ui::version::digest;
use leptos::prelude::*;

/// The panel.
pub fn panel(recorded: &[Recorded]) -> AnyView {
    let facts = Facts::of_kinds(recorded.iter().map(|of| (of.kind.clone(), of.fact.clone())));
    let known = KINDS.iter().map(|(kind, name)| {
        let recorded = recorded.iter().find(|of| of.kind == *kind);
        row(name, facts.words(kind), recorded)
    });
    let found = KINDS.iter().filter(|(kind, _)| facts.words(kind).is_some()).count();
    let words = format!("{found} of {} kinds recorded", KINDS.len());
    Panel::new("Evidence").aside(words).view(rows(known))
}

/// `Coverage  recorded 23 Nov 2026 14:02 UTC · sha256 4be1…90c2   83.4%`
fn row(name: &'static str, words: Option<String>, recorded: Option<&Recorded>) -> Row {
    let (Some(words), Some(recorded)) = (words, recorded) else {
        return Row::plain(name).end(view! { <span class="quiet">"missing: nothing recorded"</span> });
    };
    let note = view! { "recorded " {moment(recorded.recorded_at)} " · sha256 " {digest(&recorded.sha256)} };
    Row::plain(name).note(note).end(words)
}
