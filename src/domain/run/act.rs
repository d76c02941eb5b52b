//! What a person may do in a run: one pure rule that pages ask before they offer it, and actions before they write.

use super::machine::Reversing;
use super::{Fact, Outcome, Progress, State, StepProgress};
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::runbook::Work;
use crate::domain::time::Time;

/// The longest text that somebody may write, in characters.
const LONGEST: usize = 2000;

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Take the step, so that nobody else does it too.
    Claim(usize),
    /// Take it from who has it.
    TakeOver(usize, String),
    /// Say that it is done: a note, a link, and of which moment the restored data is.
    Done(usize, String, String, Option<Time>),
    /// Choose one of the step's answers, by its index, which does the step; with a note.
    Choose(usize, usize, String),
    /// Say that it could not be done, and why.
    CouldNot(usize, String),
    /// Agree that it goes on.
    Approve(usize, String),
    /// Not agree.
    Reject(usize, String),
    /// Leave the step out.
    Skip(usize, String),
    /// Try it again.
    Retry(usize, String),
    /// Stop for a while.
    Pause(String),
    /// Go on, after a pause or an interruption.
    Resume,
    /// Have undone what was done, newest first.
    Reverse(String),
    /// Enter when it happened and when it was noticed.
    Clock(Option<Time>, Option<Time>),
    /// End the run: it did not work.
    Fail(String),
    /// End the run before its end.
    Abort(String),
}

/// Who wants it.
#[derive(Clone, Copy)]
pub struct Who<'a> {
    /// The person.
    pub person: PersonId,
    /// Whether they hold the role of this name here.
    pub holds: &'a dyn Fn(&str) -> bool,
    /// Who started the run.
    pub starter: PersonId,
}

impl Act {
    /// Whether it decides about the run as a whole, or against its runbook: in a real run that needs Full.
    pub fn leads(&self) -> bool {
        self.is_grave() || matches!(self, Self::Pause(_))
    }

    /// Whether it cannot be taken back, or lets the machine go on: in a real run that needs a fresh proof of who does it.
    pub fn is_grave(&self) -> bool {
        matches!(
            self,
            Self::Skip(..)
                | Self::Retry(..)
                | Self::Resume
                | Self::Fail(_)
                | Self::Abort(_)
                | Self::Reverse(_)
        )
    }

    /// Whether it decides that the run goes on, as leading it does: where the environment asks for a second factor, who
    /// does it has one.
    pub fn decides(&self) -> bool {
        self.leads() || matches!(self, Self::Approve(..) | Self::Reject(..))
    }

    fn step(&self) -> Option<usize> {
        match self {
            Self::Claim(step)
            | Self::TakeOver(step, _)
            | Self::Done(step, ..)
            | Self::Choose(step, ..)
            | Self::CouldNot(step, _)
            | Self::Approve(step, _)
            | Self::Reject(step, _)
            | Self::Skip(step, _)
            | Self::Retry(step, _) => Some(*step),
            _ => None,
        }
    }
}

/// What happens when somebody does this now.
///
/// # Errors
/// Refused, with a sentence for the person.
pub fn decide(progress: &Progress, act: &Act, who: &Who<'_>, now: Time) -> Result<Fact, Refusal> {
    if let State::Ended(_) = progress.state() {
        return refused("The run is over.");
    }
    match act {
        Act::Clock(happened, noticed) => return clock(*happened, *noticed, now),
        _ if progress.stopping.is_some() => return refused("The run is being ended: what runs is stopped."),
        Act::Fail(reason) => return ends(progress, Outcome::Failed, reason),
        Act::Abort(reason) => return ends(progress, Outcome::Aborted, reason),
        Act::Resume if progress.paused.is_some() || progress.interrupted.is_some() => {
            return Ok(Fact::Resumed);
        }
        Act::Resume => return refused("The run is not paused."),
        _ if progress.paused.is_some() && progress.interrupted.is_none() => {
            return refused("The run is paused: let it go on first.");
        }
        Act::Pause(_) if progress.interrupted.is_some() => {
            return refused("The run was interrupted: nothing goes on until somebody resumes it.");
        }
        Act::Pause(reason) => return Ok(Fact::Paused { reason: said(reason, "Say why it is paused.")? }),
        Act::Reverse(reason) => return reverse(progress, reason),
        _ => {}
    }
    let position = act.step().unwrap_or_default();
    if let Some(reversing) = &progress.reversing {
        return while_reversing(reversing, progress.interrupted.is_some(), position, act);
    }
    if progress.interrupted.is_some() && !matches!(act, Act::Skip(..)) {
        return refused("The run was interrupted: resume it from this step, skip the step, or end the run.");
    }
    match progress.current().filter(|step| step.position == position) {
        Some(step) if step.is_for_machine() && step.failed.is_none() && progress.interrupted.is_none() => {
            refused("The machine does this step: wait until it has ended, or end the run.")
        }
        Some(step) => at_step(step, act, who, now),
        None => refused("The run does not stand at this step; it may have moved on."),
    }
}

/// What was done can be undone once it has gone wrong.
fn reverse(progress: &Progress, reason: &str) -> Result<Fact, Refusal> {
    let failed = progress.current().is_some_and(|step| step.failed.is_some());
    if progress.reversing.is_some() {
        return refused("What was done is being undone already.");
    }
    if !failed && progress.interrupted.is_none() {
        return refused("Nothing has failed and nothing was interrupted: there is no reason to reverse it.");
    }
    if progress.to_undo(&[]).next().is_none() {
        return refused("Nothing that was done can be undone by the machine.");
    }
    Ok(Fact::ReverseAsked { reason: said(reason, "Say why it is to be undone.")? })
}

/// Only what reverses a step, and failed, waits for people then.
fn while_reversing(
    reversing: &Reversing,
    interrupted: bool,
    position: usize,
    act: &Act,
) -> Result<Fact, Refusal> {
    let at = reversing.at.filter(|at| *at == position && (interrupted || reversing.failed.is_some()));
    match (at, act) {
        (Some(step), Act::Retry(_, reason)) => {
            Ok(Fact::Retried { step, reason: said(reason, "Say what is different now.")? })
        }
        (Some(step), Act::Skip(_, reason)) => {
            Ok(Fact::LeftUndone { step, reason: said(reason, "Say why it is left as it is.")? })
        }
        _ => refused("What was done is being undone: wait until it is."),
    }
}

fn at_step(step: &StepProgress, act: &Act, who: &Who<'_>, now: Time) -> Result<Fact, Refusal> {
    let at = step.position;
    match act {
        Act::Skip(_, reason) => return skip(step, reason, who),
        Act::Retry(_, reason) if step.failed.is_some() => {
            let reason = said(reason, "Say what is different now.")?;
            return Ok(Fact::Retried { step: at, reason });
        }
        Act::Retry(..) => return refused("The step has not failed."),
        _ if step.failed.is_some() => return refused("The step failed: retry it, skip it, or end the run."),
        Act::Approve(_, comment) => {
            return may_agree(step, who)
                .and_then(|()| Ok(Fact::Approved { step: at, comment: short(comment)? }));
        }
        Act::Reject(_, comment) => {
            may_agree(step, who)?;
            return Ok(Fact::Rejected { step: at, comment: said(comment, "Say why not.")? });
        }
        _ => {}
    }
    match step.work {
        Work::Manual => by_hand(step, act, who, now),
        _ => refused("Nobody does this step by hand."),
    }
}

fn by_hand(step: &StepProgress, act: &Act, who: &Who<'_>, now: Time) -> Result<Fact, Refusal> {
    let at = step.position;
    let mine = step.claim.as_ref().is_some_and(|claim| claim.person == who.person);
    match (act, &step.claim) {
        (Act::Claim(_), Some(_)) if mine => refused("You have it already."),
        (Act::Claim(_), Some(claim)) => {
            refused(format!("{} has it: take it over, with a reason.", claim.name))
        }
        (Act::Claim(_), None) => holds(step, who).map(|()| Fact::Claimed { step: at }),
        (Act::TakeOver(..), Some(_)) if mine => refused("You have it already."),
        (Act::TakeOver(_, reason), Some(_)) => {
            holds(step, who)?;
            Ok(Fact::TakenOver { step: at, reason: said(reason, "Say why you take it over.")? })
        }
        (Act::TakeOver(..), None) => refused("Nobody has it: claim it."),
        _ if !mine => refused("Claim the step first, so that nobody else does it too."),
        (Act::CouldNot(_, reason), _) => {
            Ok(Fact::CouldNot { step: at, reason: said(reason, "Say why it could not be done.")? })
        }
        (Act::Done(..), _) if !step.rule.ways.is_empty() => refused("Choose one of the step's answers."),
        (Act::Done(_, note, link, restored), _) => done(step, note, link, *restored, now),
        (Act::Choose(_, way, note), _) => choose(step, *way, note),
        _ => refused("That cannot be done with this step."),
    }
}

fn done(
    step: &StepProgress,
    note: &str,
    link: &str,
    restored: Option<Time>,
    now: Time,
) -> Result<Fact, Refusal> {
    let link = link.trim();
    if !link.is_empty() && crate::domain::url::ExternalUrl::parse(link).is_err() {
        return Err(Refusal::invalid("The link is not an address such as https://example.org/graph."));
    }
    if step.rule.restores && restored.is_none() {
        return Err(Refusal::invalid(
            "Say of which moment the restored data is: the recovery point follows from it.",
        ));
    }
    if restored.is_some_and(|restored| restored > now) {
        return Err(Refusal::invalid("The restored data cannot be of a moment that is still to come."));
    }
    let restored = restored.filter(|_| step.rule.restores);
    Ok(Fact::Done { step: step.position, note: short(note)?, link: short(link)?, restored, way: None })
}

fn choose(step: &StepProgress, way: usize, note: &str) -> Result<Fact, Refusal> {
    let Some(way) = step.rule.ways.get(way) else { return refused("The step has no such answer.") };
    let (note, way) = (short(note)?, Some(way.clone()));
    Ok(Fact::Done { step: step.position, note, link: String::new(), restored: None, way })
}

/// One person is enough where the runbook allows it; else a second one agrees.
fn skip(step: &StepProgress, reason: &str, who: &Who<'_>) -> Result<Fact, Refusal> {
    let at = step.position;
    match &step.skip_asked {
        _ if step.rule.may_skip => {
            Ok(Fact::Skipped { step: at, reason: said(reason, "Say why it is left out.")? })
        }
        None => Ok(Fact::SkipAsked { step: at, reason: said(reason, "Say why it is left out.")? }),
        Some((person, ..)) if *person == who.person => {
            refused("The step is required, and you asked to skip it: somebody else agrees.")
        }
        Some((_, name, asked)) => {
            Ok(Fact::Skipped { step: at, reason: format!("{asked} (asked by {name})") })
        }
    }
}

fn may_agree(step: &StepProgress, who: &Who<'_>) -> Result<(), Refusal> {
    if !matches!(step.work, Work::Approval { .. }) {
        return refused("Nobody is asked to agree to this step.");
    }
    holds(step, who)?;
    if who.person == who.starter {
        return refused("You started the run: somebody else agrees.");
    }
    if step.approvals.iter().any(|(person, _)| *person == who.person) {
        return refused("You have agreed already; one person counts once.");
    }
    Ok(())
}

fn holds(step: &StepProgress, who: &Who<'_>) -> Result<(), Refusal> {
    match &step.rule.role {
        Some(role) if !(who.holds)(role) => {
            refused(format!("The step is for {role}; you hold no such role here."))
        }
        _ => Ok(()),
    }
}

fn clock(happened: Option<Time>, noticed: Option<Time>, now: Time) -> Result<Fact, Refusal> {
    if happened.is_none() && noticed.is_none() {
        return Err(Refusal::invalid("Enter when it happened, or when it was noticed."));
    }
    if [happened, noticed].into_iter().flatten().any(|time| time > now) {
        return Err(Refusal::invalid("A moment that is still to come was entered."));
    }
    if matches!((happened, noticed), (Some(happened), Some(noticed)) if noticed < happened) {
        return Err(Refusal::invalid("It cannot be noticed before it happened."));
    }
    Ok(Fact::Clocked { happened, noticed })
}

/// What runs is stopped first.
fn ends(progress: &Progress, outcome: Outcome, reason: &str) -> Result<Fact, Refusal> {
    let reason = said(reason, "Say why it ends.")?;
    Ok(match progress.is_running() {
        true => Fact::StopAsked { outcome, reason },
        false => Fact::Ended { outcome, reason },
    })
}

/// A text that says something.
///
/// # Errors
/// Refused with these words where it does not, or where it is too long.
pub fn said(text: &str, otherwise: &str) -> Result<String, Refusal> {
    let text = short(text)?;
    if text.is_empty() { Err(Refusal::invalid(otherwise)) } else { Ok(text) }
}

/// A text that may be empty.
///
/// # Errors
/// Refused where it is too long.
pub fn short(text: &str) -> Result<String, Refusal> {
    if text.chars().count() > LONGEST {
        return Err(Refusal::invalid(format!("At most {LONGEST} characters are expected.")));
    }
    Ok(text.trim().to_owned())
}

fn refused<T>(sentence: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::conflict(sentence))
}
