//! The steps of a started deployment: marks, times, targets, logs, and the forms of steps that people do.

use super::about::About;
use super::plan::details;
use super::{follow_up, step_log};
use crate::domain::id::StepId;
use crate::store::executions::{self, Execution};
use crate::store::live::{self, LiveTarget};
use crate::store::logs::{self, LogLine};
use crate::store::steps::{self, Step, StepOutcome};
use crate::store::{Db, StoreError};
use crate::ui::command::command;
use crate::ui::fold::fold;
use crate::ui::log::log;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, ordered};
use crate::ui::time::moment;
use crate::web::events::deployment::drawn;
use leptos::prelude::*;
use std::collections::HashMap;

mod targets;

/// So many of a step's last lines are shown; the whole log is a file.
const SHOWN_LINES: i64 = 200;

/// What is known about the steps.
pub struct Steps {
    steps: Vec<Step>,
    executions: Vec<Execution>,
    logs: HashMap<StepId, Tail>,
    live: Vec<LiveTarget>,
}

/// The end of a step's log.
struct Tail {
    lines: Vec<LogLine>,
    count: i64,
}

impl Steps {
    /// Reads them.
    pub async fn load(db: &mut Db, about: &About) -> Result<Self, StoreError> {
        let deployment = &about.deployment;
        let mut logs = HashMap::new();
        for (step, count) in logs::counts(db, deployment.number).await? {
            let lines = logs::tail(db, step, SHOWN_LINES).await?;
            logs.insert(step, Tail { lines, count });
        }
        Ok(Self {
            steps: steps::of_deployment(db, deployment.number).await?,
            executions: executions::of_deployment(db, deployment.number).await?,
            live: live::of_place(db, deployment.project, deployment.environment).await?,
            logs,
        })
    }

    /// The step that it stands at.
    pub fn current(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.ended_at.is_none())
    }

    /// The manual step that a person is to confirm now.
    pub fn waits_for_person(&self, about: &About) -> Option<&Step> {
        let current = self.current().filter(|_| !about.has_ended())?;
        (current.is_manual() && current.started_at.is_some()).then_some(current)
    }

    /// `step 5 of 10`
    pub fn progress(&self) -> String {
        let ended = self.steps.iter().filter(|step| step.ended_at.is_some()).count();
        format!("step {} of {}", (ended + 1).min(self.steps.len()), self.steps.len())
    }

    /// The targets that this deployment put its release on, or may have begun to, and those that it never touched.
    pub fn touched(&self, about: &About) -> (Vec<String>, Vec<String>) {
        let deploys = |step: StepId| self.steps.iter().any(|s| s.id == step && s.deploys);
        // A command that ran once for all of them may have begun with any.
        let begun = |target: &str| {
            let on_it = |x: &&Execution| x.target == target || x.target.is_empty();
            self.executions.iter().filter(|x| deploys(x.step)).any(|x| on_it(&x))
        };
        let serves = |target: &str| {
            self.live.iter().any(|l| l.target == target && l.deployment == about.deployment.number)
        };
        let targets = about.deployment.plan.targets.iter().map(ToString::to_string);
        targets.partition(|target| begun(target) || serves(target))
    }

    /// Whether the log of the step that failed is on the page: it ends with what the step printed last.
    pub fn shows_why(&self) -> bool {
        let failed = self.steps.iter().find(|step| step.outcome == Some(StepOutcome::Failed));
        failed.is_some_and(|step| self.logs.contains_key(&step.id))
    }

    /// The panel.
    pub fn panel(&self, about: &About) -> AnyView {
        let done = self.steps.iter().filter(|step| step.outcome == Some(StepOutcome::Succeeded)).count();
        let rows: Vec<Row> = self.steps.iter().map(|step| self.row(about, step)).collect();
        Panel::new("Steps").aside(format!("{done} of {} done", self.steps.len())).view(ordered(rows))
    }

    fn row(&self, about: &About, step: &Step) -> Row {
        let is_current = !about.has_ended() && self.current().is_some_and(|current| current.id == step.id);
        let text = step.text.clone();
        let what = if is_current { view! { <b>{text}</b> }.into_any() } else { text.into_any() };
        let mut row = Row::new(mark(step), what).end(end(step));
        if let Some(note) = note(about, step) {
            row = row.note(note);
        }
        if let Some(details) = details(about.deployment.plan.details(step.position)) {
            row = row.below(details);
        }
        let executions: Vec<&Execution> = self.executions.iter().filter(|x| x.step == step.id).collect();
        if let Some(program) = step.work.long_program() {
            row = row.below(fold("Command", false, command(program)));
        }
        if let Some(chips) = targets::chips(about, step, &executions) {
            row = row.below(chips);
        }
        if let Some(why) = targets::trouble(&executions).filter(|trouble| !about.tells(&trouble.reason)) {
            let why = why.words;
            row = row.below(view! { <span class="why">{why}</span> });
        }
        if self.waits_for_person(about).is_some_and(|waits| waits.id == step.id) {
            row = row.below(view! { <a href="#waits">"Confirm it at the top of the page"</a> });
        }
        if let Some(form) = follow_up::form(about, step) {
            row = row.below(form);
        }
        self.with_log(row, about, step, is_current)
    }

    fn with_log(&self, row: Row, about: &About, step: &Step, is_current: bool) -> Row {
        let Some(tail) = self.logs.get(&step.id) else {
            let begun = is_current && step.started_at.is_some() && !step.is_manual();
            return if begun { row.output(log(step.id.0, &step.text, true, &[], None)) } else { row };
        };
        let open = is_current || step.outcome == Some(StepOutcome::Failed);
        let lines: Vec<_> = tail.lines.iter().map(drawn).collect();
        let whole = step_log::address(about.deployment.number, step.position);
        let words = match tail.count - SHOWN_LINES {
            ..=0 => "Download".to_owned(),
            _ => format!("Download all {} lines; these are the last {SHOWN_LINES}", tail.count),
        };
        let link = view! { <a class="quiet" href=whole download="">{words}</a> }.into_any();
        row.output(log(step.id.0, &step.text, open, &lines, Some(link)))
    }
}

fn mark(step: &Step) -> Mark {
    match step.outcome {
        Some(StepOutcome::Succeeded) => Mark::Yes,
        Some(StepOutcome::Failed) => Mark::No,
        Some(StepOutcome::FollowUp) if step.is_open_follow_up() => Mark::Wait,
        Some(StepOutcome::FollowUp) => Mark::Yes,
        Some(StepOutcome::Stopped) => Mark::Skipped,
        None if step.started_at.is_some() && step.is_manual() => Mark::Wait,
        None if step.started_at.is_some() => Mark::Now,
        None => Mark::Number(usize::try_from(step.position).unwrap_or_default()),
    }
}

/// How long it took, since when it runs, or how it will be done.
fn end(step: &Step) -> AnyView {
    match (step.outcome, step.started_at, step.ended_at) {
        (Some(StepOutcome::FollowUp), ..) if step.is_open_follow_up() => "left for afterwards".into_any(),
        (_, Some(started), Some(ended)) => (ended - started).to_string().into_any(),
        (None, Some(started), None) => view! { "since " {moment(started)} }.into_any(),
        _ => step.work.short().into_any(),
    }
}

/// Who confirmed it with which words, or what the machine has to say about it; not what the page tells at its top.
fn note(about: &About, step: &Step) -> Option<String> {
    let ended_it = matches!(step.outcome, Some(StepOutcome::Failed | StepOutcome::Stopped));
    let told = ended_it && about.tells(&step.note);
    let said = (!step.note.is_empty() && !told).then(|| step.note.clone());
    let Some(name) = &step.person_name else { return said };
    let by = match step.outcome {
        Some(StepOutcome::Failed) => format!("{name} could not do it"),
        Some(StepOutcome::FollowUp) => format!("done afterwards by {name}"),
        _ => format!("confirmed by {name}"),
    };
    Some(said.map_or_else(|| by.clone(), |said| format!("{by}: “{said}”")))
}
