//! The people that a demo offers, and what each may do.

use crate::access::grants::{Grant, Grants};
use crate::app::App;
use crate::domain::role::Access;
use crate::domain::text::list_words;
use crate::store::environments::{self, Environment};
use crate::store::{StoreError, grants, people};

/// Somebody to sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// The sign-in name.
    pub sign_in_name: String,
    /// The display name.
    pub name: String,
    /// The roles: `SRE`.
    pub roles: String,
    /// What they give: `development Full, staging Full, production Full`.
    pub may: String,
}

/// Everybody who is not disabled, in the order they were added.
pub async fn people(app: &App) -> Result<Vec<DemoPerson>, StoreError> {
    let mut db = app.store.read().await?;
    let environments = environments::all(&mut db).await?;
    let mut offered = Vec::new();
    for person in people::active(&mut db).await? {
        let grants = grants::of_person(&mut db, person.id).await?;
        let names: Vec<&str> = grants.held.iter().map(|grant| grant.name.as_str()).collect();
        let (roles, may) = (list_words(&names), may(&grants, &environments));
        offered.push(DemoPerson { sign_in_name: person.sign_in_name, name: person.display_name, roles, may });
    }
    Ok(offered)
}

fn may(grants: &Grants, environments: &[Environment]) -> String {
    let mut may: Vec<String> = environments
        .iter()
        .flat_map(|e| grants.held.iter().filter_map(move |grant| cell(grant, e)))
        .collect();
    if grants.held.iter().any(|grant| grant.administers) {
        may.push("people, roles and tokens".to_owned());
    }
    if grants.held.iter().any(|grant| grant.reads_audit) {
        may.push("the audit log".to_owned());
    }
    list_words(&may)
}

fn cell(grant: &Grant, environment: &Environment) -> Option<String> {
    let (_, access) = grant.cells.iter().find(|(id, _)| *id == environment.id)?;
    (*access != Access::default()).then(|| format!("{} {access}", environment.slug))
}
