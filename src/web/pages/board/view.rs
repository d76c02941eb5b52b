//! How the board looks.

use super::Board;
use super::cell::cell;
use super::figures::{self, shape, tone};
use super::line::Line;
use super::next::Next;
use super::yours;
use crate::domain::environment::{is_production_like, shared_rule_words};
use crate::domain::look::Look;
use crate::domain::text::{clip, count_of, list_words};
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::ui::board::{self, Column, board};
use crate::ui::button::{self, link_button};
use crate::ui::empty::empty;
use crate::ui::field::{Choice, Field, filters};
use crate::ui::page::{Page, live};
use crate::ui::rail::Rail;
use crate::ui::state::state;
use crate::web::addresses;
use crate::web::pages::moves::At;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// So many environments are named in a line's reason.
const MOST_NAMED: usize = 2;

/// The page.
pub fn page(shown: &Board, rail: Rail) -> Html<String> {
    let title = match shown.need_a_look {
        0 => "Board".to_owned(),
        1 => "Board: 1 needs a look".to_owned(),
        count => format!("Board: {count} need a look"),
    };
    let filter = &shown.filter;
    let parts = [("find", &filter.find), ("show", &filter.show), ("yours", &filter.yours)];
    let here = addresses::with_query("/", parts.map(|(name, value)| (name, Some(value.as_str()))));
    let frame = Frame::new(title, Some(rail)).live(format!("/events?after={}", shown.seen), here);
    render::page(frame, || content(shown))
}

fn content(shown: &Board) -> AnyView {
    let page = Page::new("Board").actions(view! { <span class="quiet">{figures(shown)}</span> });
    let waiting = live("yours", yours::panel(shown));
    let recovery = view! { {shown.readings.panel()} {live("recovery", shown.recovery.panel())} };
    let next = live("next", shown.next.as_ref().map(Next::panel));
    if shown.projects == 0 {
        let none = shown.next.is_none().then(no_project);
        return page.view(view! { {next} {waiting} {live("board", none)} {recovery} });
    }
    let tally = live("tally", figures::view(shown));
    let lines = if shown.lines.is_empty() { nothing_found(shown) } else { table(shown) };
    page.view(view! { {next} {tally} {waiting} {filter(shown)} {live("board", lines)} {recovery} })
}

/// `41 projects · 3 environments · 3 need a look`
fn figures(shown: &Board) -> String {
    let look = match shown.need_a_look {
        0 => "no problems".to_owned(),
        1 => "1 needs a look".to_owned(),
        count => format!("{count} need a look"),
    };
    let environments = count_of(shown.overview.environments.len(), "environment");
    format!("{} · {environments} · {look}", count_of(shown.projects, "project"))
}

fn filter(shown: &Board) -> AnyView {
    let find = Field::search("find", "Find")
        .value(shown.filter.find.clone())
        .placeholder("Project, release, #, commit");
    let mut show = vec![
        Choice::new("", "All, trouble first"),
        Choice::new("trouble", "Only what needs a look"),
        Choice::new("all", "All by name"),
    ];
    show.extend(Look::ALL.map(|look| Choice::new(look.word(), look.label())));
    filters("/", vec![find, Field::select("show", "Show", show).value(shown.filter.show.clone())])
}

fn table(shown: &Board) -> AnyView {
    let columns = shown.overview.environments.iter().map(|environment| column(shown, environment)).collect();
    board(columns, shown.lines.iter().filter_map(|of| line(shown, of)).collect())
}

/// An environment with what holds there, where all projects that have it agree.
fn column(shown: &Board, environment: &Environment) -> Column {
    let overview = &shown.overview;
    let rules = overview.projects.iter().filter_map(|project| overview.rules(project.id, environment));
    let href = addresses::environment(&environment.slug);
    Column {
        name: view! { <a href=href>{environment.name.clone()}</a> }.into_any(),
        label: environment.name.clone(),
        about: shared_rule_words(rules).unwrap_or_default(),
    }
}

fn line(shown: &Board, of: &Line) -> Option<board::Line> {
    let (viewer, overview) = (&shown.viewer, &shown.overview);
    let project = overview.projects.iter().find(|project| project.id == of.project)?;
    let cells = overview.environments.iter().map(|environment| {
        let place = overview.place(project.id, environment.id)?;
        let known = !place.live.is_empty() || !place.open.is_empty() || place.attempt.is_some();
        let named = overview.rules(project.id, environment).is_some();
        (known || named).then(|| cell(At { viewer, overview, project, environment, place }))
    });
    let name = view! { <a href=addresses::project(&project.slug)>{project.name.clone()}</a> };
    let line = board::Line::new(format!("project-{}", project.slug), name, cells.collect());
    Some(match tone(of.look) {
        Some(tone) => line.asks(tone, state(shape(of.look), of.look.reason(&places(shown, of)))),
        None => line.brief(brief(shown, project)),
    })
}

/// Where it is: `qa and dr`, `3 environments`.
fn places(shown: &Board, of: &Line) -> String {
    if of.places.len() > MOST_NAMED {
        return count_of(of.places.len(), "environment");
    }
    let name = |id| shown.overview.environments.iter().find(|e| e.id == id).map(|e| e.name.as_str());
    list_words(&of.places.iter().filter_map(|id| name(*id)).collect::<Vec<_>>())
}

/// What a calm project serves, in production where there is one, and in how many environments it is behind.
fn brief(shown: &Board, project: &Project) -> String {
    let overview = &shown.overview;
    let serving = |environment: &&Environment| {
        overview.place(project.id, environment.id).is_some_and(|place| place.main().is_some())
    };
    let serving: Vec<&Environment> = overview.environments.iter().filter(serving).collect();
    let main = |environment: &Environment| overview.place(project.id, environment.id)?.main();
    let production = serving.iter().find(|environment| is_production_like(&environment.name));
    let Some(shown) = production.or(serving.last()).and_then(|environment| main(environment)) else {
        return "Nothing live".to_owned();
    };
    let behind = serving.iter().filter_map(|environment| main(environment)).filter(|live| live.behind > 0);
    match behind.count() {
        0 => shown.version.to_string(),
        count => format!("{} · behind in {count}", shown.version),
    }
}

fn no_project() -> AnyView {
    empty("No project yet that you have a role in.", "An admin can give you one.")
}

fn nothing_found(shown: &Board) -> AnyView {
    let wanted = shown.filter.find.trim();
    let what = match wanted {
        "" if shown.filter.show == "trouble" => "Nothing needs a look.".to_owned(),
        "" => "No project is in this state.".to_owned(),
        wanted => format!("Nothing that you may see matches \u{201c}{}\u{201d}.", clip(wanted, 80)),
    };
    empty(what, link_button(button::Look::Plain, "Show all projects", "/"))
}
