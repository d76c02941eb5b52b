//! An admin gives a person a one-time link by which they set a password. The admin never chooses or learns it.

use super::administration::{administrator, person};
use super::error::ActionError;
use super::one_time_link::{NewLink, make};
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::one_time_link::LinkKind;
use crate::domain::refusal::Refusal;

/// Makes the link: another invitation for who never had a password, else one for a new password. Until it is used the
/// password that is there holds.
///
/// # Errors
/// Denied for who does not administer and where there is no such person; a refusal where they are disabled.
pub async fn reset_password(app: &App, actor: &Actor, name: &str) -> Result<NewLink, ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let person = person(&mut write, name).await?;
    if person.disabled_at.is_some() {
        let words = format!("{} is disabled, so a link would open nothing. Enable them first.", person.name);
        return Err(Refusal::conflict(words).into());
    }
    let kind = if person.password_hash.is_some() { LinkKind::Reset } else { LinkKind::Invitation };
    let link = make(app, &mut write, &permit, kind, Some(&person)).await?;
    write.commit().await?;
    Ok(link)
}
