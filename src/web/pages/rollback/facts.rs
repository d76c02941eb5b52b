//! What a rollback brings back, what it does not, and what else one could go back to.

use super::page::{RollbackPage, Target};
use crate::domain::plan::{Plan, Work};
use crate::domain::rollback::Standing;
use crate::domain::text::{Version, count_of, list_words};
use crate::store::successes::Between;
use crate::ui::empty::empty;
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use crate::ui::version::{digest, mono};
use crate::web::addresses;
use crate::web::pages::deployments::plan;
use leptos::prelude::*;

/// So many releases in between are told at once.
const SHOWN: usize = 12;

/// `serves 2.8.0`, or what each target serves.
pub fn served(page: &RollbackPage) -> String {
    match page.back.live.as_slice() {
        [] => "serves nothing".to_owned(),
        [first, rest @ ..] if rest.iter().all(|target| target.version == first.version) => {
            format!("serves {}", first.version)
        }
        _ => format!("serves {}", on_targets(page)),
    }
}

/// `2.8.0 on web-1 and 2.7.3 on web-2`
pub fn on_targets(page: &RollbackPage) -> String {
    let mut versions: Vec<&Version> = page.back.live.iter().map(|target| &target.version).collect();
    versions.sort();
    versions.dedup();
    let on = |version: &&Version| {
        let targets = page.back.live.iter().filter(|target| target.version == **version);
        let targets: Vec<&str> = targets.map(|target| target.target.as_str()).collect();
        format!("{version} on {}", list_words(&targets))
    };
    list_words(&versions.iter().map(on).collect::<Vec<_>>())
}

/// The panels about what a rollback does.
pub fn panels(page: &RollbackPage, to: &Target) -> AnyView {
    view! { {returns(page, to)} {stays(to)} }.into_any()
}

fn returns(page: &RollbackPage, to: &Target) -> AnyView {
    let release = view! { "Release " {mono(to.release.version.as_str())} ", with today's deployment steps" };
    let artifact = view! { "Artifact " {mono(to.release.artifact.uri.clone())} };
    let about = view! {
        "sha256 " {digest(&to.release.artifact.sha256)} ", registered " {moment(to.release.registered_at)}
    };
    let mut lines = vec![Row::new(Mark::Yes, release)];
    lines.extend(to.plan.as_ref().ok().map(|plan| Row::new(Mark::Yes, targets(plan))));
    lines.push(Row::new(Mark::Yes, artifact).note(about));
    if let Some(number) = page.back.slot {
        let holder =
            view! { <a href=addresses::deployment(number)>{format!("#{number}")}</a> " is under way" };
        lines.push(Row::new(Mark::Wait, holder).note("an immediate rollback ends it first"));
    }
    let took = match page.back.took {
        Some(took) => format!("last rollback took {took}"),
        None => "no rollback here yet".to_owned(),
    };
    Panel::new("What returns").aside(took).view(rows(lines))
}

/// `On web-1, web-2 and web-3, one at a time`
fn targets(plan: &Plan) -> String {
    let names: Vec<&str> = plan.targets.iter().map(|target| target.as_str()).collect();
    let deploying = plan.steps.iter().find(|step| step.deploys).map(|step| &step.work);
    let pace = match deploying {
        Some(Work::Automatic { per_target: true, batch: 0 | 1, .. }) if names.len() > 1 => {
            ", one at a time".to_owned()
        }
        Some(Work::Automatic { per_target: true, batch, .. }) if names.len() > 1 => {
            format!(", {batch} at a time")
        }
        _ => String::new(),
    };
    format!("On {}{pace}", list_words(&names))
}

/// Data, and what the releases in between declared: yes, no, or nothing, which never reads as safe.
fn stays(to: &Target) -> AnyView {
    let data = Row::new(Mark::No, "Data, schema and messages that were sent").note("They stay as they are.");
    let (shown, rest) = to.between.split_at(to.between.len().min(SHOWN));
    let lines: Vec<Row> = std::iter::once(data).chain(shown.iter().map(declared)).collect();
    let draw = |releases: &[Between]| rows(releases.iter().map(declared).collect::<Vec<_>>());
    let rest = (!rest.is_empty()).then(|| fold(format!("{} more", rest.len()), false, draw(rest)));
    Panel::new("What doesn't return").view(view! { {rows(lines)} {rest} })
}

fn declared(release: &Between) -> Row {
    let (mark, says, means) = match release.irreversible {
        Some(true) => (Mark::No, "irreversible change", "What it changed stays changed."),
        Some(false) => (Mark::Yes, "no irreversible change", "It declares that it can be undone."),
        None => (Mark::Warn, "irreversible change not declared", "Assume it can't be undone."),
    };
    Row::new(mark, view! { {mono(release.version.as_str())} {format!(": {says}")} }).note(means)
}

/// What would be done, and where else one could go.
pub fn rest(page: &RollbackPage, to: &Target) -> AnyView {
    let steps = to.plan.as_ref().ok().map(|plan| {
        let count = count_of(plan.steps.len(), "step");
        Panel::new("Steps").aside(count).view(plan::list(&plan.steps))
    });
    view! { {others(page)} {steps} }.into_any()
}

/// Other releases that could be gone back to, with what speaks against them.
fn others(page: &RollbackPage) -> Option<AnyView> {
    if page.others.is_empty() {
        return None;
    }
    let row = |(version, standing): &(Version, Standing)| {
        let page = addresses::rollback(&page.project.slug, &page.environment.slug, version);
        let link = view! { <a href=page>{version.to_string()}</a> };
        match standing {
            Standing::Good => Row::new(Mark::Yes, link),
            Standing::LeftBehind => Row::new(Mark::Warn, link).note("a rollback left it behind"),
            Standing::Suspect => Row::new(Mark::No, link).note("suspect: rolled back or reported as bad"),
        }
    };
    let lines = page.others.iter().map(row).collect::<Vec<_>>();
    Some(Panel::new("Choose another release").view(rows(lines)))
}

/// The page where there is no way back, or none to what was asked for.
pub fn no_way(page: &RollbackPage) -> AnyView {
    let slug = &page.environment.slug;
    let words = match &page.asked {
        Some(asked) => format!(
            "{slug} cannot be rolled back to {asked}: it never succeeded there, or every target serves it already."
        ),
        None => format!("Nothing to roll back to: {slug} has no earlier success that is good."),
    };
    view! { {empty(words, ())} {others(page)} }.into_any()
}
