//! `/deployments/{number}/review`: the review of an immediate rollback, which another person closes.

use super::about::About;
use super::returned::{Which, answer};
use crate::access::permission::Permission;
use crate::actions::close_review::close_review;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::store::reviews::{self, Review};
use crate::store::{Db, StoreError};
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::panel::Panel;
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    comment: String,
}

/// `POST /deployments/{number}/review`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let done = close_review(&app, &viewer.actor(), number, &sent.comment).await;
    answer(&app, &viewer, number, done, Which::Review, sent.comment).await
}

/// The review of a deployment.
pub struct Reviewed(Review);

impl Reviewed {
    /// Reads it; none where nothing was skipped that a review would make good.
    pub async fn load(db: &mut Db, number: DeploymentNumber) -> Result<Option<Self>, StoreError> {
        Ok(reviews::of_deployment(db, number).await?.map(Self))
    }

    /// The panel.
    pub fn panel(&self, about: &About) -> AnyView {
        let Some(closed_at) = self.0.closed_at else { return open(about) };
        let by = self.0.closed_by_name.clone().unwrap_or_default();
        let comment = self.0.comment.clone().unwrap_or_default();
        Panel::new("Review").aside(moment(closed_at)).body(view! {
            <p>{state(Shape::Live, format!("Closed by {by}"))}</p>
            <p>{format!("“{comment}”")}</p>
        })
    }
}

fn open(about: &About) -> AnyView {
    let words = "This rollback skipped approvals. Someone else must review it: was it right, and what will prevent \
                 the next one?";
    let form = about.may(Permission::CloseReview).then(|| form(about));
    let badge = state(Shape::Waiting, "Open");
    Panel::new("Review").aside(badge).decision().body(view! { <p class="quiet">{words}</p> {form} })
}

fn form(about: &About) -> AnyView {
    let button = Button::new("Close the review").look(Look::Primary);
    if let Some(why) = not_now(about) {
        return actions(button.refused(Some(why)).view());
    }
    let comment = Field::area("comment", "What the review found")
        .id("review-comment")
        .required()
        .value(about.typed(&Which::Review));
    about.form("review").stacked().view(view! { {comment.view()} {actions(button.view())} })
}

fn not_now(about: &About) -> Option<&'static str> {
    if about.standing.requesters.0.contains(&about.viewer.person) {
        return Some("someone else must review your rollback");
    }
    (!about.has_ended()).then_some("the rollback has not ended yet")
}
