//! What every part of a run's page knows: the run, how far it has come, and who looks at it.

use super::attempts::Attempts;
use crate::access::permission::Permission;
use crate::actions::act_in_run::{Standing, asked_by};
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::domain::run::Event;
use crate::domain::run::act::{Act, Who, decide};
use crate::domain::run::expected::Earlier;
use crate::store::run_files::{self, RunFile};
use crate::store::run_findings::{self, CleanUp, Finding};
use crate::store::runbook_versions::{self, RunbookVersion};
use crate::store::{Db, StoreError, run_events, runs};
use crate::ui::form::Form;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;

/// So many earlier runs tell how long steps take.
const EARLIER: i64 = 10;

/// A form that was refused: what it wanted and typed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Which form: `done`, `abort`, `finding`.
    pub form: String,
    /// What was typed, by the fields' names.
    pub fields: Vec<(String, String)>,
    /// Why it was refused.
    pub reason: String,
}

/// A run as one person sees it at one moment.
pub struct About {
    /// The run, its runbook and its progress.
    pub standing: Standing,
    /// The version it is bound to.
    pub version: RunbookVersion,
    /// What happened in it.
    pub events: Vec<Event>,
    /// What it found out.
    pub findings: Vec<Finding>,
    /// What people gave as evidence.
    pub files: Vec<RunFile>,
    /// What it left to be cleaned up.
    pub clean_ups: Vec<CleanUp>,
    /// What the machine tried.
    pub attempts: Attempts,
    /// How long steps took in earlier runs.
    pub earlier: Earlier,
    /// Whether leading it needs Full.
    needs_full: bool,
    /// Who looks.
    pub viewer: Viewer,
    /// The form that they sent and that was refused.
    pub returned: Option<Returned>,
}

impl About {
    /// Reads it; not found where the run does not exist for the viewer.
    pub async fn load(
        app: &App,
        db: &mut Db,
        viewer: &Viewer,
        number: RunNumber,
        returned: Option<Returned>,
    ) -> Result<Self, WebError> {
        let run = runs::in_scope(db, number, &viewer.scope).await?.ok_or_else(WebError::not_found)?;
        let version = runbook_versions::by_id(db, run.version).await?.ok_or_else(WebError::not_found)?;
        let events = run_events::of_run(db, number).await?;
        let earlier = earlier(db, viewer, &run).await?;
        let standing = Standing::of(run, version.content.clone(), &events);
        Ok(Self {
            needs_full: asked_by(app, db, &standing).await?.full,
            findings: run_findings::of_run(db, number).await?,
            files: run_files::of_run(db, number).await?,
            clean_ups: run_findings::clean_ups(db, number).await?,
            attempts: Attempts::load(db, number).await?,
            earlier,
            standing,
            events,
            version,
            viewer: viewer.clone(),
            returned,
        })
    }

    /// Whether the viewer may do this here.
    pub fn may(&self, permission: Permission) -> bool {
        let run = &self.standing.run;
        self.viewer.grants().may(permission, run.project, run.environment)
    }

    /// Whether the viewer may lead the run.
    pub fn leads(&self) -> bool {
        self.may(if self.needs_full { Permission::RunForReal } else { Permission::TakePart })
    }

    /// Why the viewer cannot do this now; none where they can.
    pub fn against(&self, act: &Act) -> Option<String> {
        let run = &self.standing.run;
        let holds = |role: &str| self.viewer.grants().holds_role(role, run.project);
        let who = Who { person: self.viewer.person, holds: &holds, starter: run.started_by };
        decide(&self.standing.progress, act, &who, self.viewer.now()).err().map(|refusal| refusal.sentence)
    }

    /// Whether the run is over.
    pub fn is_over(&self) -> bool {
        self.standing.progress.ended.is_some()
    }

    /// A form of this page: `acts`, `findings`.
    pub fn form(&self, path: &str) -> Form {
        let page = addresses::run(self.standing.run.number);
        Form::post(format!("{page}/{path}"), self.viewer.csrf.as_str())
    }

    /// What was typed into a field of a form that came back; empty where it did not.
    pub fn typed(&self, form: &str, field: &str) -> String {
        let returned = self.returned.as_ref().filter(|returned| returned.form == form);
        let found = returned.and_then(|returned| returned.fields.iter().find(|(name, _)| name == field));
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// Whether this form came back.
    pub fn came_back(&self, form: &str) -> bool {
        self.returned.as_ref().is_some_and(|returned| returned.form == form)
    }
}

/// From the ended runs of the same runbook that exist for the viewer, in as many statements for ten as for one.
async fn earlier(db: &mut Db, viewer: &Viewer, run: &runs::Run) -> Result<Earlier, StoreError> {
    let mut before = runs::recent(db, &viewer.scope, Some(run.runbook), EARLIER).await?;
    before.retain(|one| one.ended.is_some() && one.number < run.number);
    let numbers: Vec<RunNumber> = before.iter().map(|one| one.number).collect();
    let versions: Vec<_> = before.iter().map(|one| one.version).collect();
    let versions = runbook_versions::by_ids(db, &versions).await?;
    let mut events = run_events::of_runs(db, &numbers).await?;
    let mut ended = Vec::new();
    for one in before {
        let Some(version) = versions.iter().find(|version| version.id == one.version) else { continue };
        let events = events.remove(&one.number).unwrap_or_default();
        ended.push(Standing::of(one, version.content.clone(), &events).progress);
    }
    Ok(Earlier::of(&ended))
}
