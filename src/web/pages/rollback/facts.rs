//! What a rollback brings back, what it does not, and what is known about it.

use super::page::{RollbackPage, Target};
use crate::domain::irreversible::Irreversible;
use crate::domain::text::{Version, count_of, list_words};
use crate::store::successes::Between;
use crate::ui::empty::empty;
use crate::ui::fold::fold;
use crate::ui::panel::{Panel, facts};
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::ui::version::{digest, mono};
use crate::web::addresses;
use crate::web::pages::deployments::plan;
use leptos::prelude::*;

/// So many releases in between are told at once.
const SHOWN: usize = 12;

/// `serves 2.8.0 on web-1 and 2.7.3 on web-2`
pub fn served(page: &RollbackPage) -> String {
    let mut versions: Vec<&Version> = page.back.live.iter().map(|target| &target.version).collect();
    versions.dedup();
    versions.sort();
    versions.dedup();
    let on = |version: &&Version| {
        let targets = page.back.live.iter().filter(|target| target.version == **version);
        let targets: Vec<&str> = targets.map(|target| target.target.as_str()).collect();
        format!("{version} on {}", list_words(&targets))
    };
    match versions.as_slice() {
        [] => "serves nothing".to_owned(),
        [one] => format!("serves {one}"),
        several => format!("serves {}", list_words(&several.iter().map(on).collect::<Vec<_>>())),
    }
}

/// The panels about what a rollback does.
pub fn panels(page: &RollbackPage, to: &Target) -> AnyView {
    view! { {returns(page, to)} {between(to)} }.into_any()
}

fn returns(page: &RollbackPage, to: &Target) -> AnyView {
    let success = addresses::deployment(to.success);
    let success = view! { <a href=success>{format!("#{}", to.success)}</a> {to.last_good.then_some(", the last good one")} };
    let artifact = view! {
        {mono(to.release.artifact.uri.clone())} " sha256 " {digest(&to.release.artifact.sha256)}
        " · registered " {moment(to.release.registered_at)}
    };
    let took = match page.back.took {
        Some(took) => format!("{took}"),
        None => "Nothing was rolled back here yet".to_owned(),
    };
    let slot = match page.back.slot {
        Some(number) => format!("#{number} holds it: an immediate rollback ends it first"),
        None => "Free".to_owned(),
    };
    Panel::new("What returns").view(facts(vec![
        ("Returns", format!("The program of {}, by today's steps", to.release.version).into_any()),
        ("Does not return", "Data, schema, and messages that were sent".into_any()),
        ("Succeeded in", success.into_any()),
        ("Artifact", artifact.into_any()),
        ("Last rollback took", took.into_any()),
        ("Environment", slot.into_any()),
    ]))
}

/// What the releases in between declared: yes, no, or nothing, which never reads as safe.
fn between(to: &Target) -> AnyView {
    let panel = Panel::new("Irreversible changes in between");
    if to.between.is_empty() {
        return panel.body(view! { <p class="quiet">"No other release lies in between."</p> });
    }
    let all = Irreversible::over(to.between.iter().map(|release| release.irreversible));
    let draw = |releases: &[Between]| rows(releases.iter().map(declared).collect::<Vec<_>>());
    let (shown, rest) = to.between.split_at(to.between.len().min(SHOWN));
    let rest = (!rest.is_empty()).then(|| fold(format!("{} more", rest.len()), false, draw(rest)));
    panel.aside(all.words()).view(view! { {draw(shown)} {rest} })
}

fn declared(release: &Between) -> Row {
    let declared = Irreversible::of(release.irreversible);
    let (shape, means) = match declared {
        Irreversible::Yes => (Shape::Failed, "what it changed stays changed"),
        Irreversible::No => (Shape::Live, "it says that it changes nothing for good"),
        Irreversible::NotDeclared => (Shape::Waiting, "nobody said: do not count on it"),
    };
    Row::plain(view! { {mono(release.version.as_str())} " " {state(shape, declared.words())} }).note(means)
}

/// What would be done, and where else one could go.
pub fn rest(page: &RollbackPage, to: &Target) -> AnyView {
    let steps = to.plan.as_ref().ok().map(|plan| {
        let count = count_of(plan.steps.len(), "step");
        Panel::new("Steps").aside(count).view(plan::list(&plan.steps))
    });
    view! { {steps} {others(page)} }.into_any()
}

/// Other versions that could be gone back to.
fn others(page: &RollbackPage) -> Option<AnyView> {
    if page.others.is_empty() {
        return None;
    }
    let link = |version: &Version| {
        let page = addresses::rollback(&page.project.slug, &page.environment.slug, version);
        view! { <a class="button" href=page>{version.to_string()}</a> }
    };
    let links = page.others.iter().map(link).collect_view();
    Some(Panel::new("Or another one").body(view! { <div class="actions">{links}</div> }))
}

/// The page where there is no way back, or none to what was asked for.
pub fn no_way(page: &RollbackPage) -> AnyView {
    let slug = &page.environment.slug;
    let words = match &page.asked {
        Some(asked) => format!(
            "{slug} cannot be rolled back to {asked}: only to an earlier success that does not serve there now and was \
             not itself rolled back from."
        ),
        None => format!("There is no earlier success in {slug} to go back to."),
    };
    view! { {empty(words, ())} {others(page)} }.into_any()
}
