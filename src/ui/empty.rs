//! What stands where there is nothing yet: what is missing, and how it comes about.

use leptos::prelude::*;

/// Says what is not there, and gives the next action: a sentence, a button, or nothing to do (`()`).
pub fn empty(what: impl Into<String>, next: impl IntoView + 'static) -> AnyView {
    let next = next.into_any();
    view! {
        <div class="empty-state">
            <p>{what.into()}</p>
            <div class="actions quiet">{next}</div>
        </div>
    }
    .into_any()
}
