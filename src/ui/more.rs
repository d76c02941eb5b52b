//! Three dots that open what can be done with a row. They work by keyboard and without the script.

use leptos::prelude::*;

/// One thing to do: where it leads.
pub struct Way {
    words: String,
    href: String,
    note: Option<&'static str>,
    apart: bool,
}

impl Way {
    /// A way to a page.
    pub fn to(words: impl Into<String>, href: impl Into<String>) -> Self {
        Self { words: words.into(), href: href.into(), note: None, apart: false }
    }

    /// A few quiet words below it.
    pub fn note(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }

    /// Stands below a line, apart from the others.
    pub fn apart(mut self) -> Self {
        self.apart = true;
        self
    }

    fn view(self) -> AnyView {
        let class = self.apart.then_some("apart");
        let note = self.note.map(|note| view! { <small>{note}</small> });
        view! { <li class=class><a href=self.href>{self.words}</a>{note}</li> }.into_any()
    }
}

/// The dots, with what they open; `name` says whose they are.
pub fn more(name: impl Into<String>, ways: Vec<Way>) -> AnyView {
    let ways = ways.into_iter().map(Way::view).collect_view();
    view! {
        <details class="dots" name="more">
            <summary><span class="hidden">{name.into()}</span></summary>
            <ul class="pop">{ways}</ul>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn the_dots_say_whose_they_are() {
        let ways = vec![
            Way::to("Release 2.8.0", "/r"),
            Way::to("Roll back to 2.8.0", "/b").apart().note("You confirm."),
        ];
        let html = more("Actions for #7", ways).to_html().replace("<!>", "");
        assert!(html.contains("<summary><span class=\"hidden\">Actions for #7</span></summary>"), "{html}");
        assert!(
            html.contains("<li class=\"apart\"><a href=\"/b\">Roll back to 2.8.0</a><small>You confirm."),
            "{html}"
        );
    }

    #[test]
    fn words_stay_text() {
        hostile::assert_stays_text(|text| more(text, vec![Way::to(text, "/x")]).to_html());
    }
}
