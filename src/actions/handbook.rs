//! What people need at hand when everything is down, as far as it exists for whom it is made.

use super::strategy_in_force::{InForce, strategies_in_force};
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::handbook::{Chapter, Contact, Handbook, Restoring, Team};
use crate::domain::id::PersonId;
use crate::store::environments::{self, Environment};
use crate::store::people::{self, Person};
use crate::store::projects::{self, Project};
use crate::store::{Db, StoreError, grants, runbook_versions, runbooks};
use std::collections::HashMap;

/// The section of a strategy that names whom to call.
const SUPPORT: &str = "Support Documentation";

/// Gathers it. How Slipway itself is restored is for the operator, and for who administers.
///
/// # Errors
/// Where the database cannot be used.
pub async fn handbook(app: &App, db: &mut Db, scope: &Scope) -> Result<Handbook, StoreError> {
    let restores = scope.grants().is_system || scope.grants().administers();
    Ok(Handbook {
        chapters: chapters(db, scope).await?,
        teams: teams(app, db, scope).await?,
        restoring: restores.then(|| restoring(app)),
    })
}

async fn chapters(db: &mut Db, scope: &Scope) -> Result<Vec<Chapter>, StoreError> {
    let versions = runbook_versions::all_in_force(db).await?;
    let mut versions: HashMap<_, _> =
        versions.into_iter().map(|version| (version.runbook, version)).collect();
    let mut chapters = Vec::new();
    for runbook in runbooks::known(db, scope).await? {
        let Some(version) = versions.remove(&runbook.id) else { continue };
        let Some(published_at) = version.published_at else { continue };
        chapters.push(Chapter {
            slug: runbook.slug,
            project: runbook.project_name,
            version: version.number,
            published_at,
            document: version.document,
            content: version.content,
        });
    }
    Ok(chapters)
}

async fn teams(app: &App, db: &mut Db, scope: &Scope) -> Result<Vec<Team>, StoreError> {
    let mut in_force = strategies_in_force(app, db, None).await?;
    let environments = environments::all(db).await?;
    let people = people::active(db).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let held = grants::of_people(db, &ids).await?;
    let around = Around { scope, environments: &environments, people: &people, held: &held };
    let projects = projects::known(db, scope).await?;
    Ok(projects
        .iter()
        .filter_map(|project| Some(around.team(project, &in_force.remove(&project.id)?)))
        .collect())
}

struct Around<'a> {
    scope: &'a Scope,
    environments: &'a [Environment],
    people: &'a [Person],
    held: &'a HashMap<PersonId, Grants>,
}

impl Around<'_> {
    fn team(&self, project: &Project, in_force: &InForce) -> Team {
        let strategy = &in_force.strategy;
        let support = strategy.notes.iter().filter(|note| note.section == SUPPORT);
        let seen = self
            .environments
            .iter()
            .filter(|one| strategy.environment(&one.slug).is_some() && self.scope.sees(project.id, one.id));
        Team {
            project: project.name.clone(),
            support: support.map(|note| (note.key.clone(), note.value.clone())).collect(),
            places: seen.map(|one| (one.name.clone(), self.contacts(project, one))).collect(),
        }
    }

    fn contacts(&self, project: &Project, environment: &Environment) -> Vec<Contact> {
        let contact = |person: &Person| {
            let held = self.held.get(&person.id)?;
            let may = |permission| held.may(permission, project.id, environment.id);
            // Full includes rolling back.
            let act = match () {
                () if may(Permission::RunForReal) => Some("Full"),
                () if may(Permission::RollBackNow) => Some("Rollback"),
                () => None,
            };
            let decide = may(Permission::Approve).then_some("Approve");
            let may: Vec<_> = act.into_iter().chain(decide).collect();
            let (name, sign_in_name) = (person.display_name.clone(), person.sign_in_name.clone());
            (!may.is_empty()).then_some(Contact { name, sign_in_name, may })
        };
        self.people.iter().filter_map(contact).collect()
    }
}

fn restoring(app: &App) -> Restoring {
    let settings = &app.settings;
    // A page that is read elsewhere says where the folders are from the root on.
    let whole = |path: &std::path::Path| {
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
    };
    Restoring {
        data: whole(&settings.data),
        backups: whole(&settings.backups_folder()),
        second: settings.backups.second.as_deref().map(whole),
        public_url: settings.public_url.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    async fn read_by(app: &TestApp, role: &str) -> Handbook {
        let actor = app.person(&role.to_lowercase().replace('@', "-"), role).await;
        let db = &mut *app.store.read().await.unwrap();
        let scope = Scope::of(grants::of(db, &actor).await.unwrap());
        handbook(app, db, &scope).await.unwrap()
    }

    #[tokio::test]
    async fn who_can_roll_back_is_among_the_contacts() {
        let app = TestApp::with_storefront().await;
        app.person("devops", "DevOps").await;
        app.person("sam", "Stakeholder").await;
        app.person("audit", "Auditor").await;
        let sre = read_by(&app, "SRE").await;
        let (_, production) = sre.teams[0].places.last().unwrap();
        let contacts: Vec<(&str, &[&str])> =
            production.iter().map(|one| (one.sign_in_name.as_str(), one.may.as_slice())).collect();
        assert_eq!(
            contacts,
            [
                ("devops", ["Rollback"].as_slice()),
                ("sam", ["Approve"].as_slice()),
                ("sre", ["Full"].as_slice())
            ]
        );
    }

    fn places(handbook: &Handbook) -> Vec<&str> {
        handbook.teams.iter().flat_map(|team| team.places.iter().map(|(name, _)| name.as_str())).collect()
    }

    #[tokio::test]
    async fn everybody_gets_what_exists_for_them_and_nothing_else() {
        let app = TestApp::with_storefront().await;
        app.project("till", crate::testing::app::DOCUMENT).await;
        let sre = read_by(&app, "SRE").await;
        assert_eq!((sre.chapters.len(), sre.teams.len()), (2, 2));
        assert_eq!(sre.teams[0].support[0].0, "Troubleshooting Guide");
        let production = sre.teams[0].places.last().unwrap();
        assert_eq!((production.0.as_str(), production.1[0].sign_in_name.as_str()), ("production", "sre"));
        assert!(sre.restoring.is_none());

        let developer = read_by(&app, "Developer@till").await;
        assert_eq!((developer.chapters.len(), developer.teams.len()), (1, 1));
        assert_eq!(developer.teams[0].project, "till");
        assert_eq!(
            places(&developer),
            ["development", "staging"],
            "production does not exist for a developer"
        );

        let admin = read_by(&app, "Admin").await;
        assert!(admin.restoring.is_some() && places(&admin).is_empty());
        let db = &mut *app.store.read().await.unwrap();
        let everything = handbook(&app, db, &Scope::of(Grants::system())).await.unwrap();
        assert_eq!((everything.chapters.len(), places(&everything).len()), (2, 6));
    }
}
