//! What the machine tried at the steps of a run: each attempt with how it came out and its log.

use crate::domain::id::RunNumber;
use crate::domain::run::StepProgress;
use crate::domain::run::check::KEPT_TRIES;
use crate::domain::runbook::Work;
use crate::domain::text::count_of;
use crate::store::run_attempts::{self, RunAttempt, RunLogLine};
use crate::store::{Db, StoreError};
use crate::ui::log::log_under;
use crate::ui::time::clock;
use crate::web::addresses;
use crate::web::events::run::drawn;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// So many of an attempt's last lines are shown; the whole log is a file.
const SHOWN_LINES: i64 = 200;
/// So many attempts of a step are shown with their lines: a check may have many.
const SHOWN_ATTEMPTS: usize = 5;
/// A report lists all attempts of a step up to so many, and of more those that the page shows.
const LISTED_ATTEMPTS: usize = 50;

/// The attempts of a run.
pub struct Attempts {
    run: RunNumber,
    all: Vec<RunAttempt>,
    /// The place of each among those of its step.
    places: Vec<Place>,
    lines: Vec<RunLogLine>,
    /// The place of the run's newest line.
    pub head: i64,
}

impl Attempts {
    /// Reads them, with the lines of those that are shown.
    pub async fn load(db: &mut Db, run: RunNumber) -> Result<Self, StoreError> {
        let all = run_attempts::of_run(db, run).await?;
        let (places, mut lines) = (places(&all), Vec::new());
        for (attempt, _) in all.iter().zip(&places).filter(|(_, place)| place.is_shown()) {
            lines.extend(run_attempts::tail(db, (run, attempt.step, attempt.id), SHOWN_LINES).await?);
        }
        Ok(Self { run, all, places, lines, head: run_attempts::head(db, run).await? })
    }

    /// The newest one's id; 0 where there is none.
    pub fn newest(&self) -> i64 {
        self.all.last().map_or(0, |attempt| attempt.id.0)
    }

    /// Those that a report lists (`2026-11-23T14:02:11Z: Attempt 1 failed (exit code 1, 3 s)`) by the position of their step, oldest first; in place of many it says how many.
    pub fn listed(&self) -> Vec<(usize, String)> {
        let told = |(attempt, place): (&RunAttempt, &Place)| {
            let line = match place.is_listed() {
                true => format!("{}: {}", attempt.started_at.rfc3339(), words(attempt)),
                false if place.later == SHOWN_ATTEMPTS => {
                    format!("{} attempts, of which the newest {SHOWN_ATTEMPTS} are listed", place.of)
                }
                false => return None,
            };
            Some((usize::try_from(attempt.step).unwrap_or_default(), line))
        };
        self.all.iter().zip(&self.places).filter_map(told).collect()
    }

    /// The attempts of a step, below its row; `open` unfolds the newest one's log.
    pub fn of_step(&self, step: &StepProgress, open: bool) -> Option<AnyView> {
        let of = self.all.iter().zip(&self.places).filter(|(attempt, _)| is_of(attempt, step.position));
        let shown: Vec<(&RunAttempt, &Place)> = of.filter(|(_, place)| place.is_shown()).collect();
        let all = shown.last()?.1.of;
        let earlier = earlier(all - shown.len(), all, matches!(step.work, Work::Check { .. }));
        let earlier = earlier.map(|words| view! { <p class="output quiet">{words}</p> });
        let one = |(attempt, place): &(&RunAttempt, &Place)| {
            self.attempt(attempt, &step.rule.text, open && place.later == 0)
        };
        let shown = shown.iter().map(one).collect_view();
        Some(view! { <div class="outputs">{earlier} {shown}</div> }.into_any())
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

/// Where an attempt stands among those of its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// So many are later.
    later: usize,
    /// So many are there.
    of: usize,
}

impl Place {
    fn is_shown(self) -> bool {
        self.later < SHOWN_ATTEMPTS
    }

    fn is_listed(self) -> bool {
        self.is_shown() || self.of <= LISTED_ATTEMPTS
    }
}

/// The places of attempts that are given oldest first, in one pass each way: a check may have very many.
fn places(all: &[RunAttempt]) -> Vec<Place> {
    let mut of: BTreeMap<i64, usize> = BTreeMap::new();
    let before: Vec<usize> = all
        .iter()
        .map(|attempt| {
            let seen = of.entry(attempt.step).or_default();
            *seen += 1;
            *seen
        })
        .collect();
    let place = |(attempt, nth): (&RunAttempt, usize)| {
        let of = of.get(&attempt.step).copied().unwrap_or(nth);
        Place { later: of - nth, of }
    };
    all.iter().zip(before).map(place).collect()
}

/// `30 earlier attempts; what the first 15 printed was not kept`
fn earlier(hidden: usize, all: usize, is_check: bool) -> Option<String> {
    let forgotten = if is_check { all.saturating_sub(KEPT_TRIES) } else { 0 };
    let told = count_of(hidden, "earlier attempt");
    match (hidden, forgotten) {
        (0, _) => None,
        (_, 0) => Some(told),
        _ => Some(format!("{told}; what the first {forgotten} printed was not kept")),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RunAttemptId;
    use crate::domain::time::Time;

    fn attempts(step: i64, count: usize) -> Vec<RunAttempt> {
        let one = |attempt: i64| RunAttempt {
            id: RunAttemptId(attempt),
            step,
            reverse: false,
            attempt,
            started_at: Time(0),
            ended_at: Some(Time(0)),
            outcome: Some("failed".to_owned()),
            exit_code: None,
            reason: None,
        };
        (1..).take(count).map(one).collect()
    }

    #[test]
    fn a_report_lists_all_attempts_or_the_newest_and_how_many_there_were() {
        let listed = |all: Vec<RunAttempt>| {
            let places = places(&all);
            Attempts { run: RunNumber(1), all, places, lines: Vec::new(), head: 0 }.listed()
        };
        assert_eq!(listed(attempts(1, 50)).len(), 50);
        let many = listed([attempts(1, 2), attempts(2, 1000), attempts(3, 1)].concat());
        let lines: Vec<&str> = many.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(many.iter().filter(|(step, _)| *step == 2).count(), 6);
        assert_eq!(lines[2], "1000 attempts, of which the newest 5 are listed");
        assert!(lines[3].contains("Attempt 996 ") && lines[8].contains("Attempt 1 "), "{lines:?}");
    }

    #[test]
    fn the_page_says_how_many_were_earlier_and_what_was_not_kept() {
        assert_eq!(earlier(0, 5, true), None);
        assert_eq!(earlier(15, 20, true).as_deref(), Some("15 earlier attempts"));
        let told = "16 earlier attempts; what the first 1 printed was not kept";
        assert_eq!(earlier(16, 21, true).as_deref(), Some(told));
        assert_eq!(earlier(16, 21, false).as_deref(), Some("16 earlier attempts"));
    }
}
