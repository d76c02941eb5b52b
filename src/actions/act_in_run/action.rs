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
        Fact::Attached { .. } => "run.attached",
        Fact::CleanedUp { .. } => "run.cleaned_up",
        Fact::Begun { .. } => "run.begun",
        Fact::Passed { .. } => "run.passed",
        Fact::Failed { .. } => "run.failed",
        Fact::Inconclusive { .. } => "run.inconclusive",
        Fact::Halted { .. } => "run.halted",
        Fact::Sent { .. } => "run.sent",
        Fact::Interrupted { .. } => "run.interrupted",
        Fact::StopAsked { .. } => "run.stop_asked",
        Fact::ReverseAsked { .. } => "run.reverse_asked",
        Fact::LeftUndone { .. } => "run.left_undone",
        Fact::Reversed { .. } => "run.reversed",
        Fact::Continues { .. } => "run.continues",
        Fact::Carried { .. } => "run.carried",
        Fact::Ended { .. } => "run.ended",
    }
}
