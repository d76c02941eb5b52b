//! Imports a strategy document: a new version of the project that it names, and whatever it names that is not there.

mod access;
mod acknowledge;
mod command_files;
mod places;
mod version;

use super::error::ActionError;
use super::recovery_plan::publish_recovery_plan;
use crate::access::actor::Actor;
use crate::access::permit::Imports;
use crate::app::App;
use crate::domain::acknowledgement::{self, Accepted};
use crate::domain::id::PersonId;
use crate::domain::reading::{Reader, Unread};
use crate::domain::refusal::Refusal;
use crate::domain::role::Access;
use crate::domain::strategy::Strategy;
use crate::domain::text::count_of;
use crate::domain::time::Time;
use crate::domain::{role, strategy_file};
use crate::store::Write;
use crate::store::projects::Project;
use crate::strategy::{self, Problem};
pub use command_files::{MissingFile, missing_files};
pub(super) use version::Text;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The project that the document names.
    pub project: Project,
    /// The number of the version that holds the document.
    pub number: i64,
    /// Whether that version was made now; else the same document and files were there already.
    pub is_new: bool,
    /// Whether that version is in force now.
    pub is_in_force: bool,
    /// The names of the environments that were made.
    pub environments: Vec<String>,
    /// The names of the roles that were made.
    pub roles: Vec<String>,
    /// Where the document's Access Control table and the matrix differ. The matrix authorises.
    pub differences: Vec<Difference>,
}

/// What an import is to do beside keeping the document.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Put the version in force.
    pub approve: bool,
    /// The passages that were not read and are acknowledged.
    pub accepted: Accepted,
    /// Who acknowledges them; none at the command line.
    pub by: Option<PersonId>,
}

impl From<bool> for Wish {
    /// Whether to put the version in force, with nothing acknowledged.
    fn from(approve: bool) -> Self {
        Self { approve, ..Self::default() }
    }
}

/// A document without problems.
pub(super) struct Readable {
    pub(super) strategy: Strategy,
    pub(super) unread: Vec<Unread>,
}

/// A cell in which the document and the matrix differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The role.
    pub role: String,
    /// The environment.
    pub environment: String,
    /// What the document says.
    pub document: Access,
    /// What the matrix gives.
    pub matrix: Access,
}

/// One import, while its transaction is open.
struct Import<'a, P> {
    write: Write,
    permit: &'a P,
    actor: Actor,
    at: Time,
}

/// Imports a document with its files, and puts it in force where the wish says so.
///
/// # Errors
/// A refusal where the document does not read, a file is not allowed or is missing, a short name is taken by another
/// name, the order of the environments contradicts the one that is there, or the document is to come into force while
/// a passage of it was neither read nor acknowledged.
pub async fn import_strategy(
    app: &App,
    permit: &impl Imports,
    document: &[u8],
    files: Vec<(String, Vec<u8>)>,
    wish: impl Into<Wish>,
) -> Result<Imported, ActionError> {
    let readable = read_with_files(document, &files)?;
    let text = Text::of(document, files);
    let write = app.store.write().await?;
    let (write, imported) = import_into(app, write, permit, &readable, &text, &wish.into()).await?;
    write.commit().await?;
    Ok(imported)
}

/// The same within a transaction that does more than this; it is given back, still open.
pub(super) async fn import_into(
    app: &App,
    write: Write,
    permit: &impl Imports,
    readable: &Readable,
    text: &Text<'_>,
    wish: &Wish,
) -> Result<(Write, Imported), ActionError> {
    let mut import = Import { write, permit, actor: permit.actor(), at: app.clock.now() };
    let imported = import.everything(app, readable, text, wish).await?;
    Ok((import.write, imported))
}

impl<P: Imports> Import<'_, P> {
    async fn everything(
        &mut self,
        app: &App,
        readable: &Readable,
        text: &Text<'_>,
        wish: &Wish,
    ) -> Result<Imported, ActionError> {
        let strategy = &readable.strategy;
        let project = self.project(strategy).await?;
        let roles = self.roles(strategy).await?;
        let environments = self.environments(strategy).await?;
        let differences = self.differences(strategy).await?;
        let (mut version, is_new) = self.version(&project, text).await?;
        let open = match version.approved_at {
            Some(_) => Vec::new(),
            None => self.acknowledge(&project, &version, &readable.unread, wish).await?,
        };
        if wish.approve && version.approved_at.is_none() {
            if !open.is_empty() {
                return Err(Refusal::conflict(acknowledgement::refusal(&open)).into());
            }
            self.put_in_force(app, &project, &mut version).await?;
            let (write, permit) = (&mut self.write, self.permit);
            publish_recovery_plan(app, write, permit, &project, &version, strategy).await?;
        }
        let (number, is_in_force) = (version.number, version.is_in_force());
        Ok(Imported { project, number, is_new, is_in_force, environments, roles, differences })
    }
}

/// What a document says, where it has no problem and every command file that it names is there.
pub(super) fn read_with_files(document: &[u8], files: &[(String, Vec<u8>)]) -> Result<Readable, Refusal> {
    let readable = read(document)?;
    strategy_file::check(files)?;
    let given = files.iter().map(|(path, _)| path.as_str());
    let missing = missing_files(&readable.strategy, document, given);
    if missing.is_empty() {
        return Ok(readable);
    }
    Err(problems_refusal(&missing.iter().map(MissingFile::problem).collect::<Vec<_>>()))
}

/// What a document says, where it has no problem and its roles can be made.
pub(super) fn read(document: &[u8]) -> Result<Readable, Refusal> {
    let outcome = strategy::examine(document, Reader::default());
    let (Some(strategy), true) = (outcome.strategy, outcome.problems.is_empty()) else {
        return Err(problems_refusal(&outcome.problems));
    };
    for row in &strategy.access {
        role::check_name(&row.role)?;
    }
    Ok(Readable { strategy, unread: outcome.unread })
}

/// Names every problem, each on a line of its own.
fn problems_refusal(problems: &[Problem]) -> Refusal {
    let count = count_of(problems.len(), "problem");
    let lines = problems.iter().map(|p| format!("\nLine {}, column {}: {}", p.line, p.column, p.message));
    Refusal::invalid(format!("The document has {count}. Nothing was imported.{}", lines.collect::<String>()))
}

#[cfg(test)]
mod tests;
