//! Changes that wait for a second admin.

use super::bar::sentences;
use super::page::{AccessPage, Waiting};
use crate::domain::access_change::Decision;
use crate::ui::button::{Button, Look, actions};
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use leptos::prelude::*;

/// The panel; none where nothing waits.
pub fn view(page: &AccessPage) -> Option<AnyView> {
    if page.waiting.is_empty() {
        return None;
    }
    let rows = rows(page.waiting.iter().map(|waiting| {
        let Waiting { proposed, told, .. } = waiting;
        let what = format!("{} proposed it", proposed.by_name);
        Row::new(Mark::Wait, what)
            .end(moment(proposed.at))
            .below(sentences(told))
            .below(decision(page, waiting))
    }));
    let panel = Panel::new("Waits for a second admin").aside("what widens rights takes two").view(rows);
    Some(view! { <div id="waiting">{panel}</div> }.into_any())
}

/// The buttons; one that would be refused says why beside it.
fn decision(page: &AccessPage, Waiting { proposed, was_admin, .. }: &Waiting) -> AnyView {
    let may = |decision: Decision| decision.check(proposed.by, page.viewer.person, page.admins, *was_admin);
    let own = proposed.by == page.viewer.person;
    let why = may(Decision::Applied).err().map(|refusal| refusal.sentence);
    let apply = Button::new("Apply").look(Look::Primary).answer("decision", Decision::Applied.word());
    let (word, other) = if own { ("Withdraw", Decision::Withdrawn) } else { ("Decline", Decision::Declined) };
    let other = Button::new(word).answer("decision", other.word());
    let buttons = view! { {apply.refused(why).view()} {other.view()} };
    Form::post(format!("{}/changes/{}/decision", super::PATH, proposed.id), page.viewer.csrf.as_str())
        .view(actions(buttons))
}
