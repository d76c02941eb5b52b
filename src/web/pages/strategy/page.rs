//! The page of a project's strategy, read at one moment.

use super::reading::Read;
use super::{source, versions};
use crate::app::App;
use crate::domain::acknowledgement::Accepted;
use crate::domain::id::PersonId;
use crate::store::projects::Project;
use crate::store::strategies::{self, StrategyVersion};
use crate::store::{Db, people};
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::notice;
use crate::ui::page::{Page, columns};
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::row::{Row, rows};
use crate::ui::time::moment;
use crate::ui::version::{digest, mono};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::pages::known;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The display names of who approved.
pub type Names = BTreeMap<PersonId, String>;

/// The version in force.
struct InForce {
    version: StrategyVersion,
    document: Vec<u8>,
    /// Path and SHA-256 of each.
    files: Vec<(String, String)>,
    read: Read,
}

/// Everything that the page shows.
pub struct StrategyPage {
    rail: Rail,
    project: Project,
    in_force: Option<InForce>,
    versions: Vec<StrategyVersion>,
    names: Names,
    /// Why an acknowledgement was refused.
    problem: Option<String>,
}

impl StrategyPage {
    /// Reads it in one transaction; not found where the viewer has no role in the project.
    pub async fn load(app: &App, viewer: &Viewer, project: &str) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let project = known::project(db, viewer, project).await?;
        let in_force = match strategies::in_force(db, project.id).await? {
            Some(version) => {
                let document = strategies::document(db, version.id).await?.unwrap_or_default();
                let files = strategies::files(db, version.id).await?;
                let read = Read::load(app, db, viewer, &project.slug, &version, &document).await?;
                Some(InForce { version, document, files, read })
            }
            None => None,
        };
        let versions = strategies::of_project(db, project.id).await?;
        Ok(Self {
            rail: rail::load(db, viewer, "/projects").await?,
            names: names(db, &versions).await?,
            in_force,
            versions,
            project,
            problem: None,
        })
    }

    /// The page after an acknowledgement that was refused, with what was ticked.
    pub fn refused(mut self, why: String, accepted: Accepted) -> Self {
        self.problem = Some(why);
        if let Some(in_force) = &mut self.in_force {
            in_force.read.accepted = accepted;
        }
        self
    }

    /// The whole page.
    pub fn html(self) -> Html<String> {
        let content = self.content();
        let frame = Frame::new(format!("Strategy of {}", self.project.name), Some(self.rail));
        render::page(frame, || content)
    }

    fn content(&self) -> AnyView {
        let project = addresses::project(&self.project.slug);
        let about =
            view! { <a href=project>{self.project.name.clone()}</a> " · what decides about its deployments" };
        let page = Page::new(format!("Strategy of {}", self.project.name)).about(about);
        let versions = (!self.versions.is_empty()).then(|| versions::panel(&self.versions, &self.names));
        let Some(InForce { version, document, files, read }) = &self.in_force else {
            let next =
                "Import and approve one from the command line: slipway strategy import FILE --approve.";
            return page.view(view! { {empty("No strategy version is in force.", next)} {versions} });
        };
        let text = String::from_utf8_lossy(document);
        let document = source::Source::of(&text);
        let side = view! {
            {self.about(version)} {document.contents()} {files_panel(files)} {versions} {read.absent()}
        };
        let problem = self.problem.clone().map(|why| notice::refused(why, Vec::new()));
        let main = view! { {problem} {read.notices()} {read.panel()} {document.panel(version.number)} };
        let address = addresses::strategy_document(&self.project.slug);
        let download = link_button(Look::Plain, "Download the document", address);
        page.actions(download).view(columns((), side, main))
    }

    fn about(&self, version: &StrategyVersion) -> AnyView {
        let approved = version.approved_at.map(moment);
        let by = versions::by(version.approved_by, &self.names);
        Panel::new("In force").view(facts(vec![
            ("Version", version.number.to_string().into_any()),
            ("Approved", view! { {approved} {by} }.into_any()),
            ("SHA-256", mono(version.sha256.clone())),
        ]))
    }
}

async fn names(db: &mut Db, versions: &[StrategyVersion]) -> Result<Names, WebError> {
    let approvers: Vec<PersonId> = versions.iter().filter_map(|version| version.approved_by).collect();
    Ok(people::names(db, &approvers).await?)
}

/// What the document's commands run, which was approved with it.
fn files_panel(files: &[(String, String)]) -> AnyView {
    let panel = Panel::new("Files");
    if files.is_empty() {
        return panel.body(view! { <p class="quiet">"The version carries no files."</p> });
    }
    let file = |(path, sha256): &(String, String)| {
        Row::plain(mono(path.clone())).end(view! { <span class="quiet">"sha256 " {digest(sha256)}</span> })
    };
    panel.view(rows(files.iter().map(file)))
}
