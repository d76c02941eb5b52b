//! The storefront with releases that have artifacts of their own, and what was rolled back there.

use super::app::good_release;
use super::storefront::{Storefront, back};
use crate::actions::roll_back::roll_back;
use crate::actions::start_deployment::start_deployment;
use crate::domain::id::{DeploymentNumber, ReleaseId};
use crate::domain::suspect::Suspicion;
use crate::domain::text::Version;
use crate::store::{projects, releases, suspects};

impl Storefront {
    /// Production served 1, then 2, each with an artifact of its own.
    pub async fn served_two() -> Self {
        let app = Self::new().await;
        app.serves("1", '1').await;
        app.serves("2", '2').await;
        app
    }

    /// Registers a release with an artifact of its own.
    pub async fn register(&self, version: &str, artifact: char) {
        let mut new = good_release(version);
        new.artifact.sha256 = artifact.to_string().repeat(64);
        self.release_with("storefront", new).await;
    }

    /// A release with an artifact of its own serves staging and production.
    pub async fn serves(&self, version: &str, artifact: char) {
        self.register(version, artifact).await;
        self.deployed(version, "staging").await;
        let number = self.answered(version, "production").await;
        self.approved_and_started(number).await;
        self.succeed(number).await;
    }

    /// Two stakeholders approve, and DevOps starts it.
    pub async fn approved_and_started(&self, number: DeploymentNumber) {
        self.approve(&self.stakeholders[0], number).await.unwrap();
        self.approve(&self.stakeholders[1], number).await.unwrap();
        start_deployment(self, &self.devops, number).await.unwrap();
    }

    /// SRE rolls an environment back at once, and it starts.
    pub async fn went_back(&self, version: &str, environment: &str) -> DeploymentNumber {
        let number = roll_back(self, &self.sre, &back(version, environment)).await.unwrap();
        start_deployment(self, &self.sre, number).await.unwrap();
        number
    }

    /// What speaks against a release.
    pub async fn suspicion(&self, version: &str) -> Suspicion {
        let release = self.release_id(version).await;
        let mut read = self.store.read().await.unwrap();
        suspects::about_one(&mut read, release).await.unwrap()
    }

    /// Whether a release is suspect.
    pub async fn is_suspect(&self, version: &str) -> bool {
        self.suspicion(version).await.is_suspect()
    }

    /// A release's id.
    pub async fn release_id(&self, version: &str) -> ReleaseId {
        let mut read = self.store.read().await.unwrap();
        let project = projects::by_slug(&mut read, "storefront").await.unwrap().unwrap().id;
        let version = Version::parse(version).unwrap();
        releases::by_version(&mut read, project, &version).await.unwrap().unwrap().id
    }
}
