//! `/runs/{number}/acts` and beside it: what people do in a run.

use super::about::Returned;
use super::page::RunPage;
use crate::actions::act_in_run::{act_in_run, act_with_files, clean_up_run, find_in_run, mend_finding};
use crate::actions::continue_run::continue_run;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::domain::refusal::Refusal;
use crate::domain::run::act::Act;
use crate::domain::time::Time;
use crate::store::run_files::Attachment;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{ProtectedForm, ProtectedUpload};
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is done with the step that a run stands at, or with the run.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Sent {
    act: String,
    #[serde(default)]
    step: usize,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    restored: String,
    #[serde(default)]
    happened: String,
    #[serde(default)]
    noticed: String,
}

impl Sent {
    /// Which act it is.
    fn act(&self) -> Result<Act, WebError> {
        let (step, reason) = (self.step, self.reason.clone());
        Ok(match self.act.as_str() {
            "claim" => Act::Claim(step),
            "take_over" => Act::TakeOver(step, reason),
            "done" => Act::Done(step, reason, self.link.clone(), moment(&self.restored)?),
            "could_not" => Act::CouldNot(step, reason),
            "skip" => Act::Skip(step, reason),
            "retry" => Act::Retry(step, reason),
            "reverse" => Act::Reverse(reason),
            chosen if chosen.starts_with("choose-") => Act::Choose(step, answer_of(chosen)?, reason),
            "pause" => Act::Pause(reason),
            "resume" => Act::Resume,
            "clock" => Act::Clock(moment(&self.happened)?, moment(&self.noticed)?),
            "fail" => Act::Fail(reason),
            "abort" => Act::Abort(reason),
            _ => {
                return Err(WebError::invalid(
                    "This form can’t be read. Nothing was saved. Go back, reload the page and try again.",
                ));
            }
        })
    }
}

/// The index in `choose-1`.
fn answer_of(act: &str) -> Result<usize, WebError> {
    let index = act.strip_prefix("choose-").and_then(|index| index.parse().ok());
    index.ok_or_else(|| {
        WebError::invalid(
            "This form can’t be read. Nothing was saved. Go back, reload the page and try again.",
        )
    })
}

/// A moment as a browser sends it, in UTC; none where nothing was entered.
fn moment(text: &str) -> Result<Option<Time>, WebError> {
    match text {
        "" => Ok(None),
        text => Time::of_minute(text)
            .map(Some)
            .ok_or_else(|| WebError::invalid("Enter a date and time, such as 2026-11-23T14:02.")),
    }
}

/// `POST /runs/{number}/acts`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
    sent: ProtectedUpload<Sent>,
) -> Result<Response, WebError> {
    acted(&app, &viewer, number, sent, false).await
}

/// `POST /runs/{number}/intervention`: what cannot be taken back, for which a real run asks for a fresh proof.
pub async fn intervene(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
    ProtectedForm(form): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let sent = ProtectedUpload { form, files: Vec::new(), refused: None };
    acted(&app, &viewer, number, sent, true).await
}

async fn acted(
    app: &App,
    viewer: &Viewer,
    number: RunNumber,
    sent: ProtectedUpload<Sent>,
    grave: bool,
) -> Result<Response, WebError> {
    let ProtectedUpload { form: sent, files, refused } = sent;
    let files: Vec<Attachment> =
        files.into_iter().map(|file| Attachment::of(&file.name, file.content)).collect();
    let answers = sent.act == "could_not" || sent.act.starts_with("choose-");
    let form = if answers { "done".to_owned() } else { sent.act.clone() };
    let done = match (sent.act(), refused) {
        (Ok(act), _) if act.is_grave() != grave => {
            return Err(WebError::invalid(
                "This form can’t be read. Nothing was saved. Go back, reload the page and try again.",
            ));
        }
        (Ok(act), None) => act_with_files(app, &viewer.actor(), number, &act, &files).await,
        (Err(error), _) => Err(Refusal::invalid(error.sentence).into()),
        (_, Some(why)) => Err(Refusal::invalid(why).into()),
    };
    answer(app, viewer, number, done, (&form, fields(&sent))).await
}

/// Why a run goes on in a new one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GoesOn {
    #[serde(default)]
    reason: String,
}

/// `POST /runs/{number}/continuation`
pub async fn go_on(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
    ProtectedForm(sent): ProtectedForm<GoesOn>,
) -> Result<Response, WebError> {
    match continue_run(&app, &viewer.actor(), number, &sent.reason).await {
        Ok(later) => Ok(Redirect::to(&addresses::run(later)).into_response()),
        Err(error) => answer(&app, &viewer, number, Err(error), ("continue", fields(&sent))).await,
    }
}

/// The decision on a step that asks for one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decision {
    decision: Pressed,
    step: usize,
    #[serde(default)]
    comment: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Pressed {
    Approve,
    Reject,
}

/// `POST /runs/{number}/decision`
pub async fn decide(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
    ProtectedForm(sent): ProtectedForm<Decision>,
) -> Result<Response, WebError> {
    let comment = sent.comment.clone();
    let act = match sent.decision {
        Pressed::Approve => Act::Approve(sent.step, comment),
        Pressed::Reject => Act::Reject(sent.step, comment),
    };
    let done = act_in_run(&app, &viewer.actor(), number, &act).await;
    answer(&app, &viewer, number, done, ("approve", fields(&sent))).await
}

/// Something that was found out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Found {
    text: String,
    owner: String,
    due: String,
}

/// `POST /runs/{number}/findings`
pub async fn find(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
    ProtectedForm(sent): ProtectedForm<Found>,
) -> Result<Response, WebError> {
    let due = Time::of_day(&sent.due);
    let done = find_in_run(&app, &viewer.actor(), number, (&sent.text, &sent.owner, due)).await;
    answer(&app, &viewer, number, done, ("finding", fields(&sent))).await
}

/// A finding that is mended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mended {
    finding: i64,
    #[serde(default)]
    note: String,
}

/// `POST /runs/{number}/mended`
pub async fn mend(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
    ProtectedForm(sent): ProtectedForm<Mended>,
) -> Result<Response, WebError> {
    let done = mend_finding(&app, &viewer.actor(), number, (sent.finding, &sent.note)).await;
    answer(&app, &viewer, number, done, ("mended", fields(&sent))).await
}

/// Something that is cleaned up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CleanedUp {
    step: usize,
    #[serde(default)]
    note: String,
}

/// `POST /runs/{number}/cleaned-up`
pub async fn clean_up(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
    ProtectedForm(sent): ProtectedForm<CleanedUp>,
) -> Result<Response, WebError> {
    let done = clean_up_run(&app, &viewer.actor(), number, (sent.step, &sent.note)).await;
    answer(&app, &viewer, number, done, ("cleaned-up", fields(&sent))).await
}

/// What was typed, by the fields' names.
fn fields(sent: &impl Serialize) -> Vec<(String, String)> {
    let pairs = serde_urlencoded::to_string(sent).unwrap_or_default();
    serde_urlencoded::from_str(&pairs).unwrap_or_default()
}

/// What a form comes to: back to the run, or its page again with what was typed.
async fn answer(
    app: &App,
    viewer: &Viewer,
    number: RunNumber,
    done: Result<(), ActionError>,
    (form, fields): (&str, Vec<(String, String)>),
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to(&addresses::run(number)).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let returned = Returned { form: form.to_owned(), fields, reason: error.sentence };
            let page = RunPage::load(app, viewer, number, Some(returned)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
