//! An installation whose server may run as another user, with a drill in development that carries out one script.

use super::client::{Address, Person};
use super::installation::Installation;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "correct-horse-battery";
/// `nobody` on most systems; it needs no entry anywhere.
const NOBODY: u32 = 65534;

/// The installation.
pub struct World {
    pub at: Installation,
    address: Address,
    user: Option<u32>,
    server: Option<(Child, BufReader<ChildStdout>)>,
}

/// Whom the server runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// Who runs the tests.
    Me,
    /// Somebody without any privilege.
    Nobody,
}

/// As whom attacks are tried: as somebody without privileges in any case.
pub fn users() -> Vec<As> {
    if rustix::process::getuid().is_root() { vec![As::Me, As::Nobody] } else { vec![As::Me] }
}

impl World {
    /// With these settings, and what `prepare` puts there before the server starts.
    pub fn new(user: As, script: &str, settings: &str, prepare: impl FnOnce(&Installation)) -> Self {
        let at = Installation::with_storefront();
        let add = ["user", "add", "sre", "--role", "SRE", "--password-stdin"];
        assert_eq!(at.run_with(&format!("{PASSWORD}\n"), &add).code, 0);
        let lines: String = script.lines().map(|line| format!("      {line}\n")).collect();
        let text = format!(
            "# Come back\n\n- **Project**: storefront\n- **Environments**: development\n\n1. Attack\n\n```yaml\nautomation:\n  Attack:\n    timeout: 1m\n    run: |\n{lines}```\n"
        );
        let file = at.file("come-back.md", &text);
        at.ok(&["runbook", "import", &file, "--publish"]);
        at.ok(&["backup", "create"]);
        std::fs::write(at.data().join("slipway.toml"), settings).unwrap();
        prepare(&at);
        let user = (user == As::Nobody).then_some(NOBODY);
        if user.is_some() {
            let owner = format!("{NOBODY}:{NOBODY}");
            let changed = Command::new("chown").args(["-R", &owner]).arg(at.path("")).status().unwrap();
            assert!(changed.success());
        }
        let mut world = Self { at, address: Address::default(), user, server: None };
        world.start();
        world
    }

    fn start(&mut self) {
        let mut command = self.at.command(&["serve", "--listen", "127.0.0.1:0"]);
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        let mut server = command.env("A_SECRET", "hunter2").stderr(Stdio::null()).spawn().unwrap();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let (_, address) = line.split_once("http://").unwrap_or_else(|| panic!("{line:?}"));
        *self.address.lock().unwrap() = address.split_whitespace().next().unwrap().to_owned();
        self.server = Some((server, output));
    }

    /// Carries the script out as a drill in development; gives the lines that it printed, and how the step ended.
    pub fn drilled(&self) -> (Vec<String>, String) {
        let sre = Person::sign_in(&self.address, "sre", PASSWORD).unwrap();
        let fields = "mode=drill&place=storefront%2Fdevelopment&reason=practice";
        assert_eq!(sre.post("/runbooks/come-back/runs", fields).unwrap().status, 303);
        let ended =
            "SELECT outcome || ' ' || coalesce(reason, '') FROM run_attempts WHERE outcome IS NOT NULL";
        let outcome = until("the end of the command", || self.at.sql(ended).pop());
        (self.at.sql("SELECT text FROM run_log_lines ORDER BY id"), outcome)
    }

    /// A file of the data folder.
    pub fn in_data(&self, name: &str) -> PathBuf {
        self.at.data().join(name)
    }

    /// Whether another program of the server's user can open a file of the server in `/proc`.
    pub fn reads(&self, what: &str) -> bool {
        let (server, _) = self.server.as_ref().unwrap();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &format!("exec 3</proc/{}/{what}", server.id())]).stderr(Stdio::null());
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command.status().unwrap().success()
    }

    /// Whether the server still answers, and nothing was changed behind its back.
    pub fn is_whole(&mut self) {
        let (server, _) = self.server.as_mut().unwrap();
        assert_eq!(server.try_wait().unwrap(), None, "the server still runs");
        assert!(Person::sign_in(&self.address, "sre", PASSWORD).is_some());
        assert_eq!(self.at.sql("PRAGMA integrity_check"), ["ok"]);
        assert!(self.at.ok(&["audit", "verify"]).contains("is whole"));
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some((mut server, _)) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
