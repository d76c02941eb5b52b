//! The page of one runbook: what is in force, its draft, and the versions there were.

use super::endorsed::{Endorsed, endorsed};
use super::{approval, draft, endorsed, runs, start, steps};
use crate::access::permission::Permission;
use crate::actions::error::ActionError;
use crate::actions::publish_runbook::has_approvers;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::runbook::Runbook as Content;
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::store::runbook_versions::{self, RunbookVersion};
use crate::store::runbooks::{self, Runbook};
use crate::store::runs::{Run, recent};
use crate::ui::empty::empty;
use crate::ui::fold::fold;
use crate::ui::notice::refused;
use crate::ui::page::{Page, columns};
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::row::{Row, rows};
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::*;

/// A form of the page that was refused.
#[derive(Default)]
pub struct Returned {
    /// What was written, where that was the form.
    pub document: Option<String>,
    /// The run that was asked for, where that was the form.
    pub started: Option<start::Sent>,
    /// The decision on a version, where that was the form.
    pub decided: Option<approval::Sent>,
    /// Why it was refused.
    pub reason: String,
}

/// The page again with the form that was refused, and why; what is no refusal goes on.
pub async fn again(
    app: &App,
    viewer: &Viewer,
    runbook: &str,
    error: ActionError,
    form: Returned,
) -> Result<Response, WebError> {
    let ActionError::Refused(refusal) = error else { return Err(error.into()) };
    let error = WebError::from(refusal);
    let returned = Returned { reason: error.sentence, ..form };
    let page = RunbookPage::load(app, viewer, runbook, Some(returned)).await?;
    Ok((error.status, page.html()).into_response())
}

/// Everything that the page shows.
pub struct RunbookPage {
    rail: Rail,
    viewer: Viewer,
    runbook: Runbook,
    versions: Vec<RunbookVersion>,
    /// Who wrote part of the draft.
    authors: Vec<PersonId>,
    /// Whether somebody approves the draft in an environment that it names.
    has_approvers: bool,
    /// The published versions with commands that count somewhere, newest first.
    endorsed: Vec<Endorsed>,
    /// Where the viewer may run it.
    places: Vec<(Project, Environment)>,
    /// Its newest runs that exist for the viewer.
    runs: Vec<Run>,
    returned: Option<Returned>,
}

impl RunbookPage {
    /// Reads it in one transaction; not found where the runbook does not exist for the viewer.
    pub async fn load(
        app: &App,
        viewer: &Viewer,
        slug: &str,
        returned: Option<Returned>,
    ) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let runbook = runbooks::in_scope(db, slug, &viewer.scope).await?;
        let runbook = runbook.ok_or_else(WebError::not_found)?;
        let versions = runbook_versions::of_runbook(db, runbook.id).await?;
        let (authors, has_approvers) = match versions.first().filter(|newest| newest.published_at.is_none()) {
            Some(draft) => {
                let has_approvers = has_approvers(app, db, &runbook, draft).await?;
                (runbook_versions::authors(db, draft.id).await?, has_approvers)
            }
            None => (Vec::new(), false),
        };
        let endorsed = endorsed(app, db, viewer, &runbook, &versions).await?;
        let rail = rail::load(db, viewer, addresses::RUNBOOKS).await?;
        let places = start::places(app, db, viewer, &runbook).await?;
        let runs = recent(db, &viewer.scope, Some(runbook.id), runs::SHOWN).await?;
        let viewer = viewer.clone();
        Ok(Self { rail, viewer, runbook, versions, authors, has_approvers, endorsed, places, runs, returned })
    }

    fn draft(&self) -> Option<&RunbookVersion> {
        self.versions.first().filter(|newest| newest.published_at.is_none())
    }

    fn in_force(&self) -> Option<&RunbookVersion> {
        self.versions.iter().find(|version| version.published_at.is_some())
    }

    fn writes(&self) -> bool {
        let may = |project| self.viewer.grants().may_anywhere(Permission::WriteRunbook, project);
        !self.runbook.of_strategy && self.runbook.project.is_some_and(may)
    }

    fn title(&self) -> String {
        let version = self.in_force().or_else(|| self.draft());
        version.map_or_else(|| self.runbook.slug.to_string(), |version| version.content.title.clone())
    }

    /// The whole page.
    pub fn html(self) -> Html<String> {
        let content = self.content();
        render::page(Frame::new(self.title(), Some(self.rail)), || content)
    }

    fn content(&self) -> AnyView {
        let notice = self.returned.as_ref().map(|returned| refused(returned.reason.clone(), Vec::new()));
        let lead = match self.in_force() {
            Some(version) => steps::panel(&version.content),
            None => empty("No version is published yet.", "A draft is published by somebody with Full."),
        };
        let draft = self.writes().then(|| self.draft()).flatten();
        let draft = draft.and_then(|found| {
            draft::panel(&self.viewer, &self.runbook, found, (&self.authors, self.has_approvers))
        });
        let start = self.in_force().and_then(|version| {
            let sent = self.returned.as_ref().and_then(|returned| returned.started.as_ref());
            start::panel(&self.viewer, &self.runbook, &version.content, &self.places, sent)
        });
        let decided = self.returned.as_ref().and_then(|returned| returned.decided.as_ref());
        let decide = approval::panels(&self.viewer, &self.runbook, &self.endorsed, decided);
        let side = view! { {decide} {start} {endorsed::panels(&self.runbook, &self.endorsed)} {runs::panel(&self.runs)} {self.about()} {self.history()} };
        let rest = view! { {draft} {self.document()} };
        let whose = match &self.runbook.project_name {
            Some(project) => format!("A runbook of {project}"),
            None => "A runbook of the installation".to_owned(),
        };
        Page::new(self.title()).about(whose).view(view! { {notice} {columns(lead, side, rest)} })
    }

    fn about(&self) -> Option<AnyView> {
        let version = self.in_force()?;
        let mut known = vec![("Version", version.number.to_string().into_any())];
        known.extend(objectives(&version.content));
        let named: Vec<&str> = version.content.environments.iter().map(|one| one.as_str()).collect();
        if !named.is_empty() {
            known.push(("Commands may act in", named.join(", ").into_any()));
        }
        known.push(("SHA-256", mono(version.sha256.clone())));
        Some(Panel::new("Published version").view(facts(known)))
    }

    fn history(&self) -> AnyView {
        let row = |version: &RunbookVersion| match version.published_at {
            Some(at) => {
                let by = version.published_by_name.clone().map(|name| format!(" by {name}"));
                Row::plain(format!("Version {}", version.number)).end(view! { {moment(at)} {by} })
            }
            None => Row::plain(format!("Version {}", version.number)).end("a draft"),
        };
        Panel::new("Versions").view(rows(self.versions.iter().map(row)))
    }

    /// The text in force, and for who writes it the form.
    fn document(&self) -> AnyView {
        let shown = self.in_force().map(|version| {
            fold("The document", false, view! { <pre class="source">{version.document.clone()}</pre> })
        });
        let given = self.returned.as_ref().and_then(|returned| returned.document.clone());
        let form = self.writes().then(|| {
            let newest = self.versions.first().map(|version| version.document.clone());
            let text = given.clone().or(newest).unwrap_or_default();
            draft::write(&self.viewer, &self.runbook, &text, given.is_some())
        });
        Panel::new("Document").body(view! { {shown} {form} })
    }
}

fn objectives(content: &Content) -> Vec<(&'static str, AnyView)> {
    let named = [
        ("To recover", content.time_objective),
        ("Recovery point", content.point_objective),
        ("Drill every", content.drill_every),
        ("Time limit", content.time_limit),
    ];
    let given = named.into_iter().filter_map(|(name, span)| Some((name, span?)));
    given.map(|(name, span)| (name, span.to_string().into_any())).collect()
}
