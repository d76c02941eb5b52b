//! Whether something is changed for good, as a shape and words.

use super::state::{Shape, state};
use crate::domain::irreversible::Irreversible;
use leptos::prelude::*;

/// `Irreversible change: not declared`. Only a declared *no* looks calm.
pub fn irreversible(declared: Irreversible) -> AnyView {
    let shape = match declared {
        Irreversible::Yes => Shape::Failed,
        Irreversible::No => Shape::Live,
        Irreversible::NotDeclared => Shape::Waiting,
    };
    state(shape, format!("Irreversible change: {}", declared.words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_declared_no_looks_calm() {
        for declared in [Irreversible::Yes, Irreversible::No, Irreversible::NotDeclared] {
            let html = irreversible(declared).to_html();
            assert_eq!(html.contains("state live"), declared == Irreversible::No);
            assert!(html.contains(declared.words()));
        }
    }
}
