//! Keeps the memberships that the sign-in provider gives as it says.

use crate::access::actor::Actor;
use crate::access::permit::Vouched;
use crate::domain::time::Time;
use crate::provider::{Confirmed, Groups};
use crate::store::events::{self, NewEvent};
use crate::store::identities;
use crate::store::identities::memberships::{self, Group};
use crate::store::people::Person;
use crate::store::{StoreError, Write};
use serde_json::json;
use std::collections::BTreeSet;

/// A person is in the groups that the provider names, and in no others because of it. Where it does not tell which they
/// are, everything stays, and the log says so once.
pub(super) async fn follow(
    write: &mut Write,
    confirmed: &Confirmed,
    person: &Person,
    at: Time,
) -> Result<(), StoreError> {
    let Confirmed { issuer, subject, vouched, groups, .. } = confirmed;
    let untold = match groups {
        Groups::Named(claims) => {
            follow_named(write, vouched, person, claims, at).await?;
            None
        }
        Groups::Untold(why) => Some(why.words()),
    };
    let is_news = identities::note_untold(write, issuer, subject, untold).await?;
    if let (true, Some(reason)) = (is_news, untold) {
        let event = NewEvent::new(at, &Actor::SIGN_IN_PROVIDER, "sign_in.groups_untold", &person.name);
        events::append(write, event.with(json!({ "reason": reason }))).await?;
    }
    Ok(())
}

async fn follow_named(
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
