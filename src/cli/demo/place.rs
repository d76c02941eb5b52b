//! Where a chapter of the demo's story stands, as the database has it.

use super::sample;
use super::story::{Chapter, Move, Seen};
use crate::actions::request_deployment::Asked;
use crate::actions::standing::{self, Standing};
use crate::app::App;
use crate::domain::checklist::{AnsweredBy, Standing as LineStanding};
use crate::domain::conditions::Condition;
use crate::domain::text::{Slug, Version};
use crate::store::deployments::{self, Deployment};
use crate::store::{StoreError, environments, projects, releases};
use anyhow::anyhow;

/// A chapter and where it stands.
pub(super) struct Place {
    pub(super) chapter: &'static Chapter,
    pub(super) asked: Asked,
    pub(super) deployment: Option<(Deployment, Standing)>,
    seen: Option<Seen>,
}

impl Place {
    pub(super) async fn of(app: &App, chapter: &'static Chapter) -> anyhow::Result<Self> {
        let asked = asked(chapter).map_err(|why| anyhow!(why))?;
        let deployment = found(app, &asked).await?;
        let seen = deployment.as_ref().map(|(deployment, standing)| seen(deployment, standing));
        Ok(Self { chapter, asked, deployment, seen })
    }

    pub(super) fn is_settled(&self) -> bool {
        self.chapter.is_settled(self.seen.as_ref())
    }

    pub(super) fn next(&self) -> Option<Move> {
        self.chapter.next(self.seen.as_ref())
    }
}

fn asked(chapter: &Chapter) -> Result<Asked, String> {
    Ok(Asked {
        project: sample::PROJECT.to_owned(),
        release: Version::parse(chapter.release)?,
        environment: Slug::parse(chapter.environment)?,
        rollback: false,
        reason: chapter.reason.to_owned(),
        no_fault: None,
    })
}

async fn found(app: &App, asked: &Asked) -> Result<Option<(Deployment, Standing)>, StoreError> {
    let mut read = app.store.read().await?;
    let Some(project) = projects::by_slug(&mut read, &asked.project).await? else { return Ok(None) };
    let release = releases::by_version(&mut read, project.id, &asked.release).await?;
    let environment = environments::by_slug(&mut read, asked.environment.as_str()).await?;
    let (Some(release), Some(environment)) = (release, environment) else { return Ok(None) };
    let Some(number) = deployments::first(&mut read, release.id, environment.id).await? else {
        return Ok(None);
    };
    let Some(deployment) = deployments::by_number(&mut read, number).await? else { return Ok(None) };
    let standing = standing::of(&mut read, &deployment, app.clock.now()).await?;
    Ok(Some((deployment, standing)))
}

fn seen(deployment: &Deployment, standing: &Standing) -> Seen {
    let lines = standing.evaluation.checklist.iter();
    let open = lines.filter(|line| line.by == AnsweredBy::Person && line.standing == LineStanding::Open);
    let lacks = |condition: &Condition| matches!(condition, Condition::Approvals { .. });
    Seen {
        state: standing.state,
        unanswered: open.map(|line| line.text.clone()).collect(),
        lacks_approvals: standing.evaluation.unmet.iter().any(lacks),
        starts_by_itself: deployment.start_when_ready,
    }
}
