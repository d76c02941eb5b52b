//! The storefront with a person for each role, and what a test needs to bring a deployment where it wants it.

use super::app::TestApp;
use super::progress;
use crate::access::actor::Actor;
use crate::actions::answer_checklist::answer_checklist;
use crate::actions::error::ActionError;
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::actions::standing::{self, Standing};
use crate::actions::start_deployment::start_deployment;
use crate::actions::verify_audit::{Chain, verify_audit};
use crate::domain::approval::Decision;
use crate::domain::id::{DeploymentNumber, PersonId};
use crate::store::{events, people};
use std::ops::Deref;
use tokio::sync::OnceCell;

/// The line of the checklist that a person answers.
pub const LINE: &str = "Documentation updated";

/// Sign-in names and roles.
const PEOPLE: [(&str, &str); 8] = [
    ("developer", "Developer"),
    ("devops", "DevOps"),
    ("sre", "SRE"),
    ("stakeholder", "Stakeholder"),
    ("stakeholder2", "Stakeholder"),
    ("stakeholder3", "Stakeholder"),
    ("auditor", "Auditor"),
    ("admin", "Admin"),
];

/// An installation with the storefront and a person for each role.
pub struct Storefront {
    /// The installation.
    pub app: TestApp,
    /// Full, Read, None.
    pub developer: Actor,
    /// Full, Full, Deploy + Rollback.
    pub devops: Actor,
    /// Full everywhere.
    pub sre: Actor,
    /// Read, Read, Read + Approve.
    pub stakeholders: [Actor; 3],
    /// Read everywhere.
    pub auditor: Actor,
    /// No environment.
    pub admin: Actor,
}

impl Deref for Storefront {
    type Target = TestApp;
    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl Storefront {
    /// The storefront of [`super::app::DOCUMENT`], with nothing registered yet.
    pub async fn new() -> Self {
        static DATABASE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let made = DATABASE.get_or_init(async || {
            let app = TestApp::with_storefront().await;
            for (name, role) in PEOPLE {
                app.person(name, role).await;
            }
            app.into_database().await
        });
        Self::of_database(made.await).await
    }

    /// The storefront of a database that was made from another; see [`TestApp::into_database`].
    pub async fn of_database(database: &[u8]) -> Self {
        let app = TestApp::of_database(database).await;
        let mut read = app.store.read().await.unwrap();
        let mut all = Vec::new();
        for (name, _) in PEOPLE {
            let id = people::by_sign_in_name(&mut read, name).await.unwrap().unwrap().id;
            all.push(Actor::Person { id, name: name.to_owned() });
        }
        drop(read);
        let [developer, devops, sre, one, two, three, auditor, admin] = all.try_into().unwrap();
        Self { app, developer, devops, sre, stakeholders: [one, two, three], auditor, admin }
    }

    /// Somebody asks for a deployment.
    pub async fn request(&self, actor: &Actor, version: &str, environment: &str) -> DeploymentNumber {
        request_deployment(self, actor, &asked(version, environment)).await.unwrap()
    }

    /// Somebody approves what they see.
    pub async fn approve(&self, actor: &Actor, number: DeploymentNumber) -> Result<(), ActionError> {
        self.decide(actor, number, Decision::Approved, "").await
    }

    /// DevOps asks for a release in an environment and starts it, and every step succeeds.
    pub async fn deployed(&self, version: &str, environment: &str) -> DeploymentNumber {
        let number = self.answered(version, environment).await;
        start_deployment(self, &self.devops, number).await.unwrap();
        self.succeed(number).await;
        number
    }

    /// DevOps asks for a release in an environment, and answers its checklist where it has one.
    pub async fn answered(&self, version: &str, environment: &str) -> DeploymentNumber {
        let number = self.request(&self.devops, version, environment).await;
        if self.unmet(number).await.contains(&"checklist") {
            answer_checklist(self, &self.devops, number, LINE, "").await.unwrap();
        }
        number
    }

    /// Registers a release that succeeds in staging.
    pub async fn staged(&self, version: &str) {
        self.release("storefront", version).await;
        self.deployed(version, "staging").await;
    }

    /// A new release waits for production, asked for by DevOps, with nothing in the way but approvals.
    pub async fn waiting(&self, version: &str) -> DeploymentNumber {
        self.staged(version).await;
        self.answered(version, "production").await
    }

    /// The same, with its two approvals.
    pub async fn ready(&self, version: &str) -> DeploymentNumber {
        let number = self.waiting(version).await;
        self.approve(&self.stakeholders[0], number).await.unwrap();
        self.approve(&self.stakeholders[1], number).await.unwrap();
        number
    }

    /// The same, started by DevOps.
    pub async fn running(&self, version: &str) -> DeploymentNumber {
        let number = self.ready(version).await;
        start_deployment(self, &self.devops, number).await.unwrap();
        number
    }

    /// A new release serves production.
    pub async fn in_production(&self, version: &str) -> DeploymentNumber {
        let number = self.running(version).await;
        self.succeed(number).await;
        number
    }

    /// Ends a running deployment as a failed step would, after so many targets.
    pub async fn fail(&self, number: DeploymentNumber, targets: usize) {
        let deploying = self.steps(number).await.into_iter().find(|step| step.deploys).unwrap();
        self.app.fail(number, &deploying.text, targets).await;
    }

    /// Where a deployment stands now.
    pub async fn standing(&self, number: DeploymentNumber) -> Standing {
        let deployment = self.deployment(number).await;
        let mut read = self.store.read().await.unwrap();
        standing::of(&mut read, &deployment, self.now()).await.unwrap()
    }

    /// What is in the way of a deployment's start, in the words of the API.
    pub async fn unmet(&self, number: DeploymentNumber) -> Vec<&'static str> {
        self.standing(number).await.evaluation.unmet.iter().map(|c| c.word()).collect()
    }

    /// The audit events of a deployment, oldest first; the whole chain is verified.
    pub async fn events(&self, number: DeploymentNumber) -> Vec<String> {
        let chain = verify_audit(self).await.unwrap();
        assert!(matches!(chain, Chain::Whole { .. }), "{chain:?}");
        let mut read = self.store.read().await.unwrap();
        let events = events::of_deployment(&mut read, number).await.unwrap();
        events.into_iter().rev().map(|event| event.action).collect()
    }

    /// The latest audit event of a deployment.
    pub async fn last_event(&self, number: DeploymentNumber) -> events::Event {
        let mut read = self.store.read().await.unwrap();
        events::of_deployment(&mut read, number).await.unwrap().swap_remove(0)
    }
}

/// A release for an environment of the storefront.
pub fn asked(version: &str, environment: &str) -> Asked {
    progress::asked("storefront", environment, version)
}

/// The way back to a release, with a reason.
pub fn back(version: &str, environment: &str) -> Asked {
    Asked { rollback: true, reason: "checkout fails".to_owned(), ..asked(version, environment) }
}

/// Who a person is.
pub fn id(actor: &Actor) -> PersonId {
    actor.person().unwrap()
}

/// What somebody reads about what does not exist for them.
pub const NOTHING: &str = "There is nothing here, or nothing that you may see.";
