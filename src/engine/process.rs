//! Commands on this machine. What happens to one, from first to last:
//!
//! 1. [`Command::spawn`] starts a process that waits at a gate and tells its [`Identity`];
//! 2. the caller writes the identity down, so that no command ever runs unrecorded;
//! 3. [`Waiting::release`] lets the command run, hands over its lines, and ends it when it takes too long, when it
//!    is stopped, or when it has left something behind;
//! 4. when the server dies instead, the next one calls [`end_orphans`] with what was written down.
//!
//! A command runs in a session and process group of its own, with the given environment alone, an empty input, and
//! within its bounds: see [`confine`]. Its supervisor reaps everything that it starts, so that nothing gets away; a mark
//! in its environment finds what there is again where the supervisor was lost too.

mod command;
pub mod confine;
mod end;
mod execution;
#[cfg(any(test, fuzzing))]
pub mod fuzzed;
mod identity;
mod kept;
mod kin;
mod leftovers;
mod lines;
mod outcome;
mod pump;
mod table;

pub use command::{Command, Leftovers, Program};
pub use end::{Ending, end_orphans};
pub use execution::Waiting;
pub use identity::{Identity, Mark};
pub use leftovers::{Left, Service};
pub use outcome::{Ended, Outcome};

#[cfg(test)]
mod tests;
