//! Everybody whom a change of the matrix may concern.

use crate::access::consequence::Holder;
use crate::access::grants::{Grant, Grants};
use crate::domain::id::{PersonId, RoleId};
use crate::domain::time::Time;
use crate::store::holdings::{self, HeldToken};
use crate::store::roles::{self, Cell};
use crate::store::{Db, StoreError, grants, people};
use std::collections::HashMap;

/// The people who are not disabled, and the tokens that open something, with what they hold.
pub async fn holders(db: &mut Db, now: Time) -> Result<Vec<Holder>, StoreError> {
    let people = people::active(db).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let held = grants::of_people(db, &ids).await?;
    let grants = |person: PersonId| held.get(&person).cloned().unwrap_or_default();
    let mut holders: Vec<Holder> =
        people.iter().map(|p| Holder { name: p.name.clone(), grants: grants(p.id) }).collect();
    holders.sort_by_key(|holder| holder.name.to_lowercase());
    let tokens = tokens(db, &held, now).await?;
    holders.extend(tokens.into_iter().map(|(token, grants)| {
        let name = format!("{} of {}", token.name, token.owner_name);
        Holder { name, grants }
    }));
    Ok(holders)
}

/// The tokens that open something, each with what it holds, cut down to its owner's.
pub async fn tokens(
    db: &mut Db,
    held: &HashMap<PersonId, Grants>,
    now: Time,
) -> Result<Vec<(HeldToken, Grants)>, StoreError> {
    let matrix = roles::matrix(db).await?;
    let tokens = holdings::tokens(db, now).await?;
    let with_grants = |token: HeldToken| {
        let owner = held.get(&token.owner).cloned().unwrap_or_default();
        let grants = Grants { token: Some(own(&token, &matrix)), ..owner };
        (token, grants)
    };
    Ok(tokens.into_iter().map(with_grants).collect())
}

fn own(token: &HeldToken, matrix: &[Cell]) -> Grant {
    let cells = |role: RoleId| matrix.iter().filter(move |cell| cell.role == role);
    Grant {
        role: token.role,
        name: token.role_name.clone(),
        project: Some(token.project),
        cells: cells(token.role).map(|cell| (cell.environment, cell.access)).collect(),
        administers: false,
        reads_audit: false,
    }
}
