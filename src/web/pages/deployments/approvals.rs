//! Who agreed to a deployment, what of it counts, and who is still asked.

use super::about::About;
use crate::domain::approval::{Approval, Decision, Validity};
use crate::domain::quorum::Quorum;
use crate::domain::text::{choice_words, count_of};
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
        row(about, approval, *validity, quorum.filter(|_| waits))
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

/// One decision; while it is waited, for what and until when it counts, or why it does not.
fn row(about: &About, approval: &Approval, validity: Validity, waits: Option<&Quorum>) -> Row {
    let mark = match (approval.decision, validity) {
        (Decision::Rejected, _) => Mark::No,
        (Decision::Approved, Validity::Counts) => Mark::Yes,
        (Decision::Approved, _) => Mark::Skipped,
    };
    let told = approval.decision == Decision::Rejected && about.tells(&approval.comment);
    let comment = (!approval.comment.is_empty() && !told).then(|| format!("“{}”", approval.comment));
    let row = Row::new(mark, approval.name.clone()).note(comment).end(moment(approval.decided_at));
    match (approval.decision, validity, waits) {
        (Decision::Rejected, ..) => row,
        (Decision::Approved, Validity::Counts, Some(quorum)) => {
            let place = place(quorum, approval);
            let until = moment(quorum.until(approval));
            row.below(view! { <span class="why">{place} "counts until " {until}</span> })
        }
        (Decision::Approved, Validity::Counts, None) => row,
        (Decision::Approved, void, _) => row.below(view! { <span class="why">{void.words()}</span> }),
    }
}

/// `for Security or Owner · `: the roles whose place somebody fills, where more than one rule is asked.
fn place(quorum: &Quorum, approval: &Approval) -> Option<String> {
    let place = quorum.place_of(approval.person).filter(|_| quorum.rules.len() > 1)?;
    Some(format!("for {} · ", choice_words(&place.from)))
}

/// Each rule with free places.
fn missing(quorum: &Quorum) -> Vec<Row> {
    let row = |(missing, roles): (u32, String)| {
        Row::new(Mark::Wait, format!("{}, from {roles}", count_of(missing as usize, "more approval")))
    };
    quorum.open().into_iter().map(row).collect()
}
