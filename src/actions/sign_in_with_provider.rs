//! Signing in with the organisation's provider: who they are there decides who they are here.

mod newcomer;

use super::error::ActionError;
use super::follow_claims::follow;
use super::guessing;
use super::sign_in::{By, succeeded_unless_code};
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::time::Time;
use crate::provider::{Attempt, Confirmed, Provider, ProviderError, Returned};
use crate::store::events::{self, NewEvent};
use crate::store::people::{self, Person};
use crate::store::{StoreError, Write, identities, used_tries};
use serde_json::json;

/// Where the provider sends people back to.
pub fn returned(app: &App) -> String {
    format!("{}/sign-in/returned", app.settings.public_url)
}

/// Signs in who came back from the provider. Who was never here becomes a person without roles of their own; an
/// address or a name that somebody here has makes nobody them.
///
/// # Errors
/// A refusal where what came back does not fit, the person is disabled, or somebody else is signed in; only the
/// refusal is written down then.
pub async fn sign_in_with_provider(
    app: &App,
    provider: &Provider,
    attempt: &Attempt,
    brought: &Returned,
    from: &Client,
) -> Result<Person, ActionError> {
    let now = app.clock.now();
    if guessing::address_waits(&mut *app.store.read().await?, from, now).await? {
        return Err(
            Refusal::too_often("Too many sign-ins from your address failed. Try again in a while.").into()
        );
    }
    if let Err(error) = provider.belongs(attempt, brought, now) {
        return Err(not_confirmed(app, &error, from, now).await?.into());
    }
    use_up(app, attempt, now).await?;
    match provider.finish(attempt, brought, &returned(app), now).await {
        Ok(confirmed) => enter(app, confirmed, attempt.again, from, now).await,
        Err(error) => Err(not_confirmed(app, &error, from, now).await?.into()),
    }
}

/// A try is used up before the provider is asked, whatever comes of it: whoever brings the same again, or a copy of it at
/// the same moment, learns nothing. Reloading the page does that too, so it counts as nobody's failure.
async fn use_up(app: &App, attempt: &Attempt, now: Time) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let is_first = used_tries::use_up(&mut write, &attempt.state_hash(), attempt.until, now).await?;
    write.commit().await?;
    if is_first {
        Ok(())
    } else {
        Err(Refusal::invalid("This sign-in was used already. Begin again.").into())
    }
}

async fn enter(
    app: &App,
    confirmed: Confirmed,
    again: Option<PersonId>,
    from: &Client,
    now: Time,
) -> Result<Person, ActionError> {
    let mut write = app.store.write().await?;
    let known = identities::person(&mut write, &confirmed.issuer, &confirmed.subject).await?;
    if let Some(refusal) = refused(&mut write, known, again).await? {
        failed(&mut write, &refusal.sentence, from, now).await?;
        write.commit().await?;
        return Err(refusal.into());
    }
    let id = match known {
        Some(id) => id,
        None => newcomer::add(&mut write, &confirmed, now).await?,
    };
    let person = person_of(&mut write, id).await?;
    confirm(app, &mut write, &person, &confirmed, now).await?;
    if again.is_some() {
        proved(&mut write, &person, from, now).await?;
    } else {
        succeeded_unless_code(app, &mut write, &person, By::Provider, from).await?;
    }
    write.commit().await?;
    Ok(person)
}

async fn proved(write: &mut Write, person: &Person, from: &Client, now: Time) -> Result<(), StoreError> {
    let actor = Actor::Person { id: person.id, name: person.name.clone() };
    let details = json!({ "by": By::Provider.words(), "address": from.address, "device": from.device });
    let event = NewEvent::new(now, &actor, "sign_in.confirmed", &person.sign_in_name);
    events::append(write, event.with(details)).await.map(drop)
}

/// Writes down what the provider confirmed: that it did, what it is asked with again, and the groups.
pub(super) async fn confirm(
    app: &App,
    write: &mut Write,
    person: &Person,
    confirmed: &Confirmed,
    at: Time,
) -> Result<(), StoreError> {
    let Confirmed { issuer, subject, vouched, .. } = confirmed;
    let sealed = confirmed.refresh_token.as_ref().map(|token| seal(app, issuer, subject, &token.0));
    identities::confirm(write, vouched, issuer, subject, sealed, at).await?;
    follow(write, confirmed, person, at).await
}

/// A refresh token as it is kept.
pub(super) fn seal(app: &App, issuer: &str, subject: &str, token: &str) -> Vec<u8> {
    app.key.seal(&*app.random, &place(issuer, subject), token.as_bytes())
}

/// The place that a refresh token is sealed for.
pub(super) fn place(issuer: &str, subject: &str) -> String {
    format!("identities.refresh_token of {} at {issuer}", json!(subject))
}

pub(super) async fn person_of(write: &mut Write, id: PersonId) -> Result<Person, StoreError> {
    let found = people::by_id(write, id).await?;
    found.ok_or_else(|| StoreError::Damaged(format!("person {id} is missing")))
}

async fn refused(
    write: &mut Write,
    known: Option<PersonId>,
    again: Option<PersonId>,
) -> Result<Option<Refusal>, StoreError> {
    if again.is_some() && again != known {
        return Ok(Some(Refusal::invalid("This is another account than the one that is signed in here.")));
    }
    let Some(known) = known else { return Ok(None) };
    let disabled = person_of(write, known).await?.disabled_at.is_some();
    Ok(disabled.then(|| Refusal::invalid("Your account here is disabled. An admin can enable it.")))
}

/// What did not fit stands in the program's log; the person and the audit log learn the kind. A provider that is out of
/// order is nobody's failure, and fills no audit log.
async fn not_confirmed(
    app: &App,
    error: &ProviderError,
    from: &Client,
    now: Time,
) -> Result<Refusal, StoreError> {
    tracing::warn!(%error, "a sign-in with the provider was refused");
    let sentence = match error {
        ProviderError::NoAnswer(_) | ProviderError::Unusable(_) => {
            let why = "The sign-in provider gave no answer that can be used. Try again in a while.";
            return Ok(Refusal::invalid(why));
        }
        ProviderError::Refused(_) => "The sign-in provider did not sign you in.",
        ProviderError::Untrusted(_) => {
            "What came back from the sign-in provider does not belong to this browser's try."
        }
    };
    let mut write = app.store.write().await?;
    failed(&mut write, sentence, from, now).await?;
    write.commit().await?;
    Ok(Refusal::invalid(sentence))
}

async fn failed(write: &mut Write, why: &str, from: &Client, now: Time) -> Result<(), StoreError> {
    guessing::address_failed(write, from, now).await?;
    let actor = Actor::SIGN_IN_PROVIDER;
    let event = NewEvent::new(now, &actor, "sign_in.failed", "somebody at the provider")
        .with(json!({ "reason": why, "address": from.address }));
    events::append(write, event).await.map(drop)
}
