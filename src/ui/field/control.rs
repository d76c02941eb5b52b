//! The control of a field: an input, a text area or a select.

use leptos::prelude::*;
use std::borrow::Cow;

/// What is typed into, or chosen from.
pub(super) enum Control {
    Input { kind: &'static str, autocomplete: Option<&'static str>, placeholder: Option<String> },
    File,
    Area,
    Select(Vec<Choice>),
}

/// One choice of a select.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// What every control says about itself.
pub(super) struct Told {
    pub(super) id: String,
    pub(super) name: Cow<'static, str>,
    pub(super) required: bool,
    pub(super) invalid: Option<&'static str>,
    pub(super) described: Option<String>,
}

/// The control itself, with what stands in it.
pub(super) fn control(control: Control, value: String, told: Told) -> AnyView {
    let Told { id, name, required, invalid, described } = told;
    match control {
        Control::Input { kind, autocomplete, placeholder } => {
            let value = (!value.is_empty() && kind != "password").then_some(value);
            let several = kind == "file";
            view! {
                <input type=kind id=id name=name value=value required=required autocomplete=autocomplete
                    multiple=several placeholder=placeholder aria-invalid=invalid aria-describedby=described/>
            }
            .into_any()
        }
        Control::File => view! {
            <input type="file" id=id name=name required=required aria-invalid=invalid aria-describedby=described/>
        }
        .into_any(),
        // A browser drops the first line end in a text area; this one is for it.
        Control::Area => view! {
            <textarea id=id name=name required=required aria-invalid=invalid aria-describedby=described>
                {format!("\n{value}")}
            </textarea>
        }
        .into_any(),
        Control::Select(choices) => {
            let choices = choices.into_iter().map(|choice| option(choice, &value)).collect_view();
            view! {
                <select id=id name=name required=required aria-invalid=invalid aria-describedby=described>
                    {choices}
                </select>
            }
            .into_any()
        }
    }
}

fn option(choice: Choice, chosen: &str) -> AnyView {
    let selected = choice.value == chosen;
    view! { <option value=choice.value selected=selected>{choice.label}</option> }.into_any()
}
