//! A change as it is wanted, held against the matrix as it is.

use crate::actions::error::ActionError;
use crate::domain::access_change::{AccessChange, CellChange, settled};
use crate::domain::id::{EnvironmentId, RoleId};
use crate::domain::refusal::Refusal;
use crate::domain::role::Access;
use crate::store::environments::{self, Environment};
use crate::store::roles::{self, Cell, Role};
use crate::store::{Db, StoreError};

/// A cell as somebody looked at it, and as they want it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The row.
    pub role: RoleId,
    /// The column.
    pub environment: EnvironmentId,
    /// What the cell gave when they looked.
    pub before: Access,
    /// What it is to give.
    pub after: Access,
}

impl Wanted {
    /// The cell of a change.
    pub fn of(cell: &CellChange) -> Self {
        Self { role: cell.role, environment: cell.environment, before: cell.before, after: cell.after }
    }
}

/// The change, with names; cells that stay as they are fall away.
///
/// # Errors
/// Refused where nothing is left, a cell is not any more as it was looked at, stands there twice, or may not be so.
pub async fn resolve(db: &mut Db, wanted: &[Wanted]) -> Result<AccessChange, ActionError> {
    let known = Known::read(db).await?;
    let mut change = AccessChange::default();
    for wanted in wanted.iter().filter(|wanted| wanted.before != wanted.after) {
        let cell = known.cell(wanted)?;
        let is_there = |other: &CellChange| (other.role, other.environment) == (cell.role, cell.environment);
        if change.cells.iter().any(is_there) {
            return Err(Refusal::invalid(format!("{} stands there twice.", cell.place())).into());
        }
        change.cells.push(cell);
    }
    if change.is_empty() {
        return Err(Refusal::invalid("Nothing differs from the matrix as it is.").into());
    }
    Ok(change)
}

struct Known {
    roles: Vec<Role>,
    environments: Vec<Environment>,
    matrix: Vec<Cell>,
}

impl Known {
    async fn read(db: &mut Db) -> Result<Self, StoreError> {
        let (roles, environments) = (roles::all(db).await?, environments::all(db).await?);
        Ok(Self { roles, environments, matrix: roles::matrix(db).await? })
    }

    fn cell(&self, wanted: &Wanted) -> Result<CellChange, Refusal> {
        let role = self.roles.iter().find(|role| role.id == wanted.role);
        let role = role.ok_or_else(|| Refusal::conflict("One of the roles is not there any more."))?;
        let environment = self.environments.iter().find(|e| e.id == wanted.environment);
        let environment = environment.ok_or_else(|| Refusal::invalid("There is no such environment."))?;
        if role.administers {
            return Err(Refusal::invalid(format!(
                "{} has no right in an environment by itself: give its people another role.",
                role.name
            )));
        }
        let mut cell = CellChange {
            role: role.id,
            role_name: role.name.clone(),
            environment: environment.id,
            environment_name: environment.name.clone(),
            before: wanted.before,
            after: wanted.after,
        };
        cell.after = settled(wanted.after)
            .map_err(|refusal| Refusal::invalid(format!("{}: {}", cell.place(), refusal.sentence)))?;
        self.check(&cell)?;
        Ok(cell)
    }

    fn check(&self, cell: &CellChange) -> Result<(), Refusal> {
        let is_it = |c: &&Cell| (c.role, c.environment) == (cell.role, cell.environment);
        let now = self.matrix.iter().find(is_it).map(|c| c.access).unwrap_or_default();
        if now == cell.before {
            return Ok(());
        }
        let (place, before) = (cell.place(), cell.before);
        Err(Refusal::conflict(format!("{place} is {now} now, and was {before} when this began: look again.")))
    }
}
