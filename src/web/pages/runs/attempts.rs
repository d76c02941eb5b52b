//! What the machine tried at the steps of a run: each attempt with how it came out and its log.

use crate::domain::id::RunNumber;
use crate::domain::text::count_of;
use crate::store::run_attempts::{self, RunAttempt, RunLogLine};
use crate::store::{Db, StoreError};
use crate::ui::log::log_under;
use crate::ui::time::clock;
use crate::web::addresses;
use crate::web::events::run::drawn;
use leptos::prelude::*;

/// So many of an attempt's last lines are shown; the whole log is a file.
const SHOWN_LINES: i64 = 200;
/// So many attempts of a step are shown with their lines: a check may have many.
const SHOWN_ATTEMPTS: usize = 5;

/// The attempts of a run.
pub struct Attempts {
    run: RunNumber,
    all: Vec<RunAttempt>,
    lines: Vec<RunLogLine>,
    /// The place of the run's newest line.
    pub head: i64,
}

impl Attempts {
    /// Reads them, with the lines of those that are shown.
    pub async fn load(db: &mut Db, run: RunNumber) -> Result<Self, StoreError> {
        let all = run_attempts::of_run(db, run).await?;
        let mut lines = Vec::new();
        for attempt in all.iter().filter(|attempt| is_shown(&all, attempt)) {
            lines.extend(run_attempts::tail(db, (run, attempt.step, attempt.id), SHOWN_LINES).await?);
        }
        Ok(Self { run, all, lines, head: run_attempts::head(db, run).await? })
    }

    /// The newest one's id; 0 where there is none.
    pub fn newest(&self) -> i64 {
        self.all.last().map_or(0, |attempt| attempt.id.0)
    }

    /// All of them, oldest first.
    pub fn all(&self) -> &[RunAttempt] {
        &self.all
    }

    /// The attempts of a step, below its row; `open` unfolds the newest one's log.
    pub fn of_step(&self, position: usize, text: &str, open: bool) -> Option<AnyView> {
        let of: Vec<&RunAttempt> = self.all.iter().filter(|attempt| is_of(attempt, position)).collect();
        let newest = of.last()?.id;
        let hidden = of.iter().filter(|attempt| !is_shown(&self.all, attempt)).count();
        let hidden =
            (hidden > 0).then(|| view! { <p class="output quiet">{count_of(hidden, "earlier attempt")}</p> });
        let shown = of.into_iter().filter(|attempt| is_shown(&self.all, attempt));
        let shown =
            shown.map(|attempt| self.attempt(attempt, text, open && attempt.id == newest)).collect_view();
        Some(view! { <div class="outputs">{hidden} {shown}</div> }.into_any())
    }

    /// One line, with what was printed below it; where nothing was, there is nothing to unfold.
    fn attempt(&self, attempt: &RunAttempt, text: &str, open: bool) -> AnyView {
        let lines: Vec<_> = self.lines.iter().filter(|line| line.attempt == attempt.id).map(drawn).collect();
        let told = view! { {words(attempt)} " · " {clock(attempt.started_at)} };
        if lines.is_empty() && attempt.ended_at.is_some() {
            return view! { <p class="output quiet">{told} " · printed nothing"</p> }.into_any();
        }
        let whole = address(self.run, attempt);
        let link = view! { <a class="quiet" href=whole download="">"Download"</a> }.into_any();
        let name = format!("attempt {} at {text}", attempt.attempt);
        log_under(told.into_any(), attempt.id.0, &name, open, &lines, Some(link))
    }
}

fn is_of(attempt: &RunAttempt, position: usize) -> bool {
    usize::try_from(attempt.step) == Ok(position)
}

/// The newest ones of their step.
fn is_shown(all: &[RunAttempt], attempt: &RunAttempt) -> bool {
    let later = all.iter().filter(|one| one.step == attempt.step && one.id > attempt.id).count();
    later < SHOWN_ATTEMPTS
}

/// `/runs/7/attempts/12/log`
fn address(run: RunNumber, attempt: &RunAttempt) -> String {
    format!("{}/attempts/{}/log", addresses::run(run), attempt.id)
}

/// `Attempt 2 failed (exit code 1, 3 s)`
pub fn words(attempt: &RunAttempt) -> String {
    let what = if attempt.reverse { "Reverse, attempt" } else { "Attempt" };
    let outcome = match attempt.outcome.as_deref() {
        None => "is running",
        Some("passed") => "passed",
        Some("failed") => "failed",
        Some("inconclusive") => "said nothing either way",
        Some("timeout") => "took too long",
        Some("technical") => "could not be started",
        Some("stopped") => "was stopped",
        Some(_) => "was interrupted",
    };
    let took = attempt.ended_at.map(|ended| (ended - attempt.started_at).to_string());
    let code = attempt.exit_code.filter(|code| *code != 0).map(|code| format!("exit code {code}"));
    let details: Vec<String> = [code, took].into_iter().flatten().collect();
    let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
    format!("{what} {} {outcome}{details}", attempt.attempt)
}
