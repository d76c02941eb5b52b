//! `/deployments/{number}/recovery`: a deployment whose process was lost, and what a person makes of it.

use super::about::About;
use super::returned::{Which, answer};
use crate::access::permission::Permission;
use crate::actions::recover_deployment::{Recovery, recover_deployment};
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::store::interruptions::{self, Interruption};
use crate::store::{Db, StoreError, steps};
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
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
    recovery: Pressed,
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Pressed {
    Resume,
    Fail,
}

/// `POST /deployments/{number}/recovery`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let recovery = match sent.recovery {
        Pressed::Resume => Recovery::Resume,
        Pressed::Fail => Recovery::Fail(sent.reason.clone()),
    };
    let done = recover_deployment(&app, &viewer.actor(), number, &recovery).await;
    answer(&app, &viewer, number, done, Which::Recovery, sent.reason).await
}

/// An open interruption.
pub struct Lost {
    interruption: Interruption,
    /// The step that was running.
    step: Option<String>,
}

impl Lost {
    /// Reads it; none where the deployment is not interrupted.
    pub async fn load(db: &mut Db, about: &About) -> Result<Option<Self>, StoreError> {
        let number = about.deployment.number;
        let Some(interruption) = interruptions::of_deployment(db, number).await? else { return Ok(None) };
        let step = steps::current(db, number).await?.map(|step| step.text);
        Ok(Some(Self { interruption, step }))
    }

    /// The panel: what happened, what was kept, what can be done.
    pub fn panel(&self, about: &About, way_back: Option<AnyView>) -> AnyView {
        let step = self.step.as_ref().map(|step| format!(" during “{step}”")).unwrap_or_default();
        let ended = match self.interruption.processes_ended {
            0 => "None of its processes was left".to_owned(),
            1 => "One process was left of it and was ended".to_owned(),
            more => format!("{more} processes were left of it and were ended"),
        };
        let words = format!(
            "The server stopped{step}. {ended}. What is done stays done: resuming runs the interrupted step again, on \
             the targets where it had not succeeded."
        );
        let may = about.may(Permission::Recover);
        let resume = may.then(|| {
            let resume = Button::new("Resume").look(Look::Primary);
            actions(about.form("recovery").with("recovery", "resume").button(resume))
        });
        let fail = may.then(|| fail(about));
        Panel::new("Interrupted").aside(moment(self.interruption.at)).decision().body(view! {
            <p>{words}</p>
            {resume}
            {way_back}
            {fail}
        })
    }
}

fn fail(about: &About) -> AnyView {
    let came_back = about.returned.as_ref().is_some_and(|returned| returned.form == Which::Recovery);
    let reason =
        Field::text("reason", "Reason").id("fail-reason").required().value(about.typed(&Which::Recovery));
    let button = Button::new("Fail it").look(Look::Danger);
    let fields = view! { {reason.view()} {actions(button.view())} };
    let form = about.form("recovery").with("recovery", "fail").stacked().view(fields);
    fold("Fail it", came_back, form)
}
