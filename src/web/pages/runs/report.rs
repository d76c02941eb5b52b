//! The report of a run as a page of its own, which needs nothing else to be read.

use super::words;
use crate::domain::run::report::{Measured, Report, StepLine};
use crate::ui::sheet::page;
use crate::web::render;
use leptos::prelude::*;

/// The report as HTML.
pub fn html(report: &Report) -> String {
    let report = report.clone();
    let title = format!("Run {}: {}", report.run, report.runbook);
    let body = render::render(move || {
        let over = words::banner(report.mode, &report.environment);
        let over = over.map(|words| view! { <p class="banner">{words}</p> });
        let timeline = report.timeline.iter().map(|line| item(format!("{} {}", line.at, line.what)));
        let content = view! {
            {over}
            {facts(&report)}
            <h2>"Clocks"</h2>
            {clocks(&report.clocks)}
            <h2>"Steps"</h2>
            <ol>{report.steps.iter().map(step).collect_view()}</ol>
            <h2>"Findings"</h2>
            {findings(&report)}
            <h2>"Timeline"</h2>
            <ul>{timeline.collect_view()}</ul>
        };
        page(title, content.into_any())
    });
    format!("<!DOCTYPE html>{body}")
}

fn facts(report: &Report) -> AnyView {
    let facts = [
        ("State", report.state.to_owned()),
        ("Mode", report.mode.title().to_owned()),
        ("Place", format!("{}, {}", report.project, report.environment)),
        ("Runbook", format!("version {}, SHA-256 {}", report.version, report.sha256)),
        ("Started", format!("{} by {}", report.started_at, report.started_by)),
        ("Ended", report.ended_at.as_deref().unwrap_or("not yet").to_owned()),
        ("Reason", report.reason.clone()),
    ];
    let fact = |(name, value): (&'static str, String)| view! { <dt>{name}</dt> <dd>{value}</dd> };
    view! { <dl>{facts.into_iter().map(fact).collect_view()}</dl> }.into_any()
}

fn clocks(clocks: &[Measured]) -> AnyView {
    let row = |clock: &Measured| {
        let met = clock.met.map_or("no objective", |met| if met { "met" } else { "not met" });
        view! { <tr><th scope="row">{clock.name}</th><td>{clock.words.clone()}</td><td>{met}</td></tr> }
    };
    view! { <table>{clocks.iter().map(row).collect_view()}</table> }.into_any()
}

fn step(step: &StepLine) -> AnyView {
    let took = if step.took.is_empty() { String::new() } else { format!(", {}", step.took) };
    let note = if step.note.is_empty() { String::new() } else { format!(": {}", step.note) };
    let link = if step.link.is_empty() { String::new() } else { format!(" ({})", step.link) };
    let line = format!("{} ({}{took}){note}{link}", step.text, step.outcome);
    let attempts = step.attempts.iter().cloned().map(item).collect_view();
    let attempts = (!step.attempts.is_empty()).then(|| view! { <ul>{attempts}</ul> });
    view! { <li>{line} {attempts}</li> }.into_any()
}

fn findings(report: &Report) -> AnyView {
    if report.findings.is_empty() {
        return view! { <p>"None."</p> }.into_any();
    }
    let line = |finding: &crate::domain::run::report::Finding| {
        let done = if finding.done { "mended" } else { "open" };
        item(format!("{} ({}, due {}, {done})", finding.text, finding.owner, finding.due))
    };
    view! { <ul>{report.findings.iter().map(line).collect_view()}</ul> }.into_any()
}

fn item(text: String) -> AnyView {
    view! { <li>{text}</li> }.into_any()
}
