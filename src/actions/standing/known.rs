//! What is known about deployments, read for all of them at once, so that a page of many asks no more often than a
//! page of one.

use super::{Standing, requesters};
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::domain::approval::{Approval, next_end};
use crate::domain::checklist::Answer;
use crate::domain::conditions::{Circumstances, evaluate};
use crate::domain::deployment::{Facts, State};
use crate::domain::evidence::Evidence;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId, ReleaseId};
use crate::domain::strategy::ApprovalRule;
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment};
use crate::store::{Db, StoreError, approvals, checklist, drills, environments, evidence, grants};
use std::collections::{HashMap, HashSet};

/// What is known about some deployments at one moment.
#[derive(Debug)]
pub struct Known {
    evidence: HashMap<ReleaseId, Evidence>,
    approvals: Vec<approvals::Stored>,
    /// When approvals stop counting for something: each rule says for how long.
    approval_ends: Vec<Time>,
    approvers: HashMap<PersonId, Grants>,
    answers: Vec<checklist::Answer>,
    environments: HashMap<Slug, EnvironmentId>,
    succeeded: HashSet<(ReleaseId, EnvironmentId)>,
    slots: HashMap<(ProjectId, EnvironmentId), Vec<DeploymentNumber>>,
    /// When drills succeeded, of the projects in which a plan asks for one.
    drills: Vec<(ProjectId, Time)>,
    /// How long a drill counts, where one is asked.
    drill_ends: Vec<Time>,
}

impl Known {
    /// Reads what is known about these deployments, in a number of statements that does not grow with theirs.
    pub async fn about(db: &mut Db, deployments: &[Deployment]) -> Result<Self, StoreError> {
        let numbers: Vec<_> = deployments.iter().map(|d| d.number).collect();
        let releases: Vec<_> = deployments.iter().map(|d| d.release).collect();
        let projects: Vec<_> = deployments.iter().map(|d| d.project).collect();
        let approvals = approvals::of_deployments(db, &numbers).await?;
        let people: Vec<_> = approvals.iter().map(|a| a.person).collect();
        let environments: HashMap<_, _> =
            environments::all(db).await?.into_iter().map(|e| (e.slug, e.id)).collect();
        let ask_drill = deployments.iter().filter(|d| d.plan.drill_within.is_some());
        let drills = drills::of_plans(db, &ask_drill.map(|d| d.project).collect::<Vec<_>>()).await?;
        Ok(Self {
            approval_ends: approval_ends(deployments, &approvals),
            drill_ends: drill_ends(deployments, &drills),
            drills,
            evidence: evidence::of_releases(db, &releases).await?,
            approvers: grants::of_people(db, &people).await?,
            answers: checklist::of_deployments(db, &numbers).await?,
            succeeded: deployments::succeeded(db, &required(deployments, &environments)).await?,
            slots: deployments::slot_holders(db, &projects).await?,
            approvals,
            environments,
        })
    }

    /// Where one of these deployments stands.
    pub fn standing(&self, deployment: &Deployment, now: Time) -> Standing {
        let settled_at = deployment.started_at.or(deployment.ending.as_ref().map(|e| e.at));
        let evidence = self.evidence.get(&deployment.release).cloned().unwrap_or_default();
        let approvals = self.decisions(deployment, settled_at.is_some());
        let requesters = requesters(deployment);
        let evaluation = evaluate(&Circumstances {
            plan: &deployment.plan,
            plan_hash: &deployment.plan_hash,
            immediate: deployment.immediate,
            facts: &evidence.facts,
            approvals: &approvals,
            requesters: &requesters,
            answers: &self.answers(deployment),
            not_succeeded_in: &self.not_succeeded_in(deployment),
            slot: self.comes_first(deployment),
            drills: &self.drills_of(deployment.project),
            now: settled_at.unwrap_or(now),
        });
        let state = State::of(Facts {
            started: deployment.started_at.is_some(),
            outcome: deployment.ending.as_ref().map(|e| e.outcome),
            interrupted: deployment.interrupted,
            manual_step: deployment.manual_step,
            ready: evaluation.unmet.is_empty(),
        });
        Standing { state, approvals, evaluation, evidence, requesters }
    }

    /// When one of these deployments next stands otherwise though nobody does anything.
    pub fn next_change(&self, now: Time) -> Option<Time> {
        // A drill counts until its very end, an approval up to it.
        let drills = self.drill_ends.iter().map(|end| Time(end.0 + 1));
        next_end(self.approval_ends.iter().copied().chain(drills), now)
    }

    fn drills_of(&self, project: ProjectId) -> Vec<Time> {
        self.drills.iter().filter(|(of, _)| *of == project).map(|(_, at)| *at).collect()
    }

    /// A person's right to approve is looked at now, until the start or the end has settled it. What they held then is
    /// not kept, so a settled decision counts for any rule where the start shows that it did, or where they hold none
    /// of the roles any more.
    fn decisions(&self, deployment: &Deployment, settled: bool) -> Vec<Approval> {
        let asked = &deployment.plan.approvals;
        let of_this = self.approvals.iter().filter(|one| one.deployment == deployment.number);
        let counted = |one: &approvals::Stored| {
            let fills = self.fills(deployment, one.person);
            let any = deployment.started_at.is_some() || settled && fills.is_empty();
            one.clone().counted(asked, |rule| any || fills.contains(&rule))
        };
        of_this.map(counted).collect()
    }

    /// The rules of the plan of which a person fills a place now.
    fn fills(&self, deployment: &Deployment, person: PersonId) -> Vec<usize> {
        self.approvers.get(&person).map(|grants| fills(grants, deployment)).unwrap_or_default()
    }

    /// The other deployment that holds the slot, or that waits to roll the environment back at once.
    fn comes_first(&self, deployment: &Deployment) -> Option<DeploymentNumber> {
        let holders = self.slots.get(&(deployment.project, deployment.environment))?;
        holders.iter().copied().find(|holder| *holder != deployment.number)
    }

    fn answers(&self, deployment: &Deployment) -> Vec<Answer> {
        let of_this = self.answers.iter().filter(|answer| answer.deployment == deployment.number);
        let note = |a: &checklist::Answer| match a.note.as_str() {
            "" => a.name.clone(),
            note => format!("{}: {note}", a.name),
        };
        of_this.map(|a| Answer { line: a.line.clone(), note: note(a) }).collect()
    }

    fn not_succeeded_in(&self, deployment: &Deployment) -> Vec<Slug> {
        let succeeded = |slug: &&Slug| {
            let environment = self.environments.get(*slug);
            environment.is_some_and(|e| self.succeeded.contains(&(deployment.release, *e)))
        };
        deployment.plan.requires.iter().filter(|slug| !succeeded(slug)).cloned().collect()
    }
}

fn drill_ends(deployments: &[Deployment], drills: &[(ProjectId, Time)]) -> Vec<Time> {
    let ends = |d: &Deployment| -> Vec<Time> {
        let Some(within) = d.plan.drill_within else { return Vec::new() };
        drills.iter().filter(|(project, _)| *project == d.project).map(|(_, at)| *at + within).collect()
    };
    deployments.iter().flat_map(ends).collect()
}

/// The rules of a plan of which somebody who holds this can fill a place: by a role that the rule names, which itself
/// carries the mark Approve for the plan's environment.
pub fn fills(grants: &Grants, deployment: &Deployment) -> Vec<usize> {
    let (project, environment) = (deployment.project, deployment.environment);
    if !grants.may(Permission::Approve, project, environment) {
        return Vec::new();
    }
    let asks =
        |rule: &ApprovalRule| rule.from.iter().any(|role| grants.approves_as(role, project, environment));
    let rules = deployment.plan.approvals.rules().iter().enumerate();
    rules.filter(|(_, rule)| asks(rule)).map(|(index, _)| index).collect()
}

fn approval_ends(deployments: &[Deployment], approvals: &[approvals::Stored]) -> Vec<Time> {
    let plan =
        |one: &approvals::Stored| deployments.iter().find(|d| d.number == one.deployment).map(|d| &d.plan);
    let ends = |one: &approvals::Stored| -> Vec<Time> {
        let Some(plan) = plan(one) else { return Vec::new() };
        one.clone().counted(&plan.approvals, |_| true).ends().collect()
    };
    approvals.iter().flat_map(ends).collect()
}

/// Each release with each environment in which it must have succeeded.
fn required(
    deployments: &[Deployment],
    environments: &HashMap<Slug, EnvironmentId>,
) -> Vec<(ReleaseId, EnvironmentId)> {
    let of = |d: &Deployment| -> Vec<_> {
        d.plan.requires.iter().filter_map(|slug| environments.get(slug)).map(|e| (d.release, *e)).collect()
    };
    deployments.iter().flat_map(of).collect()
}
