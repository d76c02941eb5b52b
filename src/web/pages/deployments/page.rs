//! The page of one deployment: everything it shows, read at one moment, and how it is laid out.

use super::about::About;
use super::became::Became;
use super::blamed::Blamed;
use super::changes::Changes;
use super::outcome::Outcome;
use super::record::Record;
use super::recovery::Lost;
use super::returned::Returned;
use super::review::Reviewed;
use super::risk::Risk;
use super::steps::Steps;
use super::track::Track;
use super::{approval, approvals, around, checklist, confirmation, gates, head, plan, reach, start, wrong};
use crate::app::App;
use crate::domain::deployment::Outcome as Outcomes;
use crate::domain::fate::Taken;
use crate::domain::id::DeploymentNumber;
use crate::store::deployments::Deployment;
use crate::store::{logs, served};
use crate::ui::notice::refused;
use crate::ui::page::{columns, live};
use crate::ui::rail::Rail;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::events::seen;
use crate::web::pages::rollback::way_back::WayBack;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// Everything that the page shows.
pub struct DeploymentPage {
    about: About,
    track: Track,
    changes: Changes,
    risk: Risk,
    steps: Steps,
    back: WayBack,
    taken: Taken,
    lost: Option<Lost>,
    review: Option<Reviewed>,
    blamed: Option<Blamed>,
    record: Record,
    rail: Option<Rail>,
    /// The newest log line and audit event that the page knows: the stream goes on from there.
    seen: (i64, String),
}

impl DeploymentPage {
    /// Reads it in one transaction; not found where the deployment does not exist for the viewer.
    pub async fn load(
        app: &App,
        viewer: &Viewer,
        number: DeploymentNumber,
        returned: Option<Returned>,
    ) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let about = About::load(db, viewer, number, returned).await?;
        let Deployment { project, release, .. } = about.deployment;
        let changes = Changes::load(db, project, about.around.base, release).await?;
        let back = WayBack::load(db, about.deployment.project, about.deployment.environment).await?;
        Ok(Self {
            track: Track::load(app, db, &about).await?,
            risk: Risk::load(db, &about, &back).await?,
            steps: Steps::load(db, &about).await?,
            lost: Lost::load(db, &about).await?,
            review: Reviewed::load(db, number).await?,
            blamed: Blamed::load(db, &about).await?,
            record: Record::load(db, number).await?,
            rail: Some(rail::load(db, viewer, "/history").await?),
            seen: (logs::head(db, number).await?, seen::now(app, db).await?),
            taken: served::taken(db, number).await?,
            about,
            changes,
            back,
        })
    }

    /// Whether the viewer asked for it and learns here that it failed or was rejected.
    pub fn shows_unseen_ending(&self) -> bool {
        let outcome = self.about.deployment.ending.as_ref().map(|ending| ending.outcome);
        let badly = matches!(outcome, Some(Outcomes::Failed | Outcomes::Rejected));
        badly && self.about.deployment.requested_by == Some(self.about.viewer.person)
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let number = self.about.deployment.number;
        let page = addresses::deployment(number);
        let (line, event) = &self.seen;
        let events = format!("{page}/events?after={line}&seen={event}");
        let frame = Frame::new(head::title(&self.about), self.rail.take()).live(events, page);
        render::page(frame, || self.view())
    }

    fn is_rolled_back(&self) -> bool {
        let Deployment { number, release, .. } = self.about.deployment;
        let live_on = self.back.live.iter().filter(|target| target.deployment == number).count();
        Became::of(&self.taken, release, live_on).is_rolled_back()
    }

    fn changes(&self) -> AnyView {
        let Deployment { project_slug, version, request_reason, .. } = &self.about.deployment;
        self.changes.panel(project_slug, version, request_reason)
    }

    fn way_back(&self) -> Option<AnyView> {
        wrong::way_back(&self.about, &self.steps, &self.back, &self.changes)
    }

    /// Every region is always there, if only empty: what happens while the page is open fills it.
    fn view(&self) -> AnyView {
        let about = &self.about;
        let waiting = !about.has_started() && !about.has_ended();
        let notice = about.returned.as_ref().map(|returned| refused(returned.reason.clone(), Vec::new()));
        let lead = view! {
            {live("lost", self.lost.as_ref().map(|lost| lost.panel(about, self.way_back())))}
            {live("outcome", Outcome::of(about, &self.back, &self.taken, &self.steps).map(|outcome| outcome.panel(about)))}
            {live("steps", about.has_started().then(|| self.steps.panel(about)))}
            {live("moved", around::moved(about))}
            {live("earlier", around::earlier(&about.deployment.version, &about.around.earlier))}
            {live("changes", waiting.then(|| self.changes()))}
            {live("risk", waiting.then(|| self.risk.panel(about, &self.changes)))}
        };
        let side = view! {
            {live("decision", approval::panel(about))}
            {live("start", start::panel(about))}
            {live("wrong", wrong::panel(about, self.way_back()))}
            {live("taken", self.blamed.as_ref().and_then(|blamed| blamed.panel(about)))}
            {live("review", self.review.as_ref().map(|review| review.panel(about)))}
            {live("approvals", approvals::panel(about))}
            {live("checklist", waiting.then(|| checklist::panel(about)))}
            {live("happened", (!waiting).then(|| self.record.panel(about)))}
        };
        let rest = view! {
            {live("gates", gates::panel(about))}
            {live("plan", waiting.then(|| plan::panel(about, &self.risk)))}
            {live("changed", (!waiting).then(|| self.changes()))}
            {live("answers", (!waiting).then(|| checklist::panel(about)))}
            {live("record", waiting.then(|| self.record.panel(about)))}
        };
        let content = view! {
            {notice}
            {live("waits", self.steps.waits_for_person(about).map(|step| confirmation::panel(about, step)))}
            {live("track", self.track.view(about, self.is_rolled_back()))}
            {columns(lead, side, rest)}
            {live("reach", reach::bar(about, &self.steps, &self.back, self.lost.as_ref()))}
        };
        head::page(about, &self.steps, &self.risk).view(content)
    }
}
