//! The reading of a strategy document: what guards each environment, its steps, and what was not read.

use super::fold::fold;
use super::panel::{Panel, facts};
use super::row::{Mark, Row, rows};
use super::version::mono;
use crate::domain::reading::{EnvironmentReading, Reading, StepReading, Unread};
use crate::domain::text::count_of;
use leptos::prelude::*;

/// The panel with the reading; environments whose names are given are unfolded.
pub fn panel(reading: &Reading, open: &[&str]) -> AnyView {
    let environments =
        reading.environments.iter().map(|read| environment(read, open.contains(&read.slug.as_str())));
    let environments = environments.collect_view();
    let loosened = match reading.loosened.len() {
        0 => None,
        count => {
            Some(view! { <span class="state loosened">{format!("{count} looser than the default")}</span> })
        }
    };
    let content = view! { <div class="reading">{environments} {beside(reading)} {looser(reading)}</div> };
    Panel::new("What Slipway reads").aside(loosened).view(content)
}

/// A guarded environment has a filled shield, an open one an empty shield.
fn environment(read: &EnvironmentReading, open: bool) -> AnyView {
    let class = if read.has_rules() { "state guarded" } else { "state open" };
    view! {
        <details open=open>
            <summary>
                <b>{read.name.clone()}</b>
                <span class=class>{read.state()}</span>
                <span class="gist">{read.gist()}</span>
            </summary>
            {guards(read)}
        </details>
    }
    .into_any()
}

fn guards(read: &EnvironmentReading) -> AnyView {
    let targets: Vec<String> = read.targets.iter().map(ToString::to_string).collect();
    let checklist = read.checklist.iter().map(|of| format!("{} (answered by {})", of.line, of.answerer()));
    let other = read.other_guards();
    let other = (!other.is_empty()).then(|| ("Also asked", lines(other)));
    let mut all = vec![
        ("Gates", lines(read.gate_lines())),
        ("Approvals", lines(read.approval_lines())),
        ("Requires", lines(vec![read.requires_words()])),
        ("Checklist", lines(or_none(checklist.collect()))),
        ("Start", lines(vec![read.start_words().to_owned()])),
        ("Targets", lines(vec![targets.join(", ")])),
        ("Steps", steps(&read.steps)),
    ];
    all.extend(other);
    facts(all)
}

fn or_none(lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() { vec!["not asked".to_owned()] } else { lines }
}

fn lines(lines: Vec<String>) -> AnyView {
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
    view! { <ul>{lines.collect_view()}</ul> }.into_any()
}

fn steps(steps: &[StepReading]) -> AnyView {
    view! { <ol class="numbered">{steps.iter().map(step).collect_view()}</ol> }.into_any()
}

fn step(step: &StepReading) -> AnyView {
    let text = match step.deploys {
        true => view! { <b>{step.text.clone()}</b> }.into_any(),
        false => step.text.clone().into_any(),
    };
    let how = match step.kind {
        "command" => mono(step.does.clone()),
        _ => view! { <span class="quiet">{step.how().to_owned()}</span> }.into_any(),
    };
    let marks = step.marks();
    let marks = marks.into_iter().filter(|mark| *mark != "deploys");
    let marks =
        marks.map(|mark| view! { " " <span class="mark-words">{format!("({mark})")}</span> }).collect_view();
    let details = (!step.details.is_empty()).then(|| lines(step.details.clone()));
    view! { <li>{text} " " {how} {marks} {details}</li> }.into_any()
}

/// Alert rules, metrics, backup jobs and the recovery plan, folded.
fn beside(reading: &Reading) -> AnyView {
    let recovery = &reading.recovery;
    let gist = [
        count_of(reading.alerts.len(), "alert rule"),
        count_of(reading.metrics.len(), "metric"),
        count_of(reading.backup_jobs.len(), "backup job"),
        count_of(recovery.steps.len(), "recovery step"),
        count_of(recovery.objectives.lines().len(), "objective"),
    ];
    let parts = [
        ("Alert rules", reading.alerts.iter().map(|alert| alert.words()).collect::<Vec<_>>()),
        ("Metrics", reading.metrics.iter().map(|metric| metric.words()).collect()),
        ("Backup jobs", reading.backup_jobs.clone()),
        ("Recovery", recovery.steps.clone()),
        ("Objectives", recovery.objectives.lines()),
    ];
    let parts = parts.into_iter().filter(|(_, of)| !of.is_empty()).map(|(name, of)| (name, lines(of)));
    view! {
        <details>
            <summary>
                <b>"Alerts, metrics, recovery"</b>
                <span></span>
                <span class="gist">{gist.join(", ")}</span>
            </summary>
            {facts(parts.collect())}
        </details>
    }
    .into_any()
}

fn looser(reading: &Reading) -> Option<AnyView> {
    let mut words = reading.loosened.clone();
    if reading.default_access {
        words.push("The document has no access table. The template's roles and rights hold.".to_owned());
    }
    (!words.is_empty()).then(|| fold("Looser than the default, or assumed", true, lines(words)))
}

/// The panel with the passages that were not read; below each what became of it.
pub fn unread_panel(passages: Vec<(Unread, AnyView)>) -> Option<AnyView> {
    if passages.is_empty() {
        return None;
    }
    let row = |(passage, below): (Unread, AnyView)| {
        Row::new(Mark::Warn, format!("Line {}: {}", passage.line, passage.message)).below(below)
    };
    Some(Panel::new("Not read").view(rows(passages.into_iter().map(row))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reading::{ApprovalReading, ChecklistReading};
    use crate::domain::strategy::{GateMode, Start};
    use crate::testing::hostile;

    fn reading(text: &str, approvals: Vec<ApprovalReading>) -> Reading {
        let step = StepReading {
            phase: text.into(),
            text: text.into(),
            kind: "command",
            does: text.into(),
            deploys: true,
            by_place: true,
            added: false,
            timeout_s: Some(60),
            retries: 0,
            rollback: Some(text.into()),
            details: vec![text.into()],
        };
        let environment = EnvironmentReading {
            slug: "dr".parse().unwrap(),
            name: text.into(),
            guarded: false,
            gates: GateMode::Off,
            thresholds: Vec::new(),
            start: Start::ByHand,
            requires: Vec::new(),
            approvals,
            targets: vec!["dr".parse().unwrap()],
            checklist: vec![ChecklistReading { line: text.into(), answered_by: "person".into() }],
            steps: vec![step],
            second_factor: false,
            drill_within_s: None,
        };
        let loosened = vec![text.to_owned()];
        Reading { environments: vec![environment], loosened, ..Reading::default() }
    }

    #[test]
    fn an_environment_is_open_or_guarded() {
        let open = panel(&reading("Disaster site", vec![]), &["dr"]).to_html();
        assert!(open.contains("state open\">Open</span>") && open.contains("<details open>"), "{open}");
        assert!(open.contains("(only in this environment, because of where it stands)"), "{open}");
        let rule =
            ApprovalReading { required: 2, from: vec!["Security".into(), "Owner".into()], expires_s: 60 };
        let guarded = panel(&reading("Disaster site", vec![rule]), &[]).to_html();
        assert!(guarded.contains("state guarded\">Has rules</span>"), "{guarded}");
        assert!(guarded.contains("<li>2 of Security or Owner, valid for "), "{guarded}");
    }

    #[test]
    fn what_a_document_says_stays_text() {
        hostile::assert_stays_text(|text| {
            let passage = Unread { line: 1, message: text.into(), hash: String::new() };
            panel(&reading(text, vec![]), &[]).to_html()
                + &unread_panel(vec![(passage, ().into_any())]).to_html()
        });
    }
}
