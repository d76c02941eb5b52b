//! Keeping what came too late.

use super::{Typed, mark};
use crate::app::App;
use crate::domain::id::PersonId;
use crate::store::{StoreError, sessions, typed_texts};
use crate::web::context::Viewer;
use crate::web::csrf::{self, CsrfToken};
use crate::web::errors::{WAY_ON, WebError};
use crate::web::forms::{Fields, any_fields};
use crate::web::next;
use crate::web::pages::sign_in::again::{Kept, page_before};
use crate::web::session::SessionKey;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::request::Parts;
use tower_sessions::Session;

/// The most that is read of a form whose session has ended: the largest form is one with a whole document.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The way to the sign-in page for a form whose session has ended. What was typed is kept first; nothing is read of
/// somebody who was not signed in here.
///
/// # Errors
/// Where the database cannot be used.
pub async fn after_session(app: &App, session: &Session, request: Request) -> Result<Response, WebError> {
    let page = page_before(request.headers(), app);
    let plain = |page: &str| Redirect::to(&next::sign_in(page)).into_response();
    let Some(person) = person_of(app, session).await? else { return Ok(plain(&page)) };
    let to = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let Ok((token, fields)) = any_fields(&parts.headers, body, MOST_BYTES).await else {
        return Ok(plain(&page));
    };
    let typed = typed(&to, &page, fields).filter(|_| csrf::is_of(&parts, app, &token));
    let Some(typed) = typed else { return Ok(plain(&page)) };
    keep(app, person, &typed).await?;
    let mut response = plain(&typed.back);
    response.headers_mut().extend(mark(app, "").map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}

/// The refusal of a form that was made in an earlier session of this browser. Where that was the same person's, what
/// they typed is kept first, and the refusal leads to it.
///
/// # Errors
/// Always; where the database cannot be used, that.
pub async fn of_another_session(app: &App, parts: &Parts, token: &str, fields: Fields) -> WebError {
    match kept_of_another(app, parts, token, fields).await {
        Ok(Some(page)) => {
            let sentence = "Your session changed since you opened this form, so nothing was saved. What you typed is \
                            kept: open the page again, and it is filled in.";
            let error = WebError::new(http::StatusCode::FORBIDDEN, sentence).with(WAY_ON, page);
            WebError { cookie: mark(app, ""), ..error }
        }
        Ok(None) => WebError::stale_form(),
        Err(error) => error.into(),
    }
}

async fn kept_of_another(
    app: &App,
    parts: &Parts,
    token: &str,
    fields: Fields,
) -> Result<Option<String>, StoreError> {
    let Some(viewer) = parts.extensions.get::<Viewer>() else { return Ok(None) };
    if !was_in_session_of(app, viewer, token).await? {
        return Ok(None);
    }
    let Some(typed) = typed(parts.uri.path(), &page_before(&parts.headers, app), fields) else {
        return Ok(None);
    };
    keep(app, viewer.person, &typed).await?;
    Ok(Some(typed.back))
}

/// Whether a form was made in an earlier session of the person who is signed in.
pub async fn is_of_theirs(app: &App, parts: &Parts, token: &str) -> bool {
    match parts.extensions.get::<Viewer>() {
        Some(viewer) => was_in_session_of(app, viewer, token).await.unwrap_or(false),
        None => false,
    }
}

async fn was_in_session_of(app: &App, viewer: &Viewer, token: &str) -> Result<bool, StoreError> {
    let (hash, now) = (CsrfToken::hash_of(token), app.clock.now());
    let person = sessions::ended_with_form(&mut *app.store.read().await?, &hash, now).await?;
    Ok(person == Some(viewer.person))
}

/// What waited for a fresh proof is what was typed before that.
fn typed(to: &str, back: &str, fields: Fields) -> Option<Typed> {
    if to == "/sign-in/again" || to == "/sign-in/with-provider" {
        let Kept { to, back, fields } = Kept::of(&fields);
        return Typed::of(&to, &back, fields);
    }
    Typed::of(to, back, fields)
}

async fn person_of(app: &App, session: &Session) -> Result<Option<PersonId>, StoreError> {
    let Some(id) = session.id() else { return Ok(None) };
    sessions::ended(&mut *app.store.read().await?, &SessionKey::of(&id).0, app.clock.now()).await
}

async fn keep(app: &App, person: PersonId, typed: &Typed) -> Result<(), StoreError> {
    let mut write = app.store.write().await?;
    let sealed = typed.seal(app, person);
    typed_texts::insert(&mut write, person, typed.page(), &sealed, app.clock.now()).await?;
    write.commit().await
}
