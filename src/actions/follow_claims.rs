//! Keeps the memberships that the sign-in provider gives as it says.

use crate::access::actor::Actor;
use crate::access::permit::Vouched;
use crate::domain::time::Time;
use crate::store::events::{self, NewEvent};
use crate::store::identities::memberships::{self, Group};
use crate::store::people::Person;
use crate::store::{StoreError, Write};
use serde_json::json;
use std::collections::BTreeSet;

/// A person is in the groups that the provider names, and in no others because of it.
pub(super) async fn follow(
    write: &mut Write,
    vouched: &Vouched,
    person: &Person,
    claims: &BTreeSet<String>,
    at: Time,
) -> Result<(), StoreError> {
    let (held, claimed) =
        (memberships::of_person(write, person.id).await?, memberships::claimed(write, claims).await?);
    for group in held.iter().filter(|group| !claimed.contains(group)) {
        end(write, person, group, "the sign-in provider no longer names the group", at).await?;
    }
    for group in claimed.iter().filter(|group| !held.contains(group)) {
        memberships::begin(write, vouched, person.id, group.id, at).await?;
        let reason = "the sign-in provider names the group";
        record(write, person, group, Change { action: "group.member_added", is_in: true, reason }, at)
            .await?;
    }
    Ok(())
}

/// A person is in no group because of the provider.
pub(super) async fn end_all(
    write: &mut Write,
    person: &Person,
    why: &str,
    at: Time,
) -> Result<(), StoreError> {
    for group in memberships::of_person(write, person.id).await? {
        end(write, person, &group, why, at).await?;
    }
    Ok(())
}

async fn end(
    write: &mut Write,
    person: &Person,
    group: &Group,
    reason: &str,
    at: Time,
) -> Result<(), StoreError> {
    memberships::end(write, person.id, group.id, at).await?;
    record(write, person, group, Change { action: "group.member_removed", is_in: false, reason }, at).await
}

struct Change<'a> {
    action: &'static str,
    is_in: bool,
    reason: &'a str,
}

async fn record(
    write: &mut Write,
    person: &Person,
    group: &Group,
    change: Change<'_>,
    at: Time,
) -> Result<(), StoreError> {
    let Change { action, is_in, reason } = change;
    let details =
        json!({ "member": person.sign_in_name, "before": !is_in, "after": is_in, "reason": reason });
    let event = NewEvent::new(at, &Actor::SIGN_IN_PROVIDER, action, &group.name).with(details);
    events::append(write, event).await.map(drop)
}
