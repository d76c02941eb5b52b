//! Fills a form of a finished page with what was typed into it. The page is read twice: once to find the form, and once
//! to write into it.

mod find;

use super::Typed;
use super::show::DISCARD;
use crate::domain::time::Time;
use crate::ui::button::{Button, Look};
use crate::ui::form::Form;
use crate::ui::time::moment;
use find::{Found, find};
use leptos::prelude::*;
use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, end_tag, rewrite_str};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What the notice over the page needs.
pub(super) struct Notice {
    /// The text that waits.
    pub(super) id: i64,
    /// When it came.
    pub(super) kept_at: Time,
    /// The viewer's token.
    pub(super) csrf: String,
}

/// What is known while the page is written.
#[derive(Default)]
struct Filling {
    found: Found,
    /// Whether the form has a field for files.
    has_files: bool,
    forms: usize,
    folds: usize,
    /// Whether this is inside the form.
    inside: bool,
    /// The name of the list whose choices come.
    list: Option<String>,
    /// What has not been put into a field yet.
    left: Vec<(String, String)>,
    /// The names of the boxes and lists of the form.
    chosen: BTreeSet<String>,
}

/// The page with the form filled in, and a notice that says so. What has no field on the page stands in the notice.
pub(super) fn fill(html: &str, typed: &Typed, notice: Notice) -> Result<String, RewritingError> {
    let found = find(html, typed)?;
    let state = Rc::new(RefCell::new(Filling { found, left: typed.fields.clone(), ..Filling::default() }));
    let filled = write(html, &state)?;
    let Filling { found, left, chosen, has_files, .. } = &*state.borrow();
    let left: Vec<&str> = left
        .iter()
        .filter(|(name, value)| {
            !value.trim().is_empty() && !chosen.contains(name) && !found.hidden.contains(name)
        })
        .map(|(_, value)| value.as_str())
        .collect();
    let notice = words(typed, notice, (found.form.is_some(), *has_files), &left).to_html();
    rewrite_str(
        &filled,
        RewriteStrSettings::new().append_element_content_handler(element!("main", |main| {
            main.prepend(&notice, ContentType::Html);
            Ok(())
        })),
    )
}

fn write(html: &str, state: &Rc<RefCell<Filling>>) -> Result<String, RewritingError> {
    let [forms, folds, inputs, areas, lists, choices] = [(); 6].map(|()| state.clone());
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("details", move |fold| {
            let mut state = folds.borrow_mut();
            if state.found.folds.contains(&state.folds) {
                fold.set_attribute("open", "")?;
            }
            state.folds += 1;
            Ok(())
        }))
        .append_element_content_handler(element!("form", move |form| {
            let mut state = forms.borrow_mut();
            state.inside = state.found.form == Some(state.forms);
            state.forms += 1;
            let ends = forms.clone();
            form.on_end_tag(end_tag!(move |_| {
                ends.borrow_mut().inside = false;
                Ok(())
            }))
        }))
        .append_element_content_handler(element!("input[name]", move |input| {
            inputs.borrow_mut().input(input);
            Ok(())
        }))
        .append_element_content_handler(element!("textarea[name]", move |area| {
            areas.borrow_mut().area(area);
            Ok(())
        }))
        .append_element_content_handler(element!("select[name]", move |list| {
            let mut state = lists.borrow_mut();
            let name = text(list, "name").filter(|_| state.inside);
            state.chosen.extend(name.clone());
            state.list = name;
            let ends = lists.clone();
            list.on_end_tag(end_tag!(move |_| {
                ends.borrow_mut().list = None;
                Ok(())
            }))
        }))
        .append_element_content_handler(element!("option[value]", move |choice| {
            choices.borrow().choice(choice);
            Ok(())
        }));
    rewrite_str(html, settings)
}

impl Filling {
    /// What was typed into the next field of this name.
    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.left.iter().position(|(own, _)| own == name)?;
        Some(self.left.remove(at).1)
    }

    fn was_sent(&self, name: &str, value: &str) -> bool {
        self.left.iter().any(|(own, sent)| own == name && sent == value)
    }

    fn input(&mut self, input: &mut Element<'_, '_>) {
        let (name, kind) = (text(input, "name").unwrap_or_default(), text(input, "type").unwrap_or_default());
        self.has_files |= self.inside && kind == "file";
        if !self.inside || matches!(kind.as_str(), "hidden" | "file" | "password" | "submit") {
            return;
        }
        if matches!(kind.as_str(), "checkbox" | "radio") {
            let value = text(input, "value").unwrap_or_else(|| "on".to_owned());
            mark(input, "checked", self.was_sent(&name, &value));
            self.chosen.insert(name);
        } else if let Some(value) = self.take(&name) {
            // The name of an attribute of ours is always one.
            let _ = input.set_attribute("value", &value);
        }
    }

    fn area(&mut self, area: &mut Element<'_, '_>) {
        let name = text(area, "name").unwrap_or_default();
        if let Some(value) = self.inside.then(|| self.take(&name)).flatten() {
            // Browsers drop the first line break in a text area.
            area.set_inner_content(&format!("\n{value}"), ContentType::Text);
        }
    }

    fn choice(&self, choice: &mut Element<'_, '_>) {
        if let (Some(list), Some(value)) = (&self.list, text(choice, "value")) {
            mark(choice, "selected", self.was_sent(list, &value));
        }
    }
}

fn mark(element: &mut Element<'_, '_>, attribute: &str, is_set: bool) {
    if is_set {
        let _ = element.set_attribute(attribute, "");
    } else {
        element.remove_attribute(attribute);
    }
}

/// An attribute as browsers read it.
fn text(element: &Element<'_, '_>, name: &str) -> Option<String> {
    let raw = element.get_attribute(name)?;
    let plain = raw.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    Some(plain.replace("&amp;", "&"))
}

fn words(typed: &Typed, notice: Notice, form: (bool, bool), left: &[&str]) -> AnyView {
    let (is_filled, has_files) = form;
    let discard =
        Form::post(DISCARD, notice.csrf).with("id", notice.id.to_string()).with("back", typed.back.clone());
    let discard = discard.button(Button::new("Discard what I typed").look(Look::Plain));
    let when = moment(notice.kept_at);
    let filled = is_filled.then_some("It is filled in below. Read it through and press the button again.");
    let files = has_files.then_some(" Files have to be chosen again.");
    let left = (!left.is_empty()).then(|| {
        let texts = left.iter().map(|text| view! { <pre>{(*text).to_owned()}</pre> }).collect_view();
        view! { <p>"What has no place on this page as it is now:"</p> {texts} }
    });
    view! {
        <div class="notice note" role="status">
            <b>"Your session had ended, so nothing was done with what you sent (" {when} ")."</b>
            <p>"Nothing you typed is lost. " {filled} {files}</p>
            {left}
            {discard}
        </div>
    }
    .into_any()
}
