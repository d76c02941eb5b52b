//! The version that holds a document and its files.

use super::Import;
use crate::access::permit::Imports;
use crate::actions::error::ActionError;
use crate::actions::rebind_deployments::{Cause, rebind_deployments};
use crate::app::App;
use crate::store::StoreError;
use crate::store::events::{self, NewEvent};
use crate::store::files;
use crate::store::projects::Project;
use crate::store::strategies::{self, StrategyVersion};
use serde_json::json;
use sha2::{Digest, Sha256};

/// A document and its files with their hashes, before the transaction is opened.
pub(in crate::actions) struct Text<'a> {
    document: &'a [u8],
    sha256: String,
    files: Vec<HashedFile>,
}

struct HashedFile {
    path: String,
    sha256: String,
    content: Vec<u8>,
}

impl<'a> Text<'a> {
    pub(in crate::actions) fn of(document: &'a [u8], files: Vec<(String, Vec<u8>)>) -> Self {
        let hashed =
            |(path, content): (String, Vec<u8>)| HashedFile { sha256: sha256(&content), path, content };
        let mut files: Vec<HashedFile> = files.into_iter().map(hashed).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { document, sha256: sha256(document), files }
    }

    fn listing(&self) -> Vec<(String, String)> {
        self.files.iter().map(|file| (file.path.clone(), file.sha256.clone())).collect()
    }
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

impl<P: Imports> Import<'_, P> {
    /// The version that holds this text, and whether it is new. The one in force and drafts after it are not
    /// imported twice.
    pub(super) async fn version(
        &mut self,
        project: &Project,
        text: &Text<'_>,
    ) -> Result<(StrategyVersion, bool), ActionError> {
        if let Some(version) = self.same(project, text).await? {
            return Ok((version, false));
        }
        let (write, permit, at) = (&mut self.write, self.permit, self.at);
        let version = strategies::insert(write, permit, project.id, text.document, &text.sha256, at).await?;
        for file in &text.files {
            files::keep(write, permit, &file.sha256, &file.content).await?;
            strategies::add_file(write, permit, version.id, &file.path, &file.sha256).await?;
        }
        let files: serde_json::Map<_, _> = text.listing().into_iter().map(|(p, h)| (p, h.into())).collect();
        let details = json!({ "number": version.number, "sha256": version.sha256, "files": files });
        self.record("strategy.imported", project, &version, details).await?;
        Ok((version, true))
    }

    /// Puts a version in force in place of the one before it; what waits is bound to it.
    pub(super) async fn put_in_force(
        &mut self,
        app: &App,
        project: &Project,
        version: &mut StrategyVersion,
    ) -> Result<(), ActionError> {
        let before = strategies::in_force(&mut self.write, project.id).await?;
        strategies::approve(&mut self.write, self.permit, version, self.at).await?;
        version.approved_at = Some(self.at);
        let supersedes = before.map(|before| before.number);
        let details = json!({ "number": version.number, "sha256": version.sha256, "supersedes": supersedes });
        self.record("strategy.approved", project, version, details).await?;
        rebind_deployments(app, &mut self.write, &self.actor, project.id, Cause::InForce, self.at).await
    }

    async fn same(
        &mut self,
        project: &Project,
        text: &Text<'_>,
    ) -> Result<Option<StrategyVersion>, StoreError> {
        let listing = text.listing();
        for version in strategies::of_project(&mut self.write, project.id).await? {
            let is_same = version.sha256 == text.sha256
                && strategies::files(&mut self.write, version.id).await? == listing;
            if is_same && version.superseded_at.is_none() {
                return Ok(Some(version));
            }
            if version.approved_at.is_some() {
                break;
            }
        }
        Ok(None)
    }

    pub(super) async fn record(
        &mut self,
        action: &'static str,
        project: &Project,
        version: &StrategyVersion,
        details: serde_json::Value,
    ) -> Result<(), ActionError> {
        let subject = format!("{} strategy version {}", project.name, version.number);
        let event = NewEvent::new(self.at, &self.actor, action, subject).in_project(project.id).with(details);
        events::append(&mut self.write, event).await?;
        Ok(())
    }
}
