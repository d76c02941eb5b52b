//! What happens in a run, as the audit log calls it.

use crate::domain::run::Fact;

/// The action of a fact.
pub(super) fn of(fact: &Fact) -> &'static str {
    match fact {
        Fact::Claimed { .. } => "run.claimed",
        Fact::TakenOver { .. } => "run.taken_over",
        Fact::Done { .. } => "run.done",
        Fact::CouldNot { .. } => "run.could_not",
        Fact::Approved { .. } => "run.approved",
        Fact::Rejected { .. } => "run.rejected",
        Fact::SkipAsked { .. } => "run.skip_asked",
        Fact::Skipped { .. } => "run.skipped",
        Fact::Retried { .. } => "run.retried",
        Fact::Paused { .. } => "run.paused",
        Fact::Resumed => "run.resumed",
        Fact::Clocked { .. } => "run.clocked",
        Fact::Found { .. } => "run.found",
        Fact::Mended { .. } => "run.mended",
        Fact::CleanedUp { .. } => "run.cleaned_up",
        Fact::Ended { .. } => "run.ended",
    }
}
