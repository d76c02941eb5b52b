//! What waits for one person: what only a person can do, and this one may do now.

use super::answer_checklist::may_answer;
use super::deciding::deciding;
use super::endorsing::{Endorsing, endorsed_in};
use super::open_deployments::Open;
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::checklist::{AnsweredBy, Line, Standing};
use crate::domain::conditions::Condition;
use crate::domain::deployment::State;
use crate::domain::id::PersonId;
use crate::domain::time::Time;
use crate::store::access_changes::{self, Proposed};
use crate::store::board::OpenReview;
use crate::store::run_findings::Left;
use crate::store::runbook_versions::{self, RunbookVersion};
use crate::store::runbooks::{self, Runbook};
use crate::store::{Db, StoreError};
use std::collections::HashMap;

/// Something that waits for a person, most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Resume or fail an interrupted deployment.
    Recover,
    /// Confirm the manual step that a deployment stands at.
    Confirm,
    /// Approve or reject a deployment.
    Approve,
    /// Answer a line of the checklist that names a role of theirs.
    Answer,
    /// Start a deployment that nothing is in the way of.
    Start,
    /// Close the review of an immediate rollback.
    Review,
}

/// What an open deployment asks of a person now, if anything.
pub fn task(open: &Open, grants: &Grants, person: PersonId, now: Time) -> Option<Task> {
    let deployment = &open.deployment;
    let may = |permission| grants.may(permission, deployment.project, deployment.environment);
    match open.standing.state {
        State::Interrupted if may(Permission::Recover) => Some(Task::Recover),
        State::AwaitingPerson if may(Permission::ConfirmStep) && deployment.stop_requested.is_none() => {
            Some(Task::Confirm)
        }
        State::Ready if may(Permission::Start) && !deployment.start_when_ready => Some(Task::Start),
        State::Waiting if asks_approval(open, grants, person, now) => Some(Task::Approve),
        State::Waiting if asks_answer(open, grants) => Some(Task::Answer),
        _ => None,
    }
}

/// Whether the deployment lacks approvals, and one of this person would count.
fn asks_approval(open: &Open, grants: &Grants, person: PersonId, now: Time) -> bool {
    let lacks = open.standing.evaluation.quorum.as_ref().is_some_and(|quorum| !quorum.is_met());
    lacks && deciding(&open.deployment, &open.standing, grants, person, now).would_count()
}

/// Whether an open line of the checklist holds the deployment and names a role of this person. A line for whoever can
/// deploy is no task of one person.
fn asks_answer(open: &Open, grants: &Grants) -> bool {
    let evaluation = &open.standing.evaluation;
    let holds = evaluation.unmet.iter().any(|condition| matches!(condition, Condition::Checklist(_)));
    let asks = |line: &Line| {
        let is_open = line.standing == Standing::Open && matches!(line.by, AnsweredBy::Role(_));
        is_open && may_answer(&line.by, grants, &open.deployment)
    };
    holds && evaluation.checklist.iter().any(asks)
}

/// Whether a person can close a review now.
pub fn may_review(review: &OpenReview, grants: &Grants, person: PersonId) -> bool {
    let (project, environment) = review.place;
    review.is_due
        && grants.may(Permission::CloseReview, project, environment)
        && !review.requesters.0.contains(&person)
}

/// The changes of the matrix that wait for a second admin, where this person can be that; oldest first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn changes_to_decide(
    db: &mut Db,
    grants: &Grants,
    person: PersonId,
) -> Result<Vec<Proposed>, StoreError> {
    if !grants.administers() {
        return Ok(Vec::new());
    }
    let mut waiting = access_changes::waiting(db).await?;
    waiting.retain(|proposed| proposed.by != person);
    Ok(waiting)
}

/// A version of a runbook that waits for a person's approval in an environment.
#[derive(Debug, Clone)]
pub struct VersionToDecide {
    /// The runbook.
    pub runbook: Runbook,
    /// The version.
    pub version: RunbookVersion,
    /// The project's name.
    pub project_name: String,
    /// The environment's name.
    pub environment_name: String,
    /// Where it stands there.
    pub endorsing: Endorsing,
}

/// The newest published versions with commands that wait for an approval which this person can give.
///
/// # Errors
/// Where the database cannot be read.
pub async fn versions_to_decide(
    app: &App,
    db: &mut Db,
    scope: &Scope,
    person: PersonId,
) -> Result<Vec<VersionToDecide>, StoreError> {
    let now = app.clock.now();
    let mut found = Vec::new();
    let mut newest: HashMap<_, _> =
        runbook_versions::all_in_force(db).await?.into_iter().map(|v| (v.runbook, v)).collect();
    newest.retain(|_, version| version.content.has_commands() && !version.content.environments.is_empty());
    let known = match newest.is_empty() {
        true => Vec::new(),
        false => runbooks::known(db, scope).await?,
    };
    for runbook in known {
        let Some(version) = newest.remove(&runbook.id) else { continue };
        for (project, environment, endorsing) in endorsed_in(app, db, scope, &runbook, &version).await? {
            if endorsing.asks(scope.grants(), person, now) {
                found.push(VersionToDecide {
                    runbook: runbook.clone(),
                    version: version.clone(),
                    project_name: project.name,
                    environment_name: environment.name,
                    endorsing,
                });
            }
        }
    }
    Ok(found)
}

/// Whether something that a run left is for this person to do: a finding that they mend, or what they may clean up.
pub fn is_left_to(left: &Left, grants: &Grants, person: PersonId) -> bool {
    let (project, environment) = left.place;
    let may = grants.may(Permission::TakePart, project, environment);
    may && left.owner.is_none_or(|owner| owner == person)
}

#[cfg(test)]
mod tests;
