//! State as a shape and a word, never a colour alone.

use leptos::prelude::*;

/// What a state means to who glances at it. The words beside it are the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// It serves, it passed, it is done.
    Live,
    /// It waits for a person or a condition.
    Waiting,
    /// It is happening now.
    Running,
    /// It failed or was refused.
    Failed,
    /// There is nothing, or it does not count any more.
    Empty,
}

impl Shape {
    /// The class that gives the shape and the colour.
    pub fn class(self) -> &'static str {
        match self {
            Shape::Live => "state live",
            Shape::Waiting => "state waiting",
            Shape::Running => "state running",
            Shape::Failed => "state failed",
            Shape::Empty => "state empty",
        }
    }
}

/// A state and what to call it here: `● Live`, `◆ Failed`.
pub fn state(shape: Shape, words: impl Into<String>) -> AnyView {
    view! { <span class=shape.class()>{words.into()}</span> }.into_any()
}

/// A state that leads to what it speaks of.
pub fn state_link(shape: Shape, words: impl Into<String>, href: impl Into<String>) -> AnyView {
    view! { <a class=shape.class() href=href.into()>{words.into()}</a> }.into_any()
}

/// The targets of an environment with what holds on each.
pub fn targets(targets: Vec<(Shape, String)>) -> AnyView {
    let targets = targets.into_iter().map(|(of, name)| view! { <li>{state(of, name)}</li> });
    view! { <ul class="targets">{targets.collect_view()}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_state_has_a_shape_and_a_word() {
        assert_eq!(state(Shape::Live, "Live").to_html(), "<span class=\"state live\">Live</span>");
        assert!(
            targets(vec![(Shape::Empty, "web-3".into())])
                .to_html()
                .contains("state empty\">web-3</span></li>")
        );
        hostile::assert_stays_text(|text| state_link(Shape::Failed, text, text).to_html());
    }
}
