//! What the engine does to deployments, done at once: tests of pages and actions need what it leaves, not how it comes
//! about.

use super::TestApp;
use crate::access::actor::Actor;
use crate::actions::answer_checklist::answer_checklist;
use crate::actions::approve_deployment::{TheirDecision, approve_deployment};
use crate::actions::end_deployment;
use crate::actions::error::ActionError;
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::actions::roll_back::roll_back;
use crate::actions::start_deployment::start_deployment;
use crate::domain::approval::Decision;
use crate::domain::checklist::AnsweredBy;
use crate::domain::deployment::{Ending, Failure, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment};
use crate::store::live::NewLive;
use crate::store::steps::{self, Step, StepOutcome};
use crate::store::{interruptions, live};

/// What is asked for: `asked("storefront", "production", "2.8.0")`.
pub fn asked(project: &str, environment: &str, version: &str) -> Asked {
    Asked {
        project: project.to_owned(),
        release: Version::parse(version).unwrap(),
        environment: Slug::parse(environment).unwrap(),
        rollback: false,
        reason: String::new(),
    }
}

impl TestApp {
    /// Asks for a deployment.
    pub async fn request(
        &self,
        actor: &Actor,
        project: &str,
        environment: &str,
        version: &str,
    ) -> DeploymentNumber {
        request_deployment(self, actor, &asked(project, environment, version)).await.unwrap()
    }

    /// Asks for a deployment, answers the checklist, lets these people approve, starts it, and lets it succeed.
    pub async fn deploy(
        &self,
        actor: &Actor,
        approvers: &[&Actor],
        asked: (&str, &str, &str),
    ) -> DeploymentNumber {
        let number = self.request(actor, asked.0, asked.1, asked.2).await;
        self.make_ready(actor, approvers, number).await;
        start_deployment(self, actor, number).await.unwrap();
        self.succeed(number).await;
        number
    }

    /// Answers the checklist of a waiting deployment, and lets these people approve it.
    pub async fn make_ready(&self, actor: &Actor, approvers: &[&Actor], number: DeploymentNumber) {
        for line in self.deployment(number).await.plan.checklist {
            if line.by == AnsweredBy::Person {
                answer_checklist(self, actor, number, &line.text, "").await.unwrap();
            }
        }
        for approver in approvers {
            self.approve(approver, number).await;
        }
    }

    /// Approves the plan as it is.
    pub async fn approve(&self, actor: &Actor, number: DeploymentNumber) {
        self.decide(actor, number, Decision::Approved, "").await.unwrap();
    }

    /// Decides on the plan as it is.
    pub async fn decide(
        &self,
        actor: &Actor,
        number: DeploymentNumber,
        decision: Decision,
        comment: &str,
    ) -> Result<(), ActionError> {
        let seen_plan_hash = self.deployment(number).await.plan_hash;
        let theirs = TheirDecision { decision, comment: comment.to_owned(), seen_plan_hash };
        approve_deployment(self, actor, number, &theirs).await
    }

    /// Starts a deployment.
    pub async fn start(&self, actor: &Actor, number: DeploymentNumber) {
        start_deployment(self, actor, number).await.unwrap();
    }

    /// Rolls back at once, and lets the rollback start; it waits to be carried out.
    pub async fn roll_back(&self, actor: &Actor, asked: Asked) -> DeploymentNumber {
        let asked = Asked { rollback: true, reason: "the basket is empty".to_owned(), ..asked };
        roll_back(self, actor, &asked).await.unwrap()
    }

    /// A deployment as it is now.
    pub async fn deployment(&self, number: DeploymentNumber) -> Deployment {
        let mut read = self.store.read().await.unwrap();
        deployments::by_number(&mut read, number).await.unwrap().unwrap()
    }

    /// The numbers of all deployments to an environment.
    pub async fn numbers_in(&self, environment: &str) -> Vec<DeploymentNumber> {
        let mut read = self.store.read().await.unwrap();
        let mut numbers = Vec::new();
        for number in (1..).map(DeploymentNumber) {
            match deployments::by_number(&mut read, number).await.unwrap() {
                Some(found) if found.environment_slug.as_str() == environment => numbers.push(number),
                Some(_) => {}
                None => return numbers,
            }
        }
        numbers
    }

    /// Ends every step of a started deployment that comes before the one with this text, and begins that one.
    pub async fn walk_to(&self, number: DeploymentNumber, text: &str) {
        for step in self.steps(number).await {
            if step.text == text {
                let mut write = self.store.write().await.unwrap();
                steps::begin(&mut write, step.id, self.now()).await.unwrap();
                write.commit().await.unwrap();
                return;
            }
            self.end_step(number, &step, StepOutcome::Succeeded, usize::MAX).await;
        }
        panic!("#{number} has no step {text:?}");
    }

    /// Lets every step that is left succeed, and the deployment with them.
    pub async fn succeed(&self, number: DeploymentNumber) {
        for step in self.steps(number).await {
            self.end_step(number, &step, StepOutcome::Succeeded, usize::MAX).await;
        }
        self.end(number, Outcome::Succeeded, None, "Every step is done.").await;
    }

    /// Lets a deployment fail at the step of this text; where it deploys, it reached so many targets before.
    pub async fn fail(&self, number: DeploymentNumber, text: &str, reached: usize) {
        self.walk_to(number, text).await;
        let step = self.steps(number).await.into_iter().find(|step| step.text == text).unwrap();
        self.end_step(number, &step, StepOutcome::Failed, reached).await;
        let reason = format!("{text}: exit 1");
        self.end(number, Outcome::Failed, Some(Failure::Result), &reason).await;
    }

    /// Loses the process that carries a deployment out.
    pub async fn interrupt(&self, number: DeploymentNumber) {
        let mut write = self.store.write().await.unwrap();
        interruptions::open(&mut write, number, 1, self.now()).await.unwrap();
        write.commit().await.unwrap();
    }

    async fn end(&self, number: DeploymentNumber, outcome: Outcome, failure: Option<Failure>, reason: &str) {
        let deployment = self.deployment(number).await;
        let ending = Ending { outcome, failure, reason: reason.to_owned(), at: self.now() };
        let mut write = self.store.write().await.unwrap();
        end_deployment::end(&mut write, &Actor::ENGINE, &deployment, &ending).await.unwrap();
        write.commit().await.unwrap();
    }

    async fn end_step(&self, number: DeploymentNumber, step: &Step, outcome: StepOutcome, reached: usize) {
        if step.ended_at.is_some() {
            return;
        }
        let (deployment, at) = (self.deployment(number).await, self.now());
        let left = deployment.immediate && step.is_manual() && !step.deploys;
        let outcome = if left { StepOutcome::FollowUp } else { outcome };
        let mut write = self.store.write().await.unwrap();
        steps::end(&mut write, step.id, outcome, None, "", at).await.unwrap();
        for target in deployment.plan.targets.iter().take(if step.deploys { reached } else { 0 }) {
            let (project, environment) = (deployment.project, deployment.environment);
            let (target, release) = (target.as_str(), deployment.release);
            let new = NewLive { project, environment, target, release, deployment: number, at };
            live::set(&mut write, new).await.unwrap();
        }
        write.commit().await.unwrap();
    }

    /// The steps of a started deployment.
    pub async fn steps(&self, number: DeploymentNumber) -> Vec<Step> {
        let mut read = self.store.read().await.unwrap();
        steps::of_deployment(&mut read, number).await.unwrap()
    }

    /// This moment of the test.
    pub fn now(&self) -> Time {
        self.app.clock.now()
    }
}
