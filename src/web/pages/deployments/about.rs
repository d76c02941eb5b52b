//! What every part of a deployment's page knows: the deployment, where it stands, and who looks at it.

use super::returned::{Returned, Which};
use crate::access::permission::Permission;
use crate::actions::around::Around;
use crate::actions::deciding::{Deciding, deciding};
use crate::actions::second_factor::demanded;
use crate::actions::standing::{self, Standing};
use crate::domain::conditions::Condition;
use crate::domain::deployment::Outcome;
use crate::domain::id::DeploymentNumber;
use crate::domain::text::{Slug, Version};
use crate::store::Db;
use crate::store::deployments::{self, Deployment};
use crate::store::runbooks;
use crate::ui::form::Form;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;

/// Why a person without a second factor decides nothing where one is asked for.
const ADD_ONE: &str =
    "This environment asks for a second factor: open your account, by your name, and set up one-time codes.";

/// A deployment as one person sees it at one moment.
#[derive(Debug, Clone)]
pub struct About {
    /// The deployment.
    pub deployment: Deployment,
    /// Where it stands.
    pub standing: Standing,
    /// Who looks.
    pub viewer: Viewer,
    /// What they can decide.
    pub deciding: Deciding,
    /// What surrounds it: what changed since the request, what its success ends, what happened to its release before.
    pub around: Around,
    /// Of the environments that the plan requires: those that they may see.
    pub requirements_seen: Vec<Slug>,
    /// The runbook whose drill is in the way.
    pub recovery_plan: Option<Slug>,
    /// The form that they sent and that was refused.
    pub returned: Option<Returned>,
}

impl About {
    /// Reads it; not found where it does not exist for the viewer.
    pub async fn load(
        db: &mut Db,
        viewer: &Viewer,
        number: DeploymentNumber,
        returned: Option<Returned>,
    ) -> Result<Self, WebError> {
        let deployment = deployments::in_scope(db, number, &viewer.scope).await?;
        let deployment = deployment.ok_or_else(WebError::not_found)?;
        let standing = standing::of(db, &deployment, viewer.now()).await?;
        let (project, unmet) = (deployment.project, &standing.evaluation.unmet);
        let requirements_seen = standing::environments_seen(db, &deployment, unmet, viewer.grants()).await?;
        let deciding = deciding(&deployment, &standing, viewer.grants(), viewer.person, viewer.now());
        let lacks_second_factor =
            demanded(db, &viewer.actor(), &deployment).await?.is_err() && deciding != Deciding::NotAsked;
        let deciding = if lacks_second_factor { Deciding::NotNow(ADD_ONE.to_owned()) } else { deciding };
        let asks_drill = standing.evaluation.unmet.iter().any(|c| matches!(c, Condition::Drill(_)));
        let plan = if asks_drill { runbooks::of_strategy(db, project).await? } else { None };
        Ok(Self {
            around: Around::of(db, &deployment, &viewer.scope).await?,
            viewer: viewer.clone(),
            recovery_plan: plan.map(|runbook| runbook.slug),
            deployment,
            standing,
            deciding,
            requirements_seen,
            returned,
        })
    }

    /// Whether the viewer may do this here.
    pub fn may(&self, permission: Permission) -> bool {
        self.viewer.grants().may(permission, self.deployment.project, self.deployment.environment)
    }

    /// A form of this page: `approval`, `steps/3/confirmation`.
    pub fn form(&self, path: &str) -> Form {
        let page = addresses::deployment(self.deployment.number);
        Form::post(format!("{page}/{path}"), self.viewer.csrf.as_str())
    }

    /// What was typed into a form that came back; empty where it did not.
    pub fn typed(&self, form: &Which) -> String {
        let returned = self.returned.as_ref().filter(|returned| returned.form == *form);
        returned.map(|returned| returned.text.clone()).unwrap_or_default()
    }

    /// Whether it has not started and not ended.
    pub fn is_waiting(&self) -> bool {
        self.standing.state.is_waiting()
    }

    /// Whether it has started.
    pub fn has_started(&self) -> bool {
        self.deployment.started_at.is_some()
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.deployment.ending.is_some()
    }

    /// The version that it replaces: what serves everywhere now while it waits, else what did when it started.
    pub fn replaces(&self) -> Option<&Version> {
        match self.around.moved.as_ref().map(|moved| moved.to.as_slice()) {
            Some([one]) => Some(one),
            Some(_) => None,
            None => self.deployment.replaces_version.as_ref(),
        }
    }

    /// Whether the page tells this at its top already, as why the deployment ended.
    pub fn tells(&self, why: &str) -> bool {
        let told = self.deployment.ending.as_ref().filter(|ending| ending.outcome != Outcome::Succeeded);
        !why.is_empty() && told.is_some_and(|ending| ending.reason.contains(why))
    }

    /// Whether an environment may be named to the viewer.
    pub fn sees(&self, environment: &Slug) -> bool {
        self.requirements_seen.contains(environment)
    }
}
