//! The machine's table of processes, as far as it can be read.

use super::identity::{MARK_NAME, Mark};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use std::fs;

/// One process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Entry {
    pub pid: i32,
    pub parent: i32,
    pub group: i32,
    pub session: i32,
    pub start_ticks: u64,
    /// False for a process that has ended and only waits for its parent to notice.
    pub alive: bool,
}

impl Entry {
    /// The process with this number. None when there is none.
    pub fn read(pid: i32) -> Option<Self> {
        Self::parse(pid, &fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// From `/proc/PID/stat`; see proc(5). The name of the program, in brackets, may contain anything.
    fn parse(pid: i32, stat: &str) -> Option<Self> {
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<i64>().ok();
        let ended = matches!(*fields.first()?, "Z" | "X");
        Some(Self {
            pid,
            parent: i32::try_from(number(1)?).ok()?,
            group: i32::try_from(number(2)?).ok()?,
            session: i32::try_from(number(3)?).ok()?,
            start_ticks: u64::try_from(number(19)?).ok()?,
            // A first thread that has ended shows as ended while others go on.
            alive: !ended || number(17)? > 1,
        })
    }

    /// Whether the process was started with this mark in its environment.
    pub fn has_mark(&self, mark: &Mark) -> bool {
        let entry = format!("{MARK_NAME}={}", mark.as_str());
        fs::read(format!("/proc/{}/environ", self.pid))
            .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|one| one == entry.as_bytes()))
    }

    /// Sends a signal to this very process, never to one that has got its number since.
    pub fn signal(&self, signal: Signal) {
        let handle = Pid::from_raw(self.pid).and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
        let same = || Self::read(self.pid).is_some_and(|now| now.start_ticks == self.start_ticks);
        if let Some(handle) = handle
            && same()
        {
            // It may have ended in between, which is what is wanted.
            let _ = pidfd_send_signal(handle, signal);
        }
    }
}

/// All processes that this one may see.
pub(super) fn processes() -> Vec<Entry> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries.flatten().filter_map(|entry| Entry::read(entry.file_name().to_str()?.parse().ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table_is_read_whatever_the_program_is_called() {
        let rest = "1 2 3 0 -1 4194304 100 0 0 0 0 0 0 0 20 0 1 0 92276 3133440 411";
        for (name, state, threads, alive) in [
            ("cat", "R", 1, true),
            ("a) Z 9 (b", "S", 1, true),
            ("sh", "Z", 1, false),
            ("java", "Z", 8, true),
        ] {
            let rest = rest.replace("20 0 1 0", &format!("20 0 {threads} 0"));
            let stat = format!("77 ({name}) {state} {rest}");
            let expected = Entry { pid: 77, parent: 1, group: 2, session: 3, start_ticks: 92276, alive };
            assert_eq!(Entry::parse(77, &stat), Some(expected), "{stat}");
        }
        assert_eq!(Entry::parse(77, "77 (cat) R 1 2"), None);
    }

    #[test]
    fn this_process_is_in_the_table() {
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(processes().iter().any(|entry| entry.pid == own && entry.alive));
        assert_eq!(Entry::read(i32::MAX), None);
    }

    #[test]
    fn a_wrong_start_time_is_never_signalled() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let right = Entry::read(i32::try_from(child.id()).unwrap()).unwrap();
        Entry { start_ticks: right.start_ticks + 1, ..right }.signal(Signal::KILL);
        assert!(Entry::read(right.pid).unwrap().alive);
        right.signal(Signal::KILL);
        assert!(!child.wait().unwrap().success());
    }
}
