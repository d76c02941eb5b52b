//! Commands on this machine. What happens to one, from first to last:
//!
//! 1. [`Command::spawn`] starts a process that waits at a gate and tells its [`Identity`];
//! 2. the caller writes the identity down, so that no command ever runs unrecorded;
//! 3. [`Waiting::release`] lets the command run, hands over its lines, and ends it when it takes too long, when it
//!    is stopped, or when it has left something behind;
//! 4. when the server dies instead, the next one calls [`end_orphans`] with what was written down.
//!
//! A command runs in a session and process group of its own, with the given environment alone, an empty input, and
//! a mark in its environment by which everything that it starts is found again. What throws away its environment
//! *and* leaves the session *and* outlives its parent gets away; only a cgroup would hold that.

mod command;
mod end;
mod execution;
mod identity;
mod kept;
mod kin;
mod lines;
mod outcome;
mod pump;
mod table;

pub use command::{Command, Program};
pub use end::{Ending, end_orphans};
pub use execution::Waiting;
pub use identity::{Identity, Mark};
pub use outcome::{Ended, Outcome};

#[cfg(test)]
mod tests;
