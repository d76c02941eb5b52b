//! The installation with its server, and what must be true of it after each start.

use super::client::{Address, Machine};
use super::installation::{DOCUMENT, Installation};
use super::load::{Load, Written};
use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// Everybody's password.
pub const PASSWORD: &str = "correct-horse-battery";

/// Holds the target's lock as long as anything of it lives, and tells when it begins and ends.
const PUT: &str = r#"#!/bin/sh
set -eu
cd "$SLIPWAY_TARGET_ROOT"
exec 9>lock
flock -n 9 || { echo "overlap $SLIPWAY_DEPLOYMENT" >> log; exit 1; }
echo "begin $SLIPWAY_DEPLOYMENT" >> log
echo "putting $SLIPWAY_RELEASE on $SLIPWAY_TARGET"
sleep 0.05
echo "end $SLIPWAY_DEPLOYMENT" >> log
"#;

/// The installation with its server.
pub struct World {
    pub at: Installation,
    server: Option<Child>,
    pub machine: Machine,
}

impl World {
    /// People, a token, and a strategy whose steps take their time; no server yet.
    pub fn new() -> Self {
        Self::at(Installation::new())
    }

    /// The same in an installation that nothing was done in.
    pub fn at(at: Installation) -> Self {
        at.file("files/put.sh", PUT);
        let document = at.file("strategy.md", &document());
        at.ok(&["strategy", "import", &document, "--files", &at.path("files"), "--approve"]);
        for (name, role) in [("sre", "SRE"), ("stakeholder", "Stakeholder"), ("stakeholder2", "Stakeholder")]
        {
            let ran = at.run_with(
                &format!("{PASSWORD}\n"),
                &["user", "add", name, "--role", role, "--password-stdin"],
            );
            assert_eq!(ran.code, 0, "{}", ran.err);
        }
        let token =
            ["token", "add", "ci", "--project", "storefront", "--role", "SRE", "--owner", "sre", "--json"];
        let token = at.run(&token).json()["token"].as_str().unwrap().to_owned();
        Self { at, server: None, machine: Machine { address: Address::default(), token } }
    }

    /// Starts the server, and tells everybody where it listens.
    pub fn start(&mut self) {
        let mut command = self.at.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut server = command.stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (_, address) = line.split_once("http://").unwrap_or_else(|| panic!("{line:?}"));
        let address = address.split_whitespace().next().unwrap();
        *self.machine.address.lock().unwrap() = address.to_owned();
        self.server = Some(server);
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let mut server = self.server.take().unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
    }

    /// Everything that was acknowledged is there, the database and the chain are whole, and nothing ran twice.
    pub fn check(&self, load: &Load) {
        let expected = load.written();
        let found = found(&self.at);
        let lost: Vec<_> = expected.difference(&found).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        assert_eq!(self.at.sql("PRAGMA integrity_check"), ["ok"]);
        self.at.ok(&["audit", "verify"]);
        let twice = "SELECT step_id || ' ' || target FROM executions WHERE outcome = 'succeeded'
                     GROUP BY step_id, target HAVING count(*) > 1";
        assert_eq!(self.at.sql(twice), [""; 0], "done twice");
        for log in self.logs() {
            let text = fs::read_to_string(&log).unwrap_or_default();
            assert!(!text.contains("overlap"), "{}: {text}", log.display());
        }
    }

    /// Nothing is under way any more, and no process is left: every target's lock is free.
    pub fn nothing_runs(&self) {
        let open =
            "SELECT CAST(number AS TEXT) FROM deployments WHERE started_at IS NOT NULL AND ended_at IS NULL";
        assert_eq!(self.at.sql(open), [""; 0]);
        for log in self.logs() {
            let lock = log.with_file_name("lock");
            assert!(Command::new("flock").arg("-n").arg(lock).arg("true").status().unwrap().success());
        }
    }

    fn logs(&self) -> Vec<PathBuf> {
        let targets = self.at.data().join("targets/storefront");
        let of = |environment, target| targets.join(environment).join(target).join("log");
        vec![of("development", "one"), of("development", "two"), of("staging", "three")]
    }
}

/// What the database holds of what may have been acknowledged.
pub fn found(at: &Installation) -> HashSet<Written> {
    let releases = at.sql("SELECT version FROM releases");
    let requests = at.sql(
        "SELECT d.number || ' ' || r.version || ' ' || e.slug FROM deployments d
         JOIN releases r ON r.id = d.release_id JOIN environments e ON e.id = d.environment_id",
    );
    let approvals = at.sql(
        "SELECT a.deployment || ' ' || p.sign_in_name FROM approvals a JOIN people p ON p.id = a.person_id",
    );
    let successes = at.sql("SELECT CAST(number AS TEXT) FROM deployments WHERE outcome = 'succeeded'");
    let mut found: HashSet<Written> = releases.into_iter().map(Written::Release).collect();
    found.extend(requests.iter().map(|row| {
        let [number, version, environment] = words(row);
        let known = ["development", "staging", "production"].into_iter().find(|e| *e == environment);
        Written::Request(number.parse().unwrap(), version.to_owned(), known.unwrap())
    }));
    found.extend(approvals.iter().map(|row| {
        let [number, name] = words(row);
        let known = ["stakeholder", "stakeholder2"].into_iter().find(|one| *one == name);
        Written::Approval(number.parse().unwrap(), known.unwrap())
    }));
    found.extend(successes.iter().map(|number| Written::Success(number.parse().unwrap())));
    found
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // It may have ended already.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn words<const N: usize>(row: &str) -> [&str; N] {
    row.split(' ').collect::<Vec<_>>().try_into().unwrap()
}

/// The storefront's document with steps that take their time and environments that ask nobody but production.
fn document() -> String {
    let (before, rest) = DOCUMENT.split_once("### Deployment Steps\n").unwrap();
    let (_, after) = rest.split_once("### Rollback Procedure").unwrap();
    let before = before
        .replace("targets: [dev-1]", "targets: [one, two]")
        .replace("targets: [stage-1]\n  gates: enforce", "targets: [three]\n  gates: off\n  requires: []");
    let steps =
        "1. **Execution**\n   - Deploy to development\n   - Deploy to staging\n   - Deploy to production\n";
    let run = "{ run: ./put.sh, per: target }";
    let automation = format!(
        "```yaml\nautomation:\n  Deploy to development: {run}\n  Deploy to staging: {run}\n  Deploy to production: {run}\n```\n"
    );
    format!("{before}### Deployment Steps\n{steps}\n{automation}\n### Rollback Procedure{after}")
}
