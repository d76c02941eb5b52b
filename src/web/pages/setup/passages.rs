//! The document of the first project: how Slipway reads it, and a box for each passage that it does not read.

use super::sent::Sent;
use crate::domain::reading::{Reader, Unread};
use crate::strategy::examine;
use crate::ui::reading;
use leptos::prelude::*;
use serde::{Deserialize, Deserializer, de};

/// The name under which a ticked passage is sent, once for each.
const FIELD: &str = "acknowledged";

/// The form with the passages that are ticked: a form sends a name as often as boxes with it are ticked.
pub struct Ticked(pub Sent);

impl<'de> Deserialize<'de> for Ticked {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let fields = Vec::<(String, String)>::deserialize(from)?;
        let (ticked, others): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| name == FIELD);
        let others = serde_urlencoded::to_string(others).map_err(de::Error::custom)?;
        let sent: Sent = serde_urlencoded::from_str(&others).map_err(de::Error::custom)?;
        Ok(Self(Sent { acknowledged: ticked.into_iter().map(|(_, hash)| hash).collect(), ..sent }))
    }
}

/// The reading of the document that was pasted, with what is to be acknowledged; none where none was.
pub fn part(sent: &Sent) -> Option<AnyView> {
    if sent.first != "document" || sent.document.trim().is_empty() {
        return None;
    }
    let outcome = examine(sent.document.replace("\r\n", "\n").as_bytes(), Reader::default());
    let read = outcome.reading().map(|read| {
        let guarded = read.environments.iter().filter(|of| of.has_rules());
        reading::panel(&read, &guarded.map(|of| of.slug.as_str()).collect::<Vec<_>>())
    });
    Some(view! { {boxes(&outcome.unread, sent)} {read} }.into_any())
}

/// A box for each passage. Without all of them ticked, nothing is set up.
fn boxes(unread: &[Unread], sent: &Sent) -> Option<AnyView> {
    if unread.is_empty() {
        return None;
    }
    let boxes = unread.iter().map(|passage| {
        let words = format!("Line {}: {}", passage.line, passage.message);
        let ticked = sent.acknowledged.contains(&passage.hash);
        view! {
            <label class="check">
                <input type="checkbox" name=FIELD value=passage.hash.clone() checked=ticked/>
                {words}
            </label>
        }
    });
    let boxes = boxes.collect_view();
    Some(
        view! {
            <fieldset class="passages">
                <legend>"Not read: change each in the document, or confirm that it isn't a rule"</legend>
                {boxes}
            </fieldset>
        }
        .into_any(),
    )
}
