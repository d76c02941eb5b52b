//! How the board looks.

use super::Board;
use super::cell::cell;
use super::line::Line;
use super::yours::yours as waiting_for;
use crate::domain::environment::shared_rule_words;
use crate::domain::text::{clip, count_of};
use crate::store::environments::Environment;
use crate::ui::board::{self, Column, board};
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::field::{Choice, Field, filters};
use crate::ui::page::{Page, live};
use crate::ui::rail::Rail;
use crate::ui::version::mono;
use crate::ui::yours;
use crate::web::addresses;
use crate::web::pages::moves::At;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// The page.
pub fn page(shown: &Board, rail: Rail) -> Html<String> {
    let title = match shown.need_a_look {
        0 => "Board".to_owned(),
        1 => "Board: 1 needs a look".to_owned(),
        count => format!("Board: {count} need a look"),
    };
    let here = addresses::with_query(
        "/",
        [("find", Some(shown.filter.find.as_str())), ("show", Some(shown.filter.show.as_str()))],
    );
    let frame = Frame::new(title, Some(rail)).live(format!("/events?after={}", shown.seen), here);
    render::page(frame, || content(shown))
}

fn content(shown: &Board) -> AnyView {
    let page = Page::new("Board").actions(view! { <span class="quiet">{figures(shown)}</span> });
    let waiting = yours::yours(waiting_for(&shown.viewer, &shown.overview, &shown.changes));
    let waiting = live("yours", waiting);
    let recovery = view! { {shown.readings.panel()} {live("recovery", shown.recovery.panel())} };
    if shown.projects == 0 {
        return page.view(view! { {waiting} {live("board", no_project())} {recovery} });
    }
    let lines = if shown.lines.is_empty() { nothing_found(shown) } else { table(shown) };
    page.view(view! { {waiting} {filter(shown)} {live("board", lines)} {recovery} })
}

/// `41 projects · 3 need a look`
fn figures(shown: &Board) -> String {
    let look = match shown.need_a_look {
        0 => "all calm".to_owned(),
        1 => "1 needs a look".to_owned(),
        count => format!("{count} need a look"),
    };
    format!("{} · {look}", count_of(shown.projects, "project"))
}

fn filter(shown: &Board) -> AnyView {
    let find = Field::search("find", "Find")
        .value(shown.filter.find.clone())
        .placeholder("Project, release, #, commit");
    let show =
        [("", "Mine and trouble first"), ("trouble", "Only what needs a look"), ("all", "All by name")];
    let show = show.map(|(value, label)| Choice::new(value, label)).into();
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
    Column { name: environment.name.clone(), about: shared_rule_words(rules).unwrap_or_default() }
}

fn line(shown: &Board, of: &Line) -> Option<board::Line> {
    let (viewer, overview) = (&shown.viewer, &shown.overview);
    let project = overview.projects.iter().find(|project| project.id == of.project)?;
    let cells = overview.environments.iter().map(|environment| {
        let place = overview.place(project.id, environment.id)?;
        let known = !place.live.is_empty() || !place.open.is_empty() || place.attempt.is_some();
        let named = overview.rules(project.id, environment).is_some();
        (known || named).then(|| cell(At { viewer, overview, project, environment, place }, of.is_calm()))
    });
    let name = view! { <a href=addresses::project(&project.slug)>{project.name.clone()}</a> };
    let line = board::Line::new(format!("project-{}", project.slug), name, cells.collect());
    if of.is_calm() {
        return Some(line.calm());
    }
    let about = overview.strategy(project.id).map(|in_force| {
        let strategy = &in_force.strategy;
        let frequency = clip(&strategy.release_frequency, 40);
        format!("{frequency} · {}", strategy.deployment_type.word().to_lowercase())
    });
    Some(line.about(about.unwrap_or_else(|| "no approved strategy yet".to_owned())))
}

fn no_project() -> AnyView {
    let next = view! {
        "Import a filled-in strategy document: " {mono("slipway strategy import FILE --files DIR --approve")}
    };
    empty("No project yet that you have a role in.", next)
}

fn nothing_found(shown: &Board) -> AnyView {
    let wanted = shown.filter.find.trim();
    let what = match wanted {
        "" => "Nothing needs a look.".to_owned(),
        wanted => format!("Nothing that you may see matches \u{201c}{}\u{201d}.", clip(wanted, 80)),
    };
    empty(what, link_button(Look::Plain, "Show all projects", "/"))
}
