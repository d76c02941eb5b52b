//! A deployment's page in every state, as every role, and each of its forms.

mod around;
mod details;
mod drill;
mod forms;
mod hostile;
mod roles;
mod rules;
mod states;

use crate::access::actor::Actor;
use crate::domain::id::DeploymentNumber;
use crate::testing::client::Answer;
use crate::testing::page::seen;
use crate::testing::scene::People;
use crate::testing::{Browser, TestApp};

/// The storefront with a person per role, 2.7.3 live everywhere, and 2.8.0 everywhere but in production.
struct Shop {
    app: TestApp,
    people: People,
}

impl Shop {
    async fn open() -> Self {
        let app = TestApp::with_storefront().await;
        let people = People::of(&app).await;
        for version in ["2.7.3", "2.8.0"] {
            app.release("storefront", version).await;
            for environment in ["development", "staging"] {
                app.deploy(&people.devops, &[], ("storefront", environment, version)).await;
            }
        }
        let approvers = people.approvers();
        app.deploy(&people.devops, &approvers, ("storefront", "production", "2.7.3")).await;
        Self { app, people }
    }

    /// 2.8.0 to production, asked for by DevOps.
    async fn asked(&self) -> DeploymentNumber {
        self.app.request(&self.people.devops, "storefront", "production", "2.8.0").await
    }

    /// The same, answered and approved.
    async fn ready(&self) -> DeploymentNumber {
        let number = self.asked().await;
        self.app.make_ready(&self.people.devops, &self.people.approvers(), number).await;
        number
    }

    /// The same, started, standing at a step.
    async fn at(&self, step: &str) -> DeploymentNumber {
        let number = self.ready().await;
        self.app.start(&self.people.devops, number).await;
        self.app.walk_to(number, step).await;
        number
    }

    async fn page(&self, actor: &Actor, number: DeploymentNumber) -> String {
        seen(&self.app, actor, &format!("/deployments/{number}")).await
    }

    /// Sends a form of the deployment's page.
    async fn send(
        &self,
        actor: &Actor,
        number: DeploymentNumber,
        form: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut browser = Browser::signed_in(&self.app.app, actor).await;
        browser.get(&format!("/deployments/{number}")).await;
        browser.post(&format!("/deployments/{number}/{form}"), fields).await
    }
}
