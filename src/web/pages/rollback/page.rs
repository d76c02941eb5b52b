//! The page before a rollback: what it shows, and how it is laid out.

use super::reason::Reason;
use super::way_back::WayBack;
use super::{decision, facts};
use crate::access::permission::Permission;
use crate::actions::error::ActionError;
use crate::actions::planning::plan;
use crate::app::App;
use crate::domain::deployment::Kind;
use crate::domain::id::DeploymentNumber;
use crate::domain::plan::Plan;
use crate::domain::rollback::{Standing, Way};
use crate::domain::suspect::Suspicion;
use crate::domain::text::Version;
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::store::releases::{self, Release};
use crate::store::successes::{self, Between};
use crate::store::{Db, suspects};
use crate::ui::notice::refused;
use crate::ui::page::{Page, act_first};
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// So many other versions are offered.
const OFFERED: usize = 12;

/// A form that came back.
pub struct Typed {
    /// Which of the two.
    pub way: super::Way,
    /// What was chosen and typed.
    pub reason: Reason,
    /// Whether the release was said not to be at fault.
    pub no_fault: bool,
    /// And why it is not.
    pub no_fault_reason: String,
    /// Why it was refused.
    pub why: String,
}

/// The page before a rollback.
pub struct RollbackPage {
    pub(super) viewer: Viewer,
    pub(super) project: Project,
    pub(super) environment: Environment,
    pub(super) back: WayBack,
    /// Where it would go; none where there is no way to it.
    pub(super) to: Option<Target>,
    /// The version that was asked for, if there is no way to it.
    pub(super) asked: Option<String>,
    /// Other versions that could be gone back to, with what is known about them.
    pub(super) others: Vec<(Version, Standing)>,
    pub(super) typed: Option<Typed>,
    rail: Option<Rail>,
}

/// Where a rollback would go.
pub struct Target {
    /// The release.
    pub release: Release,
    /// Its success.
    pub success: DeploymentNumber,
    /// What is known about it.
    pub standing: Standing,
    /// What speaks against it.
    pub suspicion: Suspicion,
    /// Whether it is the last good one.
    pub last_good: bool,
    /// The releases that it leaves behind.
    pub between: Vec<Between>,
    /// What it would do, or why it cannot be done.
    pub plan: Result<Plan, String>,
}

impl RollbackPage {
    /// Reads it; not found where the place does not exist for the viewer.
    pub async fn load(
        app: &App,
        viewer: &Viewer,
        place: &(String, String),
        asked: Option<&str>,
        typed: Option<Typed>,
    ) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let (project, environment) = place_of(db, viewer, place).await?;
        let back = WayBack::load(db, project.id, environment.id).await?;
        let to = target(app, db, (&project, &environment), &back, asked).await?;
        let others = others(db, &back, to.as_ref()).await?;
        let asked = asked.filter(|_| to.is_none()).map(str::to_owned);
        let rail = Some(rail::load(db, viewer, "/history").await?);
        Ok(Self { viewer: viewer.clone(), project, environment, back, to, asked, others, typed, rail })
    }

    /// Whether the viewer may do this there.
    pub fn may(&self, permission: Permission) -> bool {
        self.viewer.grants().may(permission, self.project.id, self.environment.id)
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let slug = &self.environment.slug;
        let title = match &self.to {
            Some(to) => format!("Roll back {slug} to {}", to.release.version),
            None => format!("Roll back {slug}"),
        };
        let frame = Frame::new(title, self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let heading = format!("Roll back {} in {}", self.project.name, self.environment.slug);
        let about = format!("{} {}", self.environment.slug, facts::served(self));
        let notice = self.typed.as_ref().map(|typed| refused(typed.why.clone(), Vec::new()));
        let content = match &self.to {
            Some(to) => {
                let rest = view! { {facts::rest(self, to)} {decision::others(self, to)} };
                let columns = act_first(decision::panel(self, to), facts::panels(self, to), rest);
                view! { {columns} {decision::bar(self, to)} }.into_any()
            }
            None => facts::no_way(self),
        };
        Page::new(heading).about(about).view(view! { {notice} {content} })
    }
}

async fn place_of(
    db: &mut Db,
    viewer: &Viewer,
    place: &(String, String),
) -> Result<(Project, Environment), WebError> {
    let project = projects::by_slug(db, &place.0).await?.ok_or_else(WebError::not_found)?;
    let environment = environments::by_slug(db, &place.1).await?.ok_or_else(WebError::not_found)?;
    if !viewer.scope.sees(project.id, environment.id) {
        return Err(WebError::not_found());
    }
    Ok((project, environment))
}

/// Where the rollback would go: to the version that was asked for, else to the last good one.
async fn target(
    app: &App,
    db: &mut Db,
    (project, environment): (&Project, &Environment),
    back: &WayBack,
    asked: Option<&str>,
) -> Result<Option<Target>, WebError> {
    let release = match asked.map(Version::parse) {
        None => back.last_good.clone(),
        Some(Ok(version)) => releases::by_version(db, project.id, &version).await?,
        Some(Err(_)) => None,
    };
    let Some(release) = release else { return Ok(None) };
    let Some(way) = back.way_to(db, release.id, environment.id).await? else { return Ok(None) };
    let success = way.success;
    Ok(Some(Target {
        last_good: back.last_good.as_ref().is_some_and(|good| good.id == release.id),
        between: successes::since(db, project.id, environment.id, success.number).await?,
        plan: planned(app, db, project, environment, &release).await?,
        success: success.number,
        standing: way.standing,
        suspicion: suspects::about_one(db, release.id).await?,
        release,
    }))
}

/// Other releases that could be gone back to, what is offered first.
async fn others(
    db: &mut Db,
    back: &WayBack,
    to: Option<&Target>,
) -> Result<Vec<(Version, Standing)>, WebError> {
    let chosen = to.map(|to| to.release.id);
    let others = back.ways.iter().filter(|way| Some(way.success.release) != chosen);
    let others: Vec<_> = others.take(OFFERED).collect();
    let releases: Vec<_> = others.iter().map(|way| way.success.release).collect();
    let mut versions = releases::versions(db, &releases).await?;
    let named = |way: &&Way| Some((versions.remove(&way.success.release)?, way.standing));
    Ok(others.iter().filter_map(named).collect())
}

async fn planned(
    app: &App,
    db: &mut Db,
    project: &Project,
    environment: &Environment,
    release: &Release,
) -> Result<Result<Plan, String>, WebError> {
    match plan(app, db, project.id, &environment.slug, Kind::Rollback, &release.digest).await {
        Ok(planned) => Ok(Ok(planned.plan)),
        Err(ActionError::Refused(refusal)) => Ok(Err(refusal.sentence)),
        Err(error) => Err(error.into()),
    }
}
