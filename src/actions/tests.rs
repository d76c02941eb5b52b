//! Whatever people and tokens do, in whatever order, and whenever the process is lost: a deployment starts exactly when the model of the rules says so, at most one
//! holds the environment, what is in the way is what the model says, and nothing changes after an end.

mod model;

use super::answer_checklist::answer_checklist;
use super::cancel_deployment::cancel_deployment;
use super::error::ActionError;
use super::recover_deployment::{Recovery, recover_deployment};
use super::request_deployment::request_deployment;
use super::roll_back::roll_back;
use super::start_deployment::start_deployment;
use super::use_token::use_token;
use crate::access::actor::Actor;
use crate::domain::approval::Decision;
use crate::domain::deployment::{Ending, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Span;
use crate::store::interruptions;
use crate::testing::app::DOCUMENT;
use crate::testing::storefront::{LINE, Storefront, asked, back};
use model::{ACTORS, Model, PEOPLE};
use proptest::prelude::*;
use tokio::sync::OnceCell;

/// The releases, each of which has succeeded in staging, and the first two in production.
const RELEASES: [&str; 3] = ["1", "2", "3"];

/// Something that somebody does; people and tokens, releases and deployments by index.
#[derive(Debug, Clone, Copy)]
enum Step {
    Request(usize, usize),
    RollBack(usize, usize),
    Approve(usize, usize),
    Reject(usize, usize),
    Answer(usize, usize),
    Start(usize, usize),
    Cancel(usize, usize),
    /// Two stakeholders approve, and somebody answers the checklist.
    Prepare(usize),
    Succeed(usize),
    Stop(usize),
    /// The process that carries it out is lost.
    Lose(usize),
    Resume(usize, usize),
    Demote(usize),
    Promote(usize),
    AnotherStrategy,
    Hours(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let person = || 0..ACTORS;
    let any = || 0..4usize;
    prop_oneof![
        6 => (person(), 0..RELEASES.len()).prop_map(|(p, r)| Step::Request(p, r)),
        1 => (0..2usize, 0..RELEASES.len()).prop_map(|(p, r)| Step::RollBack(p, r)),
        5 => (person(), any()).prop_map(|(p, d)| Step::Approve(p, d)),
        1 => (person(), any()).prop_map(|(p, d)| Step::Reject(p, d)),
        2 => (person(), any()).prop_map(|(p, d)| Step::Answer(p, d)),
        6 => any().prop_map(Step::Prepare),
        8 => (person(), any()).prop_map(|(p, d)| Step::Start(p, d)),
        1 => (person(), any()).prop_map(|(p, d)| Step::Cancel(p, d)),
        3 => any().prop_map(Step::Succeed),
        3 => any().prop_map(Step::Stop),
        2 => any().prop_map(Step::Lose),
        3 => (person(), any()).prop_map(|(p, d)| Step::Resume(p, d)),
        3 => (2..PEOPLE).prop_map(Step::Demote),
        3 => (2..PEOPLE).prop_map(Step::Promote),
        2 => Just(Step::AnotherStrategy),
        2 => (6..30i64).prop_map(Step::Hours),
    ]
}

/// `PROPTEST_CASES` asks for more of them, as `make soak` does.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").map_or(64, |cases| cases.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_deployment_starts_exactly_when_the_rules_say_so(steps in prop::collection::vec(step(), 30)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for step in steps {
                world.take(step).await;
                world.check().await;
            }
        });
    }
}

/// The installation and the model of it, side by side.
struct World {
    app: Storefront,
    actors: [Actor; ACTORS],
    model: Model,
    /// The rows of deployments that have ended, as they were then.
    ended: Vec<String>,
}

impl World {
    async fn new() -> Self {
        static MADE: OnceCell<(Vec<u8>, [String; 2])> = OnceCell::const_new();
        let made = MADE.get_or_init(async || {
            let app = Storefront::new().await;
            // Who approves may also ask, so that people meet their own requests.
            app.sql("UPDATE role_access SET level = 'deploy' WHERE approve = 1").await;
            app.in_production("1").await;
            app.in_production("2").await;
            app.staged("3").await;
            let (of_devops, _) = app.token("storefront", "DevOps", "devops").await;
            let (of_stakeholder, _) = app.token("storefront", "Stakeholder", "stakeholder").await;
            (app.app.into_database().await, [of_devops, of_stakeholder])
        });
        let (database, tokens) = made.await;
        let app = Storefront::of_database(database).await;
        let [one, two, three] = app.stakeholders.clone();
        let token = async |secret| use_token(&app, secret).await.unwrap().unwrap();
        let tokens = [token(&tokens[0]).await, token(&tokens[1]).await];
        let [of_devops, of_stakeholder] = tokens;
        let actors = [app.devops.clone(), app.sre.clone(), one, two, three, of_devops, of_stakeholder];
        Self { app, actors, model: Model::default(), ended: Vec::new() }
    }

    /// The place of a deployment to production in the model, and its number: mostly of one that has not ended.
    fn deployment(&self, any: usize) -> Option<(usize, DeploymentNumber)> {
        let all = self.model.deployments.iter().enumerate();
        let some: Vec<_> = all.filter(|(_, d)| any == 0 || !d.ended).map(|(i, d)| (i, d.number)).collect();
        some.get(any.checked_rem(some.len())?).copied()
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Request(person, release) => self.request(person, release).await,
            Step::RollBack(person, release) => self.roll_back(person, release).await,
            Step::AnotherStrategy => self.another_strategy().await,
            Step::Hours(hours) => {
                self.app.clock.advance(Span::hours(hours));
                self.model.hours += hours;
            }
            Step::Demote(person) => self.hold(person, "Auditor").await,
            Step::Promote(person) => self.hold(person, "Stakeholder").await,
            Step::Prepare(any) => {
                for step in [Step::Approve(2, any), Step::Approve(3, any), Step::Answer(1, any)] {
                    Box::pin(self.take(step)).await;
                }
            }
            Step::Approve(_, any)
            | Step::Reject(_, any)
            | Step::Answer(_, any)
            | Step::Start(_, any)
            | Step::Cancel(_, any)
            | Step::Succeed(any)
            | Step::Stop(any)
            | Step::Lose(any)
            | Step::Resume(_, any) => {
                if let Some((index, number)) = self.deployment(any) {
                    self.with(step, index, number).await;
                }
            }
        }
    }

    async fn with(&mut self, step: Step, index: usize, number: DeploymentNumber) {
        let app = &self.app;
        let person = |person: usize| &self.actors[person];
        let (expected, done) = match step {
            Step::Approve(p, _) => (self.model.approve(p, index), app.approve(person(p), number).await),
            Step::Reject(p, _) => {
                let done = app.decide(person(p), number, Decision::Rejected, "no").await;
                (self.model.reject(p, index), done)
            }
            Step::Answer(p, _) => {
                let done = answer_checklist(app, person(p), number, LINE, "").await;
                (self.model.answer(p, index), done)
            }
            Step::Start(p, _) => (self.model.start(p, index), start_deployment(app, person(p), number).await),
            Step::Cancel(p, _) => {
                (self.model.cancel(p, index), cancel_deployment(app, person(p), number, "").await)
            }
            Step::Resume(p, _) => {
                let done = recover_deployment(app, person(p), number, &Recovery::Resume).await;
                (self.model.resume(p, index), done)
            }
            Step::Lose(_) if self.model.lose(index) => return self.lose(number).await,
            Step::Succeed(_) if self.model.succeed(index) => return app.succeed(number).await,
            Step::Stop(_) if self.model.stop(index) => return self.stop(number).await,
            _ => return,
        };
        self.agree(step, expected, done).await;
    }

    /// What happened is what the model says.
    async fn agree(&self, step: Step, expected: bool, done: Result<(), ActionError>) {
        if let Err(ActionError::Store(error)) = &done {
            panic!("{step:?}: {error}");
        }
        assert_eq!(done.is_ok(), expected, "{step:?}: {done:?}\n{:#?}", self.model);
    }

    async fn request(&mut self, person: usize, release: usize) {
        let asked = asked(RELEASES[release], "production");
        let done = request_deployment(&self.app, &self.actors[person], &asked).await;
        assert_eq!(done.is_ok(), self.model.may_request(person, release), "{done:?}\n{:#?}", self.model);
        if let Ok(number) = done {
            self.model.requested(person, release, number, false);
        }
    }

    /// Where it may go to is the domain's; the model knows who, and that there is one at a time. It knows no suspects:
    /// no release is at fault here.
    async fn roll_back(&mut self, person: usize, release: usize) {
        let back = back(RELEASES[release], "production");
        if let Ok(number) = roll_back(&self.app, &self.actors[person], &back).await {
            assert!(person < 2 && !self.model.is_rolling_back(), "{:#?}", self.model);
            self.model.requested(person, release, number, true);
            self.app.sql(&format!("INSERT INTO no_fault_claims VALUES ({number}, 'a host was down')")).await;
        }
    }

    async fn another_strategy(&mut self) {
        self.model.strategy += 1;
        let timeout = format!("timeout: {}m", self.model.strategy + 2);
        self.app.project("storefront", &DOCUMENT.replace("timeout: 2m", &timeout)).await;
    }

    async fn hold(&mut self, person: usize, role: &str) {
        let id = self.actors[person].person().unwrap().0;
        let role_id = format!("(SELECT id FROM roles WHERE name = '{role}')");
        self.app.sql(&format!("UPDATE grants SET role_id = {role_id} WHERE person_id = {id}")).await;
        self.model.demoted[person] = role != "Stakeholder";
    }

    /// As the engine does when it begins and finds an attempt that an earlier one left open.
    async fn lose(&self, number: DeploymentNumber) {
        let mut write = self.app.store.write().await.unwrap();
        interruptions::open(&mut write, number, 0, self.app.now()).await.unwrap();
        write.commit().await.unwrap();
    }

    /// As the engine does once no process is left.
    async fn stop(&self, number: DeploymentNumber) {
        let deployment = self.app.deployment(number).await;
        let reason = deployment.stop_requested.clone().unwrap().reason;
        let ending = Ending { outcome: Outcome::Cancelled, failure: None, reason, at: self.app.now() };
        let mut write = self.app.store.write().await.unwrap();
        super::end_deployment::end(&mut write, &Actor::ENGINE, &deployment, &ending).await.unwrap();
        write.commit().await.unwrap();
    }

    /// What holds after every step.
    async fn check(&mut self) {
        let mut holders = 0;
        for (index, deployment) in self.model.deployments.iter().enumerate() {
            let row = self.app.deployment(deployment.number).await;
            assert_eq!(row.ending.is_some(), deployment.ended, "{deployment:?} {row:#?}");
            assert_eq!(row.started_at.is_some(), deployment.started, "{deployment:?} {row:#?}");
            holders += usize::from(deployment.started && !deployment.ended);
            if deployment.waits() {
                let unmet = self.app.unmet(deployment.number).await;
                assert_eq!(unmet, self.model.unmet(index), "{deployment:?} {:#?}", self.model);
            }
        }
        assert!(holders <= 1, "{:#?}", self.model);
        let rows = self.rows_of_ended().await;
        assert!(self.ended.iter().all(|row| rows.contains(row)), "an ended deployment was changed");
        self.ended = rows;
    }

    /// Every row of the deployments that have ended.
    async fn rows_of_ended(&self) -> Vec<String> {
        let ended = |row: &String| {
            let (table, columns) = row.split_once(": ").unwrap();
            let mut columns = columns.split(',');
            let number = match table {
                "deployments" | "checklist_answers" => columns.next(),
                "approvals" | "steps" => columns.nth(1),
                _ => None,
            };
            let number = number.and_then(|number| number.parse::<i64>().ok());
            number.is_some_and(|n| self.model.deployments.iter().any(|d| d.number.0 == n && d.ended))
        };
        self.app.dump().await.into_iter().filter(ended).collect()
    }
}
