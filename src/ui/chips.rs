//! Chips: a few answers side by side, of which one is chosen.

use leptos::prelude::*;

/// A question with its answers; none has to be chosen.
pub fn chips(name: &'static str, question: &'static str, answers: &[&'static str], chosen: &str) -> AnyView {
    let chip = |answer: &&'static str| {
        view! {
            <label class="chip">
                <input type="radio" name=name value=*answer checked=*answer == chosen/>
                {*answer}
            </label>
        }
    };
    let chips = answers.iter().map(chip).collect_view();
    view! {
        <fieldset class="choice">
            <legend>{question}</legend>
            <div class="chips">{chips}</div>
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_them_is_chosen_at_most() {
        let html = chips("about", "Reason", &["Errors", "Slow"], "Slow").to_html();
        assert_eq!(html.matches("type=\"radio\"").count(), 2);
        assert_eq!(html.matches(" checked").count(), 1);
        assert!(html.contains("value=\"Slow\" checked"), "{html}");
        assert!(!chips("about", "Reason", &["Errors"], "").to_html().contains(" checked"));
    }
}
