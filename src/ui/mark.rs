//! Slipway's sign: a hull on its slip.

use leptos::prelude::*;

/// The sign in the colour of the text around it; the name beside it says what it is.
pub fn mark() -> AnyView {
    view! {
        <svg viewBox="0 0 22 22" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">
            <path d="M2 17 20 9v8z" fill="currentColor" stroke="none" opacity=".25"></path>
            <path d="M2 17 20 9"></path>
            <path d="m8 11.5 1-5.5h6l-1.2 2.9" stroke-linejoin="round"></path>
        </svg>
    }
    .into_any()
}
