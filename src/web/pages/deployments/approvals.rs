//! Who agreed to a deployment, what of it counts, and who is still asked.

use super::about::About;
use crate::domain::approval::{Approval, Decision, Validity};
use crate::domain::quorum::Quorum;
use crate::domain::text::count_of;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use leptos::prelude::*;

/// The panel; none where nobody is asked and nobody decided.
pub fn panel(about: &About) -> Option<AnyView> {
    let evaluation = &about.standing.evaluation;
    let decided = about.standing.approvals.iter().zip(&evaluation.validities);
    let waits = about.is_waiting();
    let quorum = evaluation.quorum.as_ref();
    let row = |(approval, validity): (&Approval, &Validity)| {
        row(approval, *validity, waits, quorum.filter(|_| waits).and_then(|quorum| place(quorum, approval)))
    };
    let mut lines: Vec<Row> = decided.map(row).collect();
    if waits {
        lines.extend(quorum.into_iter().flat_map(missing));
    }
    if lines.is_empty() && quorum.is_none() {
        return None;
    }
    let words = quorum.map(|quorum| format!("{} of {}", quorum.have, quorum.required));
    Some(Panel::new("Approvals").aside(words).view(rows(lines)))
}

/// One decision; while it is waited, until when it counts, or why it does not.
fn row(approval: &Approval, validity: Validity, waits: bool, place: Option<String>) -> Row {
    let mark = match (approval.decision, validity) {
        (Decision::Rejected, _) => Mark::No,
        (Decision::Approved, Validity::Counts) => Mark::Yes,
        (Decision::Approved, _) => Mark::Skipped,
    };
    let comment = (!approval.comment.is_empty()).then(|| format!("“{}”", approval.comment));
    let row = Row::new(mark, approval.name.clone()).note(comment).end(moment(approval.decided_at));
    match (approval.decision, validity) {
        (Decision::Rejected, _) => row,
        (Decision::Approved, Validity::Counts) if waits => {
            let place = place.map(|roles| format!("for {roles} · "));
            row.below(
                view! { <span class="why">{place} "counts until " {moment(approval.expires_at)}</span> },
            )
        }
        (Decision::Approved, Validity::Counts) => row,
        (Decision::Approved, void) => row.below(view! { <span class="why">{void.words()}</span> }),
    }
}

/// The roles whose place somebody fills, where more than one rule is asked.
fn place(quorum: &Quorum, approval: &Approval) -> Option<String> {
    if quorum.rules.len() > 1 { quorum.place_of(approval.person) } else { None }
}

/// Each rule with free places.
fn missing(quorum: &Quorum) -> Vec<Row> {
    let row = |(missing, roles): (u32, String)| {
        Row::new(Mark::Wait, format!("{}, from {roles}", count_of(missing as usize, "more approval")))
    };
    quorum.open().into_iter().map(row).collect()
}
