//! The confinement of commands: every command is started by two stages of this same program.
//!
//! 1. [`supervise`] stands outside of the confinement. It waits on its standard input, which is a socket, for an
//!    [`Instruction`]: until that has come, nothing is run. It is the reaper of everything that the command starts, so
//!    that nothing gets away from it, and it tells the server how the command ended.
//! 2. [`become_command`] is its child. It takes away from itself what the command may not do, by the [`Bounds`] of the
//!    instruction, and becomes the command.
//!
//! What the command is, and its environment, comes over the socket: neither stands among the arguments of a process or
//! in the environment of another.

mod inside;
mod instruction;
mod limits;
mod rules;
mod start;
mod supervisor;

pub use inside::become_command;
pub use instruction::{Bounds, Instruction, Report, User};
pub use start::Stages;
pub(super) use supervisor::KILL;
pub use supervisor::supervise;
