//! Who looks at a page, read afresh for each request: what a person may do is never kept in a session.

use crate::access::actor::Actor;
use crate::access::grants::Grants;
use crate::access::scope::Scope;
use crate::actions::open_deployments::Open;
use crate::app::App;
use crate::clock::Moment;
use crate::domain::id::PersonId;
use crate::domain::time::Time;
use crate::store::{Db, StoreError, grants, people, sessions};
use crate::web::csrf::CsrfToken;
use crate::web::errors::WebError;
use crate::web::session::SessionKey;
use axum::extract::FromRequestParts;
use http::request::Parts;
use tower_sessions::Session;

/// The signed-in person who asks. Handlers of routes that require signing in take it as a parameter.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who.
    pub person: PersonId,
    /// Their display name.
    pub name: String,
    /// What they may see; it holds the grants.
    pub scope: Scope,
    /// The token for the forms of their pages.
    pub csrf: CsrfToken,
    /// The moment of the request.
    pub moment: Moment,
    /// When they last proved who they are.
    pub proved_at: Time,
    /// The session they came with.
    pub session: SessionKey,
}

impl Viewer {
    /// The person as the one who acts.
    pub fn actor(&self) -> Actor {
        Actor::Person { id: self.person, name: self.name.clone() }
    }

    /// The time of the request.
    pub fn now(&self) -> Time {
        self.moment.now()
    }

    /// The time of the request, for what an open deployment asks.
    pub fn now_for(&self, open: &Open) -> Time {
        self.moment.until(|now| open.next_change(now))
    }

    /// What they hold.
    pub fn grants(&self) -> &Grants {
        self.scope.grants()
    }
}

/// The token that calls the API. Handlers of routes that require a token take it as a parameter.
#[derive(Debug, Clone)]
pub struct Caller(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        put_by_guard(parts)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        put_by_guard(parts)
    }
}

/// The route's guard has put it there; a handler that asks for it on another kind of route is a mistake of ours.
fn put_by_guard<T: Clone + Send + Sync + 'static>(parts: &Parts) -> Result<T, WebError> {
    let found = parts.extensions.get::<T>().cloned();
    found.ok_or_else(|| WebError::internal(&"a handler asks for who its route's guard does not know"))
}

/// Who is signed in with this session, which is thereby used.
pub async fn viewer(app: &App, session: &Session) -> Result<Option<Viewer>, StoreError> {
    let Some(id) = session.id() else { return Ok(None) };
    let (csrf, key, now) = (CsrfToken::of_cookie(&id.to_string()), SessionKey::of(&id), app.clock.now());
    let mut db = app.store.read().await?;
    let Some(found) = sessions::load(&mut db, &key.0, now).await? else { return Ok(None) };
    let Some(person) = found.person else { return Ok(None) };
    let Some((name, grants)) = person_now(&mut db, person, found.password).await? else { return Ok(None) };
    drop(db);
    if (now - found.last_seen_at) >= sessions::TOUCH {
        touch(app, &key, now).await?;
    }
    let proved_at = found.proved_at;
    let moment = Moment::at(now);
    Ok(Some(Viewer { person, name, scope: Scope::of(grants), csrf, moment, proved_at, session: key }))
}

/// The viewer as they are now, for a stream that stays open; none once they are signed out or disabled. A stream is
/// not a use: it does not keep a session from ending.
pub async fn still(app: &App, viewer: &Viewer) -> Result<Option<Viewer>, StoreError> {
    let now = app.clock.now();
    let mut db = app.store.read().await?;
    let found = sessions::load(&mut db, &viewer.session.0, now).await?;
    let Some(found) = found.filter(|session| session.person == Some(viewer.person)) else { return Ok(None) };
    let known = person_now(&mut db, viewer.person, found.password).await?;
    Ok(known.map(|(name, grants)| Viewer {
        name,
        scope: Scope::of(grants),
        moment: Moment::at(now),
        ..viewer.clone()
    }))
}

/// None once they are disabled, or have another password than when their session began: one that began while the new
/// one was set knew the old one only.
async fn person_now(
    db: &mut Db,
    person: PersonId,
    password: Option<String>,
) -> Result<Option<(String, Grants)>, StoreError> {
    let found = people::by_id(db, person).await?;
    let Some(found) = found.filter(|p| p.disabled_at.is_none() && p.password_mark() == password) else {
        return Ok(None);
    };
    Ok(Some((found.name, grants::of_person(db, person).await?)))
}

async fn touch(app: &App, key: &SessionKey, now: Time) -> Result<(), StoreError> {
    let mut write = app.store.write().await?;
    sessions::touch(&mut write, &key.0, now).await?;
    write.commit().await
}

#[cfg(test)]
mod tests;
