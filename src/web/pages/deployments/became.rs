//! What became of a deployment since it put its release onto targets: never that it serves what it does not.

use crate::domain::fate::{Fate, Taken};
use crate::domain::id::{DeploymentNumber, ReleaseId};
use crate::domain::text::count_of;
use crate::domain::time::Span;
use crate::ui::version::mono;
use crate::web::addresses;
use leptos::prelude::*;

/// What became of it, and how long it served.
pub struct Became {
    fate: Fate,
    lasted: Option<Span>,
}

impl Became {
    /// Of a deployment of this release that is still what so many targets serve.
    pub fn of(taken: &Taken, release: ReleaseId, live_on: usize) -> Self {
        let lasted = taken.lasted().filter(|_| live_on == 0);
        Self { fate: taken.fate(release, live_on), lasted }
    }

    /// Whether a rollback took its release away from every target.
    pub fn is_rolled_back(&self) -> bool {
        matches!(self.fate, Fate::RolledBack { in_part: false, .. })
    }

    /// `Rolled back by #15, was live for 3 days`; nothing where it still serves, or never did.
    pub fn view(&self) -> Option<AnyView> {
        let what = match &self.fate {
            Fate::NeverServed | Fate::Serves => return None,
            Fate::RolledBack { by, in_part } => {
                let words = if *in_part { "Rolled back on some targets by " } else { "Rolled back by " };
                view! { {words} {number(*by)} }.into_any()
            }
            Fate::Again(by) => view! { "Deployed again by " {number(*by)} }.into_any(),
            Fate::Replaced { by, version, in_part } => {
                let words = if *in_part { "Replaced on some targets by " } else { "Replaced by " };
                view! { {words} {number(*by)} " (" {mono(version.as_str())} ")" }.into_any()
            }
            Fate::Gone => "No longer live: the document doesn't name its targets any more".into_any(),
        };
        let lasted = self.lasted.map(|lasted| format!(" · was live for {}", in_words(lasted)));
        Some(view! { <p class="became">{what} {lasted}</p> }.into_any())
    }
}

/// `3 days`, `2 h`
fn in_words(lasted: Span) -> String {
    let days = usize::try_from(lasted.0 / Span::days(1).0).unwrap_or_default();
    if days >= 2 { count_of(days, "day") } else { lasted.to_string() }
}

fn number(by: DeploymentNumber) -> AnyView {
    view! { <a href=addresses::deployment(by)>{format!("#{by}")}</a> }.into_any()
}
