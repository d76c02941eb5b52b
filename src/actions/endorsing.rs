//! Where a version of a runbook with commands stands in the environments: read from the store, weighed by
//! [`crate::domain::endorsement`]. A page asks before it shows the buttons, and the actions ask the same again.

use super::strategy_in_force::strategies_in_force;
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::approval::Decision;
use crate::domain::endorsement::{Attempt, Place, Published, Standing, Subject, Version, decide};
use crate::domain::id::{EnvironmentId, PersonId, ProjectId};
use crate::domain::strategy::{Approvals, EnvironmentRules};
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::store::endorsements::{self, Stored};
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::store::runbook_versions::{self, RunbookVersion};
use crate::store::runbooks::Runbook;
use crate::store::{Db, StoreError, grants};
use std::collections::HashMap;

/// Who approves in an environment of a project, and whether they need a second factor, by the strategy in force.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Who approves.
    pub approvals: Approvals,
    /// Whether they need a second factor.
    pub second_factor: bool,
}

impl Asked {
    fn by(rules: &EnvironmentRules) -> Self {
        Self { approvals: rules.approvals.clone(), second_factor: rules.second_factor }
    }
}

/// A version in an environment of a project.
#[derive(Debug, Clone)]
pub struct Endorsing {
    /// The project.
    pub project: ProjectId,
    /// The environment.
    pub environment: EnvironmentId,
    /// The version as the rules see it.
    pub version: Version,
    /// The environment as the rules see it.
    pub place: Place,
    /// What the rules say.
    pub standing: Standing,
    /// Whether who decides needs a second factor.
    pub second_factor: bool,
}

/// What the rules of versions need to know of one, wherever it is to act.
pub struct Known {
    version: Version,
    decisions: Vec<Stored>,
    people: HashMap<PersonId, Grants>,
}

impl Known {
    /// Reads what is known of a published version; `versions` are all of its runbook.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn of(
        db: &mut Db,
        version: &RunbookVersion,
        versions: &[RunbookVersion],
    ) -> Result<Self, StoreError> {
        let decisions = endorsements::of(db, Subject::Runbook(version.id)).await?;
        let publisher = version.published_by.iter().copied();
        let people: Vec<PersonId> = decisions.iter().map(|one| one.person).chain(publisher).collect();
        let people = grants::of_people(db, &people).await?;
        Ok(Self { version: as_judged(db, version, versions).await?, decisions, people })
    }

    /// The version in an environment.
    pub fn in_place(
        &self,
        project: ProjectId,
        environment: &Environment,
        asked: &Asked,
        now: Time,
    ) -> Endorsing {
        let held = |person: &PersonId| self.people.get(person);
        let publisher_has_full = match &self.version.published {
            Published::By { person, .. } => {
                held(person).is_some_and(|grants| grants.may(Permission::RunForReal, project, environment.id))
            }
            Published::OnHost | Published::WithStrategy => true,
        };
        let here = |one: &&Stored| one.project == project && one.environment == environment.id;
        let counted = |one: &Stored| {
            let fills =
                held(&one.person).map(|grants| fills(grants, &asked.approvals, project, environment.id));
            one.clone().counted(&fills.unwrap_or_default())
        };
        let place = Place {
            environment: environment.slug.clone(),
            publisher_has_full,
            asked: asked.approvals.clone(),
            decisions: self.decisions.iter().filter(here).map(counted).collect(),
        };
        let (version, standing) = (self.version.clone(), self.version.standing(&place, now));
        let (environment, second_factor) = (environment.id, asked.second_factor);
        Endorsing { project, environment, version, place, standing, second_factor }
    }
}

impl Endorsing {
    /// Why somebody who holds this cannot decide so; none where they can.
    pub fn refusal(
        &self,
        grants: &Grants,
        person: PersonId,
        decision: Decision,
        now: Time,
    ) -> Option<String> {
        let fills = self.fills(grants);
        let seen = &self.version.digest;
        let attempt = Attempt { person, decision, comment: "-", seen, fills: &fills };
        decide(&self.version, &self.place, &attempt, now).err().map(|refusal| refusal.sentence)
    }

    /// The rules of the environment that somebody who holds this can fill a place of.
    pub fn fills(&self, grants: &Grants) -> Vec<usize> {
        fills(grants, &self.place.asked, self.project, self.environment)
    }

    /// Whether the version lacks approvals here, and one of this person would count.
    pub fn asks(&self, grants: &Grants, person: PersonId, now: Time) -> bool {
        let lacks = self.standing.quorum.as_ref().filter(|quorum| !quorum.is_met());
        let counts = lacks.is_some_and(|quorum| quorum.would_take(&self.fills(grants)));
        let may = grants.may(Permission::Approve, self.project, self.environment);
        may && counts && self.refusal(grants, person, Decision::Approved, now).is_none()
    }
}

/// The rules that somebody can fill a place of, by the roles that they hold.
fn fills(grants: &Grants, asked: &Approvals, project: ProjectId, environment: EnvironmentId) -> Vec<usize> {
    let may = |role: &String| grants.approves_as(role, project, environment);
    let rules = asked.rules().iter().enumerate();
    rules.filter(|(_, rule)| rule.from.iter().any(may)).map(|(index, _)| index).collect()
}

/// The version as the rules see it. Who wrote an earlier version that has a command of this one wrote part of it.
async fn as_judged(
    db: &mut Db,
    version: &RunbookVersion,
    versions: &[RunbookVersion],
) -> Result<Version, StoreError> {
    let wrote_part = |other: &&RunbookVersion| {
        other.id == version.id
            || other.number < version.number && other.content.shares_commands_with(&version.content)
    };
    let ids: Vec<_> = versions.iter().filter(wrote_part).map(|other| other.id).collect();
    let authors = runbook_versions::authors_of(db, &ids).await?;
    let own: Vec<PersonId> =
        authors.iter().filter(|(of, _)| *of == version.id).map(|(_, person)| *person).collect();
    Ok(Version {
        digest: version.sha256.clone(),
        writers: authors.into_iter().map(|(_, person)| person).collect(),
        published: published(version, &own),
        environments: version.content.environments.clone(),
        grace: version.grace,
    })
}

fn published(version: &RunbookVersion, authors: &[PersonId]) -> Published {
    if version.strategy_version.is_some() {
        return Published::WithStrategy;
    }
    let Some(person) = version.published_by else { return Published::OnHost };
    let name = version.published_by_name.clone().unwrap_or_default();
    Published::By { person, name, alone: is_alone(version, authors, person) }
}

/// Whether nobody but this person had a hand in the text as it is: they saved it last. Where that is not known, whether
/// they wrote any part of it.
pub fn is_alone(version: &RunbookVersion, authors: &[PersonId], person: PersonId) -> bool {
    version.saved_by.map_or_else(|| authors.contains(&person), |last| last == person)
}

/// Who approves in an environment of a project; `none` where no strategy is in force or it does not know it.
///
/// # Errors
/// Where the database cannot be read.
pub async fn asked_in(
    app: &App,
    db: &mut Db,
    project: ProjectId,
    environment: &Slug,
) -> Result<Asked, StoreError> {
    let found = strategies_in_force(app, db, Some(project)).await?;
    let rules = found.get(&project).and_then(|in_force| in_force.strategy.environment(environment));
    Ok(rules.map_or_else(Asked::default, Asked::by))
}

/// Where a version of a runbook stands in an environment of a project.
///
/// # Errors
/// Where the database cannot be read.
pub async fn endorsing(
    app: &App,
    db: &mut Db,
    runbook: &Runbook,
    version: &RunbookVersion,
    (project, environment): (ProjectId, &Environment),
) -> Result<Endorsing, StoreError> {
    let versions = runbook_versions::of_runbook(db, runbook.id).await?;
    let known = Known::of(db, version, &versions).await?;
    let asked = asked_in(app, db, project, &environment.slug).await?;
    Ok(known.in_place(project, environment, &asked, app.clock.now()))
}

/// Where a version of a runbook stands, in the environments that it names and somebody sees, in their order: of the
/// runbook's project, else of every project that they see and whose strategy knows the environment.
///
/// # Errors
/// Where the database cannot be read.
pub async fn endorsed_in(
    app: &App,
    db: &mut Db,
    scope: &Scope,
    runbook: &Runbook,
    version: &RunbookVersion,
) -> Result<Vec<(Project, Environment, Endorsing)>, StoreError> {
    let now = app.clock.now();
    let versions = runbook_versions::of_runbook(db, runbook.id).await?;
    let known = Known::of(db, version, &versions).await?;
    let strategies = strategies_in_force(app, db, runbook.project).await?;
    let environments = environments::seen(db, scope).await?;
    // What names none was published before versions did, and is meant for all.
    let everywhere = version.content.environments.is_empty() || version.grace.is_some_and(|ends| now < ends);
    let mut found = Vec::new();
    for project in projects::known(db, scope).await? {
        if runbook.project.is_some_and(|own| own != project.id) {
            continue;
        }
        let in_force = strategies.get(&project.id).map(|found| &found.strategy);
        for environment in environments.iter().filter(|one| scope.sees(project.id, one.id)) {
            let rules = in_force.map(|strategy| strategy.environment(&environment.slug));
            let is_named = known.version.environments.contains(&environment.slug);
            if rules == Some(None) || !is_named && !everywhere {
                continue;
            }
            let asked = rules.flatten().map_or_else(Asked::default, Asked::by);
            let here = known.in_place(project.id, environment, &asked, now);
            found.push((project.clone(), environment.clone(), here));
        }
    }
    Ok(found)
}
