//! What a command has left behind when it ended: whether somebody meant it to stay, or forgot it.

use super::outcome::Outcome;
use super::table::Entry;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A process that a command left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What it is called.
    pub name: String,
    /// What shows that it was meant to stay.
    pub service: Option<Service>,
}

/// What shows that a process was meant to stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// It listens on this port.
    Listens(u16),
    /// It runs this file of the workspace or of a target.
    Runs(PathBuf),
}

impl Left {
    /// Whether it was meant to stay.
    pub fn is_service(&self) -> bool {
        self.service.is_some()
    }
}

impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.service {
            None => write!(f, "“{}”", self.name),
            Some(Service::Listens(port)) => write!(f, "“{}”, which listens on port {port}", self.name),
            Some(Service::Runs(file)) => write!(f, "“{}”, which runs {}", self.name, file.display()),
        }
    }
}

/// Looks at what was left; `own` are the workspace and the roots of targets.
pub(super) async fn look_at(left: Vec<Entry>, own: &[PathBuf]) -> Vec<Left> {
    let own = own.to_vec();
    let look = move || left.iter().map(|entry| look_at_one(entry.pid, &own)).collect();
    tokio::task::spawn_blocking(look).await.unwrap_or_default()
}

fn look_at_one(pid: i32, own: &[PathBuf]) -> Left {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    let service = listens(pid).map(Service::Listens).or_else(|| runs(pid, own).map(Service::Runs));
    Left { name: name.trim().to_owned(), service }
}

/// A command that left a service behind has not succeeded: the service ends with it.
pub(super) fn judge(outcome: Outcome, left: &[Left], strict: bool) -> Outcome {
    if !outcome.succeeded() {
        return outcome;
    }
    let service = left.iter().find(|left| left.is_service());
    match service.or_else(|| left.first().filter(|_| strict)) {
        Some(left) => Outcome::LeftBehind(left.to_string()),
        None => outcome,
    }
}

/// The port that a process listens on, the lowest of them.
fn listens(pid: i32) -> Option<u16> {
    let open = fs::read_dir(format!("/proc/{pid}/fd")).ok()?;
    let links = open.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
    let inode = |link: PathBuf| Some(link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned());
    let sockets: HashSet<String> = links.filter_map(inode).collect();
    if sockets.is_empty() {
        return None;
    }
    let tables = ["tcp", "tcp6"].map(|name| fs::read_to_string(format!("/proc/{pid}/net/{name}")));
    let listening: Vec<_> = tables.iter().flatten().flat_map(|table| listening(table)).collect();
    listening.into_iter().filter(|(_, inode)| sockets.contains(inode)).map(|(port, _)| port).min()
}

/// The ports that are listened on in a table of the kernel, each with the inode of its socket; see proc_net_tcp.
fn listening(table: &str) -> Vec<(u16, String)> {
    let line = |line: &str| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let port = u16::from_str_radix(fields.get(1)?.rsplit_once(':')?.1, 16).ok()?;
        (*fields.get(3)? == "0A").then(|| Some((port, (*fields.get(9)?).to_owned())))?
    };
    table.lines().skip(1).filter_map(line).collect()
}

/// The file of one of these places that a process runs, by itself or by an interpreter.
fn runs(pid: i32, own: &[PathBuf]) -> Option<PathBuf> {
    let is_own = |file: &Path| own.iter().any(|place| file.starts_with(place));
    let program = fs::read_link(format!("/proc/{pid}/exe")).ok().filter(|file| is_own(file));
    program.or_else(|| {
        let folder = fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
        let words = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        // The first argument of an interpreter that is no option.
        let mut words = words.split(|byte| *byte == 0).skip(1).filter_map(|word| str::from_utf8(word).ok());
        let word = words.find(|word| !word.starts_with('-'))?;
        let file = folder.join(word).canonicalize().ok()?;
        (file.is_file() && is_own(&file)).then_some(file)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_listens_is_read_from_the_kernels_table() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
             0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100\n\
             1: 0100007F:1F91 0100007F:CAFE 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100\n\
             half a line\n";
        assert_eq!(listening(table), [(8080, "4711".to_owned())]);
    }

    #[test]
    fn a_service_fails_a_command_and_a_forgotten_helper_does_not_unless_it_is_to() {
        let helper = Left { name: "sleep".into(), service: None };
        let service = Left { name: "shop".into(), service: Some(Service::Listens(8080)) };
        let done = Outcome::Exited(0);
        assert_eq!(judge(done.clone(), std::slice::from_ref(&helper), false), done);
        assert!(!judge(done.clone(), std::slice::from_ref(&helper), true).succeeded());
        let failed = judge(done, &[helper, service.clone()], false);
        let said = failed.to_string();
        assert!(
            said.contains("“shop”, which listens on port 8080") && said.contains("service manager"),
            "{said}"
        );
        assert_eq!(judge(Outcome::Exited(3), &[service], true), Outcome::Exited(3));
    }
}
