//! Asks the sign-in provider again who people are, so that who leaves a group there loses here what it gave, within a
//! quarter of an hour, without signing in. Where the provider does not confirm somebody for so long, it gave nothing.

use super::error::ActionError;
use super::follow_claims::end_all;
use super::sign_in_with_provider::{confirm, person_of, place};
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::time::{Span, Time};
use crate::provider::{Confirmed, Provider, ProviderError};
use crate::store::events::{self, NewEvent};
use crate::store::identities::{self, Due, memberships};
use crate::store::sessions;
use futures::{StreamExt, stream};
use serde_json::json;

/// Without a confirmation for so long, what the provider gave ends.
pub const HOLDS: Span = Span::minutes(15);
/// How many are asked for at once.
const AT_ONCE: usize = 4;

/// Ends what the provider gave to whom it has not confirmed for [`HOLDS`], or what one gave that the settings no
/// longer name.
///
/// # Errors
/// Where the database cannot be used.
pub async fn end_unconfirmed(app: &App) -> Result<(), ActionError> {
    let now = app.clock.now();
    let since = Time(now.0.saturating_sub(HOLDS.0));
    let issuer = app.settings.openid_connect.as_ref().map(|provider| provider.issuer.as_str());
    if memberships::unconfirmed(&mut *app.store.read().await?, issuer, since).await?.is_empty() {
        return Ok(());
    }
    let mut write = app.store.write().await?;
    for id in memberships::unconfirmed(&mut write, issuer, since).await? {
        let person = person_of(&mut write, id).await?;
        let why = format!("the sign-in provider has not confirmed them for {HOLDS}");
        end_all(&mut write, &person, &why, now).await?;
    }
    Ok(write.commit().await?)
}

/// Asks the provider about everybody who is due. Answers whether it could be asked about all of them.
///
/// # Errors
/// Where the database cannot be used.
pub async fn confirm_people(app: &App, provider: &Provider) -> Result<bool, ActionError> {
    let now = app.clock.now();
    let since = Time(now.0.saturating_sub(provider.settings.confirm_every.0));
    let due = identities::due(&mut *app.store.read().await?, &provider.settings.issuer, since, now).await?;
    let mut asked = stream::iter(due.iter().map(|due| ask(app, provider, due))).buffer_unordered(AT_ONCE);
    let mut all = true;
    while let Some(answer) = asked.next().await {
        match answer? {
            Asked::Heard => {}
            Asked::NotBelieved => all = false,
            // The others would only wait for the same.
            Asked::NotReached => return Ok(false),
        }
    }
    Ok(all)
}

/// What came of asking about one person.
enum Asked {
    Heard,
    NotBelieved,
    NotReached,
}

async fn ask(app: &App, provider: &Provider, due: &Due) -> Result<Asked, ActionError> {
    let issuer = &provider.settings.issuer;
    let asked_at = app.clock.now();
    let token = app.key.open(&place(issuer, &due.subject), &due.refresh_token);
    let Some(token) = token.and_then(|token| String::from_utf8(token).ok()) else {
        tracing::error!(person = due.person.0, "a refresh token cannot be opened with secret.key");
        withdraw(app, issuer, due).await?;
        return Ok(Asked::Heard);
    };
    match provider.again(token, &due.subject, asked_at).await {
        Ok(confirmed) => heard(app, due, &confirmed, asked_at).await?,
        Err(error @ ProviderError::Refused(_)) => {
            tracing::info!(%error, person = due.person.0, "the sign-in provider no longer confirms somebody");
            withdraw(app, issuer, due).await?;
        }
        Err(error) => {
            tracing::warn!(%error, person = due.person.0, "somebody could not be confirmed; it is tried again");
            let unusable = matches!(error, ProviderError::Unusable(_));
            return Ok(if unusable { Asked::NotReached } else { Asked::NotBelieved });
        }
    }
    Ok(Asked::Heard)
}

/// The provider still knows them. Where they signed in while it was asked, what it said then is newer.
async fn heard(app: &App, due: &Due, confirmed: &Confirmed, at: Time) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    if !identities::is_due(&mut write, &confirmed.issuer, due).await? {
        return Ok(());
    }
    let person = person_of(&mut write, due.person).await?;
    confirm(app, &mut write, &person, confirmed, at).await?;
    Ok(write.commit().await?)
}

/// The provider no longer knows them: what it gave ends, and so do their sessions.
async fn withdraw(app: &App, issuer: &str, due: &Due) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    if !identities::forget(&mut write, issuer, due).await? {
        return Ok(());
    }
    let person = person_of(&mut write, due.person).await?;
    let why = "the sign-in provider no longer confirms them";
    end_all(&mut write, &person, why, now).await?;
    sessions::delete_of_person(&mut write, person.id).await?;
    let actor = Actor::SIGN_IN_PROVIDER;
    let event = NewEvent::new(now, &actor, "sign_in.withdrawn", &person.display_name);
    events::append(&mut write, event.with(json!({ "reason": why }))).await?;
    Ok(write.commit().await?)
}

#[cfg(test)]
mod tests;
