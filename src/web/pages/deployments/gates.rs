//! The gates of a deployment: value, threshold and verdict.

use super::about::About;
use crate::domain::gate::Verdict;
use crate::domain::strategy::GateMode;
use crate::ui::gate::gate;
use crate::ui::panel::Panel;
use crate::ui::row::rows;
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
    Some(Panel::new("Gates").aside(view! { {words} {recorded} }).view(rows(gates.iter().map(gate))))
}
