//! `/sign-in/code`: who has given their password, or comes from the sign-in provider, gives a one-time
//! code.

use crate::actions::error::ActionError;
use crate::actions::sign_in::sign_in_with_code;
use crate::app::App;
use crate::domain::client::Client;
use crate::ui::button::{Button, Look};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::refused;
use crate::ui::page::card;
use crate::web::csrf::{self, CsrfToken};
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Query;
use crate::web::render::{self, Frame};
use crate::web::{next, session};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;
use tower_sessions::Session;

/// The query of the address.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// The form.
#[derive(Deserialize)]
pub struct Given {
    code: String,
    #[serde(default)]
    next: String,
}

/// The address of this page, which leads on to a page.
pub fn address(wanted: &str) -> String {
    next::sign_in(wanted).replacen("/sign-in", "/sign-in/code", 1)
}

/// `GET /sign-in/code?next=…`
pub async fn get(
    State(app): State<Arc<App>>,
    session: Session,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    if session::half(&session, app.clock.now()).await?.is_none() {
        return Ok(Redirect::to(&next::sign_in(&wanted.next)).into_response());
    }
    Ok(page(&app, &headers, &wanted.next, None))
}

/// `POST /sign-in/code`
pub async fn post(
    State(app): State<Arc<App>>,
    session: Session,
    headers: HeaderMap,
    from: Client,
    ProtectedForm(given): ProtectedForm<Given>,
) -> Result<Response, WebError> {
    let now = app.clock.now();
    let Some(half) = session::half(&session, now).await? else {
        return Ok(Redirect::to(&next::sign_in(&given.next)).into_response());
    };
    match sign_in_with_code(&app, half.person, half.password.as_deref(), half.by, &given.code, &from).await {
        Ok(person) => {
            session::begin(&session, &person, &from, now, true).await?;
            Ok(Redirect::to(next::or_board(&given.next)).into_response())
        }
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            Ok((error.status, page(&app, &headers, &given.next, Some(error.sentence))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn page(app: &App, headers: &HeaderMap, next: &str, why: Option<String>) -> Response {
    let (token, cookie) = csrf::for_stranger(app, headers);
    let mut response = html(next, why, &token).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn html(next: &str, why: Option<String>, token: &CsrfToken) -> Html<String> {
    render::page(Frame::new("One-time code", None), || {
        let notice = why.map(|why| refused(why, Vec::new()));
        let button = Button::new("Sign in").look(Look::Primary);
        let fields = view! { {notice} {Field::one_time_code().view()} {button.view()} };
        let form = Form::post("/sign-in/code", token.as_str()).with("next", next).stacked().view(fields);
        card("One-time code", form)
    })
}
