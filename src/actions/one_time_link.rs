//! Making one-time links, and reading what one opens.

use super::error::ActionError;
use crate::access::permit::Manages;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::one_time_link::{LinkKind, RANDOM_BYTES, is_well_formed};
use crate::domain::time::Time;
use crate::random;
use crate::store::events::{self, NewEvent};
use crate::store::links::{self, Link};
use crate::store::people::{self, Person};
use crate::store::{Db, Write};
use serde_json::json;

/// A link that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewLink {
    /// What it opens.
    pub kind: LinkKind,
    /// Its secret. Nothing keeps it: show it once.
    pub secret: String,
    /// From then on it opens nothing.
    pub expires_at: Time,
}

impl NewLink {
    /// The path of the page that it opens.
    pub fn path(&self) -> String {
        format!("/{}/{}", self.kind.word(), self.secret)
    }
}

/// Makes a link for a person, or of the first run where there is none; those made before open nothing any more.
pub(super) async fn make(
    app: &App,
    write: &mut Write,
    permit: &impl Manages,
    kind: LinkKind,
    person: Option<&Person>,
) -> Result<NewLink, ActionError> {
    let (secret, at) = (random::hexadecimal(&*app.random, RANDOM_BYTES), app.clock.now());
    let id = person.map(|person| person.id);
    let expires_at = links::insert(write, permit, kind, &links::hash(&secret), id, at).await?;
    let action = match kind {
        LinkKind::Setup => "setup_link.made",
        LinkKind::Invitation => "invitation.made",
        LinkKind::Reset => "reset_link.made",
    };
    let subject = person.map_or("the first run", |person| &person.sign_in_name);
    let (actor, details) = (permit.actor(), json!({ "expires": expires_at.rfc3339() }));
    events::append(write, NewEvent::new(at, &actor, action, subject).with(details)).await?;
    Ok(NewLink { kind, secret, expires_at })
}

/// The link of a secret, which opens something now.
///
/// # Errors
/// [`Denied::NotFound`] where there never was such a link; a refusal where it opens nothing any more.
pub(super) async fn open(db: &mut Db, kind: LinkKind, secret: &str, now: Time) -> Result<Link, ActionError> {
    if !is_well_formed(secret) {
        return Err(Denied::NotFound.into());
    }
    let link = links::by_secret(db, kind, secret).await?.ok_or(Denied::NotFound)?;
    link.life.check(kind, now)?;
    Ok(link)
}

/// Whose link it is.
///
/// # Errors
/// As of [`open`]; a link of a disabled person opens nothing.
pub async fn whose(
    db: &mut Db,
    kind: LinkKind,
    secret: &str,
    now: Time,
) -> Result<(Link, Person), ActionError> {
    let link = open(db, kind, secret, now).await?;
    let id = link.person.ok_or(Denied::NotFound)?;
    let person = people::by_id(db, id).await?.filter(|person| person.disabled_at.is_none());
    Ok((link, person.ok_or(Denied::NotFound)?))
}
