//! Who can do something in an environment, in which projects, and by which roles.

use crate::access::grants::Grants;
use crate::domain::id::{EnvironmentId, ProjectId};
use crate::domain::role::Access;
use crate::domain::text::list_words;
use crate::store::holdings::Holding;
use crate::store::people::Person;
use crate::web::pages::admin::abilities::way;

/// Somebody in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Someone {
    /// Their display name, or a token's with its owner's.
    pub name: String,
    /// Their sign-in name; none for a token.
    pub sign_in_name: Option<String>,
    /// In which project; none means all.
    pub project: Option<ProjectId>,
    /// What they may do there.
    pub access: Access,
    /// By which roles.
    pub by: String,
}

/// A person in all projects, and in single ones where it differs; only where they can do anything.
pub fn of_person(person: &Person, grants: &Grants, held: &[Holding], place: EnvironmentId) -> Vec<Someone> {
    let mut found: Vec<Someone> = Vec::new();
    for project in grants.scopes() {
        let access = grants.effective(project, place);
        let all = found.first().filter(|one| one.project.is_none()).map(|all| all.access);
        if access != Access::default() && all != Some(access) {
            found.push(Someone {
                name: person.name.clone(),
                sign_in_name: Some(person.sign_in_name.clone()),
                project,
                access,
                by: ways(person, grants, held, (project, place)),
            });
        }
    }
    found
}

fn ways(
    person: &Person,
    grants: &Grants,
    held: &[Holding],
    (project, place): (Option<ProjectId>, EnvironmentId),
) -> String {
    let own = held.iter().filter(|holding| holding.person == person.id);
    let covers = own.filter(|holding| holding.project.is_none() || holding.project == project);
    let gives = covers.filter(|holding| {
        let grant = grants.held.iter().find(|grant| grant.role == holding.role);
        let cell = grant.and_then(|grant| grant.cells.iter().find(|(id, _)| *id == place));
        cell.is_some_and(|(_, access)| access.effective() != Access::default())
    });
    let ways: Vec<String> = gives.map(way).collect();
    list_words(&ways)
}
