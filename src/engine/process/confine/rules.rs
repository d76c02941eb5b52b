//! What the kernel lets a command reach, by Landlock: as much of it as this kernel knows.

use super::instruction::Bounds;
use landlock::{
    ABI, Access, AccessFs, BitFlags, PathBeneath, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr,
    RulesetError, Scope, path_beneath_rules,
};
use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
use std::error::Error;
use std::os::fd::OwnedFd;
use std::path::Path;

/// The newest interface of the kernel that this was tried with. A kernel with an older one gives what it knows.
const ABI: ABI = ABI::V7;

/// What every program expects to be able to write.
const DEVICES: [&str; 6] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"];

/// Rules that are made, and not in force yet.
pub(super) struct Rules(RulesetCreated);

impl Rules {
    /// Of these bounds. What is not there is not opened up.
    pub(super) fn of(bounds: &Bounds) -> Result<Self, String> {
        Self::made(bounds).map_err(|error| error.to_string())
    }

    fn made(bounds: &Bounds) -> Result<Self, Box<dyn Error>> {
        let reading = AccessFs::from_read(ABI);
        // Nodes of devices are nobody's to make.
        let all: BitFlags<AccessFs> = AccessFs::from_all(ABI) & !(AccessFs::MakeChar | AccessFs::MakeBlock);
        let device = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::Truncate | AccessFs::IoctlDev;
        let own = bounds.own.iter().filter(|place| place.exists()).map(|place| straight(place));
        let own = own.collect::<Result<Vec<_>, _>>()?.into_iter();
        let own = own.map(|place| Ok::<_, RulesetError>(PathBeneath::new(place, all)));
        let rules = Ruleset::default()
            .handle_access(AccessFs::from_all(ABI))?
            .scope(Scope::from_all(ABI))?
            .create()?
            .add_rules(path_beneath_rules(&bounds.read, reading))?
            .add_rules(own)?
            .add_rules(path_beneath_rules(&bounds.write, all))?
            .add_rules(path_beneath_rules(DEVICES, device))?;
        Ok(Self(rules))
    }

    /// Puts them in force for this thread, and for what it becomes and starts.
    pub(super) fn apply(self) -> Result<(), RulesetError> {
        self.0.restrict_self().map(|_| ())
    }
}

/// A place of the command's own, without any link on the way: commands before it could have put one there, which leads
/// anywhere.
fn straight(place: &Path) -> Result<OwnedFd, String> {
    let flags = OFlags::PATH | OFlags::CLOEXEC;
    openat2(CWD, place, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS)
        .map_err(|error| format!("{} is not what it was made as: {error}", place.display()))
}
