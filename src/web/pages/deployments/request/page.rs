//! The page that asks for a deployment: what would be done, and what it would wait for.

use super::Wanted;
use super::expected::Expected;
use crate::access::permission::Permission;
use crate::access::policy::Denied;
use crate::actions::error::ActionError;
use crate::actions::planning::targets;
use crate::actions::previewing::preview;
use crate::actions::suspicion::sees;
use crate::app::App;
use crate::domain::id::ReleaseId;
use crate::domain::suspect::{Suspicions, capital};
use crate::domain::text::Version;
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::store::releases::{self, Release};
use crate::store::{Db, live, suspects};
use crate::ui::button::{Button, Look, actions};
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::fold::fold;
use crate::ui::form::Form;
use crate::ui::notice::refused;
use crate::ui::page::{Page, columns};
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// So many releases can be chosen from.
const OFFERED: i64 = 50;
/// So many of them are shown at once.
const NEAR: usize = 12;

/// The page.
pub struct RequestPage {
    viewer: Viewer,
    project: Project,
    environment: Environment,
    releases: Vec<Release>,
    /// What the chosen release would come to, or why it would be refused.
    expected: Option<Result<Expected, String>>,
    wanted: Wanted,
    why: Option<String>,
    /// What speaks against the releases, and which of them serves everywhere there.
    suspicions: Suspicions,
    serves: Option<ReleaseId>,
    rail: Option<Rail>,
}

impl RequestPage {
    /// Reads it; not found where the place does not exist for the viewer, forbidden where they may not ask.
    pub async fn load(
        app: &App,
        viewer: &Viewer,
        wanted: Wanted,
        why: Option<String>,
    ) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let (project, environment) = place(db, viewer, &wanted).await?;
        let releases = releases::recent(db, project.id, OFFERED).await?;
        let release = match Version::parse(&wanted.release) {
            Ok(version) => releases::by_version(db, project.id, &version).await?,
            Err(_) => None,
        };
        let expected = match &release {
            Some(release) => Some(expected(app, db, viewer, (&project, &environment), release).await?),
            None => None,
        };
        let rail = Some(rail::load(db, viewer, "/").await?);
        let ids: Vec<ReleaseId> = releases.iter().map(|release| release.id).collect();
        let suspicions = suspects::about(db, &ids).await?;
        let targets = targets(app, db, project.id, &environment.slug).await?;
        let serves = live::serves(db, project.id, environment.id, targets).await?.one();
        let viewer = viewer.clone();
        Ok(Self { viewer, project, environment, releases, expected, wanted, why, suspicions, serves, rail })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let frame = Frame::new(self.heading(), self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let notice = self.why.as_ref().map(|why| refused(why.clone(), Vec::new()));
        let content = if self.releases.is_empty() {
            empty(
                "The project has no release yet.",
                "CI registers one through the API, or an operator with slipway release add.",
            )
        } else {
            columns(self.lead(), self.form(), self.rest())
        };
        Page::new(self.heading()).view(view! { {notice} {content} })
    }

    fn heading(&self) -> String {
        let version =
            if self.expected.is_some() { format!(" {}", self.wanted.release) } else { String::new() };
        format!("Deploy {}{version} to {}", self.project.name, self.environment.slug)
    }

    fn lead(&self) -> Option<AnyView> {
        match self.expected.as_ref()? {
            Ok(expected) => Some(expected.lead(&self.viewer)),
            Err(why) => Some(Panel::new("Not possible now").body(view! { <p>{why.clone()}</p> })),
        }
    }

    fn rest(&self) -> Option<AnyView> {
        self.expected.as_ref()?.as_ref().ok().map(Expected::rest)
    }

    /// The release is chosen by one form, which shows the page again, and asked for by the other.
    fn form(&self) -> AnyView {
        let chosen = self.expected.is_some();
        let (project, environment) = (self.project.slug.to_string(), self.environment.slug.to_string());
        let choose = self.choose(&project, &environment);
        if !chosen {
            return Panel::new("Which release").body(choose);
        }
        let ends = self.expected.as_ref().and_then(|expected| expected.as_ref().ok()?.ends());
        let possible = matches!(&self.expected, Some(Ok(expected)) if !expected.suspected());
        let reason = Field::area("reason", "Reason")
            .hint("What should approvers know?")
            .value(self.wanted.reason.clone());
        let button =
            Button::new(format!("Ask for {}", self.wanted.release)).look(Look::Primary).disabled(!possible);
        let form = Form::post("/deployments", self.viewer.csrf.as_str())
            .with("project", project)
            .with("environment", environment)
            .with("release", self.wanted.release.clone())
            .stacked()
            .view(view! { {reason.view()} {ends} {actions(button.view())} });
        view! {
            {Panel::new("Ask for it").decision().body(form)}
            {Panel::new("Another release").body(choose)}
        }
        .into_any()
    }

    /// The releases to choose from: a suspect can't be, unless it serves there, and says why.
    fn choose(&self, project: &str, environment: &str) -> AnyView {
        let near: Vec<AnyView> =
            self.releases.iter().take(NEAR).map(|release| self.choice(release)).collect();
        let far: Vec<AnyView> = self.releases.iter().skip(NEAR).map(|release| self.choice(release)).collect();
        let chosen = |release: &Release| release.version.as_str() == self.wanted.release;
        let open = self.releases.iter().skip(NEAR).any(chosen);
        let far = (!far.is_empty()).then(|| fold("Earlier releases", open, far));
        view! {
            <form class="form" method="get" action="/deployments/new">
                <input type="hidden" name="project" value=project.to_owned()/>
                <input type="hidden" name="environment" value=environment.to_owned()/>
                <fieldset class="choices"><legend>"Release"</legend> {near} {far}</fieldset>
                {actions(Button::new("Show what it would do").view())}
            </form>
        }
        .into_any()
    }

    fn choice(&self, release: &Release) -> AnyView {
        let version = release.version.to_string();
        let causes = self.suspicions.of_release(release.id).suspected_for();
        let cause = causes.first().filter(|_| self.serves != Some(release.id));
        let why = cause.map(|cause| {
            let phrase = cause.phrase(sees(self.viewer.grants(), cause));
            view! { <span class="why">{format!("Suspect. {}", capital(&phrase))}</span> }
        });
        let (disabled, checked) = (cause.is_some(), cause.is_none() && version == self.wanted.release);
        view! {
            <label class="check">
                <input type="radio" name="release" value=version.clone() checked=checked disabled=disabled/>
                <span>{version.clone()} " " {why}</span>
            </label>
        }
        .into_any()
    }
}

/// What the release would come to, or why it would be refused.
async fn expected(
    app: &App,
    db: &mut Db,
    viewer: &Viewer,
    (project, environment): (&Project, &Environment),
    release: &Release,
) -> Result<Result<Expected, String>, WebError> {
    match preview(app, db, project, environment, release, false).await {
        Ok(preview) => Ok(Ok(Expected::load(db, viewer, preview, release, environment.id).await?)),
        Err(ActionError::Refused(refusal)) => Ok(Err(refusal.sentence)),
        Err(error) => Err(error.into()),
    }
}

async fn place(db: &mut Db, viewer: &Viewer, wanted: &Wanted) -> Result<(Project, Environment), WebError> {
    let project = projects::by_slug(db, &wanted.project).await?.ok_or_else(WebError::not_found)?;
    let environment =
        environments::by_slug(db, &wanted.environment).await?.ok_or_else(WebError::not_found)?;
    if !viewer.scope.sees(project.id, environment.id) {
        return Err(WebError::not_found());
    }
    if !viewer.grants().may(Permission::Request, project.id, environment.id) {
        return Err(Denied::Forbidden(Permission::Request).into());
    }
    Ok((project, environment))
}
