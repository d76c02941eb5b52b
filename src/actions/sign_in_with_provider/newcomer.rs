//! Somebody whom the provider knows and who was never here.

use crate::access::permit::Manages;
use crate::domain::id::PersonId;
use crate::domain::person;
use crate::domain::time::Time;
use crate::provider::Confirmed;
use crate::store::events::{self, NewEvent};
use crate::store::{Db, StoreError, Write, identities, people};
use serde_json::json;

/// Adds them: no roles of their own, no password, and a sign-in name that nobody had.
pub(super) async fn add(write: &mut Write, confirmed: &Confirmed, at: Time) -> Result<PersonId, StoreError> {
    let Confirmed { issuer, subject, vouched, .. } = confirmed;
    let sign_in_name = free_name(write, confirmed).await?;
    let display_name = confirmed
        .display_name
        .as_deref()
        .map(str::trim)
        .filter(|name| person::check_display_name(name).is_ok());
    let display_name = display_name.unwrap_or(&sign_in_name);
    let email = confirmed.email.as_deref().filter(|email| person::check_email(email).is_ok());
    let id = people::insert(write, vouched, &sign_in_name, display_name, email, None, at).await?;
    identities::insert(write, vouched, issuer, subject, id, at).await?;
    let details = json!({
        "display_name": display_name, "roles": [], "password": false, "issuer": issuer, "subject": subject,
    });
    let actor = vouched.actor();
    events::append(write, NewEvent::new(at, &actor, "person.added", &sign_in_name).with(details)).await?;
    Ok(id)
}

/// The name they have there, or the beginning of their address, with a number where somebody here has it.
async fn free_name(db: &mut Db, confirmed: &Confirmed) -> Result<String, StoreError> {
    let of_address = || confirmed.email.as_deref().and_then(|email| email.split('@').next());
    let wished = confirmed.sign_in_name.as_deref().or_else(of_address).unwrap_or_default();
    let base = person::sign_in_name_of(wished);
    let mut name = base.clone();
    let mut number = 1;
    while people::by_sign_in_name(db, &name).await?.is_some() {
        number += 1;
        name = person::numbered(&base, number);
    }
    Ok(name)
}
