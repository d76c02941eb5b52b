//! Work for the server: machines and people who write down what it acknowledged.

use super::client::{Machine, Person};
use super::world::{PASSWORD, World};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

/// Between two looks, and before something is tried again.
const PAUSE: Duration = Duration::from_millis(20);
/// A deployment that has not ended after so long is stuck.
const STUCK: Duration = Duration::from_secs(120);

/// What the server said that it did.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Written {
    Release(String),
    /// Number, release, environment.
    Request(i64, String, &'static str),
    /// Number and sign-in name.
    Approval(i64, &'static str),
    /// Number.
    Success(i64),
}

/// What everybody shares.
#[derive(Default)]
struct Shared {
    written: Mutex<HashSet<Written>>,
    /// Requests for production, which stakeholders approve.
    waiting: Mutex<Vec<i64>>,
    versions: AtomicUsize,
    resumed: AtomicUsize,
    enough: AtomicBool,
    /// Where each acknowledgement is told as it comes.
    told: Option<Mutex<File>>,
}

/// Everybody who asks something of the server.
pub struct Load {
    shared: Arc<Shared>,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

impl Load {
    /// Two who deploy, one who requests, two who approve.
    pub fn begin(world: &World) -> Self {
        Self::telling(world, None)
    }

    /// The same, with a line for each acknowledgement in a file.
    pub fn telling(world: &World, told: Option<File>) -> Self {
        let shared = Arc::new(Shared { told: told.map(Mutex::new), ..Shared::default() });
        let mut workers = Vec::new();
        let mut work = |work: fn(&Worker, &'static str), with| {
            let worker = Worker { machine: world.machine.clone(), shared: shared.clone() };
            workers.push(spawn(move || work(&worker, with)));
        };
        work(Worker::deploy, "development");
        work(Worker::deploy, "staging");
        work(Worker::request, "production");
        work(Worker::approve, "stakeholder");
        work(Worker::approve, "stakeholder2");
        Self { shared, workers: Mutex::new(workers) }
    }

    /// What was acknowledged until now.
    pub fn written(&self) -> HashSet<Written> {
        self.shared.written.lock().unwrap().clone()
    }

    /// Lets everybody finish what they began.
    pub fn finish(&self) {
        self.shared.enough.store(true, Ordering::Relaxed);
        for worker in self.workers.lock().unwrap().drain(..) {
            worker.join().unwrap();
        }
    }

    /// How much was done.
    pub fn summary(&self) -> String {
        let written = self.written();
        let count = |what: fn(&&Written) -> bool| written.iter().filter(what).count();
        format!(
            "{} releases, {} requests, {} approvals, {} deployments done, {} times resumed",
            count(|w| matches!(w, Written::Release(_))),
            count(|w| matches!(w, Written::Request(..))),
            count(|w| matches!(w, Written::Approval(..))),
            count(|w| matches!(w, Written::Success(_))),
            self.shared.resumed.load(Ordering::Relaxed),
        )
    }
}

struct Worker {
    machine: Machine,
    shared: Arc<Shared>,
}

impl Worker {
    fn goes_on(&self) -> bool {
        !self.shared.enough.load(Ordering::Relaxed)
    }

    fn note(&self, written: Written) {
        if let Some(told) = &self.shared.told {
            told.lock().unwrap().write_all(format!("{written:?}\n").as_bytes()).unwrap();
        }
        self.shared.written.lock().unwrap().insert(written);
    }

    /// Registers releases and deploys them, one after the other.
    fn deploy(&self, environment: &'static str) {
        let person = self.person("sre");
        while self.goes_on() {
            let Some(version) = self.register() else { continue };
            if let Some(number) = self.ask_for(&version, environment) {
                self.see_through(&person, number);
            }
        }
    }

    /// Registers releases and requests them for production, where they wait.
    fn request(&self, environment: &'static str) {
        while self.goes_on() {
            let Some(version) = self.register() else { continue };
            if let Some(number) = self.ask_for(&version, environment) {
                self.shared.waiting.lock().unwrap().push(number);
            }
            sleep(PAUSE);
        }
    }

    /// Approves what waits for production, newest first.
    fn approve(&self, name: &'static str) {
        let person = self.person(name);
        let mut decided = HashSet::new();
        while self.goes_on() {
            sleep(PAUSE);
            let waiting = self.shared.waiting.lock().unwrap().clone();
            let Some(number) = waiting.into_iter().rev().find(|number| !decided.contains(number)) else {
                continue;
            };
            let Some(answer) = self.machine.get(&format!("/api/v1/deployments/{number}")) else { continue };
            let answer = answer.json();
            let Some(plan) = answer["plan"].as_str() else { continue };
            let form = format!("decision=approved&comment=&plan={plan}");
            match person.post(&format!("/deployments/{number}/approval"), &form).map(|a| (a.status, a.body)) {
                Some((303, _)) => {
                    self.note(Written::Approval(number, name));
                    decided.insert(number);
                }
                // The one before was written, though its answer was lost.
                Some((409, _)) => {
                    decided.insert(number);
                }
                Some((status, body)) => panic!("{status} {body}"),
                None => {}
            }
        }
    }

    fn person(&self, name: &str) -> Person {
        loop {
            if let Some(person) = Person::sign_in(&self.machine.address, name, PASSWORD) {
                return person;
            }
            sleep(PAUSE);
        }
    }

    /// Registers a release; none where no answer came.
    fn register(&self) -> Option<String> {
        let version = format!("1.{}", self.shared.versions.fetch_add(1, Ordering::Relaxed));
        let body = json!({"version": version, "commit": "4be1c0de",
                          "artifact": {"uri": "file:///srv/shop.tar", "sha256": "a".repeat(64)}});
        let answer = self.machine.post("/api/v1/projects/storefront/releases", &body);
        let Some(answer) = answer else {
            sleep(PAUSE);
            return None;
        };
        assert_eq!(answer.status, 201, "{}", answer.body);
        self.note(Written::Release(version.clone()));
        Some(version)
    }

    /// Requests a deployment; none where no answer came.
    fn ask_for(&self, version: &str, environment: &'static str) -> Option<i64> {
        let body = json!({"release": version, "environment": environment});
        let answer = self.machine.post("/api/v1/projects/storefront/deployments", &body)?;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let number = answer.json()["number"].as_i64()?;
        self.note(Written::Request(number, version.to_owned(), environment));
        Some(number)
    }

    /// Waits for the end of a deployment; where it was interrupted, the person resumes it.
    fn see_through(&self, person: &Person, number: i64) {
        let began = Instant::now();
        let mut last = String::new();
        loop {
            assert!(began.elapsed() < STUCK, "#{number} is stuck: {last}");
            sleep(PAUSE);
            let Some(answer) = self.machine.get(&format!("/api/v1/deployments/{number}")) else { continue };
            let deployment = answer.json();
            last.clone_from(&answer.body);
            match deployment["state"].as_str() {
                Some("succeeded") => return self.note(Written::Success(number)),
                Some("superseded") => return,
                Some("interrupted") => self.resume(person, number),
                Some("waiting") => self.resume_holder(person, &deployment["conditions"]),
                Some("ready" | "running") | None => {}
                Some(_) => panic!("#{number}: {}", answer.body),
            }
        }
    }

    /// A request whose acknowledgement was lost may have started by itself and been interrupted: nobody else knows it.
    fn resume_holder(&self, person: &Person, conditions: &Value) {
        let needs = conditions[0]["needs"].as_str().unwrap_or_default();
        let holder = needs.strip_prefix('#').and_then(|rest| rest.split(' ').next()?.parse().ok());
        if let Some(holder) = holder {
            self.resume(person, holder);
        }
    }

    fn resume(&self, person: &Person, number: i64) {
        let path = format!("/deployments/{number}/recovery");
        match person.post(&path, "recovery=resume&reason=").map(|answer| (answer.status, answer.body)) {
            Some((303, _)) => {
                self.shared.resumed.fetch_add(1, Ordering::Relaxed);
            }
            // It was resumed before, though the answer was lost.
            Some((409, _)) | None => {}
            Some((status, body)) => panic!("{status} {body}"),
        }
    }
}
