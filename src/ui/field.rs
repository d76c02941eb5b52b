//! Fields of forms: a label, the control, a hint, and what is wrong with what was given.

mod control;

pub use control::Choice;

use control::{Control, Told, control};
use leptos::prelude::*;
use std::borrow::Cow;

/// A field before it is drawn.
pub struct Field {
    name: Cow<'static, str>,
    id: String,
    label: String,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    wide: bool,
    control: Control,
}

impl Field {
    fn new(name: impl Into<Cow<'static, str>>, label: impl Into<String>, control: Control) -> Self {
        let name = name.into();
        Self {
            id: name.clone().into_owned(),
            name,
            label: label.into(),
            value: String::new(),
            hint: None,
            error: None,
            required: false,
            wide: false,
            control,
        }
    }

    fn input(name: &'static str, label: impl Into<String>, kind: &'static str) -> Self {
        Self::new(name, label, Control::Input { kind, autocomplete: None, placeholder: None })
    }

    /// One line of text.
    pub fn text(name: &'static str, label: impl Into<String>) -> Self {
        Self::input(name, label, "text")
    }

    /// A one-time code from an app, or a recovery code.
    pub fn one_time_code() -> Self {
        let hint = "Six digits from your app, or one of your recovery codes";
        Self::text("code", "Code").hint(hint).required().autocomplete("one-time-code")
    }

    /// Something to look for; may take the whole width of a telephone.
    pub fn search(name: &'static str, label: impl Into<String>) -> Self {
        Self::input(name, label, "search").wide()
    }

    /// A day.
    pub fn date(name: &'static str, label: impl Into<String>) -> Self {
        Self::input(name, label, "date")
    }

    /// A moment, to the minute.
    pub fn moment(name: &'static str, label: impl Into<String>) -> Self {
        Self::input(name, label, "datetime-local")
    }

    /// A password; it never comes back filled in.
    pub fn password(name: &'static str, label: impl Into<String>) -> Self {
        Self::input(name, label, "password")
    }

    /// Files. They never come back filled in; see [`Form::with_files`](crate::ui::form::Form::with_files).
    pub fn files(name: &'static str, label: impl Into<String>) -> Self {
        Self::input(name, label, "file")
    }

    /// One file. It never comes back filled in; see [`Form::with_files`](crate::ui::form::Form::with_files).
    pub fn file(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::File)
    }

    /// Several lines of text.
    pub fn area(name: impl Into<Cow<'static, str>>, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::Area)
    }

    /// One of several choices; [`Field::value`] is the chosen one.
    pub fn select(name: &'static str, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Control::Select(choices))
    }

    /// What stands in it: what was given before, or what is proposed.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// An id of its own, where a page has several fields of this name.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// What to know before writing.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong with what was given.
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// It must not be left empty.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Takes the whole width among filters on a telephone.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// What a browser may fill in: `username`, `current-password`. Only for inputs.
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        if let Control::Input { autocomplete, .. } = &mut self.control {
            *autocomplete = Some(what);
        }
        self
    }

    /// An example of what can be written. Only for inputs; never instead of a label.
    pub fn placeholder(mut self, example: impl Into<String>) -> Self {
        if let Control::Input { placeholder, .. } = &mut self.control {
            *placeholder = Some(example.into());
        }
        self
    }

    /// The name under which its value is sent.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The field.
    pub fn view(self) -> AnyView {
        let class = if self.wide { "field wide" } else { "field" };
        let (hint_id, error_id) = (format!("{}-hint", self.id), format!("{}-error", self.id));
        let described =
            [self.hint.as_ref().map(|_| hint_id.clone()), self.error.as_ref().map(|_| error_id.clone())];
        let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let told = Told {
            id: self.id.clone(),
            name: self.name,
            required: self.required,
            invalid: self.error.is_some().then_some("true"),
            described: (!described.is_empty()).then_some(described),
        };
        let hint = self.hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> });
        let error = self.error.map(|error| view! { <span class="error" id=error_id>{error}</span> });
        view! {
            <div class=class>
                <label for=self.id>{self.label}</label>
                {hint} {control(self.control, self.value, told)} {error}
            </div>
        }
        .into_any()
    }
}

/// A box to tick, with its label behind it.
pub fn check(name: &'static str, label: impl Into<String>, ticked: bool) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" name=name value="yes" checked=ticked/>
            {label.into()}
        </label>
    }
    .into_any()
}

/// Fields that narrow a list; they are sent by GET, so the address keeps them.
pub fn filters(action: impl Into<String>, fields: Vec<Field>) -> AnyView {
    let fields = fields.into_iter().map(Field::view).collect_view();
    view! {
        <form class="filters" method="get" action=action.into() role="search">
            {fields} <button type="submit" class="button">"Show"</button>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
