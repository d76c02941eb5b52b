//! The roles that a document names, and the columns of the matrix that it seeds. It seeds what is empty and changes
//! nothing that is there: only the matrix authorises.

use super::{Difference, Import};
use crate::access::permit::Imports;
use crate::actions::access_differences::Matrix;
use crate::actions::error::ActionError;
use crate::domain::access_change::CellChange;
use crate::domain::refusal::Refusal;
use crate::domain::role::Access;
use crate::domain::role::built_in::{self, Likeness};
use crate::domain::strategy::Strategy;
use crate::domain::text::Slug;
use crate::store::environments::Environment;
use crate::store::events::{self, NewEvent};
use crate::store::roles::{self, Cell, Role};
use std::collections::BTreeMap;

impl<P: Imports> Import<'_, P> {
    /// Makes the roles of the Access Control table that are not there; gives their names.
    pub(super) async fn roles(&mut self, strategy: &Strategy) -> Result<Vec<String>, ActionError> {
        let mut made = Vec::new();
        for name in strategy.access.iter().map(|row| &row.role) {
            let known = roles::by_name(&mut self.write, name).await?;
            if known.as_ref().is_some_and(|role| role.is_retired) {
                let sentence = format!("The role {name} is retired, and its name is not used again.");
                return Err(Refusal::conflict(sentence).into());
            }
            if known.is_none() {
                roles::insert(&mut self.write, self.permit, name, self.at).await?;
                let event = NewEvent::new(self.at, &self.actor, "role.created", name);
                events::append(&mut self.write, event).await?;
                made.push(name.clone());
            }
        }
        Ok(made)
    }

    /// Writes the column of a new environment; gives what each role may do there, in words.
    pub(super) async fn seed(
        &mut self,
        strategy: &Strategy,
        environment: &Environment,
    ) -> Result<BTreeMap<String, String>, ActionError> {
        let mut seeded = BTreeMap::new();
        for role in roles::all(&mut self.write).await? {
            let access = first_access(strategy, &role, &environment.slug);
            if access != Access::default() {
                let cell = Cell { role: role.id, environment: environment.id, access };
                roles::set_cell(&mut self.write, self.permit, cell, self.at).await?;
                seeded.insert(role.name, access.to_string());
            }
        }
        Ok(seeded)
    }

    /// Where the document's table and the matrix differ.
    pub(super) async fn differences(&mut self, strategy: &Strategy) -> Result<Vec<Difference>, ActionError> {
        let cells = Matrix::read(&mut self.write).await?.differences(strategy);
        let difference = |cell: CellChange| Difference {
            role: cell.role_name,
            environment: cell.environment_name,
            document: cell.after,
            matrix: cell.before,
        };
        Ok(cells.into_iter().map(difference).collect())
    }
}

/// What a role may do at first in a new environment. Where the document has a table, nothing that it does not say, but
/// for Auditor, which reads everywhere; without a table, what the template says. Who manages people and roles has no
/// right in an environment by that.
fn first_access(strategy: &Strategy, role: &Role, slug: &Slug) -> Access {
    let row = strategy.access.iter().find(|row| row.role.eq_ignore_ascii_case(&role.name));
    match row.filter(|_| !role.administers) {
        Some(row) => row.cells.get(slug).copied().unwrap_or_default(),
        None if role.built_in && (strategy.access.is_empty() || role.reads_audit) => {
            built_in::access(&role.name, likeness(strategy, slug))
        }
        None => Access::default(),
    }
}

fn likeness(strategy: &Strategy, slug: &Slug) -> Likeness {
    let listed = &strategy.environments;
    let index = listed.iter().position(|rules| &rules.slug == slug).unwrap_or_default();
    let asks = strategy.environment(slug).is_some_and(|rules| rules.approvals.are_asked());
    Likeness::of(slug.as_str(), (index, listed.len()), asks)
}
