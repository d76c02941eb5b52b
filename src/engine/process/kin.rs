//! Which processes belong to an execution.

use super::identity::Identity;
use super::table::{Entry, processes};
use std::collections::HashSet;

/// The living processes of this execution, on this machine, now.
pub(super) fn kin_of(identity: &Identity) -> Vec<Entry> {
    let table = processes();
    let marked: HashSet<i32> =
        table.iter().filter(|entry| entry.has_mark(&identity.mark)).map(|entry| entry.pid).collect();
    let own = i32::try_from(std::process::id()).unwrap_or(0);
    kin(&table, identity, &marked, own)
}

/// The living processes that this one started, and theirs: all of them, where it is a subreaper.
pub(super) fn descendants_of(pid: i32) -> Vec<Entry> {
    let table = processes();
    let mut kin: HashSet<i32> = HashSet::from([pid]);
    with_descendants(&table, &mut kin, pid);
    table.into_iter().filter(|entry| entry.alive && entry.pid != pid && kin.contains(&entry.pid)).collect()
}

/// Everything that carries the mark, everything in the session, and their descendants. The session counts only
/// while it certainly is the one of this execution: its leader is the very process that was written down, or a
/// member carries the mark. Never this server itself, which may have been started by such a command.
fn kin(table: &[Entry], identity: &Identity, marked: &HashSet<i32>, own: i32) -> Vec<Entry> {
    let in_session = |entry: &Entry| entry.session == identity.pid;
    let session_is_ours = table.iter().any(|entry| {
        let leader = entry.pid == identity.pid && entry.start_ticks == identity.start_ticks;
        leader || in_session(entry) && marked.contains(&entry.pid)
    });
    let mut kin: HashSet<i32> = table
        .iter()
        .filter(|entry| marked.contains(&entry.pid) || session_is_ours && in_session(entry))
        .map(|entry| entry.pid)
        .filter(|pid| *pid != own)
        .collect();
    with_descendants(table, &mut kin, own);
    table.iter().filter(|entry| entry.alive && kin.contains(&entry.pid)).copied().collect()
}

fn with_descendants(table: &[Entry], kin: &mut HashSet<i32>, but: i32) {
    let mut known = 0;
    while known != kin.len() {
        known = kin.len();
        let children = table.iter().filter(|entry| kin.contains(&entry.parent) && entry.pid != but);
        kin.extend(children.map(|entry| entry.pid).collect::<Vec<_>>());
    }
}

#[cfg(test)]
mod tests {
    use super::super::identity::Mark;
    use super::*;

    fn entry(pid: i32, parent: i32, session: i32) -> Entry {
        Entry { pid, parent, group: session, session, start_ticks: 1000 + pid as u64, alive: true }
    }

    fn found(table: &[Entry], start_ticks: u64, marked: &[i32]) -> Vec<i32> {
        let mark = Mark::new([7; 16]);
        let identity = Identity { pid: 50, start_ticks, boot_id: String::new(), mark, directory: None };
        let marked = marked.iter().copied().collect();
        kin(table, &identity, &marked, 9).iter().map(|entry| entry.pid).collect()
    }

    #[test]
    fn the_session_of_the_leader_and_its_descendants() {
        let table = [entry(1, 0, 1), entry(9, 1, 9), entry(50, 9, 50), entry(51, 50, 50), entry(52, 51, 52)];
        assert_eq!(found(&table, 1050, &[]), [50, 51, 52]);
    }

    #[test]
    fn a_number_that_was_given_away_again_is_left_alone() {
        let table = [entry(50, 1, 50), entry(51, 50, 50)];
        assert_eq!(found(&table, 999, &[]), [0; 0]);
        assert_eq!(found(&table[1..], 1050, &[]), [0; 0], "a session that nothing proves to be ours");
    }

    #[test]
    fn a_mark_finds_its_process_anywhere_and_proves_the_session() {
        let table = [entry(51, 1, 50), entry(52, 1, 50), entry(60, 1, 60), entry(61, 60, 61)];
        assert_eq!(found(&table, 1050, &[60]), [60, 61]);
        assert_eq!(found(&table, 1050, &[51]), [51, 52]);
    }

    #[test]
    fn what_has_ended_is_not_found_but_still_proves_and_connects() {
        let mut table = [entry(50, 9, 50), entry(51, 1, 50)];
        table[0].alive = false;
        assert_eq!(found(&table, 1050, &[]), [51]);
    }

    #[test]
    fn a_server_that_such_a_command_started_does_not_end_itself_or_its_children() {
        let table = [entry(9, 1, 50), entry(70, 9, 70)];
        assert_eq!(found(&table, 1050, &[9]), [0; 0]);
    }
}
