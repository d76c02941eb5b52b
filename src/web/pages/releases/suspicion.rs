//! What speaks against a release, and the forms of those who know better: a report, and a clearing.

use super::about::About;
use super::returned::{Returned, Which};
use crate::access::permission::Permission;
use crate::actions::clear_suspicion::{keys, open_in};
use crate::actions::strategy_in_force::strategy_in_force;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::suspect::{Cause, Suspicion, What, may_clear};
use crate::domain::text::Slug;
use crate::store::environments::{self, Environment};
use crate::store::{Db, StoreError, suspects};
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::{Choice, Field};
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::pages::suspicion;
use leptos::prelude::*;

/// What speaks against a release, as one person sees it.
pub struct Suspected {
    /// All of it.
    pub suspicion: Suspicion,
    viewer: Viewer,
    /// The environments that the viewer sees, with whom the release was requested by in each.
    places: Vec<(Environment, Vec<PersonId>)>,
    returned: Option<Returned>,
}

impl Suspected {
    /// Reads it.
    pub async fn load(
        app: &App,
        db: &mut Db,
        viewer: &Viewer,
        about: &About,
        returned: Option<Returned>,
    ) -> Result<Self, StoreError> {
        let release = &about.release;
        let suspicion = suspects::about_one(db, release.id).await?;
        let mut places = Vec::new();
        let strategy = strategy_in_force(app, db, release.project).await?;
        let named =
            |slug: &Slug| strategy.as_ref().is_none_or(|(_, strategy)| strategy.environment(slug).is_some());
        for environment in environments::all(db).await? {
            let open = !open_in(&suspicion, environment.id).is_empty();
            if viewer.scope.sees(release.project, environment.id) && (open || named(&environment.slug)) {
                let requesters = match open {
                    true => suspects::requesters(db, release.id, environment.id).await?,
                    false => Vec::new(),
                };
                places.push((environment, requesters));
            }
        }
        Ok(Self { suspicion, viewer: viewer.clone(), places, returned })
    }

    /// Why the form that came back was refused.
    pub fn refused(&self) -> Option<&str> {
        self.returned.as_ref().and_then(|returned| returned.why.as_deref())
    }

    /// Everything that speaks against the release, with the forms that clear it; none where nothing does.
    pub fn panel(&self, about: &About) -> Option<AnyView> {
        if self.suspicion.causes.is_empty() {
            return None;
        }
        let lines = rows(self.suspicion.causes.iter().map(|cause| self.row(about, cause)));
        let forms: Vec<AnyView> =
            self.places.iter().filter_map(|place| self.clearing(about, place)).collect();
        let forms = (!forms.is_empty()).then(|| view! { <div class="body">{forms}</div> });
        let (title, badge) = match self.suspicion.since() {
            Some(since) => {
                ("Suspect", Some(view! { {state(Shape::Failed, "Suspect")} " since " {moment(since)} }))
            }
            None => ("Reported or rolled back", None),
        };
        let panel = Panel::new(title);
        let panel = match badge {
            Some(badge) => panel.aside(badge),
            None => panel,
        };
        let means = self.suspicion.is_suspect().then(|| {
            let version = &about.release.version;
            let words = format!(
                "{version} can't be requested or started anywhere, except where it is live. It doesn't count as a \
                 success in any environment."
            );
            view! { <div class="body"><p>{words}</p></div> }
        });
        Some(panel.view(view! { {means} {lines} {forms} }))
    }

    fn row(&self, about: &About, cause: &Cause) -> Row {
        let (project, version) = (&about.project.slug, &about.release.version);
        let seen = suspicion::seen(cause, self.viewer.grants());
        let id = match (&cause.what, seen) {
            (What::Reported { report, .. }, true) => Some(format!("problem-{report}")),
            _ => None,
        };
        let (shape, word) = suspicion::weight(cause.weight());
        let told = suspicion::cause(cause, version, project, self.viewer.grants());
        let row = Row::plain(view! { <span id=id>{state(shape, word)} " " {told}</span> });
        let row = if seen { row.end(moment(cause.at)) } else { row };
        match suspicion::after(cause, seen) {
            Some(more) => row.below(view! { <p class="quiet">{more}</p> }),
            None => row,
        }
    }

    /// The form that clears the release in an environment; none for those without Full there.
    fn clearing(&self, about: &About, (place, requesters): &(Environment, Vec<PersonId>)) -> Option<AnyView> {
        let causes = open_in(&self.suspicion, place.id);
        let may = self.viewer.grants().may(Permission::ClearSuspicion, about.project.id, place.id);
        if causes.is_empty() || !may {
            return None;
        }
        let version = &about.release.version;
        let button = Button::new(format!("Clear {version} in {}", place.slug)).look(Look::Danger);
        if let Err(refusal) = may_clear(self.viewer.person, requesters, &causes, version) {
            return Some(actions(button.refused(Some(refusal.sentence)).view()));
        }
        let reason = Field::area("reason", format!("Why nothing is wrong with {version}"))
            .id(format!("clear-{}", place.slug))
            .hint("Required. Approvers will see it.")
            .required()
            .value(self.typed(Which::Clearing, &place.slug));
        let form = self
            .form(about, "clearings")
            .with("environment", place.slug.as_str())
            .with("seen", keys(&causes))
            .stacked()
            .view(view! { {reason.view()} {actions(button.view())} });
        Some(form)
    }

    /// The form that reports a problem; none for those who see no environment of the project.
    pub fn report(&self, about: &About) -> Option<AnyView> {
        let last = self.places.last()?;
        let version = &about.release.version;
        let choices =
            self.places.iter().map(|(place, _)| Choice::new(place.slug.as_str(), place.name.clone()));
        let returned = self.returned.as_ref().filter(|returned| returned.which == Which::Problem);
        let chosen = returned.map_or(&last.0.slug, |returned| &returned.environment);
        let place = Field::select("environment", "Environment", choices.collect())
            .id("problem-environment")
            .value(chosen.as_str());
        let reason = Field::area("reason", "What is wrong?")
            .id("problem-reason")
            .hint("Required. Approvers will see it.")
            .required()
            .value(self.typed(Which::Problem, chosen));
        let words = format!(
            "A report by someone with Deploy, Approve or Full in a guarded environment makes {version} suspect \
             until someone with Full clears it. Any other report warns approvers."
        );
        let button = Button::new(format!("Report {version}"));
        let form = self
            .form(about, "problems")
            .stacked()
            .view(view! { {place.view()} {reason.view()} {actions(button.view())} });
        Some(Panel::new("Report a problem").body(view! { <p class="quiet">{words}</p> {form} }))
    }

    fn form(&self, about: &About, path: &str) -> Form {
        let page = addresses::release(&about.project.slug, &about.release.version);
        Form::post(format!("{page}/{path}"), self.viewer.csrf.as_str())
    }

    fn typed(&self, which: Which, environment: &Slug) -> String {
        let is_it = |returned: &&Returned| returned.which == which && returned.environment == *environment;
        let returned = self.returned.as_ref().filter(is_it);
        returned.map(|returned| returned.text.clone()).unwrap_or_default()
    }
}
