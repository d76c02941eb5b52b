//! Where a project's document and the matrix differ. The document seeds the matrix and does not rule it: an admin
//! applies what differs, or leaves it.

use super::strategy_in_force::strategies_in_force;
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::access_change::CellChange;
use crate::domain::strategy::{AccessRow, Strategy};
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::store::roles::{self, Cell, Role};
use crate::store::{Db, StoreError};

/// A project whose version in force says something else than the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// The project.
    pub project: Project,
    /// The number of its version in force.
    pub version: i64,
    /// The cells: before as the matrix gives, after as the document says.
    pub cells: Vec<CellChange>,
}

/// The roles, environments and cells that documents are held against.
#[derive(Debug)]
pub struct Matrix {
    roles: Vec<Role>,
    environments: Vec<Environment>,
    cells: Vec<Cell>,
}

/// The projects that an actor knows whose documents differ from the matrix, by name.
pub async fn access_differences(app: &App, db: &mut Db, scope: &Scope) -> Result<Vec<Differing>, StoreError> {
    let matrix = Matrix::read(db).await?;
    let mut in_force = strategies_in_force(app, db, None).await?;
    let projects = projects::known(db, scope).await?;
    let differing = projects.into_iter().filter_map(|project| {
        let found = in_force.remove(&project.id)?;
        let cells = matrix.differences(&found.strategy);
        (!cells.is_empty()).then_some(Differing { project, version: found.meta.number, cells })
    });
    Ok(differing.collect())
}

impl Matrix {
    /// Reads it.
    pub async fn read(db: &mut Db) -> Result<Self, StoreError> {
        let (roles, environments) = (roles::all(db).await?, environments::all(db).await?);
        Ok(Self { roles, environments, cells: roles::matrix(db).await? })
    }

    /// The cells in which a document gives something else; of roles that may have rights in environments.
    pub fn differences(&self, strategy: &Strategy) -> Vec<CellChange> {
        strategy.access.iter().flat_map(|row| self.differences_of(row)).collect()
    }

    fn differences_of(&self, row: &AccessRow) -> Vec<CellChange> {
        let named = |role: &&Role| role.name.eq_ignore_ascii_case(&row.role) && !role.administers;
        let Some(role) = self.roles.iter().find(named) else { return Vec::new() };
        let said = self.environments.iter().filter_map(|e| Some((e, row.cells.get(&e.slug)?.effective())));
        let cells = said.map(|(environment, after)| CellChange {
            role: role.id,
            role_name: role.name.clone(),
            environment: environment.id,
            environment_name: environment.name.clone(),
            before: self.cell(role, environment),
            after,
        });
        cells.filter(|cell| cell.before.effective() != cell.after).collect()
    }

    fn cell(&self, role: &Role, environment: &Environment) -> crate::domain::role::Access {
        let is_it = |cell: &&Cell| (cell.role, cell.environment) == (role.id, environment.id);
        self.cells.iter().find(is_it).map(|cell| cell.access).unwrap_or_default()
    }
}
