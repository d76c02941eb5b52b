//! The gates of a deployment: value, threshold and verdict.

use super::about::About;
use crate::domain::gate::{Judged, Verdict};
use crate::domain::strategy::GateMode;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use leptos::prelude::*;

/// The panel; none where no gate is asked.
pub fn panel(about: &About) -> Option<AnyView> {
    let gates = &about.standing.evaluation.gates;
    if gates.is_empty() {
        return None;
    }
    let passing = gates.iter().filter(|gate| gate.verdict == Verdict::Pass).count();
    let warns = if about.deployment.plan.gate_mode == GateMode::Warn { ", and they only warn" } else { "" };
    let words = format!("{passing} of {} pass{warns}", gates.len());
    let recorded = about.standing.evidence.recorded_at.map(|at| view! { " · evidence of " {moment(at)} });
    Some(Panel::new("Gates").aside(view! { {words} {recorded} }).view(rows(gates.iter().map(row))))
}

/// `✓ Coverage at least 80%   83.4%`
pub fn row(gate: &Judged) -> Row {
    let mark = match gate.verdict {
        Verdict::Pass => Mark::Yes,
        Verdict::Warn => Mark::Warn,
        Verdict::Fail | Verdict::Missing => Mark::No,
    };
    let value = match gate.verdict {
        Verdict::Missing => "no evidence".to_owned(),
        Verdict::Pass => gate.value.clone(),
        verdict => format!("{}, {}", gate.value, verdict.word()),
    };
    Row::new(mark, gate.name).note(gate.threshold.clone()).end(value)
}
