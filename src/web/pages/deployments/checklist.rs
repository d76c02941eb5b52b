//! `/deployments/{number}/checklist`: the checklist of a deployment, and a person's answer to a line.

use super::about::About;
use super::returned::{Which, answer};
use crate::actions::answer_checklist::{answer_checklist, may_answer};
use crate::app::App;
use crate::domain::checklist::{AnsweredBy, Line, Standing};
use crate::domain::id::DeploymentNumber;
use crate::ui::button::{Button, actions};
use crate::ui::field::Field;
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
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
    line: String,
    #[serde(default)]
    note: String,
}

/// `POST /deployments/{number}/checklist`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let done = answer_checklist(&app, &viewer.actor(), number, &sent.line, &sent.note).await;
    answer(&app, &viewer, number, done, Which::Checklist(sent.line), sent.note).await
}

/// The panel; none where nothing is asked.
pub fn panel(about: &About) -> Option<AnyView> {
    let lines = &about.standing.evaluation.checklist;
    if lines.is_empty() {
        return None;
    }
    let done = lines.iter().filter(|line| line.standing != Standing::Open).count();
    let drawn = (1..).zip(lines).map(|(at, line)| {
        let is_open = about.is_waiting() && line.standing == Standing::Open;
        let asks = is_open && may_answer(&line.by, about.viewer.grants(), &about.deployment);
        let row = row(line);
        if asks { row.below(form(about, line, at)) } else { row }
    });
    let drawn = rows(drawn.collect::<Vec<_>>());
    Some(Panel::new("Checklist").aside(format!("{done} of {}", lines.len())).view(drawn))
}

fn row(line: &Line) -> Row {
    let mark = match line.standing {
        Standing::Answered => Mark::Yes,
        Standing::Open => Mark::Wait,
        Standing::NotApplicable => Mark::Skipped,
    };
    let note = match (line.standing, &line.by) {
        (Standing::Open, AnsweredBy::Person) => "a person answers".to_owned(),
        (Standing::Open, AnsweredBy::Role(role)) => format!("{role} answers"),
        _ => line.note.clone(),
    };
    Row::new(mark, line.text.clone()).end(note)
}

fn form(about: &About, line: &Line, at: usize) -> AnyView {
    let which = Which::Checklist(line.text.clone());
    let came_back = about.returned.as_ref().is_some_and(|returned| returned.form == which);
    let note = Field::text("note", "Note").id(format!("note-{at}")).value(about.typed(&which));
    let fields = view! { {note.view()} {actions(Button::new("It is done").view())} };
    let form = about.form("checklist").with("line", line.text.clone()).stacked().view(fields);
    fold("Answer", came_back, form)
}
