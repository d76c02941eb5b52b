//! What is live now and what comes back, side by side.

use super::facts;
use super::page::{RollbackPage, Target};
use crate::domain::rollback::Standing;
use crate::ui::time::moment;
use crate::web::addresses;
use leptos::prelude::*;

/// The two releases.
pub fn view(page: &RollbackPage, to: &Target) -> AnyView {
    view! {
        <div class="swap">
            {now(page)}
            <span class="arrow" aria-hidden="true">"→"</span>
            <span class="hidden">"is replaced by"</span>
            {back(to)}
        </div>
    }
    .into_any()
}

fn now(page: &RollbackPage) -> AnyView {
    let mut versions: Vec<_> = page.back.live.iter().map(|target| &target.version).collect();
    versions.sort();
    versions.dedup();
    let since = page.back.live.iter().map(|target| target.since).max();
    let (version, about) = match versions.as_slice() {
        [] => ("nothing".to_owned(), "".into_any()),
        [one] => (one.to_string(), view! { "since " {since.map(moment)} }.into_any()),
        _ => ("mixed".to_owned(), facts::on_targets(page).into_any()),
    };
    view! { <div><small>"Live now"</small><span class="version">{version}</span><small>{about}</small></div> }
        .into_any()
}

fn back(to: &Target) -> AnyView {
    let about = match to.standing {
        Standing::Suspect => "suspect",
        Standing::LeftBehind => "rolled back before",
        Standing::Good if to.last_good => "last good one",
        Standing::Good => "earlier success",
    };
    let success = addresses::deployment(to.success);
    view! {
        <div class="to">
            <small>"Back to"</small>
            <span class="version">{to.release.version.to_string()}</span>
            <small>{about} ", " <a href=success>{format!("#{}", to.success)}</a></small>
        </div>
    }
    .into_any()
}
