//! An admin invites a person: they are added without a password, and set one by a one-time link.

use super::add_person::{NewPerson, check, insert};
use super::administration::{administrator, person};
use super::error::ActionError;
use super::one_time_link::{NewLink, make};
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::one_time_link::LinkKind;
use crate::store::Write;

/// Invites a person, who may hold no role yet.
///
/// # Errors
/// Denied for who does not administer; a refusal as of [`super::add_person::add_person`].
pub async fn invite_person(app: &App, actor: &Actor, new: &NewPerson) -> Result<NewLink, ActionError> {
    check(new, &app.settings.public_url)?;
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let link = invite(app, &mut write, &permit, new).await?;
    write.commit().await?;
    Ok(link)
}

/// The same in a transaction that does more than this.
pub(super) async fn invite(
    app: &App,
    write: &mut Write,
    permit: &impl Manages,
    new: &NewPerson,
) -> Result<NewLink, ActionError> {
    insert(write, permit, new, None, app.clock.now()).await?;
    let invited = person(write, &new.sign_in_name).await?;
    make(app, write, permit, LinkKind::Invitation, Some(&invited)).await
}
