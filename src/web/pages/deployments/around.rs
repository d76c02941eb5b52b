//! What surrounds a request, for people who ask, approve or start: what changed since, what its success ends, and what
//! happened to its release before.

use super::about::About;
use crate::domain::approval::Decision;
use crate::domain::text::{Version, list_words};
use crate::store::deployments::Waiting;
use crate::store::earlier::Earlier;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use crate::web::addresses;
use leptos::prelude::*;

/// That another release serves than at the request: approvals stay, and the difference is another one.
pub fn moved(about: &About) -> Option<AnyView> {
    let moved = about.around.moved.as_ref()?;
    let slug = &about.deployment.environment_slug;
    let was = format!("{slug} served {} when this was requested. ", words(&moved.from));
    let is = format!("It serves {} now, since ", words(&moved.to));
    let before = about.standing.approvals.iter();
    let before = before.filter(|one| one.decision == Decision::Approved && one.decided_at < moved.at);
    let names: Vec<&str> = before.map(|one| one.name.as_str()).collect();
    let stay = match names.as_slice() {
        [] => "The changes below are the new difference.".to_owned(),
        names => format!(
            "The approvals stay ({}, before that change). The changes below are the new difference.",
            list_words(names)
        ),
    };
    let title = format!("{slug} changed since the request");
    Some(Panel::new(title).body(view! { <p>{was} {is} {moment(moved.at)} ". " {stay}</p> }))
}

fn words(versions: &[Version]) -> String {
    let versions: Vec<&str> = versions.iter().map(Version::as_str).collect();
    if versions.is_empty() { "nothing".to_owned() } else { list_words(&versions) }
}

/// The rejections and rollbacks of a release; none where there were none.
pub fn earlier(version: &Version, earlier: &[Earlier]) -> Option<AnyView> {
    if earlier.is_empty() {
        return None;
    }
    Some(Panel::new(format!("{version} before")).view(rows(earlier.iter().map(row).collect::<Vec<_>>())))
}

fn row(one: &Earlier) -> Row {
    let page = addresses::deployment(one.number);
    let number = view! { <a href=page>{format!("#{}", one.number)}</a> };
    let (what, why) = if one.rollback {
        (format!("Rolled back in {} by ", one.environment), format!("{}: “{}”", one.by, one.reason))
    } else {
        (format!("Rejected for {}: ", one.environment), one.reason.clone())
    };
    Row::new(Mark::No, view! { {what} {number} }).note(why).end(moment(one.at))
}

/// What the success of a release ends, said before the click; nothing where it ends nothing.
pub fn ends(version: &Version, ends: &[Waiting]) -> Option<AnyView> {
    if ends.is_empty() {
        return None;
    }
    let named = ends.iter().map(|one| {
        let page = addresses::deployment(one.number);
        view! { <li><a href=page>{format!("#{}", one.number)}</a> {format!(" ({}), requested by {}", one.version, one.by)}</li> }
    });
    let words = format!("When {version} succeeds, it ends these requests for earlier releases:");
    Some(view! { <p>{words}</p> <ul class="plain">{named.collect_view()}</ul> }.into_any())
}
