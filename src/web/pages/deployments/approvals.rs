//! Who agreed to a deployment, what of it counts, and who is still asked.

use super::about::About;
use crate::domain::approval::{Approval, Decision, Validity};
use crate::domain::text::{choice_words, count_of};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use leptos::prelude::*;

/// The panel; none where nobody is asked and nobody decided.
pub fn panel(about: &About) -> Option<AnyView> {
    let evaluation = &about.standing.evaluation;
    let decided = about.standing.approvals.iter().zip(&evaluation.validities);
    let line = |(approval, validity): (&Approval, &Validity)| row(about, approval, *validity);
    let mut lines: Vec<Row> = decided.map(line).collect();
    let quorum = evaluation.quorum.as_ref();
    if about.is_waiting() {
        lines.extend(quorum.filter(|q| !q.is_met()).map(|q| missing(about, q.missing())));
    }
    if lines.is_empty() && quorum.is_none() {
        return None;
    }
    let words = quorum.map(|quorum| format!("{} of {}", quorum.have, quorum.required));
    Some(Panel::new("Approvals").aside(words).view(rows(lines)))
}

/// One decision; while it is waited, until when it counts, or why it does not.
fn row(about: &About, approval: &Approval, validity: Validity) -> Row {
    let waits = about.is_waiting();
    let mark = match (approval.decision, validity) {
        (Decision::Rejected, _) => Mark::No,
        (Decision::Approved, Validity::Counts) => Mark::Yes,
        (Decision::Approved, _) => Mark::Skipped,
    };
    let told = approval.decision == Decision::Rejected && about.tells(&approval.comment);
    let comment = (!approval.comment.is_empty() && !told).then(|| format!("“{}”", approval.comment));
    let row = Row::new(mark, approval.name.clone()).note(comment).end(moment(approval.decided_at));
    match (approval.decision, validity) {
        (Decision::Rejected, _) => row,
        (Decision::Approved, Validity::Counts) if waits => {
            row.below(view! { <span class="why">"counts until " {moment(approval.expires_at)}</span> })
        }
        (Decision::Approved, Validity::Counts) => row,
        (Decision::Approved, void) => row.below(view! { <span class="why">{void.words()}</span> }),
    }
}

fn missing(about: &About, missing: u32) -> Row {
    let from = about.deployment.plan.approvals.as_ref().map(|rule| choice_words(&rule.from));
    let words = count_of(missing as usize, "more approval");
    Row::new(Mark::Wait, format!("{words}, from {}", from.unwrap_or_default()))
}
