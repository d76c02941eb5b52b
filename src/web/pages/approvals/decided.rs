//! The viewer's recent decisions.

use crate::store::approvals::Decided;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use crate::web::addresses;
use leptos::prelude::*;

/// The panel.
pub fn panel(decided: &[Decided]) -> AnyView {
    Panel::new("Your recent decisions").view(rows(decided.iter().map(row).collect::<Vec<_>>()))
}

fn row(decided: &Decided) -> Row {
    let approved = decided.decision == "approved";
    let (mark, word) = if approved { (Mark::Yes, "approved") } else { (Mark::No, "rejected") };
    let what = format!("{} {} to {}", decided.project_name, decided.version, decided.environment_slug);
    let page = addresses::deployment(decided.number);
    let comment = (!decided.comment.is_empty()).then(|| format!(": “{}”", decided.comment));
    let note = view! { {word} {comment} };
    Row::new(mark, view! { <a href=page>{format!("#{} {what}", decided.number)}</a> })
        .note(note)
        .end(moment(decided.decided_at))
}
