//! The first steps of an installation, on the board of the person who can do the next one: a role, a strategy, a
//! release, a deployment. The panel goes once something was deployed.

use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::access::scope::Scope;
use crate::actions::overview::Overview;
use crate::domain::environment::is_production_like;
use crate::domain::text::Slug;
use crate::store::people;
use crate::store::projects::{self, Project};
use crate::store::releases::{self, Release};
use crate::store::{Db, StoreError, holdings, roles};
use crate::ui::button::{Look, actions, link_button};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, ordered};
use crate::web::addresses;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// The step that is next for the viewer.
#[derive(Debug)]
pub enum Next {
    /// No one has a role in an environment: the admin of this sign-in name gives themselves one.
    Role(String),
    /// There is no project. Whether the viewer is an admin, who can begin one.
    Strategy(bool),
    /// The project has no release.
    Release(Slug),
    /// Nothing was deployed: this release can go to this environment.
    Deploy(Slug, Slug, Box<Release>),
}

/// Every step, as it is called in the list.
const STEPS: [&str; 4] =
    ["Give yourself a role", "Write the first strategy", "Register the first release", "Deploy it"];

impl Next {
    /// Reads which step is next; none where everything is under way, or the next step is for others.
    pub async fn read(db: &mut Db, viewer: &Viewer, overview: &Overview) -> Result<Option<Self>, StoreError> {
        let begun = overview
            .places()
            .iter()
            .any(|(_, _, place)| !place.live.is_empty() || !place.open.is_empty() || place.attempt.is_some());
        if begun {
            return Ok(None);
        }
        let is_admin = viewer.grants().administers();
        if overview.environments.is_empty() && is_admin {
            let role = role(db, viewer).await?;
            if role.is_some() || !overview.projects.is_empty() {
                return Ok(role);
            }
        }
        if overview.projects.is_empty() {
            // Others may have projects that the viewer has no role in.
            let every = projects::known(db, &Scope::of(Grants::system())).await?;
            return Ok(every.is_empty().then_some(Self::Strategy(is_admin)));
        }
        match overview.projects.as_slice() {
            [project] => of_project(db, viewer, overview, project).await,
            _ => Ok(None),
        }
    }

    fn position(&self) -> usize {
        match self {
            Self::Role(_) => 0,
            Self::Strategy(_) => 1,
            Self::Release(_) => 2,
            Self::Deploy(..) => 3,
        }
    }

    /// The panel with all steps, and the button of the next one.
    pub fn panel(&self) -> AnyView {
        let at = self.position();
        let rows = STEPS.iter().enumerate().map(|(position, words)| match position {
            done if done < at => Row::new(Mark::Yes, *words),
            next if next == at => Row::new(Mark::Now, view! { <b>{*words}</b> }).below(self.act()),
            later => Row::new(Mark::Number(later + 1), *words),
        });
        Panel::new("Next step").aside(format!("{} of {}", at + 1, STEPS.len())).view(ordered(rows))
    }

    fn act(&self) -> AnyView {
        let (words, button) = match self {
            Self::Role(name) => (
                "Admins manage people and roles. To deploy, hold a role such as SRE too.".into_any(),
                Some(("Give yourself a role", addresses::person(name))),
            ),
            Self::Strategy(true) => (
                "A project begins with its strategy document: paste yours, or begin with the template."
                    .into_any(),
                Some(("Begin a project", addresses::NEW_PROJECT.to_owned())),
            ),
            Self::Strategy(false) => (
                "A project begins with its strategy document. An admin adds it on the page New project."
                    .into_any(),
                None,
            ),
            Self::Release(project) => (
                "A release is what you deploy: a version, its commit and its artifact.".into_any(),
                Some(("Register the first release", addresses::new_release(project))),
            ),
            Self::Deploy(project, environment, release) => (
                format!("Release {} is registered. It can go to {environment}.", release.version).into_any(),
                Some((
                    "Deploy the first release",
                    addresses::new_deployment(project, environment, Some(&release.version)),
                )),
            ),
        };
        let button = button.map(|(words, href)| actions(link_button(Look::Primary, words, href)));
        view! { <p>{words}</p> {button} }.into_any()
    }
}

/// The admin's own page, where no one holds a role that reaches an environment.
async fn role(db: &mut Db, viewer: &Viewer) -> Result<Option<Next>, StoreError> {
    let administers: Vec<_> =
        roles::all(db).await?.into_iter().filter(|role| role.administers).map(|role| role.id).collect();
    let held = holdings::now(db, None, None).await?;
    if held.iter().any(|holding| !administers.contains(&holding.role)) {
        return Ok(None);
    }
    let own = people::by_id(db, viewer.person).await?;
    Ok(own.map(|person| Next::Role(person.sign_in_name)))
}

async fn of_project(
    db: &mut Db,
    viewer: &Viewer,
    overview: &Overview,
    project: &Project,
) -> Result<Option<Next>, StoreError> {
    let grants = viewer.grants();
    let Some(release) = releases::recent(db, project.id, 1).await?.into_iter().next() else {
        let may = grants.may_anywhere(Permission::RegisterRelease, project.id);
        return Ok(may.then(|| Next::Release(project.slug.clone())));
    };
    let asks = |environment: &&crate::store::environments::Environment| {
        grants.may(Permission::Request, project.id, environment.id) && !is_production_like(&environment.name)
    };
    let first = overview.environments.iter().find(asks);
    let deploy = |environment: &crate::store::environments::Environment| {
        Next::Deploy(project.slug.clone(), environment.slug.clone(), Box::new(release))
    };
    Ok(first.map(deploy))
}
