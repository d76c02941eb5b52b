//! The second stage: it bounds itself, and becomes the command.

use super::instruction::Instruction;
use super::limits;
use super::rules::Rules;
use rustix::process::Signal;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, parent_id};
use std::process::{Command, Stdio};

/// The status of a program that is not there, and of one that cannot be executed.
const NOT_FOUND: u8 = 127;
const NOT_EXECUTABLE: u8 = 126;
/// The status where it was not even tried.
const NOT_TRIED: u8 = 125;

/// Reads an instruction from standard input, a socket, and becomes its command. Returns only where it cannot, with
/// the status to exit with.
pub fn become_command() -> u8 {
    let Ok(socket) = io::stdin().as_fd().try_clone_to_owned() else { return NOT_TRIED };
    let mut socket = UnixStream::from(socket);
    match bounded(&mut socket) {
        Ok(instruction) => {
            drop(socket);
            execute(&instruction)
        }
        Err(why) => {
            let _ = socket.write_all(why.as_bytes());
            NOT_TRIED
        }
    }
}

/// Takes everything away that the command is not to have. The order matters: each step needs what the next takes.
fn bounded(socket: &mut UnixStream) -> Result<Instruction, String> {
    let mut text = String::new();
    socket.read_to_string(&mut text).map_err(|error| format!("its instruction: {error}"))?;
    let instruction: Instruction =
        serde_json::from_str(&text).map_err(|error| format!("its instruction: {error}"))?;
    close_fds::set_fds_cloexec_threadsafe(3, &[]);
    let bounds = &instruction.bounds;
    // What is opened up is looked up while everything can be.
    let rules = Rules::of(bounds).map_err(|error| format!("its bounds: {error}"))?;
    limits::set(bounds).map_err(|error| format!("its limits: {error}"))?;
    limits::become_user(bounds.user.as_ref()).map_err(|error| format!("its user: {error}"))?;
    // Whatever ends the supervisor ends the command too.
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| format!("its supervisor: {error}"))?;
    if parent_id() != instruction.supervisor {
        return Err("its supervisor is gone".to_owned());
    }
    rules.apply().map_err(|error| format!("its bounds: {error}"))?;
    Ok(instruction)
}

fn execute(instruction: &Instruction) -> u8 {
    let Some((program, arguments)) = instruction.program.split_first() else {
        return NOT_TRIED;
    };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&instruction.directory).stdin(Stdio::null());
    command.env_clear().envs(instruction.environment.iter().map(|(name, value)| (name, value)));
    let error = command.exec();
    let _ = io::stderr().write_all(format!("{program}: {error}\n").as_bytes());
    match error.kind() {
        io::ErrorKind::NotFound => NOT_FOUND,
        _ => NOT_EXECUTABLE,
    }
}
