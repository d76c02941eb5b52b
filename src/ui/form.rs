//! Forms that change something: always POST, always with the token that says they are ours.

use super::button::Button;
use leptos::prelude::*;

/// The name of the hidden field that every form carries.
pub const CSRF_FIELD: &str = "csrf";

/// A form before its fields are known.
pub struct Form {
    action: String,
    csrf: String,
    id: Option<&'static str>,
    class: &'static str,
    encoding: Option<&'static str>,
    hidden: Vec<(String, String)>,
    default_button: Option<&'static str>,
}

impl Form {
    /// A form that posts to this address, with the session's token.
    pub fn post(action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            csrf: csrf.into(),
            id: None,
            class: "post",
            encoding: None,
            hidden: Vec::new(),
            default_button: None,
        }
    }

    /// A value that is sent along.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// An id that is unique on the page, so that a button which stands outside can send the form.
    pub fn id(mut self, id: &'static str) -> Self {
        self.id = Some(id);
        self
    }

    /// Fields below each other.
    pub fn stacked(mut self) -> Self {
        self.class = "post form";
        self
    }

    /// It has fields for files.
    pub fn with_files(mut self) -> Self {
        self.encoding = Some("multipart/form-data");
        self
    }

    /// What the key Enter does in a form with several buttons: a browser presses the first one, so this stands before
    /// all others, where nobody sees it. The words are those of the button that it stands for.
    pub fn default_button(mut self, words: &'static str) -> Self {
        self.default_button = Some(words);
        self
    }

    /// The form around its fields and buttons.
    pub fn view(self, content: impl IntoView + 'static) -> AnyView {
        let hidden = self.hidden.into_iter().map(|(name, value)| {
            view! { <input type="hidden" name=name value=value/> }
        });
        let default_button = self.default_button.map(|words| {
            view! { <button type="submit" class="default" tabindex="-1" aria-hidden="true">{words}</button> }
        });
        view! {
            <form method="post" id=self.id action=self.action enctype=self.encoding class=self.class>
                <input type="hidden" name=CSRF_FIELD value=self.csrf/>
                {hidden.collect_view()}
                {default_button}
                {content.into_any()}
            </form>
        }
        .into_any()
    }

    /// The form that is one button. A button that cannot be pressed stands alone: there is nothing to send.
    pub fn button(self, button: Button) -> AnyView {
        if button.is_refused() { button.view() } else { self.view(button.view()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_form_posts_with_its_token() {
        let html =
            Form::post("/deployments/42/start", "t0ken").with("plan", "ab12").button(Button::new("Start"));
        let html = html.to_html().replace("<!>", "");
        assert_eq!(
            html,
            "<form method=\"post\" action=\"/deployments/42/start\" class=\"post\">\
             <input type=\"hidden\" name=\"csrf\" value=\"t0ken\">\
             <input type=\"hidden\" name=\"plan\" value=\"ab12\">\
             <button type=\"submit\" class=\"button\">Start</button></form>"
        );
    }

    #[test]
    fn a_button_with_a_reason_against_it_is_no_form() {
        let html = Form::post("/x", "t0ken").button(Button::new("Start").refused(Some("locked"))).to_html();
        assert!(!html.contains("t0ken") && html.contains("disabled"), "{html}");
    }

    #[test]
    fn values_stay_values() {
        hostile::assert_stays_text(|text| {
            Form::post(text, text).with("reason", text).stacked().view(text.to_owned()).to_html()
        });
    }
}
