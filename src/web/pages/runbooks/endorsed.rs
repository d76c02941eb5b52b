//! Where the commands of a runbook's versions may run, and what they still wait for.

use crate::actions::endorsing::{Endorsing, endorsed_in};
use crate::app::App;
use crate::domain::approval::Approval;
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::store::runbook_versions::RunbookVersion;
use crate::store::runbooks::Runbook;
use crate::store::{Db, StoreError};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// So many published versions are looked at: a version that waits leaves the one before it in force.
const LOOKED_AT: usize = 5;

/// A published version with commands, in the environments that the viewer sees.
pub struct Endorsed {
    /// The version.
    pub version: RunbookVersion,
    /// Each with where it stands there.
    pub places: Vec<(Project, Environment, Endorsing)>,
}

/// The newest version, and those before it that are in force where no newer one is; newest first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn endorsed(
    app: &App,
    db: &mut Db,
    viewer: &Viewer,
    runbook: &Runbook,
    versions: &[RunbookVersion],
) -> Result<Vec<Endorsed>, StoreError> {
    let mut found: Vec<Endorsed> = Vec::new();
    for version in versions.iter().filter(|version| version.published_at.is_some()).take(LOOKED_AT) {
        if !version.content.has_commands() {
            break;
        }
        let mut places = endorsed_in(app, db, &viewer.scope, runbook, version).await?;
        places.retain(|(project, environment, here)| {
            found.is_empty() || here.standing.is_in_force() && is_left_to_it(&found, project, environment)
        });
        if found.is_empty() || !places.is_empty() {
            found.push(Endorsed { version: version.clone(), places });
        }
    }
    Ok(found)
}

/// Whether every newer version waits to come into force in this environment.
fn is_left_to_it(newer: &[Endorsed], project: &Project, environment: &Environment) -> bool {
    let here = |endorsed: &Endorsed| {
        let place = endorsed.places.iter().find(|(p, e, _)| p.id == project.id && e.id == environment.id);
        place.map(|(_, _, here)| here.standing.is_in_force())
    };
    newer.first().is_some_and(|newest| here(newest) == Some(false))
        && newer.iter().all(|version| here(version) != Some(true))
}

/// A panel for each version.
pub fn panels(runbook: &Runbook, endorsed: &[Endorsed]) -> AnyView {
    endorsed.iter().map(|version| panel(runbook, version)).collect_view().into_any()
}

fn panel(runbook: &Runbook, endorsed: &Endorsed) -> AnyView {
    let title = format!("Where version {} runs commands", endorsed.version.number);
    if endorsed.places.is_empty() {
        let words = "It names no environment that you see.";
        return Panel::new(title).body(view! { <p class="quiet">{words}</p> });
    }
    let row = |(project, environment, here): &(Project, Environment, Endorsing)| {
        let name = place_name(runbook, &project.name, &environment.name);
        decided(&here.place.decisions).into_iter().fold(standing(name, here), Row::below)
    };
    Panel::new(title).view(rows(endorsed.places.iter().map(row)))
}

/// `production`, or with its project where the runbook is for all of them.
pub fn place_name(runbook: &Runbook, project: &str, environment: &str) -> String {
    match runbook.project {
        Some(_) => environment.to_owned(),
        None => format!("{project}, {environment}"),
    }
}

fn standing(name: String, here: &Endorsing) -> Row {
    let standing = &here.standing;
    let (mark, now) = match standing.grace {
        Some(ends) => {
            (Mark::Warn, view! { {state(Shape::Waiting, "In force until ")} {moment(ends)} }.into_any())
        }
        None if standing.is_in_force() => (Mark::Yes, state(Shape::Live, "In force")),
        None if standing.waits_for_approval() => (Mark::Wait, state(Shape::Waiting, "Not in force yet")),
        None => (Mark::No, state(Shape::Failed, "Not in force")),
    };
    let row = Row::new(mark, name).end(now);
    match (standing.words(), standing.grace) {
        (words, _) if words.is_empty() => row,
        (words, Some(_)) => row.note(format!(
            "It was published before runbooks with commands were approved. After that day its commands stop, because \
             {words}."
        )),
        (words, None) => row.note(format!("{}.", capital(&words))),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Who decided, oldest first.
fn decided(decisions: &[Approval]) -> Vec<AnyView> {
    let said = |one: &Approval| {
        let word = one.decision.word();
        let comment = (!one.comment.is_empty()).then(|| format!(": “{}”", one.comment));
        let (name, at) = (one.name.clone(), moment(one.decided_at));
        view! { <div class="quiet lines">{name} " " {word} " " {at} {comment}</div> }.into_any()
    };
    decisions.iter().map(said).collect()
}
