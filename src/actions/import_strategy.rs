//! Imports a strategy document: a new version of the project that it names, and whatever it names that is not there.

mod access;
mod places;
mod version;

use super::error::ActionError;
use super::recovery_plan::publish_recovery_plan;
use crate::access::actor::Actor;
use crate::access::permit::Imports;
use crate::app::App;
use crate::domain::refusal::Refusal;
use crate::domain::role::Access;
use crate::domain::strategy::Strategy;
use crate::domain::text::count_of;
use crate::domain::time::Time;
use crate::domain::{role, strategy_file};
use crate::store::Write;
use crate::store::projects::Project;
use crate::strategy::{self, Problem};
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

/// Imports a document with its files, and puts it in force where `approve` says so.
///
/// # Errors
/// A refusal where the document does not read, a file is not allowed, a short name is taken by another name, or the
/// order of the environments contradicts the one that is there.
pub async fn import_strategy(
    app: &App,
    permit: &impl Imports,
    document: &[u8],
    files: Vec<(String, Vec<u8>)>,
    approve: bool,
) -> Result<Imported, ActionError> {
    let strategy = read(document)?;
    strategy_file::check(&files)?;
    let text = Text::of(document, files);
    let write = app.store.write().await?;
    let (write, imported) = import_into(app, write, permit, &strategy, &text, approve).await?;
    write.commit().await?;
    Ok(imported)
}

/// The same within a transaction that does more than this; it is given back, still open.
pub(super) async fn import_into(
    app: &App,
    write: Write,
    permit: &impl Imports,
    strategy: &Strategy,
    text: &Text<'_>,
    approve: bool,
) -> Result<(Write, Imported), ActionError> {
    let mut import = Import { write, permit, actor: permit.actor(), at: app.clock.now() };
    let imported = import.everything(app, strategy, text, approve).await?;
    Ok((import.write, imported))
}

impl<P: Imports> Import<'_, P> {
    async fn everything(
        &mut self,
        app: &App,
        strategy: &Strategy,
        text: &Text<'_>,
        approve: bool,
    ) -> Result<Imported, ActionError> {
        let project = self.project(strategy).await?;
        let roles = self.roles(strategy).await?;
        let environments = self.environments(strategy).await?;
        let differences = self.differences(strategy).await?;
        let (mut version, is_new) = self.version(&project, text).await?;
        if approve && version.approved_at.is_none() {
            self.put_in_force(app, &project, &mut version).await?;
            let (write, permit) = (&mut self.write, self.permit);
            publish_recovery_plan(app, write, permit, &project, &version, strategy).await?;
        }
        let (number, is_in_force) = (version.number, version.is_in_force());
        Ok(Imported { project, number, is_new, is_in_force, environments, roles, differences })
    }
}

/// The strategy of a document whose roles can be made.
pub(super) fn read(document: &[u8]) -> Result<Strategy, Refusal> {
    let strategy = strategy::read(document).map_err(|problems| unreadable(&problems))?;
    for row in &strategy.access {
        role::check_name(&row.role)?;
    }
    Ok(strategy)
}

fn unreadable(problems: &[Problem]) -> Refusal {
    let first = problems
        .first()
        .map(|p| format!(", the first at line {}, column {}: {}", p.line, p.column, p.message));
    let count = count_of(problems.len(), "problem");
    Refusal::invalid(format!("The document has {count}{}", first.unwrap_or_default()))
}

#[cfg(test)]
mod tests;
