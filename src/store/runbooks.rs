//! Runbooks: whose they are, and the names in their addresses.

use super::{Db, StoreError, Write};
use crate::access::permit::WritesRunbooks;
use crate::access::scope::Scope;
use crate::domain::id::{ProjectId, RunbookId};
use crate::domain::text::Slug;
use crate::domain::time::Time;

/// A runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runbook {
    /// Inside.
    pub id: RunbookId,
    /// In addresses; never changed.
    pub slug: Slug,
    /// Whose; none is the installation's own.
    pub project: Option<ProjectId>,
    /// The project's name.
    pub project_name: Option<String>,
    /// Whether it is the Recovery Plan of its project's strategy.
    pub of_strategy: bool,
}

impl Runbook {
    /// Whether it exists for the actor: a runbook states rules and holds no state, so that everybody with a role in its
    /// project reads it, and the installation's own everybody with any role.
    pub fn is_known(&self, scope: &Scope) -> bool {
        is_known(self.project, scope)
    }
}

/// Whether a runbook of this project, or of the installation, exists for the actor.
pub(super) fn is_known(project: Option<ProjectId>, scope: &Scope) -> bool {
    match project {
        Some(project) => scope.knows(project),
        None => scope.grants().is_system || !scope.grants().held.is_empty(),
    }
}

/// The runbooks of a condition.
macro_rules! runbooks {
    ($condition:tt $(, $value:expr)*) => {
        sqlx::query_as!(
            Runbook,
            r#"SELECT b.id AS "id: RunbookId", b.slug AS "slug: Slug", b.project_id AS "project: ProjectId",
                      p.name AS "project_name?", b.of_strategy AS "of_strategy: bool"
               FROM runbooks b LEFT JOIN projects p ON p.id = b.project_id "# + $condition
            $(, $value)*
        )
    };
}

/// The runbook of a slug. Text that is no slug names none.
pub async fn by_slug(db: &mut Db, slug: &str) -> Result<Option<Runbook>, StoreError> {
    Ok(runbooks!("WHERE b.slug = ?", slug).fetch_optional(db).await?)
}

/// The runbook of a slug, where it exists for the actor.
pub async fn in_scope(db: &mut Db, slug: &str, scope: &Scope) -> Result<Option<Runbook>, StoreError> {
    Ok(by_slug(db, slug).await?.filter(|runbook| runbook.is_known(scope)))
}

/// The Recovery Plan of a project's strategy.
pub async fn of_strategy(db: &mut Db, project: ProjectId) -> Result<Option<Runbook>, StoreError> {
    let plan = runbooks!("WHERE b.project_id = ? AND b.of_strategy = 1", project);
    Ok(plan.fetch_optional(db).await?)
}

/// The runbooks that exist for an actor: the projects' by the project's name, then the installation's own.
pub async fn known(db: &mut Db, scope: &Scope) -> Result<Vec<Runbook>, StoreError> {
    let all = runbooks!("ORDER BY p.name IS NULL, p.name COLLATE NOCASE, b.of_strategy DESC, b.slug");
    let mut all = all.fetch_all(db).await?;
    all.retain(|runbook| runbook.is_known(scope));
    Ok(all)
}

/// Makes a runbook. That its slug is free was asked in the same transaction.
pub async fn insert(
    write: &mut Write,
    _: &impl WritesRunbooks,
    slug: &Slug,
    project: Option<ProjectId>,
    of_strategy: bool,
    at: Time,
) -> Result<RunbookId, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO runbooks (slug, project_id, of_strategy, created_at) VALUES (?, ?, ?, ?)
           RETURNING id AS "id!: RunbookId""#,
        slug,
        project,
        of_strategy,
        at
    )
    .fetch_one(&mut **write)
    .await?)
}
