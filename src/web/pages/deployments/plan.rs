//! The steps of a deployment before it starts: what will be done, by whom.

use super::about::About;
use super::risk::Risk;
use crate::domain::plan::PlannedStep;
use crate::domain::text::count_of;
use crate::domain::time::Span;
use crate::ui::command::command;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, ordered};
use leptos::prelude::*;

/// The panel.
pub fn panel(about: &About, risk: &Risk) -> AnyView {
    let steps = &about.deployment.plan.steps;
    let mut words = count_of(steps.len(), "step");
    if let Some(span) = typical(&risk.took_lately) {
        words.push_str(&format!(" · about {span}, from the last {}", risk.took_lately.len()));
    }
    Panel::new("Steps").aside(words).view(list(steps))
}

/// The steps by their numbers.
pub fn list(steps: &[PlannedStep]) -> AnyView {
    let rows = (1..).zip(steps).map(|(at, step)| {
        let row = Row::new(Mark::Number(at), step.text.clone()).end(step.work.short());
        let row = details(&step.details).into_iter().fold(row, Row::below);
        step.work.long_program().into_iter().fold(row, |row, program| row.below(command(program)))
    });
    ordered(rows.collect::<Vec<_>>())
}

/// What the document says below a step, line by line: how a person does it; none where it says nothing.
pub fn details(lines: &[String]) -> Option<AnyView> {
    let shown = lines.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    (!lines.is_empty()).then(|| view! { <ul class="details">{shown}</ul> }.into_any())
}

/// The middle one: one that waited for a person over night does not count much.
pub fn typical(took: &[Span]) -> Option<Span> {
    let mut took = took.to_vec();
    took.sort_unstable();
    took.get(took.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_long_night_does_not_make_a_typical_time() {
        let took = [Span::minutes(11), Span::hours(14), Span::minutes(9)];
        assert_eq!(typical(&took), Some(Span::minutes(11)));
        assert_eq!(typical(&[]), None);
    }
}
