//! Whatever happens to three targets, in whatever order: what is offered as the way back is what a plain model says.

use super::*;
use crate::access::scope::Scope;
use crate::actions::overview::Overview;
use crate::actions::request_deployment::request_deployment;
use crate::clock::Moment;
use crate::domain::deployment::{Failure, Outcome};
use crate::domain::time::Span;
use crate::store::board::Narrow;
use crate::store::{grants, successes};
use crate::testing::app::DOCUMENT;
use crate::testing::storefront::asked;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::OnceCell;

const TARGETS: usize = 3;
const RELEASES: usize = 5;
const PLACE: &str = "development";

/// How an attempt ends.
#[derive(Debug, Clone, Copy)]
enum End {
    Succeeds,
    /// Before its deploying step begins.
    Early,
    /// A step fails, after so many targets.
    Fails(usize),
    /// A person ends it, after so many targets.
    Cancelled(usize),
    /// The process that carries it out is lost, after so many targets.
    Interrupted(usize),
}

/// What happens; releases and ways back by index.
#[derive(Debug, Clone, Copy)]
enum Step {
    Deploy(usize, End),
    /// What was deployed last is deployed again.
    Redeploy(End),
    RollBack(usize, End),
    /// To what is offered.
    RollBackAsOffered(End),
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        4 => Just(End::Succeeds),
        1 => Just(End::Early),
        2 => (0..=TARGETS).prop_map(End::Fails),
        1 => (0..=TARGETS).prop_map(End::Cancelled),
        1 => (0..=TARGETS).prop_map(End::Interrupted),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..RELEASES, end()).prop_map(|(release, end)| Step::Deploy(release, end)),
        1 => end().prop_map(Step::Redeploy),
        1 => (0..RELEASES, end()).prop_map(|(release, end)| Step::RollBack(release, end)),
        4 => end().prop_map(Step::RollBackAsOffered),
    ]
}

/// `PROPTEST_CASES` asks for more of them, as `make soak` does.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").map_or(48, |cases| cases.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_offered_is_what_the_facts_say(steps in prop::collection::vec(step(), 14)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for step in steps {
                world.take(step).await;
            }
        });
    }
}

/// One attempt.
#[derive(Debug, Clone, Default)]
struct Attempt {
    release: usize,
    rollback: bool,
    touched: bool,
    ended: bool,
    succeeded: bool,
    /// The releases that it took away from targets.
    took: BTreeSet<usize>,
}

/// The rules in plain words.
#[derive(Debug, Default)]
struct Model {
    /// Every attempt that started, oldest first.
    attempts: Vec<Attempt>,
    /// What each target serves for sure.
    live: [Option<usize>; TARGETS],
    /// What began on each target without getting there, since something last did.
    half_done: [BTreeSet<usize>; TARGETS],
}

impl Model {
    /// Every target serves it, and no attempt at another release can have changed that.
    fn is_live(&self, release: usize) -> bool {
        let under_way = self.attempts.last().filter(|one| !one.ended).map(|one| one.release);
        let mut others = self.half_done.iter().flatten().copied().chain(under_way);
        self.live == [Some(release); TARGETS] && others.all(|other| other == release)
    }

    /// When each release succeeded last, and which of them rollbacks left behind since.
    fn known(&self) -> (BTreeMap<usize, usize>, BTreeSet<usize>) {
        let (mut last, mut left) = (BTreeMap::new(), BTreeSet::new());
        for (when, one) in self.attempts.iter().enumerate() {
            if one.rollback && (one.touched || !one.ended) {
                let own = last[&one.release];
                if !left.contains(&one.release) {
                    left.extend(last.iter().filter(|(_, at)| **at > own).map(|(release, _)| *release));
                }
                left.extend(&one.took);
            }
            if one.succeeded {
                last.insert(one.release, when);
                left.remove(&one.release);
            }
        }
        (last, left)
    }

    /// The newest success that is not live and that no rollback left behind.
    fn offer(&self) -> Option<usize> {
        let (last, left) = self.known();
        let good = last.iter().filter(|(release, _)| !left.contains(release) && !self.is_live(**release));
        good.max_by_key(|(_, when)| **when).map(|(release, _)| *release)
    }

    fn begin(&mut self, release: usize, rollback: bool) {
        self.attempts.push(Attempt { release, rollback, ..Attempt::default() });
    }

    /// The deploying step of the attempt under way begins, and gets to so many targets.
    fn reach(&mut self, targets: usize) {
        let attempt = self.attempts.last_mut().unwrap();
        attempt.touched = true;
        self.half_done.iter_mut().for_each(|begun| {
            begun.insert(attempt.release);
        });
        for target in 0..targets {
            attempt.took.extend(self.live[target].filter(|old| *old != attempt.release));
            self.live[target] = Some(attempt.release);
            self.half_done[target].clear();
        }
    }

    fn end(&mut self, succeeded: bool) {
        let attempt = self.attempts.last_mut().unwrap();
        attempt.ended = true;
        attempt.succeeded = succeeded;
    }
}

/// The installation and the model of it, side by side.
struct World {
    app: Storefront,
    model: Model,
    open: Option<DeploymentNumber>,
}

fn version(release: usize) -> String {
    (release + 1).to_string()
}

impl World {
    async fn new() -> Self {
        static MADE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let made = MADE.get_or_init(async || {
            let app = Storefront::new().await;
            app.project("storefront", &DOCUMENT.replace("[dev-1]", "[one, two, three]")).await;
            for release in 0..RELEASES {
                app.release("storefront", &version(release)).await;
            }
            app.app.into_database().await
        });
        Self { app: Storefront::of_database(made.await).await, model: Model::default(), open: None }
    }

    async fn take(&mut self, step: Step) {
        self.app.clock.advance(Span::minutes(1));
        match step {
            Step::Deploy(release, end) => self.deploy(release, end).await,
            Step::Redeploy(end) => {
                let last = self.model.attempts.last().map_or(0, |one| one.release);
                self.deploy(last, end).await;
            }
            Step::RollBack(release, end) => self.roll_back(release, end).await,
            Step::RollBackAsOffered(end) => {
                if let Some(release) = self.model.offer() {
                    self.roll_back(release, end).await;
                }
            }
        }
        self.check().await;
    }

    async fn deploy(&mut self, release: usize, end: End) {
        self.give_up().await;
        let number = request_deployment(&self.app, &self.app.devops, &asked(&version(release), PLACE)).await;
        self.carry_out(number.unwrap(), release, false, end).await;
    }

    /// Refused exactly where the release never succeeded or is live.
    async fn roll_back(&mut self, release: usize, end: End) {
        // One rollback at a time: an interrupted one is failed first.
        if self.model.attempts.last().is_some_and(|one| one.rollback && !one.ended) {
            self.give_up().await;
        }
        let asked = back(&version(release), PLACE);
        let succeeded = self.model.known().0.contains_key(&release);
        if !succeeded || self.model.is_live(release) {
            self.app.refused(roll_back(&self.app, &self.app.sre, &asked)).await;
            return;
        }
        let number = roll_back(&self.app, &self.app.sre, &asked).await.unwrap();
        if let Some(holder) = self.open.take() {
            self.app.end(holder, Outcome::Cancelled, None, "rolled back").await;
            self.model.end(false);
        }
        self.carry_out(number, release, true, end).await;
    }

    async fn carry_out(&mut self, number: DeploymentNumber, release: usize, rollback: bool, end: End) {
        start_deployment(&self.app, &Actor::ENGINE, number).await.unwrap();
        self.model.begin(release, rollback);
        self.check().await;
        match end {
            End::Succeeds => {
                self.reach(number, TARGETS).await;
                self.app.succeed(number).await;
                self.model.end(true);
            }
            End::Early => self.end(number, Outcome::Failed).await,
            End::Fails(targets) => {
                self.reach(number, targets).await;
                self.end(number, Outcome::Failed).await;
            }
            End::Cancelled(targets) => {
                self.reach(number, targets).await;
                self.end(number, Outcome::Cancelled).await;
            }
            End::Interrupted(targets) => {
                self.reach(number, targets).await;
                self.app.interrupt(number).await;
                self.open = Some(number);
            }
        }
    }

    async fn reach(&mut self, number: DeploymentNumber, targets: usize) {
        self.app.reach(number, targets).await;
        self.model.reach(targets);
        self.check().await;
    }

    async fn end(&mut self, number: DeploymentNumber, outcome: Outcome) {
        let failure = (outcome == Outcome::Failed).then_some(Failure::Result);
        self.app.end(number, outcome, failure, "ended").await;
        self.model.end(false);
    }

    /// A person fails what was interrupted.
    async fn give_up(&mut self) {
        if let Some(number) = self.open.take() {
            self.end(number, Outcome::Failed).await;
        }
    }

    /// The pages about one environment and the board offer what the model says.
    async fn check(&self) {
        let expected = self.model.offer().map(version);
        let mut db = self.app.store.read().await.unwrap();
        let place = crate::store::environments::by_slug(&mut db, PLACE).await.unwrap().unwrap();
        let project = crate::store::projects::by_slug(&mut db, "storefront").await.unwrap().unwrap();
        let successes::Recent { past, serves } =
            successes::of_place(&mut db, project.id, place.id).await.unwrap();
        let offered = past.last_good(&serves).map(|good| good.release);
        let offered = match offered {
            Some(release) => Some(crate::store::releases::by_id(&mut db, release).await.unwrap().version),
            None => None,
        };
        assert_eq!(offered.map(|v| v.to_string()), expected, "{:?}", self.model);
        let scope = Scope::of(grants::of(&mut db, &self.app.sre).await.unwrap());
        let moment = Moment::at(self.app.now());
        let overview = Overview::read(&self.app, &mut db, &scope, Narrow::default(), &moment).await.unwrap();
        let board = overview.place(project.id, place.id).unwrap().ways_back();
        assert_eq!(board.first().map(|v| v.to_string()), expected, "the board: {:?}", self.model);
    }
}
