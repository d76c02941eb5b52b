//! The roles that a document names, and the columns of the matrix that it seeds. It seeds what is empty and changes
//! nothing that is there: only the matrix authorises.

use super::{Difference, Import};
use crate::access::permit::Imports;
use crate::actions::error::ActionError;
use crate::domain::id::EnvironmentId;
use crate::domain::role::Access;
use crate::domain::role::built_in::{self, Likeness};
use crate::domain::strategy::{AccessRow, Strategy};
use crate::domain::text::Slug;
use crate::store::environments::{self, Environment};
use crate::store::events::{self, NewEvent};
use crate::store::roles::{self, Cell, Role};
use std::collections::BTreeMap;

impl<P: Imports> Import<'_, P> {
    /// Makes the roles of the Access Control table that are not there; gives their names.
    pub(super) async fn roles(&mut self, strategy: &Strategy) -> Result<Vec<String>, ActionError> {
        let mut made = Vec::new();
        for name in strategy.access.iter().map(|row| &row.role) {
            if roles::by_name(&mut self.write, name).await?.is_none() {
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
        let known = environments::all(&mut self.write).await?;
        let mut differences = Vec::new();
        for row in &strategy.access {
            let Some(role) = roles::by_name(&mut self.write, &row.role).await? else { continue };
            let cells = roles::cells(&mut self.write, role.id).await?;
            differences.extend(differences_of(row, &cells, &known));
        }
        Ok(differences)
    }
}

/// What a role may do at first in a new environment: as the document says, else as the template does.
fn first_access(strategy: &Strategy, role: &Role, slug: &Slug) -> Access {
    let row = strategy.access.iter().find(|row| row.role.eq_ignore_ascii_case(&role.name));
    if let Some(row) = row {
        return row.cells.get(slug).copied().unwrap_or_default();
    }
    let listed = &strategy.environments;
    let index = listed.iter().position(|rules| &rules.slug == slug).unwrap_or_default();
    match role.built_in {
        true => built_in::access(&role.name, Likeness::of(slug.as_str(), index, listed.len())),
        false => Access::default(),
    }
}

fn differences_of(
    row: &AccessRow,
    cells: &[(EnvironmentId, Access)],
    known: &[Environment],
) -> Vec<Difference> {
    let matrix = |environment: &Environment| {
        let cell = cells.iter().find(|(id, _)| *id == environment.id);
        cell.map(|(_, access)| *access).unwrap_or_default()
    };
    let named =
        known.iter().filter_map(|environment| Some((environment, *row.cells.get(&environment.slug)?)));
    named
        .filter(|(environment, document)| matrix(environment) != *document)
        .map(|(environment, document)| Difference {
            role: row.role.clone(),
            environment: environment.name.clone(),
            document,
            matrix: matrix(environment),
        })
        .collect()
}
