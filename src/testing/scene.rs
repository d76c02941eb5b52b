//! A scene with everything in it that pages show: several projects, a person per role, and in their environments what
//! is calm, waits, runs, failed, was interrupted and rolled back.

use super::TestApp;
use super::app::DOCUMENT;
use super::progress::asked;
use crate::access::actor::Actor;
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Span;

/// People, one per role.
pub struct People {
    /// Full, Read, None.
    pub developer: Actor,
    /// Full, Full, Deploy and Rollback.
    pub devops: Actor,
    /// Full everywhere.
    pub sre: Actor,
    /// Read, and approves production.
    pub stakeholder: Actor,
    /// Another.
    pub stakeholder2: Actor,
    /// Reads everything.
    pub auditor: Actor,
    /// Manages people, and sees no environment.
    pub admin: Actor,
}

/// The scene.
pub struct Scene {
    /// The installation.
    pub app: TestApp,
    /// Its people.
    pub people: People,
    /// `storefront` to production, which waits for a second approval.
    pub waiting: DeploymentNumber,
}

impl People {
    /// Adds a person per role, each named like the role.
    pub async fn of(app: &TestApp) -> Self {
        Self {
            developer: app.person("developer", "Developer").await,
            devops: app.person("devops", "DevOps").await,
            sre: app.person("sre", "SRE").await,
            stakeholder: app.person("stakeholder", "Stakeholder").await,
            stakeholder2: app.person("stakeholder2", "Stakeholder").await,
            auditor: app.person("auditor", "Auditor").await,
            admin: app.person("admin", "Admin").await,
        }
    }

    /// Who approves production.
    pub fn approvers(&self) -> [&Actor; 2] {
        [&self.stakeholder, &self.stakeholder2]
    }
}

impl Scene {
    /// Builds it.
    pub async fn build() -> Self {
        let app = TestApp::with_storefront().await;
        let people = People::of(&app).await;
        for project in ["search", "payments", "accounts", "mailer"] {
            app.project(project, DOCUMENT).await;
        }
        let waiting = storefront(&app, &people).await;
        search(&app, &people).await;
        payments(&app, &people).await;
        for project in ["accounts", "mailer"] {
            app.release(project, "9.4.1").await;
            everywhere(&app, &people, project, "9.4.1").await;
        }
        Self { app, people, waiting }
    }
}

async fn everywhere(app: &TestApp, people: &People, project: &str, version: &str) {
    for environment in ["development", "staging"] {
        app.deploy(&people.devops, &[], (project, environment, version)).await;
        app.clock.advance(Span::minutes(3));
    }
    app.deploy(&people.devops, &people.approvers(), (project, "production", version)).await;
    app.clock.advance(Span::hours(2));
}

/// Calm before production, where a request waits for its second approval.
async fn storefront(app: &TestApp, people: &People) -> DeploymentNumber {
    for version in ["2.7.2", "2.7.3", "2.8.0"] {
        app.release("storefront", version).await;
    }
    everywhere(app, people, "storefront", "2.7.2").await;
    everywhere(app, people, "storefront", "2.7.3").await;
    for environment in ["development", "staging"] {
        app.deploy(&people.devops, &[], ("storefront", environment, "2.8.0")).await;
    }
    let waiting = app.request(&people.devops, "storefront", "production", "2.8.0").await;
    app.make_ready(&people.devops, &[&people.stakeholder], waiting).await;
    waiting
}

/// Not verified in development, failed without a trace in staging, mixed in production.
async fn search(app: &TestApp, people: &People) {
    for version in ["0.41.7", "0.42.0", "0.42.1"] {
        app.release("search", version).await;
    }
    everywhere(app, people, "search", "0.41.7").await;
    app.deploy(&people.devops, &[], ("search", "staging", "0.42.0")).await;
    for (environment, version, step, reached) in [
        ("development", "0.42.1", "Verify deployment", 0),
        ("staging", "0.42.1", "Check environment health", 0),
        ("production", "0.42.0", "Deploy to production", 1),
    ] {
        let number = app.request(&people.devops, "search", environment, version).await;
        let approvers = people.approvers();
        let approvers: &[&Actor] = if environment == "production" { &approvers } else { &[] };
        app.make_ready(&people.devops, approvers, number).await;
        app.start(&people.devops, number).await;
        app.fail(number, step, reached).await;
    }
}

/// Interrupted in development, running in staging, rolled back at once in production.
async fn payments(app: &TestApp, people: &People) {
    for version in ["5.0.1", "5.0.2", "5.1.0"] {
        app.release("payments", version).await;
    }
    everywhere(app, people, "payments", "5.0.1").await;
    everywhere(app, people, "payments", "5.0.2").await;
    let back = app.roll_back(&people.sre, asked("payments", "production", "5.0.1")).await;
    app.start(&people.sre, back).await;
    app.succeed(back).await;
    for (environment, step) in [("development", "Deploy to development"), ("staging", "Run smoke tests")] {
        let number = app.request(&people.devops, "payments", environment, "5.1.0").await;
        app.make_ready(&people.devops, &[], number).await;
        app.start(&people.devops, number).await;
        app.walk_to(number, step).await;
        if environment == "development" {
            app.interrupt(number).await;
        }
    }
}
