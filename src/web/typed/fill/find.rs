//! Which form of a page it was.

use super::{Typed, text};
use lol_html::errors::RewritingError;
use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, end_tag, rewrite_str};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The form, and what has to be unfolded to see it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Which form of the page it is, from 0.
    pub(super) form: Option<usize>,
    /// The folds that it stands in, by their places on the page, from 0.
    pub(super) folds: BTreeSet<usize>,
    /// The names of its hidden fields, which are the page's own.
    pub(super) hidden: BTreeSet<String>,
}

#[derive(Default)]
struct Looking {
    forms: Vec<Candidate>,
    open_folds: Vec<usize>,
    folds: usize,
    inside: bool,
}

#[derive(Default)]
struct Candidate {
    /// Whether it, or a button of it, is sent to the path.
    is_sent_there: bool,
    /// How many hidden fields hold what was sent: of several forms for one path, the one that was sent has the most.
    alike: usize,
    folds: BTreeSet<usize>,
    hidden: BTreeSet<String>,
}

/// Finds the form on a page.
pub(super) fn find(html: &str, typed: &Typed) -> Result<Found, RewritingError> {
    let looking = Rc::new(RefCell::new(Looking::default()));
    look(html, typed, &looking)?;
    let looking = looking.take();
    let candidates = looking.forms.into_iter().enumerate().filter(|(_, form)| form.is_sent_there);
    // Of those that are alike, the first.
    let best = candidates.reduce(|best, next| if next.1.alike > best.1.alike { next } else { best });
    Ok(best.map_or_else(Found::default, |(at, form)| Found {
        form: Some(at),
        folds: form.folds,
        hidden: form.hidden,
    }))
}

fn look(html: &str, typed: &Typed, looking: &Rc<RefCell<Looking>>) -> Result<(), RewritingError> {
    let [folds, forms, fields, buttons] = [(); 4].map(|()| looking.clone());
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("details", move |fold| {
            let mut looking = folds.borrow_mut();
            let at = looking.folds;
            looking.open_folds.push(at);
            looking.folds += 1;
            let ends = folds.clone();
            fold.on_end_tag(end_tag!(move |_| {
                ends.borrow_mut().open_folds.pop();
                Ok(())
            }))
        }))
        .append_element_content_handler(element!("form", move |form| {
            let mut looking = forms.borrow_mut();
            let folds = looking.open_folds.iter().copied().collect();
            let is_sent_there = leads_to(form, "action", &typed.to);
            looking.forms.push(Candidate { is_sent_there, folds, ..Candidate::default() });
            looking.inside = true;
            let ends = forms.clone();
            form.on_end_tag(end_tag!(move |_| {
                ends.borrow_mut().inside = false;
                Ok(())
            }))
        }))
        .append_element_content_handler(element!("input[type=hidden]", move |field| {
            let pair = (text(field, "name").unwrap_or_default(), text(field, "value").unwrap_or_default());
            fields.borrow_mut().inside(|form| {
                form.alike += usize::from(typed.fields.contains(&pair));
                form.hidden.insert(pair.0);
            });
            Ok(())
        }))
        .append_element_content_handler(element!("button[formaction]", move |button| {
            let is_sent_there = leads_to(button, "formaction", &typed.to);
            buttons.borrow_mut().inside(|form| form.is_sent_there |= is_sent_there);
            Ok(())
        }));
    rewrite_str(html, settings).map(drop)
}

impl Looking {
    fn inside(&mut self, change: impl FnOnce(&mut Candidate)) {
        if let Some(form) = self.forms.last_mut().filter(|_| self.inside) {
            change(form);
        }
    }
}

fn leads_to(element: &Element<'_, '_>, attribute: &str, path: &str) -> bool {
    text(element, attribute).is_some_and(|action| action.split('?').next() == Some(path))
}
