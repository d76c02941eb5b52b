//! How an execution is ended: politely, then for good, until nothing of it is left.

use super::identity::Identity;
use super::kin::kin_of;
use super::table::Entry;
use crate::domain::time::Span;
use rustix::process::{Pid, Signal, getpgrp, kill_process_group};
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// A process that survives SIGKILL for so long hangs in the kernel; nothing more can be done.
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// How the end went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ending {
    /// So many processes were told to end, and did.
    pub ended: usize,
    /// So many are still there.
    pub left: usize,
}

/// Ends what is left of an execution whose server died: SIGTERM, after `grace` SIGKILL, until nothing is left.
/// After another start of the machine there is nothing to end. A process that merely has the same number, or the
/// same group number, is never touched.
pub async fn end_orphans(identity: &Identity, grace: Span) -> Ending {
    if !identity.same_boot() {
        return Ending::default();
    }
    end(identity, grace).await
}

/// Waits at most so long for everything of an execution but its supervisor to end by itself; what is left then.
pub(super) async fn settle(identity: &Identity, patience: Duration) -> Vec<Entry> {
    let settled = async {
        let mut pause = Duration::from_millis(2);
        while !left_behind(identity).await.is_empty() {
            sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    };
    match timeout(patience, settled).await {
        Ok(()) => Vec::new(),
        Err(_) => left_behind(identity).await,
    }
}

/// What there is of an execution beside its supervisor.
async fn left_behind(identity: &Identity) -> Vec<Entry> {
    look(identity).await.into_iter().filter(|entry| entry.pid != identity.pid).collect()
}

/// Ends everything of an execution: politely, after `grace` for good.
pub(super) async fn end(identity: &Identity, grace: Span) -> Ending {
    let mut told = HashSet::new();
    let gently = rounds(identity, |kin| {
        to_be_ended(identity, kin)
            .filter(|entry| told.insert((entry.pid, entry.start_ticks)))
            .for_each(terminate);
    });
    // The supervisor ends by itself, and is counted as nobody's.
    let counted = |told: &HashSet<(i32, u64)>| told.iter().filter(|(pid, _)| *pid != identity.pid).count();
    if timeout(grace.to_std(), gently).await.is_ok() {
        return Ending { ended: counted(&told), left: 0 };
    }
    let firmly = rounds(identity, |kin| {
        told.extend(kin.iter().map(|entry| (entry.pid, entry.start_ticks)));
        kill(identity, kin);
    });
    let left = if timeout(PATIENCE, firmly).await.is_ok() { 0 } else { look(identity).await.len() };
    let ended = counted(&told);
    Ending { ended: ended - left.min(ended), left }
}

/// The supervisor comes last: while it is there, whatever the others start is found as its child.
fn to_be_ended<'a>(identity: &Identity, kin: &'a [Entry]) -> impl Iterator<Item = &'a Entry> {
    let (leader, alone) = (identity.pid, kin.len() == 1);
    kin.iter().filter(move |entry| alone || entry.pid != leader)
}

fn terminate(entry: &Entry) {
    entry.signal(Signal::TERM);
    // One that is stopped hears it only when it goes on.
    entry.signal(Signal::CONT);
}

/// Ends everything of an execution at once, without waiting. What its supervisor is told to end meanwhile does not
/// get away either.
pub(super) fn end_at_once(identity: &Identity) {
    kill(identity, &kin_of(identity));
}

/// Whole groups in one go where some of them was just seen, so that one that keeps moving on to another process
/// does not get away.
fn kill(identity: &Identity, kin: &[Entry]) {
    let own = getpgrp().as_raw_nonzero().get();
    let groups: HashSet<i32> = to_be_ended(identity, kin).map(|entry| entry.group).collect();
    let others = groups.into_iter().filter(|group| ![own, identity.pid].contains(group));
    for group in others.filter_map(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    to_be_ended(identity, kin).for_each(|entry| entry.signal(Signal::KILL));
}

/// Looks for what is left and acts on it, until nothing is left.
async fn rounds(identity: &Identity, mut act: impl FnMut(&[Entry])) {
    let mut pause = Duration::from_millis(2);
    loop {
        let kin = look(identity).await;
        if kin.is_empty() {
            return;
        }
        act(&kin);
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// Reading the table of processes takes milliseconds, so not on the runtime's own threads.
async fn look(identity: &Identity) -> Vec<Entry> {
    let identity = identity.clone();
    tokio::task::spawn_blocking(move || kin_of(&identity)).await.unwrap_or_default()
}
