//! A backup job's page.

use super::Name;
use super::list::{next, standing, succeeded};
use crate::access::permission::Permission;
use crate::actions::backup_jobs::JobStanding;
use crate::actions::run_backup_job::find;
use crate::app::App;
use crate::domain::backup_job::Kind;
use crate::domain::time::Time;
use crate::store::backup_jobs::{self, JobRun};
use crate::ui::button::{Button, Look, actions};
use crate::ui::command::command;
use crate::ui::form::Form;
use crate::ui::log::{self, log};
use crate::ui::notice::refused;
use crate::ui::page::{Page, columns};
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

/// So many runs are shown.
const SHOWN: i64 = 50;

/// Everything that the page shows.
pub struct JobPage {
    rail: Rail,
    job: JobStanding,
    runs: Vec<(JobRun, Vec<log::Line>)>,
    may_run: bool,
    csrf: String,
    refused: Option<String>,
    now: Time,
}

impl JobPage {
    /// Reads it; not found where the job does not exist for the viewer.
    pub async fn load(
        app: &App,
        viewer: &Viewer,
        (project, environment, job): &Name,
        refused: Option<String>,
    ) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let name = (project.as_str(), environment.as_str(), job.as_str());
        let job = find(app, db, &viewer.scope, name).await?.ok_or_else(WebError::not_found)?;
        let runs = backup_jobs::recent(db, &job.key(), SHOWN).await?;
        let ids: Vec<i64> = runs.iter().map(|run| run.id).collect();
        let lines = backup_jobs::lines(db, &ids).await?;
        let of = |run: JobRun| {
            let own = lines.iter().filter(|(id, _, _)| *id == run.id);
            let own = own.map(|(_, id, line)| log::Line {
                id: *id,
                at: line.at,
                stream: line.stream,
                target: None,
                text: line.text.clone(),
            });
            let own = own.collect();
            (run, own)
        };
        let (project, environment) = (job.project.id, job.environment.id);
        Ok(Self {
            rail: rail::load(db, viewer, addresses::RUNBOOKS).await?,
            runs: runs.into_iter().map(of).collect(),
            may_run: viewer.grants().may(Permission::BackUpNow, project, environment),
            csrf: viewer.csrf.as_str().to_owned(),
            now: viewer.now(),
            job,
            refused,
        })
    }

    /// The whole page.
    pub fn html(self) -> Html<String> {
        let title = format!("Backup job {}", self.job.job.name);
        let content = self.content();
        render::page(Frame::new(title, Some(self.rail)), || content)
    }

    fn content(&self) -> AnyView {
        let about = format!("A backup job of {}, {}", self.job.project.name, self.job.environment.name);
        let notice = self.refused.clone().map(|why| refused(why, Vec::new()));
        let lead = self.history();
        let side = view! { {self.standing()} {self.about()} };
        Page::new(self.job.job.name.clone()).about(about).view(view! { {notice} {columns(lead, side, ())} })
    }

    fn standing(&self) -> AnyView {
        let job = &self.job;
        let known = vec![
            ("State", standing(job, self.now)),
            ("Last backup", succeeded(job, Kind::Backup)),
            ("Last verified restore", succeeded(job, Kind::Verify)),
            ("Next backup", next(job, Kind::Backup, self.now)),
            ("Next verification", next(job, Kind::Verify, self.now)),
        ];
        let asked = (!job.wished.is_empty()).then(|| view! { <p class="quiet">"It is about to run."</p> });
        let buttons = self.may_run.then(|| actions(self.buttons()));
        let body = (asked.is_some() || buttons.is_some())
            .then(|| view! { <div class="body">{asked} {buttons}</div> });
        Panel::new("Standing").view(view! { {facts(known)} {body} })
    }

    fn buttons(&self) -> AnyView {
        let job = &self.job;
        let page = addresses::backup_job(&job.project.slug, &job.environment.slug, &job.job.slug);
        let button = |kind: Kind| {
            let (words, look) = match kind {
                Kind::Backup => ("Back up now", Look::Primary),
                Kind::Verify => ("Verify now", Look::Plain),
            };
            let form = Form::post(format!("{page}/runs"), self.csrf.as_str()).with("kind", kind.word());
            form.button(Button::new(words).look(look))
        };
        let able = Kind::ALL.into_iter().filter(|kind| job.job.does(*kind).is_some());
        able.map(button).collect_view().into_any()
    }

    fn about(&self) -> AnyView {
        let job = &self.job.job;
        let mut known = vec![
            ("Command", command(&job.run)),
            ("Every", job.every.to_string().into_any()),
            ("May take", job.timeout.to_string().into_any()),
        ];
        if let Some((program, every)) = &job.verify {
            known.push(("Verified by", command(program)));
            known.push(("Verified every", every.to_string().into_any()));
        }
        Panel::new("What the strategy says").view(facts(known))
    }

    fn history(&self) -> AnyView {
        if self.runs.is_empty() {
            return Panel::new("Past runs").body(view! { <p class="quiet">"It has not run yet."</p> });
        }
        let rows =
            rows(self.runs.iter().enumerate().map(|(index, (run, lines))| row(run, lines, index == 0)));
        Panel::new("Past runs").aside("the newest first").view(rows)
    }
}

fn row(run: &JobRun, lines: &[log::Line], is_newest: bool) -> Row {
    let mark = match run.outcome.as_deref() {
        None => Mark::Now,
        Some("succeeded") => Mark::Yes,
        Some("interrupted" | "stopped") => Mark::Warn,
        Some(_) => Mark::No,
    };
    let took =
        run.ended_at.map_or_else(|| "runs".to_owned(), |ended| format!("took {}", ended - run.began_at));
    let mut row = Row::new(mark, run.kind.title()).note(took).end(moment(run.began_at));
    if let Some(reason) = &run.reason {
        row = row.below(view! { <div class="reason">{reason.clone()}</div> });
    }
    if !lines.is_empty() {
        let open = is_newest && !run.succeeded();
        row = row.output(log(run.id, &format!("{} {}", run.kind.title(), run.id), open, lines, None));
    }
    row
}
