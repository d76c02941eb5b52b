//! Makes the demo's history by really living through it: its people act by the same actions as everybody, and the
//! engine does the rest. What is to be done is read from the database at each commit, so it goes on where it was.

use super::place::Place;
use super::story::{Chapter, Move, STORY};
use super::{people, sample};
use crate::access::actor::Actor;
use crate::actions::answer_checklist::answer_checklist;
use crate::actions::approve_deployment::{TheirDecision, approve_deployment};
use crate::actions::confirm_step::{Answer, confirm_step};
use crate::actions::error::ActionError;
use crate::actions::recover_deployment::{Recovery, recover_deployment};
use crate::actions::request_deployment::request_deployment;
use crate::actions::standing::Standing;
use crate::actions::start_deployment::start_deployment;
use crate::app::App;
use crate::domain::approval::Decision;
use crate::store::deployments::Deployment;
use crate::store::{StoreError, steps};

/// Who approves, and in which words.
const APPROVERS: &[(&str, &str)] =
    &[("stakeholder", "Seen in staging, good to go."), ("stakeholder2", "Fine for the books.")];

/// Lives through the story until it is told.
///
/// # Errors
/// Where the database cannot be used or a release cannot be built.
pub(super) async fn make(app: &App) -> anyhow::Result<()> {
    let mut commits = app.pulse.commits();
    while !go_on(app).await? {
        if commits.changed().await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Does what is next in every chapter that has begun or may begin; tells whether the story is over.
async fn go_on(app: &App) -> anyhow::Result<bool> {
    let mut unsettled: Vec<&Chapter> = Vec::new();
    for chapter in STORY {
        let begins = !unsettled.iter().any(|earlier| earlier.comes_before(chapter));
        let at = Place::of(app, chapter).await?;
        if !at.is_settled() {
            unsettled.push(chapter);
        }
        if let Some(next) = at.next().filter(|_| begins) {
            act(app, &at, next).await?;
        }
    }
    Ok(unsettled.is_empty())
}

/// A refusal is no error: the visitor may have been faster, and the next commit brings another look.
async fn act(app: &App, at: &Place, next: Move) -> anyhow::Result<()> {
    let actor = people::actor(app, at.chapter.by).await?;
    if next == Move::Request {
        sample::release_missing(app, &actor, at.chapter.release).await?;
    }
    match done(app, &actor, at, next).await {
        Err(ActionError::Store(error)) => Err(error.into()),
        Err(refused) => {
            tracing::info!(%refused, chapter = ?at.chapter, "the demo's history waits");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

async fn done(app: &App, actor: &Actor, at: &Place, next: Move) -> Result<(), ActionError> {
    let Some((deployment, standing)) = &at.deployment else {
        return request_deployment(app, actor, &at.asked).await.map(drop);
    };
    let number = deployment.number;
    match next {
        Move::Request => Ok(()),
        Move::Answer(line) => answer_checklist(app, actor, number, &line, "").await,
        Move::Approve => approve(app, deployment, standing).await,
        Move::Start => start_deployment(app, actor, number).await,
        Move::Confirm => confirm(app, actor, deployment).await,
        Move::Resume => recover_deployment(app, actor, number, &Recovery::Resume).await,
    }
}

/// The first of the approvers who has not decided yet approves.
async fn approve(app: &App, deployment: &Deployment, standing: &Standing) -> Result<(), ActionError> {
    for (name, comment) in APPROVERS {
        let actor = people::actor(app, name).await?;
        if standing.approvals.iter().all(|approval| Some(approval.person) != actor.person()) {
            let theirs = TheirDecision {
                decision: Decision::Approved,
                comment: (*comment).to_owned(),
                seen_plan_hash: deployment.plan_hash.clone(),
            };
            return approve_deployment(app, &actor, deployment.number, &theirs).await;
        }
    }
    Ok(())
}

async fn confirm(app: &App, actor: &Actor, deployment: &Deployment) -> Result<(), ActionError> {
    let step = steps::current(&mut *app.store.read().await?, deployment.number).await?;
    let step = step.ok_or_else(|| StoreError::Damaged("a step that waits is gone".to_owned()))?;
    let note = match step.text.as_str() {
        "Check logs" => "Nothing unusual.",
        "Verify functionality" => "Bought a pot of tea.",
        _ => "",
    };
    confirm_step(app, actor, deployment.number, step.id, &Answer::Done(note.to_owned())).await
}
