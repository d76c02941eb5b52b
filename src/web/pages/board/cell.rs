//! A cell of the board.

use super::words::{mixed, reason, state_of, waits};
use crate::access::permission::Permission;
use crate::domain::cell::{Attention, Shows};
use crate::domain::deployment::{Kind, State};
use crate::domain::suspect::capital;
use crate::domain::text::{count_of, list_words};
use crate::store::board::{Attempt, Live};
use crate::ui::board::Cell;
use crate::ui::button::{Look, link_button};
use crate::ui::state::{Shape, state_link};
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::pages::moves::{At, Move, Moves, buttons};
use crate::web::pages::suspicion;
use leptos::prelude::*;

/// So many of those that wait are told one by one.
const MOST_WAITING: usize = 3;

/// The cell of a place. Where its project is calm it is one line, and what can be done there is out of the way.
pub fn cell(at: At<'_>, in_one_line: bool) -> Cell {
    let (state, words) = state_of(at.place);
    let words = if in_one_line { words.to_lowercase() } else { words };
    let mut cell = Cell::new(state, words);
    if let Some(main) = at.place.main() {
        cell = cell.serves(main.version.as_str(), main.behind);
    }
    if let Some(line) = line(at, in_one_line) {
        cell = cell.line(line);
    }
    let Parts { next, more } = parts(at, in_one_line);
    let cell = next.into_iter().fold(cell, Cell::next);
    match buttons(more) {
        Some(more) => cell.more(more),
        None => cell,
    }
}

/// Since when and by whom, or what happened.
fn line(at: At<'_>, in_one_line: bool) -> Option<AnyView> {
    let place = at.place;
    match place.shows() {
        Shows::Nothing => None,
        Shows::Live if in_one_line => place.main().map(|main| moment(main.since)),
        Shows::Live => place.main().map(since),
        Shows::Attempt(_) => Some(progress(at)),
        Shows::Unverified | Shows::Mixed => place.attempt.as_ref().map(ended),
    }
}

fn since(live: &Live) -> AnyView {
    let how = match (live.kind, &live.replaced) {
        (Kind::Rollback, Some(replaced)) => format!(", rollback of {replaced}"),
        (Kind::Rollback, None) => format!(", rolled back by {}", live.by),
        _ => format!(" by {}", live.by),
    };
    view! { {moment(live.since)} {how} }.into_any()
}

/// `#141 · step 4 of 9: Deploy to staging · 1 of 3 on 5.1.0`
fn progress(at: At<'_>) -> AnyView {
    let Some(open) = at.place.holder() else { return ().into_any() };
    let number = open.deployment.number;
    let step = open.progress.as_ref().map(|p| format!(" · step {} of {}: {}", p.position, p.of, p.text));
    let spread = mixed(at.place).map(|spread| format!(" · {spread}"));
    let left = at.place.left(at.viewer.now()).map(|left| format!(" · about {left} left"));
    let words: String = [step, spread, left].into_iter().flatten().collect();
    view! { <a href=addresses::deployment(number)>{format!("#{number}")}</a> {words} }.into_any()
}

/// `#139 · Run smoke tests: exit 1`
fn ended(attempt: &Attempt) -> AnyView {
    let number = attempt.number;
    let words = format!(" · {}", reason(attempt));
    view! { <a href=addresses::deployment(number)>{format!("#{number}")}</a> {words} }.into_any()
}

/// What comes next in a cell, and what can be done besides.
#[derive(Default)]
struct Parts {
    next: Vec<AnyView>,
    more: Vec<Move>,
}

fn parts(at: At<'_>, in_one_line: bool) -> Parts {
    let Moves { promote, deploy, roll_back } = at.moves();
    if in_one_line {
        return Parts {
            next: Vec::new(),
            more: [promote, deploy, roll_back].into_iter().flatten().collect(),
        };
    }
    let asks = at.place.attention() != Attention::Calm;
    let (near, far) = if asks { (roll_back, None) } else { (None, roll_back) };
    let way_on = way_on(at);
    let near: Vec<AnyView> =
        way_on.into_iter().chain([promote, near].into_iter().flatten().map(Move::view)).collect();
    let mut next = told(at);
    if !near.is_empty() {
        next.push(view! { <div class="actions">{near}</div> }.into_any());
    }
    Parts { next, more: [deploy, far].into_iter().flatten().collect() }
}

/// Where to look at what is under way, or at what went wrong.
fn way_on(at: At<'_>) -> Option<AnyView> {
    let attempt = at.place.attempt.as_ref()?;
    let words = match at.place.shows() {
        Shows::Attempt(State::Interrupted) if at.may(Permission::Recover) => "Recover",
        Shows::Attempt(State::AwaitingPerson | State::Interrupted) => "Open",
        Shows::Attempt(_) => "Watch",
        Shows::Unverified | Shows::Mixed => "See why",
        Shows::Live | Shows::Nothing if at.place.failed() => "See why",
        Shows::Live | Shows::Nothing => return None,
    };
    Some(link_button(Look::Plain, words, addresses::deployment(attempt.number)))
}

/// What is told beside what serves: an attempt that failed without a trace, what waits, what is to be looked at.
fn told(at: At<'_>) -> Vec<AnyView> {
    let place = at.place;
    let mut told = Vec::new();
    let without_a_trace = place.failed() && matches!(place.shows(), Shows::Live | Shows::Nothing);
    if let Some(attempt) = place.attempt.as_ref().filter(|_| without_a_trace) {
        let words = format!("#{} to {} failed", attempt.number, attempt.version);
        told.push(state_link(Shape::Failed, words, addresses::deployment(attempt.number)));
    }
    for (version, cause) in &place.suspects {
        let seen = suspicion::seen(cause, at.viewer.grants());
        let page = addresses::release(&at.project.slug, version);
        told.push(state_link(Shape::Failed, format!("{version} is suspect"), page));
        told.push(view! { <span class="quiet">{capital(&cause.phrase(seen))}</span> }.into_any());
    }
    let waiting: Vec<_> = place.waiting().collect();
    let sees = |slug: &_| at.overview.environments.iter().any(|e| e.slug == *slug);
    for open in waiting.iter().take(MOST_WAITING) {
        let (number, version) = (open.deployment.number, &open.deployment.version);
        let words = format!("#{number} to {version} {}", waits(open, sees));
        told.push(state_link(Shape::Waiting, words, addresses::deployment(number)));
    }
    if let Some(others) = waiting.get(MOST_WAITING..).filter(|others| !others.is_empty()) {
        let numbers: Vec<String> = others.iter().map(|open| format!("#{}", open.deployment.number)).collect();
        told.push(
            view! { <span class="quiet">{format!("{} wait too", list_words(&numbers))}</span> }.into_any(),
        );
    }
    for left in &place.follow_ups {
        let words = format!("{} of #{}", count_of(left.count, "follow-up"), left.deployment);
        told.push(state_link(Shape::Waiting, words, addresses::deployment(left.deployment)));
    }
    for review in place.reviews.iter().filter(|review| review.is_due) {
        let words = format!("Review due: #{} by {}", review.deployment, review.by);
        told.push(state_link(Shape::Waiting, words, addresses::deployment(review.deployment)));
    }
    told
}
