//! Somebody ends the one-time codes of their account.

use super::add::{note, person_of};
use super::code::take_code;
use crate::access::actor::Actor;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::refusal::Refusal;
use crate::store::{second_factors, sessions};

/// Ends a person's one-time codes for one of them; their password was proved just before. Other sessions end;
/// `session` is the one that stays.
///
/// # Errors
/// Refused where there are none, or the code is wrong.
pub async fn remove_codes(app: &App, actor: &Actor, given: &str, session: &str) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let person = person_of(&mut write, actor).await?;
    if !second_factors::is_confirmed(&mut write, person.id).await? {
        return Err(Refusal::conflict("Your account asks for no one-time codes.").into());
    }
    let mut write = take_code(app, write, &person, given).await?;
    second_factors::delete(&mut write, person.id).await?;
    sessions::delete_others(&mut write, person.id, session).await?;
    note(app, &mut write, actor, "second_factor.removed", &person).await?;
    write.commit().await?;
    Ok(())
}
