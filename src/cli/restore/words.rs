//! What `slipway restore` says before and after.

use super::super::output;
use crate::backups::{Replaced, Restore, Restored, Window};
use crate::domain::backup::size;
use crate::domain::text::count_of;
use crate::domain::time::Span;
use crate::store::backups::HeldBack;
use std::time::Duration;

/// What would be done.
pub fn tell_plan(restore: &Restore) -> anyhow::Result<()> {
    let Restore { backup, manifest, window, .. } = restore;
    output::line(format_args!(
        "{} of {}: good, {}, {}\n{}",
        backup.id,
        manifest.made_at.for_people(),
        size(manifest.bytes),
        count_of(usize::try_from(manifest.events).unwrap_or(0), "event"),
        loss(restore, *window)
    ))
}

fn loss(restore: &Restore, window: Window) -> String {
    let (from, until) = (window.from.for_people(), window.until.for_people());
    match (restore.standing.as_ref(), window.events) {
        (None, _) if restore.replaces => {
            format!("The database that it replaces cannot be read. Lost is what happened after {from}.")
        }
        (None, _) => format!("Lost is what happened after {from}."),
        (Some(_), Some(0)) => "Nothing that the audit log tells of is lost.".to_owned(),
        (Some(_), Some(events)) => {
            let events = count_of(usize::try_from(events).unwrap_or(0), "event");
            format!("Lost are {} from {from} to {until}: {events}.", window.length())
        }
        (Some(_), None) => format!(
            "The database that it replaces has another history, whose latest moment is {until}: all of that is lost."
        ),
    }
}

/// What was done.
pub fn tell_restored(restore: &Restore, restored: &Restored, took: Duration) -> anyhow::Result<()> {
    let took = Span(i64::try_from(took.as_micros()).unwrap_or(i64::MAX));
    output::line(format_args!("Restored {} in {took}.", restore.backup.id))?;
    tell_held_back(&restored.held_back)?;
    if !restore.replaces {
        return Ok(());
    }
    let aside = restored.aside.display();
    output::line(format_args!(
        "What was there is in {aside}; slipway restore --undo brings it back. Start the server now."
    ))
}

fn tell_held_back(held: &HeldBack) -> anyhow::Result<()> {
    let HeldBack { interrupted, runs, by_hand, sessions, links } = held;
    let deployments = interrupted.iter().map(|number| format!("#{}", number.0));
    let numbers: Vec<String> = deployments.chain(runs.iter().map(|run| format!("run {}", run.0))).collect();
    let count = |count: &u64, word| count_of(usize::try_from(*count).unwrap_or(usize::MAX), word);
    let interrupted = match numbers.as_slice() {
        [] => "No deployment and no run was under way".to_owned(),
        some => format!("Interrupted, for a person to decide: {}", some.join(", ")),
    };
    output::line(format_args!(
        "{interrupted}. {} that waited to start by itself starts by hand; {} and {} ended.",
        count(by_hand, "deployment"),
        count(sessions, "session"),
        count(links, "one-time link")
    ))
}

/// What undoing would do.
pub fn tell_undo(replaced: &Replaced) -> anyhow::Result<()> {
    output::line(format_args!(
        "Brings back what was replaced, from {}; its latest moment is {}.\nLost is what happened since the restore.",
        replaced.folder.display(),
        replaced.seen.for_people()
    ))
}

/// What undoing did.
pub fn tell_undone(undone: &Restored) -> anyhow::Result<()> {
    output::line("The restore is undone.")?;
    tell_held_back(&undone.held_back)?;
    output::line(format_args!("What was there is in {}. Start the server now.", undone.aside.display()))
}
