//! The backup jobs that a viewer sees, as a table.

use super::overdue_words;
use crate::actions::backup_jobs::JobStanding;
use crate::domain::backup_job::Kind;
use crate::domain::time::Time;
use crate::ui::panel::Panel;
use crate::ui::state::{Shape, state};
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::web::addresses;
use leptos::prelude::*;

const COLUMNS: [&str; 6] =
    ["Backup job", "Of", "Last backup", "Last verified restore", "Next backup", "State"];

/// The table; none where no strategy has jobs.
pub fn table(jobs: &[JobStanding], now: Time) -> Option<AnyView> {
    if jobs.is_empty() {
        return None;
    }
    let rows = jobs.iter().fold(Table::new("Backups", &COLUMNS), |table, job| table.row(row(job, now)));
    Some(Panel::new("Backups of your systems").view(rows.view()))
}

fn row(job: &JobStanding, now: Time) -> Vec<AnyView> {
    let page = addresses::backup_job(&job.project.slug, &job.environment.slug, &job.job.slug);
    vec![
        view! { <a href=page>{job.job.name.clone()}</a> }.into_any(),
        format!("{}, {}", job.project.name, job.environment.name).into_any(),
        succeeded(job, Kind::Backup),
        succeeded(job, Kind::Verify),
        next(job, Kind::Backup, now),
        standing(job, now),
    ]
}

/// When it last succeeded in this.
pub fn succeeded(job: &JobStanding, kind: Kind) -> AnyView {
    match job.pasts.of(kind).succeeded {
        Some(at) => moment(at),
        None => "never".into_any(),
    }
}

/// When it does this next.
pub fn next(job: &JobStanding, kind: Kind, now: Time) -> AnyView {
    match job.job.next(kind, &job.pasts, job.since) {
        Some(at) if at > now => moment(at),
        Some(_) => "now".into_any(),
        None if job.job.does(kind).is_some() => "after the first backup".into_any(),
        None => "never: the strategy names nothing that verifies it".into_any(),
    }
}

/// What it does, or whether that was too long ago.
pub fn standing(job: &JobStanding, now: Time) -> AnyView {
    let doing = job.now_doing.map(|kind| match kind {
        Kind::Backup => state(Shape::Running, "backs up"),
        Kind::Verify => state(Shape::Running, "verifies"),
    });
    let overdue = !job.overdue(now).is_empty();
    let late = overdue.then(|| state(Shape::Failed, overdue_words(job, now)));
    match (doing, late) {
        (None, None) if job.pasts.backup.succeeded.is_none() => state(Shape::Waiting, "not run yet"),
        (None, None) if job.job.verify.is_none() => state(Shape::Waiting, "never verified"),
        (None, None) => state(Shape::Live, "on time"),
        (doing, late) => view! { {late} " " {doing} }.into_any(),
    }
}
