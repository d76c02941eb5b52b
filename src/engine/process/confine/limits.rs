//! What a command is given of the machine, and whom it runs as.

use super::instruction::{Bounds, User};
use rustix::fs::Mode;
use rustix::io;
use rustix::process::{Gid, Resource, Rlimit, Uid, getrlimit, setpriority_process, setrlimit};
use rustix::thread::{
    CapabilitySet, CapabilitySets, capabilities, remove_capability_from_bounding_set, set_capabilities,
    set_no_new_privs, set_thread_groups, set_thread_res_gid, set_thread_res_uid,
};

/// Pages come first.
const NICENESS: i32 = 10;

/// A session of its own, files that others may read, no core files (they hold secrets), and the limits.
pub(super) fn set(bounds: &Bounds) -> io::Result<()> {
    rustix::process::setsid()?;
    rustix::process::umask(Mode::WGRP | Mode::WOTH);
    // One that is nicer already stays so.
    if rustix::process::getpriority_process(None)? < NICENESS {
        setpriority_process(None, NICENESS)?;
    }
    at_most(Resource::Core, Some(0))?;
    at_most(Resource::Nofile, bounds.open_files)?;
    at_most(Resource::Fsize, bounds.largest_file)
}

/// Never more than there is already.
fn at_most(resource: Resource, limit: Option<u64>) -> io::Result<()> {
    let Some(limit) = limit else { return Ok(()) };
    let now = getrlimit(resource);
    let lower = |known: Option<u64>| Some(known.map_or(limit, |known| known.min(limit)));
    setrlimit(resource, Rlimit { current: lower(now.current), maximum: lower(now.maximum) })
}

/// Becomes a user without capabilities, who never gets any again.
pub(super) fn become_user(user: Option<&User>) -> io::Result<()> {
    let held = capabilities(None)?;
    if held.effective.contains(CapabilitySet::SETPCAP) {
        // One that this kernel does not know is in no set.
        for one in CapabilitySet::all().iter() {
            let _ = remove_capability_from_bounding_set(one);
        }
    }
    if let Some(User { uid, gid, groups }) = user {
        let groups: Vec<Gid> = groups.iter().map(|group| Gid::from_raw(*group)).collect();
        let (uid, gid) = (Uid::from_raw(*uid), Gid::from_raw(*gid));
        set_thread_groups(&groups)?;
        set_thread_res_gid(gid, gid, gid)?;
        set_thread_res_uid(uid, uid, uid)?;
    }
    let none = CapabilitySet::empty();
    set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })?;
    set_no_new_privs(true)
}
