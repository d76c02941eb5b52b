//! A panel: one matter with its heading.

use leptos::prelude::*;

/// A panel before its content is known.
pub struct Panel {
    title: String,
    aside: Option<AnyView>,
    class: &'static str,
}

impl Panel {
    /// A panel under a heading.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), aside: None, class: "panel" }
    }

    /// A few words, or a link, at the end of the heading's line.
    pub fn aside(mut self, aside: impl IntoView + 'static) -> Self {
        self.aside = Some(aside.into_any());
        self
    }

    /// Holds the decision the page asks for: its buttons grow on a telephone.
    pub fn decision(mut self) -> Self {
        self.class = "panel decision";
        self
    }

    /// The panel around rows, facts or a table, which bring their own room.
    pub fn view(self, content: impl IntoView + 'static) -> AnyView {
        let aside = self.aside.map(|aside| view! { <span>{aside}</span> });
        view! {
            <section class=self.class>
                <header>
                    <h2>{self.title}</h2>
                    {aside}
                </header>
                {content.into_any()}
            </section>
        }
        .into_any()
    }

    /// The panel around text, a form or buttons, with room around them.
    pub fn body(self, content: impl IntoView + 'static) -> AnyView {
        let content = content.into_any();
        self.view(view! { <div class="body">{content}</div> })
    }
}

/// Names and values: `Commit  4be1…90c2`.
pub fn facts(facts: Vec<(impl Into<String>, AnyView)>) -> AnyView {
    let facts = facts.into_iter().map(|(name, value)| view! { <dt>{name.into()}</dt><dd>{value}</dd> });
    let facts = facts.collect_view();
    view! { <dl class="facts">{facts}</dl> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_has_a_heading_and_perhaps_words_beside_it() {
        let html = Panel::new("Gates").aside("5 of 5").view("rows").to_html();
        assert_eq!(
            html,
            "<section class=\"panel\"><header><h2>Gates</h2><span>5 of 5</span></header>rows</section>"
        );
        assert!(
            Panel::new("Notes").decision().body("text").to_html().contains("<div class=\"body\">text</div>")
        );
    }
}
