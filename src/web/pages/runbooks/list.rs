//! The list of runbooks that exist for the viewer.

use super::{left, runs};
use crate::access::permission::Permission;
use crate::actions::backup_jobs::{JobStanding, backup_jobs};
use crate::actions::endorsing::endorsed_in;
use crate::app::App;
use crate::domain::endorsement::Standing;
use crate::domain::id::RunbookId;
use crate::domain::runbook::Due;
use crate::domain::text::count_of;
use crate::domain::time::Time;
use crate::store::drills::{self, Drilled};
use crate::store::projects::{self, Project};
use crate::store::run_findings::{self, Left};
use crate::store::runbook_versions::{self, RunbookVersion};
use crate::store::runbooks::{self, Runbook};
use crate::store::runs::{Run, last_drills, recent};
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::page::Page;
use crate::ui::rail::Rail;
use crate::ui::state::{Shape, state};
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::pages::backup_jobs::list as jobs;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;
use std::collections::HashMap;

const COLUMNS: [&str; 6] = ["Runbook", "Of", "Version", "Steps", "Last drill", "Next drill"];

/// Everything that the page shows.
pub struct ListPage {
    rail: Rail,
    runbooks: Vec<Runbook>,
    in_force: HashMap<RunbookId, RunbookVersion>,
    /// Where the newest versions with commands stand, in the environments that the viewer sees.
    standing: HashMap<RunbookId, Vec<Standing>>,
    /// Where the viewer writes runbooks.
    writes_in: Vec<Project>,
    /// The newest runs that exist for them.
    runs: Vec<Run>,
    /// When each was last drilled, as far as they see.
    drilled: HashMap<RunbookId, Time>,
    /// Those that are to be drilled again and again.
    asked: Vec<Drilled>,
    /// What runs left that nobody has done yet.
    left: Vec<Left>,
    /// The backup jobs of the environments that they see.
    jobs: Vec<JobStanding>,
    now: Time,
}

impl ListPage {
    /// Reads it in one transaction.
    pub async fn load(app: &App, viewer: &Viewer) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let versions = runbook_versions::all_in_force(db).await?;
        let mut writes_in = projects::known(db, &viewer.scope).await?;
        writes_in.retain(|project| viewer.grants().may_anywhere(Permission::WriteRunbook, project.id));
        let runbooks = runbooks::known(db, &viewer.scope).await?;
        let in_force: HashMap<_, _> =
            versions.into_iter().map(|version| (version.runbook, version)).collect();
        let mut standing = HashMap::new();
        for runbook in &runbooks {
            if let Some(version) = in_force.get(&runbook.id).filter(|version| version.content.has_commands())
            {
                let places = endorsed_in(app, db, &viewer.scope, runbook, version).await?;
                standing.insert(runbook.id, places.into_iter().map(|(_, _, here)| here.standing).collect());
            }
        }
        Ok(Self {
            rail: rail::load(db, viewer, addresses::RUNBOOKS).await?,
            runbooks,
            in_force,
            standing,
            runs: recent(db, &viewer.scope, None, runs::SHOWN).await?,
            writes_in,
            drilled: last_drills(db, &viewer.scope).await?.into_iter().collect(),
            asked: drills::asked(db, &viewer.scope).await?,
            left: run_findings::open(db, &viewer.scope).await?,
            jobs: backup_jobs(app, db, &viewer.scope).await?,
            now: viewer.now(),
        })
    }

    /// The whole page.
    pub fn html(self) -> Html<String> {
        let content = self.content();
        render::page(Frame::new("Runbooks", Some(self.rail)), || content)
    }

    fn content(&self) -> AnyView {
        let write = self.writes_in.iter().map(|project| {
            let words = format!("Write one for {}", project.name);
            link_button(Look::Plain, words, addresses::new_runbook(&project.slug))
        });
        let all = link_button(Look::Plain, "Download all".to_owned(), addresses::RUNBOOKS_ARCHIVE.to_owned());
        let about = "What to do when something has gone wrong, step by step. Keep a copy where you can read it when \
                     everything is down.";
        Page::new("Runbooks").about(about).actions(view! { {all} {write.collect_view()} }).view(view! {
            {self.table()} {jobs::table(&self.jobs, self.now)} {left::panel(&self.left, self.now)}
            {runs::panel(&self.runs)}
        })
    }

    fn table(&self) -> AnyView {
        if self.runbooks.is_empty() {
            let next = "The Recovery Plan of a strategy is a runbook as soon as the strategy is in force.";
            return empty("No runbook yet that you may read.", next);
        }
        let row = |table: Table, runbook: &Runbook| table.row(self.row(runbook));
        self.runbooks.iter().fold(Table::new("Runbooks", &COLUMNS), row).view()
    }

    fn row(&self, runbook: &Runbook) -> Vec<AnyView> {
        let version = self.in_force.get(&runbook.id);
        let title = version.map_or_else(|| runbook.slug.to_string(), |version| version.content.title.clone());
        let number =
            version.map_or_else(|| "not published yet".to_owned(), |version| version.number.to_string());
        let steps = version.map(|version| count_of(version.content.steps.len(), "step"));
        vec![
            view! { <a href=addresses::runbook(&runbook.slug)>{title}</a> }.into_any(),
            runbook.project_name.clone().unwrap_or_else(|| "the installation".to_owned()).into_any(),
            view! { {number} {self.warning(runbook)} }.into_any(),
            steps.unwrap_or_default().into_any(),
            self.drilled.get(&runbook.id).map_or_else(|| "never".into_any(), |at| moment(*at)),
            version.map_or_else(|| ().into_any(), |_| self.due(runbook)),
        ]
    }

    /// That the commands of its newest version do not run everywhere they are meant to, or not for much longer.
    fn warning(&self, runbook: &Runbook) -> Option<AnyView> {
        let standing = self.standing.get(&runbook.id)?;
        if let Some(ends) = standing.iter().find_map(|one| one.grace) {
            let words = state(Shape::Waiting, "Needs approval. Commands stop ");
            return Some(view! { " " {words} {moment(ends)} }.into_any());
        }
        let waiting = standing.iter().filter(|one| one.waits_for_approval()).count();
        let stopped = standing.iter().filter(|one| !one.is_in_force() && !one.waits_for_approval()).count();
        let words = match (waiting, stopped) {
            (0, 0) => return None,
            (_, 0) => {
                state(Shape::Waiting, format!("waits for approval in {}", count_of(waiting, "environment")))
            }
            (_, stopped) => {
                state(Shape::Failed, format!("not in force in {}", count_of(stopped, "environment")))
            }
        };
        Some(view! { " " {words} }.into_any())
    }

    fn due(&self, runbook: &Runbook) -> AnyView {
        let asked = self.asked.iter().find(|one| one.slug == runbook.slug);
        let due = asked.map_or(Due::Unasked, |one| Due::after(one.every, one.last, self.now));
        match due {
            Due::Unasked => view! { <span class="quiet">"no interval"</span> }.into_any(),
            Due::At(at) => moment(at),
            Due::Overdue(at) => view! { {state(Shape::Failed, "overdue since ")} {moment(at)} }.into_any(),
        }
    }
}
