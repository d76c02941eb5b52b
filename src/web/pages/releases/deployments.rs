//! The deployments of a release that the viewer sees.

use crate::store::history::Listed;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::state;
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::pages::history::words;
use leptos::prelude::*;

/// So many are shown; the history has all.
pub const MOST: i64 = 20;

/// The panel; none where there is none that the viewer sees.
pub fn panel(listed: &[Listed]) -> Option<AnyView> {
    let first = listed.first()?;
    let history = addresses::history(Some(&first.project_slug), None);
    let aside = view! { <a href=history>"History"</a> };
    Some(Panel::new("Deployments").aside(aside).view(rows(listed.iter().map(row))))
}

/// `#42 production  requested by Ada   23 Nov 2026 14:02 UTC`, and below it where it stands.
fn row(listed: &Listed) -> Row {
    let page = addresses::deployment(listed.number);
    let what = format!("#{} {} to {}", listed.number, listed.kind.word(), listed.environment_slug);
    let (shape, word, more) = words::of(listed);
    Row::plain(view! { <a href=page>{what}</a> })
        .note(format!("by {}", listed.requested_by_name))
        .end(moment(listed.requested_at))
        .below(view! { <div>{state(shape, word)} " " <span class="quiet">{more}</span></div> })
}
