//! An installation with its server, whose production has three targets that a test can break.

use super::client::{Address, Person};
use super::installation::{DOCUMENT, Installation};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "correct-horse-battery";
const TARGETS: [&str; 3] = ["web-1", "web-2", "web-3"];

/// Fails where a target is broken, waits where it hangs, and else writes down what it put there after what.
const DEPLOY: &str = "if [ -e \"$SLIPWAY_TARGET_ROOT/hang\" ]; then echo hangs; fi; \
                      while [ -e \"$SLIPWAY_TARGET_ROOT/hang\" ]; do sleep 0.02; done; \
                      test ! -e \"$SLIPWAY_TARGET_ROOT/break\"; \
                      echo \"$SLIPWAY_RELEASE after $SLIPWAY_PREVIOUS_RELEASE\" >> \"$SLIPWAY_TARGET_ROOT/served\"";

/// The installation.
pub struct World {
    at: Installation,
    address: Address,
    server: Option<(Child, BufReader<ChildStdout>)>,
}

impl World {
    /// Production served these releases, one after the other.
    pub fn serving(versions: &[&str]) -> Self {
        let at = Installation::new();
        let document = at.file("storefront.md", &document());
        at.ok(&["strategy", "import", &document, "--approve"]);
        for (name, role) in [("sre", "SRE"), ("stakeholder", "Stakeholder")] {
            let add = ["user", "add", name, "--role", role, "--password-stdin"];
            assert_eq!(at.run_with(&format!("{PASSWORD}\n"), &add).code, 0);
        }
        let mut world = Self { at, address: Address::default(), server: None };
        for target in TARGETS {
            std::fs::create_dir_all(world.target(target)).unwrap();
        }
        world.start();
        for version in versions {
            let number = world.deploy(version);
            assert_eq!(world.ended(number), "succeeded", "{version}");
        }
        world
    }

    pub fn start(&mut self) {
        let mut command = self.at.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut server = command.stderr(Stdio::null()).spawn().unwrap();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let (_, address) = line.split_once("http://").unwrap_or_else(|| panic!("{line:?}"));
        *self.address.lock().unwrap() = address.split_whitespace().next().unwrap().to_owned();
        self.server = Some((server, output));
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let (mut server, _) = self.server.take().unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
    }

    fn sre(&self) -> Person {
        self.person("sre")
    }

    fn person(&self, name: &str) -> Person {
        Person::sign_in(&self.address, name, PASSWORD).unwrap()
    }

    /// Registers a release, brings it through staging, and asks for it in production, where it starts at once.
    pub fn deploy(&self, version: &str) -> i64 {
        let sha256 = format!("{:0>64}", version.replace('.', ""));
        let artifact = format!("file:///srv/{version}.tar");
        let add = ["release", "add", "storefront", version, "--commit", "4be1c0de", "--artifact", &artifact];
        self.at.ok(&[&add[..], &["--sha256", &sha256]].concat());
        let staged = self.request(version, "staging");
        assert_eq!(self.ended(staged), "succeeded", "{version} in staging");
        self.request(version, "production")
    }

    /// Asks for a release in an environment, with the approval that production needs: it starts at once.
    pub fn request(&self, version: &str, environment: &str) -> i64 {
        let fields = format!("project=storefront&environment={environment}&release={version}&reason=");
        let number = self.posted("/deployments", &fields);
        if environment == "production" {
            let hash = format!("SELECT plan_hash FROM deployments WHERE number = {number}");
            let fields = format!("decision=approved&comment=&plan={}", self.at.sql(&hash).pop().unwrap());
            let approval = format!("/deployments/{number}/approval");
            assert_eq!(self.person("stakeholder").post(&approval, &fields).unwrap().status, 303);
        }
        number
    }

    /// Rolls production back at once.
    pub fn roll_back(&self, version: &str) -> i64 {
        let fields = format!("to={version}&way=immediate&reason=checkout+fails");
        self.posted("/projects/storefront/environments/production/rollback", &fields)
    }

    /// Sends a form that makes a deployment; gives its number.
    fn posted(&self, path: &str, fields: &str) -> i64 {
        let answer = self.sre().post(path, fields).unwrap();
        assert_eq!(answer.status, 303, "{path} {fields}: {}", answer.body);
        self.number("SELECT max(number) FROM deployments")
    }

    pub fn cancel(&self, number: i64) {
        let path = format!("/deployments/{number}/cancellation");
        assert_eq!(self.sre().post(&path, "reason=enough").unwrap().status, 303);
    }

    /// Waits for the end of a deployment; gives its outcome.
    pub fn ended(&self, number: i64) -> String {
        let sql = format!("SELECT outcome FROM deployments WHERE number = {number} AND outcome IS NOT NULL");
        until(&format!("the end of #{number}"), || self.at.sql(&sql).pop())
    }

    /// Waits for a line of a deployment's log.
    pub fn line(&self, number: i64, text: &str) {
        let sql = format!("SELECT text FROM log_lines WHERE deployment = {number} AND text = '{text}'");
        until(text, || self.at.sql(&sql).pop());
    }

    pub fn until_interrupted(&self, number: i64) {
        let sql = format!("SELECT 'yes' FROM interruptions WHERE deployment = {number}");
        until("the interruption", || self.at.sql(&sql).pop());
    }

    /// What each target serves, as recorded.
    pub fn live(&self) -> Vec<String> {
        self.at.sql(
            "SELECT l.target || ' ' || r.version FROM live l JOIN releases r ON r.id = l.release_id
             JOIN environments e ON e.id = l.environment_id WHERE e.slug = 'production' ORDER BY l.target",
        )
    }

    /// What the board and the page before a rollback offer as the way back.
    pub fn offers(&self, version: Option<&str>) {
        let page = self.page("/projects/storefront/environments/production/rollback");
        let heading = match version {
            Some(version) => format!("<title>Roll back production to {version}"),
            None => "<title>Roll back production ".to_owned(),
        };
        assert!(page.contains(&heading), "{heading}: {page}");
        let board = self.page("/");
        let offered = board.split("environments/production/rollback?to=").nth(1);
        let offered = offered.map(|rest| rest.split('"').next().unwrap());
        assert_eq!(offered, version, "the board");
    }

    /// A page as the SRE sees it.
    pub fn page(&self, path: &str) -> String {
        let answer = self.sre().get(path).unwrap();
        assert_eq!(answer.status, 200, "{path}");
        answer.body
    }

    pub fn breaks(&self, target: &str) {
        std::fs::write(self.target(target).join("break"), "").unwrap();
    }

    pub fn hangs(&self, target: &str) {
        std::fs::write(self.target(target).join("hang"), "").unwrap();
    }

    pub fn works(&self, target: &str) {
        for name in ["break", "hang"] {
            let _ = std::fs::remove_file(self.target(target).join(name));
        }
    }

    /// What a target was told to serve, oldest first.
    pub fn served(&self, target: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.target(target).join("served")).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn target(&self, name: &str) -> PathBuf {
        self.at.data().join("targets/storefront/production").join(name)
    }

    fn number(&self, sql: &str) -> i64 {
        self.at.sql(&format!("SELECT CAST(({sql}) AS TEXT)")).pop().unwrap().parse().unwrap()
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

/// The storefront's document without gates, with one approval for production, and with one command for each
/// environment.
fn document() -> String {
    let (before, rest) = DOCUMENT.split_once("### Deployment Steps\n").unwrap();
    let (_, after) = rest.split_once("### Rollback Procedure").unwrap();
    let before = before.replace("  gates: enforce\n", "  gates: off\n  start: when_ready\n");
    let before = before.replace("    required: 2\n", "    required: 1\n");
    let deploy = DEPLOY.replace('\'', "''");
    let automation = format!(
        "  Deploy to staging: {{ run: 'true' }}\n  Deploy to production: {{ run: '{deploy}', per: target }}\n"
    );
    format!(
        "{before}### Deployment Steps\n1. **Execution**\n   - Deploy to staging\n   - Deploy to production\n\n\
         ```yaml\nautomation:\n{automation}```\n\n### Rollback Procedure{after}"
    )
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
