//! Asks this machine what it can do to keep commands to their place.

use crate::config::Commands;
use crate::domain::confinement::Confinement;
use landlock::{ABI, Access, AccessFs, LandlockStatus, Ruleset, RulesetAttr};
use std::fs;
use std::sync::OnceLock;

/// What this machine can do for commands that are run so.
pub fn confinement(commands: &Commands) -> Confinement {
    let machine = asked();
    Confinement { as_root: machine.as_root && !commands.run_as_others(), ..machine.clone() }
}

/// It is asked once: a kernel does not change while it runs.
fn asked() -> &'static Confinement {
    static ASKED: OnceLock<Confinement> = OnceLock::new();
    ASKED.get_or_init(|| Confinement {
        landlock: landlock_version(),
        kernel: line("/proc/sys/kernel/osrelease").unwrap_or_default(),
        as_root: rustix::process::geteuid().is_root(),
        cgroup: has_own_cgroup(),
    })
}

/// The kernel tells its version to who confines themselves, so a thread does that, and ends.
fn landlock_version() -> Option<i32> {
    let confined = || {
        let rules = Ruleset::default().handle_access(AccessFs::from_all(ABI::V1)).ok()?;
        Some(rules.create().ok()?.restrict_self().ok()?.landlock)
    };
    let status = std::thread::spawn(confined).join().ok()??;
    match status {
        LandlockStatus::Available { effective_abi, kernel_abi } => {
            Some(kernel_abi.unwrap_or(effective_abi as i32))
        }
        _ => None,
    }
}

/// Whether the cgroup of this process is given to it, with memory and processes.
fn has_own_cgroup() -> bool {
    let Ok(own) = fs::read_to_string("/proc/self/cgroup") else { return false };
    let Some(path) = own.lines().find_map(|line| line.strip_prefix("0::")) else { return false };
    let folder = format!("/sys/fs/cgroup{path}");
    let controllers = line(&format!("{folder}/cgroup.controllers")).unwrap_or_default();
    let has = |name: &str| controllers.split(' ').any(|one| one == name);
    let may_write = |file: &str| fs::OpenOptions::new().write(true).open(format!("{folder}/{file}")).is_ok();
    has("memory") && has("pids") && may_write("cgroup.procs") && may_write("cgroup.subtree_control")
}

fn line(path: &str) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the kernel has Landlock among its security modules, it is found and used.
    #[test]
    fn the_kernel_is_asked_and_the_process_stays_as_it_was() {
        let found = asked();
        let modules = line("/sys/kernel/security/lsm").unwrap_or_default();
        if modules.split(',').any(|name| name == "landlock") {
            assert!(found.landlock.is_some_and(|version| version >= 1), "{found:?}");
        }
        assert!(!found.kernel.is_empty());
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "x").unwrap();
        let kept = line("/proc/thread-self/status").unwrap_or_default();
        assert!(!kept.contains("NoNewPrivs:\t1"), "{kept}");
    }
}
