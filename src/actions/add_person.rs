//! Adds a person with the roles they hold.

use super::error::ActionError;
use super::password;
use crate::access::permit::{Manages, Operator};
use crate::app::App;
use crate::domain::id::{PersonId, ProjectId, RoleId};
use crate::domain::refusal::Refusal;
use crate::domain::text::clip;
use crate::domain::time::Time;
use crate::domain::{password as rules, person};
use crate::store::events::{self, NewEvent};
use crate::store::{Db, Write, grants, people, projects, roles};
use serde_json::json;

/// A person as they are added.
#[derive(Clone, Default)]
pub struct NewPerson {
    /// What they type to sign in.
    pub sign_in_name: String,
    /// What pages show; the sign-in name where it is absent.
    pub display_name: Option<String>,
    /// Where they get mail.
    pub email: Option<String>,
    /// Their first password; without one they cannot sign in until one is set.
    pub password: Option<String>,
    /// The roles they hold; [`add_person`] asks for at least one, an invitation does not.
    pub roles: Vec<NewGrant>,
}

/// A role that somebody is to hold: `ROLE` or `ROLE@PROJECT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// The role's name.
    pub role: String,
    /// The slug of the one project it is for; absent for all.
    pub project: Option<String>,
}

impl std::str::FromStr for NewGrant {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (role, project) = match text.rsplit_once('@') {
            Some((role, project)) => (role, Some(project.to_owned())),
            None => (text, None),
        };
        if role.is_empty() || project.as_deref() == Some("") {
            return Err("ROLE or ROLE@PROJECT is expected".to_owned());
        }
        Ok(Self { role: role.to_owned(), project })
    }
}

impl std::fmt::Display for NewGrant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.project {
            Some(project) => write!(f, "{}@{project}", self.role),
            None => f.write_str(&self.role),
        }
    }
}

/// Adds a person.
///
/// # Errors
/// A refusal where a name, the address or the password does not fit, the sign-in name is taken, no role is given, or
/// a role or project does not exist.
pub async fn add_person(app: &App, operator: &Operator, new: NewPerson) -> Result<PersonId, ActionError> {
    check(&new, &app.settings.public_url)?;
    if new.roles.is_empty() {
        return Err(Refusal::invalid("A person holds at least one role.").into());
    }
    let password_hash = match &new.password {
        Some(password) => Some(password::hash(&*app.random, password).await),
        None => None,
    };
    let mut write = app.store.write().await?;
    let id = insert(&mut write, operator, &new, password_hash.as_deref(), app.clock.now()).await?;
    write.commit().await?;
    Ok(id)
}

/// Adds the person in a transaction that does more than this.
pub(super) async fn insert(
    write: &mut Write,
    permit: &impl Manages,
    new: &NewPerson,
    hash: Option<&str>,
    at: Time,
) -> Result<PersonId, ActionError> {
    let name = &new.sign_in_name;
    if people::by_sign_in_name(write, name).await?.is_some() {
        return Err(Refusal::conflict(format!("The sign-in name {name} is taken.")).into());
    }
    let display_name = new.display_name.as_ref().unwrap_or(name);
    let id = people::insert(write, permit, name, display_name, new.email.as_deref(), hash, at).await?;
    for grant in &new.roles {
        let (role, project) = find_to_give(write, grant).await?;
        grants::insert(write, permit, id, role, project, at).await?;
    }
    let held: Vec<String> = new.roles.iter().map(ToString::to_string).collect();
    let details = json!({ "display_name": display_name, "roles": held, "password": hash.is_some() });
    let actor = permit.actor();
    events::append(write, NewEvent::new(at, &actor, "person.added", name).with(details)).await?;
    Ok(id)
}

/// Checks the names, the address and the password. `installation` is the installation's address.
pub(super) fn check(new: &NewPerson, installation: &str) -> Result<(), Refusal> {
    person::check_sign_in_name(&new.sign_in_name)?;
    new.display_name.as_deref().map_or(Ok(()), person::check_display_name)?;
    new.email.as_deref().map_or(Ok(()), person::check_email)?;
    let own = rules::Own {
        sign_in_name: &new.sign_in_name,
        display_name: new.display_name.as_deref().unwrap_or_default(),
        email: new.email.as_deref(),
        installation,
    };
    new.password.as_deref().map_or(Ok(()), |password| rules::check(password, own))
}

/// The role and the project of a grant.
pub(super) async fn find(db: &mut Db, grant: &NewGrant) -> Result<(RoleId, Option<ProjectId>), ActionError> {
    let role = role_of(db, &grant.role).await?;
    Ok((role.id, project_id(db, grant).await?))
}

async fn project_id(db: &mut Db, grant: &NewGrant) -> Result<Option<ProjectId>, ActionError> {
    let Some(slug) = &grant.project else { return Ok(None) };
    Ok(Some(project_of(db, slug).await?.id))
}

/// The role and the project of a grant that is to be given. What a role of admins or auditors is for goes beyond one
/// project, so that given for one it would look like more than it is.
pub(super) async fn find_to_give(
    db: &mut Db,
    grant: &NewGrant,
) -> Result<(RoleId, Option<ProjectId>), ActionError> {
    let role = role_of(db, &grant.role).await?;
    if let (Some(project), true) = (&grant.project, role.administers || role.reads_audit) {
        let does = if role.administers { "manages people, roles and tokens" } else { "reads the audit log" };
        let name = &role.name;
        let why =
            format!("{name} {does}, which is for all projects. Give {name} without @{}.", clip(project, 80));
        return Err(Refusal::invalid(why).into());
    }
    Ok((role.id, project_id(db, grant).await?))
}

/// The role of a name; the refusal lists those that exist.
pub(super) async fn role_of(db: &mut Db, name: &str) -> Result<roles::Role, ActionError> {
    if let Some(role) = roles::by_name(db, name).await?.filter(|role| !role.is_retired) {
        return Ok(role);
    }
    let names: Vec<String> = roles::all(db).await?.into_iter().map(|role| role.name).collect();
    let name = clip(name, 80);
    Err(Refusal::invalid(format!("There is no role {name:?}. The roles are {}.", names.join(", "))).into())
}

/// The project of a slug; the refusal names it.
pub(super) async fn project_of(db: &mut Db, slug: &str) -> Result<projects::Project, ActionError> {
    let found = projects::by_slug(db, slug).await?;
    Ok(found.ok_or_else(|| no_project(slug))?)
}

/// There is no project of this slug, or none that one knows: the two read the same.
pub(super) fn no_project(slug: &str) -> Refusal {
    Refusal::invalid(format!("There is no project {:?}.", clip(slug, 80)))
}

#[cfg(test)]
mod tests;
