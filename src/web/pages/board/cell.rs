//! A cell of the board.

use super::words::{mixed, reason, state_of, waits};
use crate::domain::cell::Shows;
use crate::domain::deployment::Kind;
use crate::domain::suspect::capital;
use crate::domain::text::{count_of, list_words};
use crate::store::board::{Attempt, Live};
use crate::ui::board::Cell;
use crate::ui::state::{Shape, state, state_link};
use crate::ui::version::mono;
use crate::web::addresses;
use crate::web::pages::moves::{At, Moves, buttons};
use crate::web::pages::suspicion;
use leptos::prelude::*;

/// So many of those that wait are told one by one.
const MOST_WAITING: usize = 3;

/// The cell of a place: what serves, and below it what asks for a look. What can be done there is out of the way.
pub fn cell(at: At<'_>) -> Cell {
    let Moves { promote, deploy, roll_back } = at.moves();
    let told = told(at);
    // After something went wrong the way back is one press away.
    let (near, far) = if has_trouble(at) { (roll_back, None) } else { (None, roll_back) };
    let near = near.map(|back| view! { <div class="near">{back.view()}</div> }.into_any());
    let cell = told.into_iter().chain(near).fold(Cell::new(serves(at)), Cell::told);
    match buttons([promote, deploy, far].into_iter().flatten().collect()) {
        Some(more) => cell.more(more),
        None => cell,
    }
}

fn has_trouble(at: At<'_>) -> bool {
    let shows = at.place.shows();
    at.place.failed() || matches!(shows, Shows::Unverified | Shows::Mixed | Shows::Attempt(_))
}

/// The release that serves, with since when in its title, and how many registered releases it is behind.
fn serves(at: At<'_>) -> AnyView {
    let Some(main) = at.place.main() else {
        return view! { <span class="quiet">"Nothing live"</span> }.into_any();
    };
    let href = addresses::release(&at.project.slug, &main.version);
    let version = view! { <a href=href title=since(main)>{mono(main.version.as_str())}</a> };
    let behind = (main.behind > 0).then(|| behind(at, main.behind));
    view! { {version} {behind} }.into_any()
}

/// `1 behind`, which leads to deploying a newer one for people who can.
fn behind(at: At<'_>, count: usize) -> AnyView {
    let words = format!("{count} behind");
    let place = view! { <span class="hidden">{format!(" in {}", at.environment.name)}</span> };
    match at.moves().deploy.and_then(|deploy| deploy.possible()) {
        Some(href) => view! { <span class="behind"><a href=href>{words} {place}</a></span> }.into_any(),
        None => view! { <span class="behind">{words}</span> }.into_any(),
    }
}

/// `Live since 23 Nov 2026 14:02 UTC by Pete`
fn since(live: &Live) -> String {
    let how = match (live.kind, &live.replaced) {
        (Kind::Rollback, Some(replaced)) => format!(", rollback of {replaced}"),
        (Kind::Rollback, None) => format!(", rollback by {}", live.by),
        _ => format!(" by {}", live.by),
    };
    format!("Live since {}{how}", live.since.for_people())
}

/// What is told beside what serves: what is under way or went wrong, what waits, what is to be looked at.
fn told(at: At<'_>) -> Vec<AnyView> {
    let mut told = Vec::new();
    told.extend(shown(at));
    told.extend(failure(at));
    told.extend(suspects(at));
    told.extend(rejection(at));
    told.extend(waiting(at));
    told.extend(left(at));
    told
}

/// What the place shows, where that is not calm.
fn shown(at: At<'_>) -> Option<AnyView> {
    let (shape, words) = state_of(at.place);
    let line = match at.place.shows() {
        Shows::Nothing | Shows::Live => return None,
        Shows::Attempt(_) => progress(at),
        Shows::Unverified | Shows::Mixed => at.place.attempt.as_ref().map(ended),
    };
    let what = match &at.place.attempt {
        Some(attempt) => state_link(shape, words, addresses::deployment(attempt.number)),
        None => state(shape, words),
    };
    Some(view! { {what} {line} }.into_any())
}

fn line(words: String) -> AnyView {
    view! { <span class="line">{words}</span> }.into_any()
}

/// `#141 · step 4 of 9: Deploy to staging · 1 of 3 on 5.1.0`
fn progress(at: At<'_>) -> Option<AnyView> {
    let open = at.place.holder()?;
    let number = format!("#{}", open.deployment.number);
    let step = open.progress.as_ref().map(|p| format!("step {} of {}: {}", p.position, p.of, p.text));
    let left = at.place.left(at.viewer.now()).map(|left| format!("about {left} left"));
    let words: Vec<String> = [Some(number), step, mixed(at.place), left].into_iter().flatten().collect();
    Some(line(words.join(" · ")))
}

/// `#139 · Run smoke tests: exit 1`
fn ended(attempt: &Attempt) -> AnyView {
    line(format!("#{} · {}", attempt.number, reason(attempt)))
}

/// An attempt that failed without a trace.
fn failure(at: At<'_>) -> Option<AnyView> {
    let without_a_trace = at.place.failed() && matches!(at.place.shows(), Shows::Live | Shows::Nothing);
    let attempt = at.place.attempt.as_ref().filter(|_| without_a_trace)?;
    let words = format!("#{} to {} failed", attempt.number, attempt.version);
    let what = state_link(Shape::Failed, words, addresses::deployment(attempt.number));
    Some(view! { {what} {line(reason(attempt))} }.into_any())
}

fn rejection(at: At<'_>) -> Option<AnyView> {
    let rejected = at.place.rejected.as_ref()?;
    let words = format!("#{} to {} was rejected", rejected.deployment, rejected.version);
    Some(state_link(Shape::Failed, words, addresses::deployment(rejected.deployment)))
}

/// The releases that serve here and are suspect, each with why.
fn suspects(at: At<'_>) -> Vec<AnyView> {
    let suspects = at.place.suspects.iter().map(|(version, cause)| {
        let seen = suspicion::seen(cause, at.viewer.grants());
        let page = addresses::release(&at.project.slug, version);
        let what = state_link(Shape::Failed, format!("{version} is suspect"), page);
        view! { {what} {line(capital(&cause.phrase(seen)))} }.into_any()
    });
    suspects.collect()
}

fn waiting(at: At<'_>) -> Vec<AnyView> {
    let waiting: Vec<_> = at.place.waiting().collect();
    let sees = |slug: &_| at.overview.environments.iter().any(|e| e.slug == *slug);
    let first = waiting.iter().take(MOST_WAITING).map(|open| {
        let (number, version) = (open.deployment.number, &open.deployment.version);
        let words = format!("#{number} to {version} {}", waits(open, sees));
        state_link(Shape::Waiting, words, addresses::deployment(number))
    });
    let mut told: Vec<AnyView> = first.collect();
    if let Some(others) = waiting.get(MOST_WAITING..).filter(|others| !others.is_empty()) {
        let numbers: Vec<String> = others.iter().map(|open| format!("#{}", open.deployment.number)).collect();
        told.push(line(format!("{} wait too", list_words(&numbers))));
    }
    told
}

/// What immediate rollbacks left for people.
fn left(at: At<'_>) -> Vec<AnyView> {
    let follow_ups = at.place.follow_ups.iter().map(|left| {
        let words = format!("{} of #{}", count_of(left.count, "follow-up"), left.deployment);
        state_link(Shape::Waiting, words, addresses::deployment(left.deployment))
    });
    let reviews = at.place.reviews.iter().filter(|review| review.is_due).map(|review| {
        let words = format!("Review #{}: rollback by {}", review.deployment, review.by);
        state_link(Shape::Waiting, words, addresses::deployment(review.deployment))
    });
    follow_ups.chain(reviews).collect()
}
