//! Something that is there when it is asked for.

use leptos::prelude::*;

/// A line that unfolds to more; `open` shows it at once.
pub fn fold(line: impl Into<String>, open: bool, content: impl IntoView + 'static) -> AnyView {
    let content = content.into_any();
    view! {
        <details class="fold" open=open>
            <summary>{line.into()}</summary>
            <div>{content}</div>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn the_line_stays_text() {
        hostile::assert_stays_text(|text| fold(text, false, text.to_owned()).to_html());
        assert!(fold("More", true, ()).to_html().starts_with("<details open class=\"fold\">"));
    }
}
