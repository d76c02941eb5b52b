//! Asks the sign-in provider again who people are, so that who leaves a group there loses here what it gave, within a
//! quarter of an hour, without signing in. Where the provider does not confirm somebody for so long, it gave nothing.

use super::error::ActionError;
use super::follow_claims::end_all;
use super::sign_in_with_provider::{confirm, person_of, place, seal};
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::time::{Span, Time};
use crate::provider::again::{Reached, Renewed};
use crate::provider::{Confirmed, Provider, ProviderError};
use crate::store::events::{self, NewEvent};
use crate::store::identities::{self, Due, memberships};
use crate::store::sessions;
use futures::{StreamExt, stream};
use serde_json::json;
use tokio_util::sync::CancellationToken;

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
    let issuer = app.settings.issuer();
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

/// Asks the provider about everybody who is due, until `stopping` is cancelled: who is being asked about then is not
/// dropped while a refresh token is on its way. Answers whether it could be asked about all of them.
///
/// # Errors
/// Where the database cannot be used.
pub async fn confirm_people(
    app: &App,
    provider: &Provider,
    stopping: &CancellationToken,
) -> Result<bool, ActionError> {
    let now = app.clock.now();
    let since = Time(now.0.saturating_sub(provider.settings.confirm_every.0));
    let due = identities::due(&mut *app.store.read().await?, &provider.settings.issuer, since, now).await?;
    if due.is_empty() {
        return Ok(true);
    }
    let reached = match stopping.run_until_cancelled(provider.reach(now)).await {
        Some(Ok(reached)) => reached,
        Some(Err(error)) => {
            tracing::warn!(%error, "nobody could be confirmed; it is tried again");
            return Ok(false);
        }
        None => return Ok(false),
    };
    Round { app, provider, reached, stopping }.ask_all(due).await
}

/// One time of asking about everybody.
struct Round<'a> {
    app: &'a App,
    provider: &'a Provider,
    reached: Reached,
    stopping: &'a CancellationToken,
}

/// What came of asking about one person.
#[derive(PartialEq, Eq)]
enum Asked {
    Heard,
    InVain,
    /// The others would only wait for the same.
    NoAnswer,
}

impl Round<'_> {
    /// What goes wrong with one ends the asking about nobody else. Where nobody can be asked about, no other is begun
    /// with, and those in flight go on to their end.
    async fn ask_all(&self, due: Vec<Due>) -> Result<bool, ActionError> {
        let given_up = self.stopping.child_token();
        let due = due.into_iter().take_while(|_| !given_up.is_cancelled());
        let mut asked = stream::iter(due.map(|due| self.ask(due))).buffer_unordered(AT_ONCE);
        let mut outcome = Ok(true);
        while let Some(answer) = asked.next().await {
            if matches!(answer, Ok(Asked::NoAnswer) | Err(_)) {
                given_up.cancel();
            }
            outcome = outcome.and_then(|all| Ok(all && answer? == Asked::Heard));
        }
        outcome
    }

    async fn ask(&self, mut due: Due) -> Result<Asked, ActionError> {
        let at = self.app.clock.now();
        let answer = match self.renewed(&mut due).await? {
            Ok(renewed) => {
                let told = self.provider.again(renewed, &due.subject, at);
                let Some(told) = self.stopping.run_until_cancelled(told).await else {
                    return Ok(Asked::InVain);
                };
                told
            }
            Err(error) => Err(error),
        };
        self.take(&due, answer, at).await
    }

    /// What the provider gives for a refresh token. The new one is kept at once, since the former may open nothing any
    /// more, whatever goes wrong from here on.
    async fn renewed(&self, due: &mut Due) -> Result<Result<Renewed, ProviderError>, ActionError> {
        let issuer = &self.provider.settings.issuer;
        let token = self.app.key.open(&place(issuer, &due.subject), &due.refresh_token);
        let Some(token) = token.and_then(|token| String::from_utf8(token).ok()) else {
            let why = "what it is asked with cannot be opened with secret.key".to_owned();
            return Ok(Err(ProviderError::Refused(why)));
        };
        let renewed = match self.provider.renew(&self.reached, token).await {
            Ok(renewed) => renewed,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(token) = renewed.refresh_token() {
            let sealed = seal(self.app, issuer, &due.subject, token);
            let mut write = self.app.store.write().await?;
            identities::renew(&mut write, issuer, due, &sealed).await?;
            write.commit().await?;
            due.refresh_token = sealed;
        }
        Ok(Ok(renewed))
    }

    async fn take(
        &self,
        due: &Due,
        answer: Result<Confirmed, ProviderError>,
        at: Time,
    ) -> Result<Asked, ActionError> {
        let (app, issuer, person) = (self.app, &self.provider.settings.issuer, due.person.0);
        match answer {
            Ok(confirmed) => heard(app, due, &confirmed, at).await.map(|()| Asked::Heard),
            Err(error @ ProviderError::Refused(_)) => {
                tracing::warn!(%error, person, "the sign-in provider no longer confirms somebody");
                withdraw(app, issuer, due).await.map(|()| Asked::Heard)
            }
            Err(error) => {
                tracing::warn!(%error, person, "somebody could not be confirmed; it is tried again");
                let mut write = app.store.write().await?;
                identities::tried(&mut write, issuer, &due.subject, at).await?;
                write.commit().await?;
                Ok(if matches!(error, ProviderError::NoAnswer(_)) { Asked::NoAnswer } else { Asked::InVain })
            }
        }
    }
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
    let event = NewEvent::new(now, &actor, "sign_in.withdrawn", &person.name);
    events::append(&mut write, event.with(json!({ "reason": why }))).await?;
    Ok(write.commit().await?)
}

#[cfg(test)]
mod tests;
