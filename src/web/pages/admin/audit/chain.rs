//! The chain of the log: how long it is, its newest hash, and when it was last walked.

use super::PATH;
use crate::access::policy;
use crate::actions::checkpoint::{Checkpoint, last_checkpoint};
use crate::actions::verify_audit::check_audit;
use crate::app::App;
use crate::domain::text::count_of;
use crate::domain::time::Time;
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

/// What the newest walk of the chain found, and when.
pub fn verified(last: Option<&Check>) -> AnyView {
    match last {
        Some(Check { at, broken_at: None, .. }) => {
            view! { {state(Shape::Live, "Whole")} " " {moment(*at)} }.into_any()
        }
        Some(Check { at, broken_at: Some(broken), .. }) => {
            view! { {state(Shape::Failed, format!("Broken at event {broken}"))} " " {moment(*at)} }.into_any()
        }
        None => state(Shape::Empty, "Not verified yet"),
    }
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

    /// In a line: `● Whole 3 min ago · 239 events`.
    pub fn line(&self) -> AnyView {
        let events = count_of(usize::try_from(self.events).unwrap_or(0), "event");
        view! { <a href="#chain">"Chain"</a> ": " {verified(self.last.as_ref())} {format!(" · {events}")} }
            .into_any()
    }

    /// The panel.
    pub fn panel(&self) -> AnyView {
        let first = self.last.as_ref().map(|check| usize::try_from(check.sequence).unwrap_or(0));
        let first = first.map(|count| format!(", its first {}", count_of(count, "event")));
        let verified = view! { {verified(self.last.as_ref())} <span class="quiet">{first}</span> }.into_any();
        let checkpoint = match &self.checkpoint {
            Some(checkpoint) => {
                let at = Time::of_rfc3339(&checkpoint.time).map(moment);
                view! { {format!("event {} ", checkpoint.events)} {at} ", in checkpoints.jsonl" }.into_any()
            }
            None => "none yet".into_any(),
        };
        let head = self.head.clone();
        let facts = facts(vec![
            ("Events", self.events.to_string().into_any()),
            ("Newest hash", mono(head)),
            ("Last verified", verified),
            ("Last checkpoint", checkpoint),
        ]);
        let button = Form::post("/admin/audit/verification", &self.csrf).button(Button::new("Verify now"));
        let panel = Panel::new("Chain").view(view! { {facts} <div class="body">{button}</div> });
        view! { <div id="chain">{panel}</div> }.into_any()
    }
}
