//! Buttons, and links that look like them.

use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// One of several ways on.
    #[default]
    Plain,
    /// What most people come for; at most one on a page.
    Primary,
    /// It ends or undoes something.
    Danger,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Look::Plain => "button",
            Look::Primary => "button primary",
            Look::Danger => "button danger",
        }
    }
}

/// A button that sends the form around it.
pub struct Button {
    words: String,
    look: Look,
    answer: Option<(&'static str, String)>,
    confirm: Option<String>,
    form: Option<&'static str>,
    refused: Option<String>,
    disabled: bool,
    anyway: bool,
}

impl Button {
    /// A button with its words: what it does, not "OK".
    pub fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            look: Look::Plain,
            answer: None,
            confirm: None,
            form: None,
            refused: None,
            disabled: false,
            anyway: false,
        }
    }

    /// How much it asks for attention.
    pub fn look(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// A name and value that are sent when this button was pressed, where a form has several.
    pub fn answer(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.answer = Some((name, value.into()));
        self
    }

    /// A question to ask before the form is sent, where there is a script to ask it.
    pub fn confirm(mut self, question: impl Into<String>) -> Self {
        self.confirm = Some(question.into());
        self
    }

    /// The id of the form that it sends, where it stands outside of it.
    pub fn of_form(mut self, id: &'static str) -> Self {
        self.form = Some(id);
        self
    }

    /// Why it cannot be pressed now, where there is a reason; it stands beside the button.
    pub fn refused(mut self, reason: Option<impl Into<String>>) -> Self {
        self.refused = reason.map(Into::into);
        self
    }

    /// That it cannot be pressed now, where the reason stands beside the form.
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    /// It sends the form whatever is still missing in it: it keeps nothing.
    pub fn anyway(mut self) -> Self {
        self.anyway = true;
        self
    }

    /// Whether there is a reason against it.
    pub fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// The button.
    pub fn view(self) -> AnyView {
        let disabled = self.disabled || self.is_refused();
        let why = self.refused.map(|reason| view! { <span class="why">{reason}</span> });
        let (name, value) = self.answer.unzip();
        view! {
            <button
                type="submit"
                class=self.look.class()
                name=name
                value=value
                form=self.form
                disabled=disabled
                formnovalidate=self.anyway
                data-confirm=self.confirm
            >
                {self.words}
            </button>
            {why}
        }
        .into_any()
    }
}

/// A link that looks like a button: it leads to where something is done.
pub fn link_button(look: Look, words: impl Into<String>, href: impl Into<String>) -> AnyView {
    view! { <a class=look.class() href=href.into()>{words.into()}</a> }.into_any()
}

/// Buttons beside each other.
pub fn actions(buttons: impl IntoView + 'static) -> AnyView {
    let buttons = buttons.into_any();
    view! { <div class="actions">{buttons}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_button_that_cannot_be_pressed_says_why() {
        let html =
            Button::new("Start").refused(Some("needs 1 more approval")).view().to_html().replace("<!>", "");
        assert_eq!(
            html,
            "<button type=\"submit\" disabled class=\"button\">Start</button>\
             <span class=\"why\">needs 1 more approval</span>"
        );
        let html = Button::new("Start").refused(None::<String>).look(Look::Primary).view().to_html();
        assert!(
            html.starts_with("<button type=\"submit\" class=\"button primary\">Start</button>"),
            "{html}"
        );
    }

    #[test]
    fn reasons_and_questions_stay_text() {
        hostile::assert_stays_text(|text| {
            Button::new(text).answer("decision", text).confirm(text).refused(Some(text)).view().to_html()
        });
    }
}
