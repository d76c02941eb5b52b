//! The track: how far a release has come, stop by stop.

use leptos::prelude::*;

/// Where a stop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Behind us.
    Done,
    /// The next one, waiting.
    Now,
    /// The one being worked on.
    Busy,
    /// It ended here.
    Failed,
    /// Not yet.
    Todo,
}

/// One stop of a track.
pub struct Stop {
    /// Its name: `staging`.
    pub label: String,
    /// A few words, or a time, below the name.
    pub note: AnyView,
    /// Where it stands.
    pub progress: Progress,
}

impl Stop {
    /// A stop with its note.
    pub fn new(progress: Progress, label: impl Into<String>, note: impl IntoView + 'static) -> Self {
        Self { label: label.into(), note: note.into_any(), progress }
    }
}

/// The stops in their order; `about` names the track for who does not see it.
pub fn track(about: impl Into<String>, stops: Vec<Stop>) -> AnyView {
    let stops = stops.into_iter().map(stop).collect_view();
    // Where it is wider than its page it scrolls, by keyboard too.
    view! { <ol class="track" aria-label=about.into() tabindex="0">{stops}</ol> }.into_any()
}

fn stop(stop: Stop) -> AnyView {
    let (class, words) = match stop.progress {
        Progress::Done => ("done", "done"),
        Progress::Now => ("now", "waiting"),
        Progress::Busy => ("busy", "running"),
        Progress::Failed => ("failed", "failed"),
        Progress::Todo => ("todo", "to come"),
    };
    let current = matches!(stop.progress, Progress::Now | Progress::Busy).then_some("step");
    view! {
        <li class=class aria-current=current>
            <b>{stop.label}</b>
            <span class="hidden">{format!(" ({words}) ")}</span>
            <span class="quiet">{stop.note}</span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn every_stop_says_where_it_stands() {
        let stops = vec![
            Stop::new(Progress::Done, "Build", "4 min"),
            Stop::new(Progress::Now, "production", "waiting"),
        ];
        let html = track("Pipeline of 2.8.0", stops).to_html();
        assert!(html.starts_with(
            "<ol aria-label=\"Pipeline of 2.8.0\" tabindex=\"0\" class=\"track\"><li class=\"done\"><b>Build"
        ));
        assert!(html.contains("<li aria-current=\"step\" class=\"now\">"), "{html}");
        assert!(html.contains("(done)") && html.contains("(waiting)"));
    }

    #[test]
    fn names_stay_text() {
        hostile::assert_stays_text(|text| {
            track(text, vec![Stop::new(Progress::Todo, text, text.to_owned())]).to_html()
        });
    }
}
