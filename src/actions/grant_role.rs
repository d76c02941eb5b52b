//! An admin gives a person or a group a role, for all projects or for one.

use super::add_person::{NewGrant, find_to_give};
use super::administration::{administrator, group, person};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::id::{GroupId, ProjectId};
use crate::domain::refusal::Refusal;
use crate::domain::time::Time;
use crate::store::events::{self, NewEvent};
use crate::store::groups::Group;
use crate::store::held::{self, Held};
use crate::store::people::Person;
use crate::store::{Db, StoreError, Write, grants, groups};
use serde_json::json;

/// Who is to hold a role, as an address names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HolderName {
    /// A person, by their sign-in name.
    Person(String),
    /// A group.
    Group(GroupId),
}

/// Who holds a role.
pub(super) enum Holder {
    /// A person.
    Person(Person),
    /// A group.
    Group(Group),
}

/// Gives a role.
///
/// # Errors
/// Denied for who does not administer and where there is no such person or group; a refusal where the role or the
/// project is not there, or it is held already.
pub async fn grant_role(
    app: &App,
    actor: &Actor,
    holder: &HolderName,
    grant: &NewGrant,
) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let holder = Holder::of(&mut write, holder).await?;
    let (role, project) = find_to_give(&mut write, grant).await?;
    let (before, at) = (holder.held(&mut write).await?, app.clock.now());
    match &holder {
        Holder::Person(person) => {
            grants::insert(&mut write, &permit, person.id, role, project, at).await?;
        }
        Holder::Group(group) => {
            groups::grant(&mut write, &permit, group.id, role, project, at).await?;
        }
    }
    let after = holder.held(&mut write).await?;
    if before == after {
        return Err(Refusal::conflict(format!("{} holds {grant} already.", holder.name())).into());
    }
    let change = Change { action: ["role.granted", "group_role.granted"], grant, project, before, after };
    change.record(&mut write, at, &permit.actor(), &holder).await?;
    write.commit().await?;
    Ok(())
}

impl Holder {
    pub(super) async fn of(db: &mut Db, name: &HolderName) -> Result<Self, ActionError> {
        Ok(match name {
            HolderName::Person(name) => Self::Person(person(db, name).await?),
            HolderName::Group(id) => Self::Group(group(db, *id).await?),
        })
    }

    /// What people call them.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Person(person) => &person.name,
            Self::Group(group) => &group.name,
        }
    }

    /// What they hold now, by themselves.
    pub(super) async fn held(&self, db: &mut Db) -> Result<Vec<String>, StoreError> {
        let held: Vec<Held> = match self {
            Self::Person(person) => {
                let all = held::of_people(db, Some(person.id)).await?;
                all.into_iter().filter(|of| of.group.is_none()).map(|of| of.held).collect()
            }
            Self::Group(group) => {
                held::of_groups(db, Some(group.id)).await?.into_iter().map(|(_, held)| held).collect()
            }
        };
        Ok(held.iter().map(Held::words).collect())
    }
}

/// A change of what somebody holds, for the audit log.
pub(super) struct Change<'a> {
    /// The action, of a person and of a group.
    pub action: [&'static str; 2],
    /// The role and the project.
    pub grant: &'a NewGrant,
    /// The project.
    pub project: Option<ProjectId>,
    /// What they held.
    pub before: Vec<String>,
    /// What they hold now.
    pub after: Vec<String>,
}

impl Change<'_> {
    pub(super) async fn record(
        self,
        write: &mut Write,
        at: Time,
        actor: &Actor,
        holder: &Holder,
    ) -> Result<(), StoreError> {
        let (action, subject) = match holder {
            Holder::Person(person) => (self.action[0], &person.sign_in_name),
            Holder::Group(group) => (self.action[1], &group.name),
        };
        let details = json!({
            "role": self.grant.role,
            "project": self.grant.project,
            "before": self.before,
            "after": self.after,
        });
        let event = NewEvent::new(at, actor, action, subject).with(details);
        events::append(write, NewEvent { project: self.project, ..event }).await?;
        Ok(())
    }
}
