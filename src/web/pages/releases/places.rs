//! Where a release is, as far as the viewer sees, and where they may ask for it.

use super::about::About;
use crate::access::permission::Permission;
use crate::actions::strategy_in_force::strategy_in_force;
use crate::app::App;
use crate::domain::id::ReleaseId;
use crate::domain::suspect::Suspicion;
use crate::domain::text::{count_of, list_words};
use crate::store::changes::{self, Distance};
use crate::store::environments::{self, Environment};
use crate::store::live::{self, LiveTarget};
use crate::store::{Db, StoreError};
use crate::ui::button::Button;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// The environments that the viewer sees.
pub struct Places(Vec<Place>);

/// One environment.
struct Place {
    environment: Environment,
    /// How many targets it has: those that the strategy in force names, and those that still serve something.
    targets: usize,
    /// What its targets serve.
    serves: Vec<LiveTarget>,
    /// How much the release brings beyond what is served; none where it is not ahead of one served release.
    ahead: Option<Distance>,
    /// Whether the viewer may ask for the release there.
    deploys: bool,
}

impl Places {
    /// Reads them.
    pub async fn load(app: &App, db: &mut Db, viewer: &Viewer, about: &About) -> Result<Self, StoreError> {
        let project = about.project.id;
        let strategy = strategy_in_force(app, db, project).await?;
        let mut places = Vec::new();
        for environment in environments::all(db).await? {
            if !viewer.scope.sees(project, environment.id) {
                continue;
            }
            let rules = strategy.as_ref().and_then(|(_, strategy)| strategy.environment(&environment.slug));
            let named = rules.is_some();
            let serves = live::of_place(db, project, environment.id).await?;
            if !named && serves.is_empty() {
                continue;
            }
            let deploys = named && viewer.grants().may(Permission::Request, project, environment.id);
            let targets = rules.map_or(0, |rules| rules.targets.len()).max(serves.len());
            let ahead = ahead(db, about, &serves).await?;
            places.push(Place { environment, targets, serves, ahead, deploys });
        }
        Ok(Self(places))
    }

    /// The panel; none where the viewer sees no environment of the project.
    pub fn panel(&self, about: &About, suspicion: &Suspicion) -> Option<AnyView> {
        if self.0.is_empty() {
            return None;
        }
        Some(Panel::new("Where it is").view(rows(self.0.iter().map(|place| place.row(about, suspicion)))))
    }
}

/// How far the release is ahead of what is served, where one earlier release serves everywhere.
async fn ahead(db: &mut Db, about: &About, serves: &[LiveTarget]) -> Result<Option<Distance>, StoreError> {
    let release = about.release.id;
    match served(serves).as_slice() {
        [old] if *old < release => Ok(Some(changes::distance(db, about.project.id, *old, release).await?)),
        _ => Ok(None),
    }
}

/// The releases that are served, each once.
fn served(serves: &[LiveTarget]) -> Vec<ReleaseId> {
    let mut releases: Vec<ReleaseId> = serves.iter().map(|target| target.release).collect();
    releases.sort_unstable();
    releases.dedup();
    releases
}

impl Place {
    fn row(&self, about: &About, suspicion: &Suspicion) -> Row {
        let slug = &self.environment.slug;
        let name = view! { <a href=addresses::environment(slug)>{slug.to_string()}</a> };
        let row = Row::plain(name).below(self.standing(about));
        if !self.deploys {
            return row;
        }
        let own = self.serves.iter().filter(|target| target.release == about.release.id).count();
        if suspicion.is_suspect() && own < self.targets {
            let why = format!("{} is suspect", about.release.version);
            return row.end(Button::new("Deploy").refused(Some(why)).view());
        }
        let form = addresses::new_deployment(&about.project.slug, slug, Some(&about.release.version));
        let words = view! { "Deploy" <span class="hidden">{format!(" to {slug}")}</span> };
        row.end(view! { <a class="button" href=form>{words}</a> })
    }

    fn standing(&self, about: &About) -> AnyView {
        let own: Vec<&LiveTarget> =
            self.serves.iter().filter(|target| target.release == about.release.id).collect();
        let since = own.iter().map(|target| target.since).min();
        match since {
            Some(since) if own.len() == self.targets => {
                view! { <div>{state(Shape::Live, "Live")} " " <span class="quiet">"since " {moment(since)}</span></div> }
                    .into_any()
            }
            Some(since) => {
                let words = format!("Mixed: on {} of {} targets", own.len(), self.targets);
                view! { <div>{state(Shape::Failed, words)} " " <span class="quiet">"since " {moment(since)}</span></div> }
                    .into_any()
            }
            None => view! { <span class="quiet">{self.elsewhere(about)}</span> }.into_any(),
        }
    }

    /// What is served in the release's stead.
    fn elsewhere(&self, about: &About) -> String {
        let mut versions: Vec<&str> = self.serves.iter().map(|target| target.version.as_str()).collect();
        versions.sort_unstable();
        versions.dedup();
        let (on, of) = (self.serves.len(), self.targets);
        let partly = if on < of { format!(" on {on} of {of} targets") } else { String::new() };
        let versions = format!("{}{partly}", list_words(&versions));
        match (&self.ahead, served(&self.serves).as_slice()) {
            (_, []) => "Nothing is live there yet.".to_owned(),
            (Some(ahead), _) => format!("Serves {versions}: {}.", brought(*ahead)),
            (None, [newer]) if *newer > about.release.id => {
                format!("Serves {versions}, which was registered later.")
            }
            _ => format!("Mixed: serves {versions}."),
        }
    }
}

/// `14 commits since, in 2 releases`
fn brought(ahead: Distance) -> String {
    let count = |count: i64, word| count_of(usize::try_from(count).unwrap_or_default(), word);
    let (commits, releases) = (count(ahead.commits, "commit"), count(ahead.releases, "release"));
    format!("{commits} since, in {releases}")
}
