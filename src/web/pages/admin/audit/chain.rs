//! The chain of the log: how long it is, its newest hash, and when it was last walked.

use super::PATH;
use crate::access::policy;
use crate::actions::checkpoint::{Checkpoint, last_checkpoint};
use crate::actions::verify_audit::check_audit;
use crate::app::App;
use crate::domain::text::count_of;
use crate::store::audit_checks::{self, Check};
use crate::store::{Db, StoreError, events};
use crate::ui::button::Button;
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::panel::{Panel, facts};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
use axum::extract::State;
use axum::response::Redirect;
use leptos::prelude::*;
use std::sync::Arc;

/// `POST /admin/audit/verification`: walks the chain now.
pub async fn verify(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    _: ProtectedForm<Nothing>,
) -> Result<Redirect, WebError> {
    policy::read_audit(viewer.grants())?;
    check_audit(&app, Some(&viewer.actor())).await?;
    Ok(Redirect::to(PATH))
}

/// How the chain stands.
pub struct Chain {
    events: i64,
    head: String,
    last: Option<Check>,
    checkpoint: Option<Checkpoint>,
    csrf: String,
}

impl Chain {
    /// Reads it.
    pub async fn load(app: &App, db: &mut Db, viewer: &Viewer) -> Result<Self, StoreError> {
        let (events, head) = events::tip(db).await?;
        let last = audit_checks::last(db).await?;
        let checkpoint = last_checkpoint(&app.settings.checkpoints())?;
        Ok(Self { events, head, last, checkpoint, csrf: viewer.csrf.as_str().to_owned() })
    }

    /// That an event is not what it was, where that was found.
    pub fn alarm(&self) -> Option<AnyView> {
        let broken = self.last.as_ref()?.broken_at?;
        let words = format!(
            "Event {broken} is the first that is not what it was when it was written. Compare the log with a copy of \
             checkpoints.jsonl that was kept elsewhere, and with the newest backup that verifies."
        );
        Some(refused("The audit log was changed", vec![Problem { field: None, words }]))
    }

    /// The panel.
    pub fn panel(&self) -> AnyView {
        let verified = match &self.last {
            Some(Check { at, sequence, broken_at: None, .. }) => {
                let of =
                    format!(", its first {}", count_of(usize::try_from(*sequence).unwrap_or(0), "event"));
                view! { {state(Shape::Live, "Whole")} " " {moment(*at)} <span class="quiet">{of}</span> }
                    .into_any()
            }
            Some(Check { at, broken_at: Some(broken), .. }) => {
                view! { {state(Shape::Failed, format!("Broken at event {broken}"))} " " {moment(*at)} }
                    .into_any()
            }
            None => state(Shape::Empty, "Not yet"),
        };
        let checkpoint = match &self.checkpoint {
            Some(checkpoint) => format!("event {} at {}", checkpoint.events, checkpoint.time),
            None => "none yet".to_owned(),
        };
        let head = self.head.clone();
        let facts = facts(vec![
            ("Events", self.events.to_string().into_any()),
            ("Newest hash", mono(head)),
            ("Last verified", verified),
            ("Last checkpoint", view! { {checkpoint} ", in checkpoints.jsonl" }.into_any()),
        ]);
        let button = Form::post("/admin/audit/verification", &self.csrf).button(Button::new("Verify now"));
        Panel::new("Chain").view(view! { {facts} <div class="body">{button}</div> })
    }
}
