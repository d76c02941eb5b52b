//! The page that asks for a deployment: which release, and at once what it would do and wait for.

use super::Wanted;
use super::expected::Expected;
use super::table::Releases;
use crate::access::permission::Permission;
use crate::access::policy::Denied;
use crate::actions::candidates::{Candidate, candidates, chosen, newest_served};
use crate::actions::error::ActionError;
use crate::actions::planning::targets;
use crate::actions::previewing::preview;
use crate::app::App;
use crate::domain::candidate::Verdict;
use crate::domain::id::DeploymentNumber;
use crate::domain::rollback::Serves;
use crate::domain::text::{Slug, Version};
use crate::store::Db;
use crate::store::environments::{self, Environment};
use crate::store::live::{self, LiveTarget};
use crate::store::projects::{self, Project};
use crate::store::releases::{self, Release};
use crate::ui::button::{Look, actions, link_button};
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::notice::refused;
use crate::ui::page::{Page, columns};
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// So many releases can be chosen from.
const OFFERED: i64 = 50;

/// The page.
pub struct RequestPage {
    viewer: Viewer,
    project: Project,
    environment: Environment,
    /// The releases with what each can do, or why none can go there.
    candidates: Result<Vec<Candidate>, String>,
    /// What the chosen release would come to, or why it would be refused.
    expected: Option<Result<Expected, String>>,
    /// The chosen release, and whether the viewer chose it.
    chosen: Option<(Version, bool)>,
    live: Vec<LiveTarget>,
    serves: Serves,
    seen: Vec<Slug>,
    reason: String,
    why: Option<String>,
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
        let targets = targets(app, db, project.id, &environment.slug).await?;
        let serves = live::serves(db, project.id, environment.id, targets).await?;
        let releases = releases::recent(db, project.id, OFFERED).await?;
        let found = candidates(app, db, &viewer.scope, (&project, &environment), releases).await;
        let candidates = match found {
            Ok(candidates) => Ok(candidates),
            Err(ActionError::Refused(refusal)) => Err(refusal.sentence),
            Err(error) => return Err(error.into()),
        };
        let asked = match Version::parse(&wanted.release) {
            Ok(version) => releases::by_version(db, project.id, &version).await?,
            Err(_) => None,
        };
        let is_asked = asked.is_some();
        let proposed = || chosen(candidates.as_deref().unwrap_or_default(), &serves).cloned();
        let release = asked.or_else(proposed);
        let expected = match &release {
            Some(release) => Some(expected(app, db, viewer, (&project, &environment), release).await?),
            None => None,
        };
        let all = environments::all(db).await?.into_iter();
        let seen = all.filter(|e| viewer.scope.sees(project.id, e.id)).map(|e| e.slug).collect();
        Ok(Self {
            live: live::of_place(db, project.id, environment.id).await?,
            rail: Some(rail::load(db, viewer, "/").await?),
            viewer: viewer.clone(),
            chosen: release.map(|release| (release.version, is_asked)),
            reason: wanted.reason,
            project,
            environment,
            candidates,
            expected,
            serves,
            seen,
            why,
        })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let frame = Frame::new(self.heading(), self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let notice = self.why.as_ref().map(|why| refused(why.clone(), Vec::new()));
        let content = match &self.candidates {
            Err(why) => Panel::new("Not possible now").body(view! { <p>{why.clone()}</p> }),
            Ok(candidates) if candidates.is_empty() => self.nothing(),
            Ok(candidates) => columns(self.lead(candidates), self.side(), self.rest()),
        };
        Page::new(self.heading()).about(self.about()).view(view! { {notice} {content} })
    }

    fn heading(&self) -> String {
        format!("New deployment: {} to {}", self.project.name, self.environment.slug)
    }

    /// What is live, and the way to another place.
    fn about(&self) -> AnyView {
        let since = self.live.iter().map(|target| target.since).max();
        let live = match (&self.serves, self.live.first().zip(since)) {
            (Serves::One(_), Some((target, since))) => {
                view! { "Live now: " {mono(target.version.as_str())} ", since " {moment(since)} }.into_any()
            }
            (Serves::Nothing, _) | (_, None) => "Nothing is live there yet".into_any(),
            (_, Some(_)) => {
                let mut versions: Vec<&str> =
                    self.live.iter().map(|target| target.version.as_str()).collect();
                versions.dedup();
                format!("Mixed: {} are live", versions.join(" and ")).into_any()
            }
        };
        let elsewhere = addresses::project(&self.project.slug);
        view! { {live} " · " <a href=elsewhere>"Choose another environment"</a> }.into_any()
    }

    fn nothing(&self) -> AnyView {
        let page = addresses::new_release(&self.project.slug);
        empty(
            format!("{} has no release yet.", self.project.name),
            view! { <a class="button" href=page>"Register a release"</a> },
        )
    }

    fn lead(&self, candidates: &[Candidate]) -> AnyView {
        let releases = Releases {
            viewer: &self.viewer,
            project: &self.project,
            environment: &self.environment,
            candidates,
            chosen: self.chosen.as_ref().map(|(version, _)| version),
            proposed: self.chosen.as_ref().is_some_and(|(_, is_asked)| !is_asked),
            newest_served: newest_served(&self.serves),
            seen: &self.seen,
        };
        let expected = self.expected.as_ref().and_then(|expected| expected.as_ref().ok());
        let before = expected.map(|expected| expected.before(&self.viewer));
        view! { {releases.panel()} {before} }.into_any()
    }

    fn side(&self) -> AnyView {
        match &self.expected {
            Some(Ok(expected)) => expected.plan(&self.viewer, self.environment.slug.as_str(), &self.reason),
            Some(Err(why)) => self.impossible(why),
            None if self.under_way().is_some() => self.on_its_way().into_any(),
            None => Panel::new("Choose a release").body(view! { <p>{self.no_choice()}</p> }),
        }
    }

    /// Why no release was chosen for the viewer.
    fn no_choice(&self) -> String {
        let slug = &self.environment.slug;
        let newest = self.candidates.as_ref().ok().and_then(|all| all.first());
        match newest.filter(|newest| newest.verdict == Verdict::Live) {
            Some(newest) => {
                let version = &newest.release.version;
                format!(
                    "The newest release, {version}, is live in {slug} already. Choose one to see what it would do."
                )
            }
            None => {
                format!("No newer release can go to {slug} now. Choose one to see what it would wait for.")
            }
        }
    }

    /// The newest release there is, where it was requested already.
    fn under_way(&self) -> Option<(&Version, DeploymentNumber)> {
        let newest = self.candidates.as_ref().ok()?.first()?;
        match newest.verdict {
            Verdict::UnderWay(number) => Some((&newest.release.version, number)),
            _ => None,
        }
    }

    fn on_its_way(&self) -> Option<AnyView> {
        let (version, number) = self.under_way()?;
        let words =
            format!("The newest release, {version}, is requested already. #{number} hasn’t ended yet.");
        let open = link_button(Look::Primary, format!("Open #{number}"), addresses::deployment(number));
        Some(Panel::new(format!("{version} is on its way")).body(view! { <p>{words}</p> {actions(open)} }))
    }

    /// What was typed stays, so that nobody has to write it again.
    fn impossible(&self, why: &str) -> AnyView {
        let told = self.why.is_none().then(|| view! { <p>{why.to_owned()}</p> });
        let typed = (!self.reason.is_empty())
            .then(|| Field::area("reason", "What you wrote").value(self.reason.clone()).view());
        let next = view! { <p class="quiet">"Choose another release in the table."</p> };
        Panel::new("Not possible now").body(view! { {told} {typed} {next} })
    }

    fn rest(&self) -> Option<AnyView> {
        self.expected.as_ref()?.as_ref().ok().map(Expected::rest)
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
