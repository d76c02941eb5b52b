//! A run that did not succeed goes on in a new one: what was done is taken over, and it begins at the step that was not.
//! Approvals are not taken over.

use super::{Fact, Progress, StepProgress};
use crate::domain::id::RunNumber;
use crate::domain::runbook::Work;
use crate::domain::time::Time;

/// What happens first in a run that goes on from this one, which started then.
pub fn taken_over(number: RunNumber, started_at: Time, progress: &Progress) -> Vec<Fact> {
    let (happened, noticed) = (progress.happened, progress.noticed);
    let began = progress.continues.map_or(started_at, |(_, began)| began);
    let first = Fact::Continues { run: number, began, happened, noticed };
    let carried = progress.steps.iter().filter_map(|step| carried(number, step, progress.restored));
    std::iter::once(first).chain(carried).collect()
}

/// Who agreed, agreed to that run: to go on in another, they are asked again.
fn is_agreed(step: &StepProgress) -> bool {
    matches!(step.work, Work::Approval { .. })
}

fn carried(number: RunNumber, step: &StepProgress, restored: Option<Time>) -> Option<Fact> {
    let end = step.end.as_ref().filter(|end| end.skipped || !is_agreed(step))?;
    Some(Fact::Carried {
        step: step.position,
        run: end.run.unwrap_or(number),
        name: end.name.clone(),
        note: end.note.clone(),
        link: end.link.clone(),
        restored: restored.filter(|_| step.rule.restores && !end.skipped),
        skipped: end.skipped,
        way: end.way.clone(),
    })
}
