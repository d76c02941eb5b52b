//! Moments for people: written in UTC, made relative by the script.

use crate::domain::time::Time;
use leptos::prelude::*;

/// A moment: `23 Nov 2026 14:02 UTC`, which the script turns into `12 min ago`; the full time is its title.
pub fn moment(time: Time) -> AnyView {
    view! {
        <time datetime=time.rfc3339() title=full(time) data-relative="">{time.for_people()}</time>
    }
    .into_any()
}

/// A moment whose time of day matters and stays: `14:02:11`; the full time is its title.
pub fn clock(time: Time) -> AnyView {
    view! { <time datetime=time.rfc3339() title=full(time)>{time.clock()}</time> }.into_any()
}

/// `2026-11-23 14:02:11 +00:00`
fn full(time: Time) -> String {
    format!("{} {} +00:00", time.date(), time.clock())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_readable_by_people_and_machines() {
        assert_eq!(
            moment(Time(1_763_906_531_000_000)).to_html(),
            "<time datetime=\"2025-11-23T14:02:11Z\" title=\"2025-11-23 14:02:11 +00:00\" data-relative=\"\">\
             23 Nov 2025 14:02 UTC</time>"
        );
        assert!(clock(Time(1_763_906_531_000_000)).to_html().ends_with(">14:02:11</time>"));
    }
}
