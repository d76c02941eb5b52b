//! The head of a run's page: what is carried out, where, by whom, and the clocks.

use super::about::About;
use super::words;
use crate::domain::id::RunNumber;
use crate::domain::run::clocks::{self, Nearness};
use crate::domain::time::Span;
use crate::ui::clock::{Clock, Warning};
use crate::ui::page::Page;
use crate::ui::state::state;
use crate::ui::time::moment;
use crate::web::addresses;
use leptos::prelude::*;

/// `Run 7, drill, waiting for a person: Recovery plan of Storefront`
pub fn title(about: &About) -> String {
    let run = &about.standing.run;
    let state = about.standing.progress.state().words().to_lowercase();
    format!("Run {}, {}, {state}: {}", run.number, run.mode.word(), run.title)
}

/// The page around its content.
pub fn page(about: &About) -> Page {
    let run = &about.standing.run;
    let now = about.standing.progress.state();
    let begin = format!("{} · ", run.mode.title());
    let reason = if run.reason.is_empty() { String::new() } else { format!(" · “{}”", run.reason) };
    let place =
        format!(" by {} · {}, {}{reason}", run.started_by_name, run.project_name, run.environment_name);
    let runbook = addresses::runbook(&run.slug);
    let line = view! {
        {begin} <a href=runbook>{format!("version {}", about.version.number)}</a> " · started "
        {moment(run.started_at)} {place}
        {run.continues.map(|earlier| view! { " · goes on from " {another(earlier)} })}
        {run.continued_by.map(|later| view! { " · goes on in " {another(later)} })}
    };
    Page::new(format!("Run {}: {}", run.number, run.title))
        .about(line)
        .actions(state(words::shape(now), now.words()))
}

fn another(number: RunNumber) -> AnyView {
    view! { <a href=addresses::run(number)>{format!("run {number}")}</a> }.into_any()
}

/// The clocks against the objectives.
pub fn clocks(about: &About) -> AnyView {
    let standing = &about.standing;
    let (started_at, now) = (standing.run.started_at, about.viewer.now());
    let measured = clocks::clocks(&standing.runbook, &standing.progress, started_at, now);
    crate::ui::clock::clocks(measured.iter().map(|clock| drawn(about, clock)))
}

fn drawn(about: &About, clock: &clocks::Clock) -> Clock {
    let against = match (clock.objective, clock.name) {
        (Some(objective), _) => format!("of {objective} objective"),
        (None, "Detect" | "Decide") => match (&about.standing.progress.clocked_by, clock.span) {
            (Some(name), Some(_)) => format!("entered by {name}"),
            _ => "not entered yet".to_owned(),
        },
        (None, "Total") => expected(about),
        _ => "no objective".to_owned(),
    };
    Clock {
        name: clock.name.to_owned(),
        shows: clock.span.map_or_else(|| "–".to_owned(), watch),
        goes_on_from: clock.span.filter(|_| clock.runs).map(|span| span.0.max(0) / 1_000_000),
        against,
        percent: clock.percent(),
        warning: match clock.nearness() {
            Nearness::Calm => None,
            Nearness::Amber => Some(Warning::Amber),
            Nearness::Red => Some(Warning::Red),
        },
    }
}

/// `expected to end at 14:20`
fn expected(about: &About) -> String {
    let end = about.earlier.end(&about.standing.progress, about.viewer.now());
    end.map_or_else(|| "since it happened".to_owned(), |end| format!("expected to end at {}", end.clock()))
}

/// As a watch shows it: `2:10`, `1:02:10`.
fn watch(span: Span) -> String {
    let seconds = span.0.max(0) / 1_000_000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_on_a_watch() {
        for (seconds, shown) in [(0, "0:00"), (130, "2:10"), (3730, "1:02:10"), (-5, "0:00")] {
            assert_eq!(watch(Span::seconds(seconds)), shown);
        }
    }
}
