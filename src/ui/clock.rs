//! Clocks: what was measured, large, against what it should be.

use leptos::prelude::*;

/// A clock before it is drawn.
pub struct Clock {
    /// What it measures.
    pub name: String,
    /// What it shows.
    pub shows: String,
    /// So many seconds are gone, where it goes on: a script counts from there.
    pub goes_on_from: Option<i64>,
    /// What it is measured against, or where it comes from.
    pub against: String,
    /// How much of the objective is gone, in percent; none draws no bar.
    pub percent: Option<i64>,
    /// The words where it is near its objective or over it.
    pub warning: Option<Warning>,
}

/// How near a clock is to its objective, where it asks for a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// Most of it is gone.
    Amber,
    /// All of it is gone.
    Red,
}

/// Clocks beside each other.
pub fn clocks(clocks: impl IntoIterator<Item = Clock>) -> AnyView {
    view! { <div class="clocks">{clocks.into_iter().map(clock).collect_view()}</div> }.into_any()
}

fn clock(clock: Clock) -> AnyView {
    let class = match clock.warning {
        None => "clock",
        Some(Warning::Amber) => "clock amber",
        Some(Warning::Red) => "clock red",
    };
    let warning = clock.warning.map(|warning| match warning {
        Warning::Amber => " · near it",
        Warning::Red => " · over it",
    });
    let bar = clock.percent.map(|percent| {
        let label = format!("{}: {percent}% of the objective", clock.name);
        view! { <progress max="100" value=percent.min(100).to_string() aria-label=label></progress> }
    });
    view! {
        <div class=class>
            <span class="quiet">{clock.name}</span>
            <b data-seconds=clock.goes_on_from>{clock.shows}</b>
            <span class="quiet">{clock.against} {warning}</span>
            {bar}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn example(text: &str, warning: Option<Warning>) -> Clock {
        let (name, shows, against) = (text.into(), text.into(), text.into());
        Clock { name, shows, goes_on_from: None, against, percent: Some(140), warning }
    }

    #[test]
    fn a_clock_over_its_objective_says_so_in_words() {
        let html = clocks([example("Recover", Some(Warning::Red))]).to_html().replace("<!>", "");
        assert!(html.contains("class=\"clock red\"") && html.contains("Recover · over it"), "{html}");
        assert!(html.contains("value=\"100\"") && html.contains("140% of the objective"), "{html}");
    }

    #[test]
    fn only_a_clock_that_goes_on_is_counted() {
        let going = Clock { goes_on_from: Some(130), ..example("2:10", None) };
        assert!(clocks([going]).to_html().contains("<b data-seconds=\"130\">2:10</b>"));
        assert!(!clocks([example("2:10", None)]).to_html().contains("data-seconds"));
    }

    #[test]
    fn what_it_shows_stays_text() {
        hostile::assert_stays_text(|text| clocks([example(text, None)]).to_html());
    }
}
