//! Runs of runbooks with the built program and real processes: killed in the middle, aborted, pressed by two at once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

#[allow(dead_code, reason = "the soak test uses the rest")]
#[path = "soak/client.rs"]
mod client;
#[allow(dead_code, reason = "the tests of the command line use the rest")]
#[path = "command_line/installation.rs"]
mod installation;

use client::{Address, Person};
use installation::Installation;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "correct-horse-battery";

/// Says that it is there, leaves a child of its own session behind it, and waits until it may go on.
const HANGS: &str = "echo $$ > ../../../beside/pid; setsid sleep 1000 & echo $! > ../../../beside/child; echo hangs; \
                     while [ ! -e ../../../beside/go ]; do sleep 0.02; done; kill %1 2>/dev/null || true; echo goes";

/// An installation with two people, a runbook, and its server.
struct World {
    at: Installation,
    address: Address,
    server: Option<(Child, BufReader<ChildStdout>)>,
}

impl World {
    /// The runbook has these steps and this automation.
    fn new(steps: &[&str], automation: &str) -> Self {
        let at = Installation::with_storefront();
        for name in ["sre", "other"] {
            let add = ["user", "add", name, "--role", "SRE", "--password-stdin"];
            let ran = at.run_with(&format!("{PASSWORD}\n"), &add);
            assert_eq!(ran.code, 0, "{}", ran.err);
        }
        let list: String = steps.iter().map(|step| format!("1. {step}\n")).collect();
        let text = format!(
            "# Come back\n\n- **Project**: storefront\n- **Environments**: development\n\n{list}\n```yaml\nautomation:\n{automation}```\n"
        );
        let file = at.file("come-back.md", &text);
        at.ok(&["runbook", "import", &file, "--publish"]);
        let beside = at.path("beside");
        std::fs::create_dir(&beside).unwrap();
        std::fs::write(at.data().join("slipway.toml"), format!("[commands]\nwrite = [{beside:?}]\n"))
            .unwrap();
        let mut world = Self { at, address: Address::default(), server: None };
        world.start();
        world
    }

    fn start(&mut self) {
        let mut command = self.at.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut server = command.env("A_SECRET", "hunter2").stderr(Stdio::null()).spawn().unwrap();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let (_, address) = line.split_once("http://").unwrap_or_else(|| panic!("{line:?}"));
        *self.address.lock().unwrap() = address.split_whitespace().next().unwrap().to_owned();
        self.server = Some((server, output));
    }

    /// `kill -9`.
    fn kill(&mut self) {
        let (mut server, _) = self.server.take().unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
    }

    fn signed_in(&self, name: &str) -> Person {
        Person::sign_in(&self.address, name, PASSWORD).unwrap()
    }

    /// Somebody starts a drill in the browser.
    fn drill(&self) -> Person {
        let sre = self.signed_in("sre");
        let fields = "mode=drill&place=storefront%2Fdevelopment&reason=practice";
        assert_eq!(sre.post("/runbooks/come-back/runs", fields).unwrap().status, 303);
        sre
    }

    fn beside(&self, name: &str) -> PathBuf {
        PathBuf::from(self.at.path("beside")).join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.beside(name)).unwrap_or_default().trim().to_owned()
    }

    /// What happened in the run, by kind.
    fn happened(&self) -> Vec<String> {
        self.at.sql("SELECT json_extract(fact, '$.kind') FROM run_events ORDER BY id")
    }

    fn outcomes(&self) -> Vec<String> {
        self.at.sql("SELECT step || ' ' || coalesce(outcome, 'open') FROM run_attempts ORDER BY id")
    }

    fn lines(&self) -> Vec<String> {
        self.at.sql("SELECT text FROM run_log_lines ORDER BY id")
    }

    fn ended(&self, outcome: &str) {
        let ended = || self.at.sql("SELECT outcome FROM runs WHERE outcome IS NOT NULL") == [outcome];
        until(outcome, || ended().then_some(()));
        self.at.ok(&["audit", "verify"]);
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

/// Whether a process with this number is there, other than as a remnant that nobody has asked after.
fn is_alive(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

#[test]
fn a_run_goes_on_after_its_server_was_killed_in_the_middle_of_a_command() {
    let automation = format!(
        "  First: {{ run: 'echo first >> ../../../beside/count' }}\n  Restore: {{ run: '{HANGS}' }}\n  Look: {{ kind: check, run: 'test -e ../../../beside/go' }}\n"
    );
    let mut world = World::new(&["First", "Restore", "Look"], &automation);
    let sre = world.drill();
    until("it hangs", || world.lines().contains(&"hangs".to_owned()).then_some(()));
    let left = [world.read("pid"), world.read("child")];
    world.kill();
    assert!(left.iter().all(|pid| is_alive(pid)), "what the killed server ran is still there: {left:?}");

    world.start();
    until("it is interrupted", || world.happened().contains(&"interrupted".to_owned()).then_some(()));
    assert!(!left.iter().any(|pid| is_alive(pid)), "the next server has ended it: {left:?}");
    assert_eq!(world.outcomes(), ["1 passed", "2 interrupted"]);

    std::fs::write(world.beside("go"), "").unwrap();
    assert_eq!(sre.post("/runs/1/intervention", "act=resume").unwrap().status, 303);
    world.ended("succeeded");
    assert_eq!(world.outcomes(), ["1 passed", "2 interrupted", "2 passed", "3 passed"]);
    assert_eq!(world.read("count"), "first", "nothing that was done is repeated");
}

#[test]
fn abort_ends_what_runs_with_everything_that_it_started() {
    let world = World::new(&["Restore"], &format!("  Restore: {{ run: '{HANGS}' }}\n"));
    let sre = world.drill();
    until("it hangs", || world.lines().contains(&"hangs".to_owned()).then_some(()));
    let running = [world.read("pid"), world.read("child")];
    let answer = sre.post("/runs/1/intervention", "act=abort&reason=the+wrong+place").unwrap();
    assert_eq!(answer.status, 303, "{}", answer.body);
    world.ended("aborted");
    assert!(!running.iter().any(|pid| is_alive(pid)), "{running:?}");
    assert_eq!(world.outcomes(), ["1 stopped"]);
}

#[test]
fn two_people_who_press_retry_at_once_make_one_attempt() {
    let world = World::new(&["Restore"], "  Restore: { run: 'echo tried; exit 1' }\n");
    let sre = world.drill();
    let other = world.signed_in("other");
    for round in 1..=5 {
        until("it failed", || {
            (world.outcomes().len() == round && !world.outcomes().contains(&"1 open".to_owned()))
                .then_some(())
        });
        let failed = || world.happened().iter().filter(|kind| *kind == "failed").count() == round;
        until("the run is paused", || failed().then_some(()));
        let retry =
            |who: &Person| who.post("/runs/1/intervention", "act=retry&step=1&reason=again").unwrap().status;
        let mut answers = std::thread::scope(|scope| {
            let [one, two] = [&sre, &other].map(|who| scope.spawn(move || retry(who)));
            [one.join().unwrap(), two.join().unwrap()]
        });
        answers.sort_unstable();
        assert_eq!(answers, [303, 409], "round {round}");
    }
    until("the last attempt", || (world.outcomes().len() == 6).then_some(()));
    let retried = world.happened().iter().filter(|kind| *kind == "retried").count();
    assert_eq!((retried, world.outcomes().len()), (5, 6));
}

#[test]
fn a_command_sees_nothing_of_the_server_and_of_no_other_environment() {
    let look = "env; ls -l /proc/self/fd; cat /proc/self/environ";
    let world = World::new(&["Look"], &format!("  Look: {{ run: '{look}' }}\n"));
    world.drill();
    world.ended("succeeded");
    let told = world.lines().join("\n");
    for secret in ["hunter2", "A_SECRET", "SLIPWAY_DATA", "slipway.db", "staging", "production", "socket:"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    assert!(
        told.contains("SLIPWAY_MODE=drill") && told.contains("SLIPWAY_ENVIRONMENT=development"),
        "{told}"
    );
}
