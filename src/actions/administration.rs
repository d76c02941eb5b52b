//! What acts of administration share: the permit of who administers, and the rule that somebody always can.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Administrator;
use crate::access::policy;
use crate::app::App;
use crate::domain::administration;
use crate::domain::refusal::Refusal;
use crate::domain::text::clip;
use crate::store::groups::{self, Group};
use crate::store::people::{self, Person};
use crate::store::{Db, StoreError, Write, grants};
use crate::{access::policy::Denied, domain::id::GroupId};

/// The permit of who administers, by what they hold in this transaction.
///
/// # Errors
/// [`Denied::NotAdministrator`].
pub async fn administrator(write: &mut Write, actor: &Actor) -> Result<Administrator, ActionError> {
    let grants = grants::of(write, actor).await?;
    Ok(policy::administer(actor, &grants)?)
}

/// How many people administer and are able to sign in, before a change. Every act that may take administration from
/// somebody takes this first, changes, and then asks whether the change may stand.
#[must_use = "ask `goes_on` after the change"]
pub struct Administration {
    before: usize,
}

impl Administration {
    /// As it is before the change.
    pub async fn before(app: &App, db: &mut Db) -> Result<Self, StoreError> {
        Ok(Self { before: count(app, db).await? })
    }

    /// Whether the change that was made in this transaction may stand.
    ///
    /// # Errors
    /// A refusal where nobody would be left: the transaction is then not committed.
    pub async fn goes_on(self, app: &App, db: &mut Db) -> Result<(), ActionError> {
        let after = count(app, db).await?;
        Ok(administration::goes_on(self.before, after)?)
    }
}

/// How many people administer and are able to sign in, as the settings are. Signing in to a demo asks for no password.
pub async fn count(app: &App, db: &mut Db) -> Result<usize, StoreError> {
    Ok(people::administrators(db, app.settings.issuer(), app.settings.demo).await?.len())
}

/// The person of a sign-in name.
///
/// # Errors
/// [`Denied::NotFound`].
pub async fn person(db: &mut Db, sign_in_name: &str) -> Result<Person, ActionError> {
    Ok(people::by_sign_in_name(db, sign_in_name).await?.ok_or(Denied::NotFound)?)
}

/// The person whose name somebody typed; the refusal repeats it.
pub(super) async fn person_typed(db: &mut Db, sign_in_name: &str) -> Result<Person, ActionError> {
    let found = people::by_sign_in_name(db, sign_in_name.trim()).await?;
    let name = clip(sign_in_name, 80);
    Ok(found.ok_or_else(|| Refusal::invalid(format!("There is no person {name:?}.")))?)
}

/// The group of an id.
///
/// # Errors
/// [`Denied::NotFound`].
pub async fn group(db: &mut Db, id: GroupId) -> Result<Group, ActionError> {
    Ok(groups::by_id(db, id).await?.ok_or(Denied::NotFound)?)
}

#[cfg(test)]
mod tests;
