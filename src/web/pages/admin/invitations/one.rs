//! `POST /admin/invitations`

use super::{Filled, page};
use crate::actions::add_person::NewPerson;
use crate::actions::error::ActionError;
use crate::actions::invite_person::invite_person;
use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::pages::admin::choices::Chosen;
use crate::web::pages::admin::link;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;

/// The fields as they were typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The sign-in name.
    pub name: String,
    /// The display name; may be empty.
    #[serde(default)]
    pub display_name: String,
    /// The address; may be empty.
    #[serde(default)]
    pub email: String,
    /// The role's name; may be empty.
    #[serde(default)]
    pub role: String,
    /// The slug of the one project; may be empty.
    #[serde(default)]
    pub project: String,
}

impl Sent {
    /// The role and the project.
    pub fn chosen(&self) -> Chosen {
        Chosen { role: self.role.clone(), project: self.project.clone() }
    }

    fn person(&self) -> NewPerson {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        NewPerson {
            sign_in_name: self.name.trim().to_owned(),
            display_name: given(&self.display_name),
            email: given(&self.email),
            password: None,
            roles: self.chosen().grant().into_iter().collect(),
        }
    }
}

/// `POST /admin/invitations`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let person = sent.person();
    match invite_person(&app, &viewer.actor(), &person).await {
        Ok(made) => {
            let name = person.display_name.as_ref().unwrap_or(&person.sign_in_name);
            Ok(link::page(&app, &viewer, name, &person.sign_in_name, &made).await?.into_response())
        }
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let one_refused = Some(error.sentence);
            page(&app, &viewer, Filled { one: sent, one_refused, status: error.status, ..Filled::default() })
                .await
        }
        Err(error) => Err(error.into()),
    }
}
