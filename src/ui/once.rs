//! What is shown once, to be copied: a link, or several.

use leptos::prelude::*;

/// A text to copy, with its label and what to know about it.
pub fn once(
    id: &'static str,
    label: impl Into<String>,
    hint: impl Into<String>,
    text: impl Into<String>,
) -> AnyView {
    let hint_id = format!("{id}-hint");
    let described = hint_id.clone();
    view! {
        <div class="field once">
            <label for=id>{label.into()}</label>
            <span class="hint" id=hint_id>{hint.into()}</span>
            <input type="text" id=id value=text.into() readonly=true autocomplete="off" spellcheck="false"
                aria-describedby=described/>
        </div>
    }
    .into_any()
}

/// Several lines to copy.
pub fn once_lines(
    id: &'static str,
    label: impl Into<String>,
    hint: impl Into<String>,
    lines: Vec<String>,
) -> AnyView {
    let hint_id = format!("{id}-hint");
    let (described, rows) = (hint_id.clone(), lines.len().clamp(3, 20).to_string());
    let text = format!("\n{}", lines.join("\n"));
    view! {
        <div class="field once">
            <label for=id>{label.into()}</label>
            <span class="hint" id=hint_id>{hint.into()}</span>
            <textarea id=id rows=rows readonly=true spellcheck="false" aria-describedby=described>{text}</textarea>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn it_can_be_copied_and_not_changed() {
        let html = once("link", "Link", "Shown once", "https://x").to_html();
        assert!(html.contains(" readonly") && html.contains("value=\"https://x\""), "{html}");
        assert!(once_lines("links", "Links", "", vec!["a".into(), "b".into()]).to_html().contains("\na\nb"));
    }

    #[test]
    fn texts_stay_text() {
        hostile::assert_stays_text(|text| {
            once("a", text, text, text).to_html()
                + &once_lines("b", text, text, vec![text.to_owned()]).to_html()
        });
    }
}
