//! Scopes: what a list may contain for this actor.

use super::grants::Grants;
use super::permission::Permission;
use crate::domain::id::{EnvironmentId, ProjectId};

/// The environments of projects that an actor may see. A list in the store demands one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    grants: Grants,
}

impl Scope {
    /// The scope that follows from what an actor holds.
    pub fn of(grants: Grants) -> Self {
        Self { grants }
    }

    /// What the actor holds.
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// Whether the environment of the project exists for the actor.
    pub fn sees(&self, project: ProjectId, environment: EnvironmentId) -> bool {
        self.grants.may(Permission::See, project, environment)
    }

    /// Whether the environment exists for the actor in any project.
    pub fn sees_environment(&self, environment: EnvironmentId) -> bool {
        self.pairs().iter().any(|(_, seen)| *seen == environment.0) || self.grants.is_system
    }

    /// Whether the project exists for the actor.
    pub fn knows(&self, project: ProjectId) -> bool {
        self.grants.knows_project(project)
    }

    /// For SQL: a JSON list of `[project or null, environment]` that `json_each` reads; `null` for everything.
    pub fn json(&self) -> String {
        if self.grants.is_system {
            return "null".to_owned();
        }
        serde_json::json!(self.pairs()).to_string()
    }

    /// For SQL: a JSON list of the projects that exist for the actor; `null` for all.
    pub fn projects_json(&self) -> String {
        let own = |grant: &super::grants::Grant| grant.project.map(|p| p.0);
        let token = self.grants.token.as_ref().map(own);
        let all = self.grants.is_system
            || matches!(token, None | Some(None)) && self.grants.held.iter().any(|g| g.project.is_none());
        if all {
            return "null".to_owned();
        }
        let held = self.grants.held.iter().filter_map(own);
        let known: Vec<i64> = match token.flatten() {
            Some(project) => [project].into_iter().filter(|p| self.knows(ProjectId(*p))).collect(),
            None => held.collect(),
        };
        serde_json::json!(known).to_string()
    }

    /// The places that exist for the actor: an environment in every project, or in the one that is named. The system
    /// has none of its own: it sees everything.
    pub fn places(&self) -> Vec<(Option<ProjectId>, EnvironmentId)> {
        let place =
            |(project, environment): (Option<i64>, i64)| (project.map(ProjectId), EnvironmentId(environment));
        self.pairs().into_iter().map(place).collect()
    }

    fn pairs(&self) -> Vec<(Option<i64>, i64)> {
        let sources = self.grants.held.iter().chain(self.grants.token.as_ref());
        let mut pairs: Vec<(Option<i64>, i64)> = sources
            .flat_map(|grant| grant.cells.iter().map(|(environment, _)| (grant.project, *environment)))
            .filter(|(project, environment)| match project {
                Some(project) => self.sees(*project, *environment),
                // Held for every project: whether a token's project narrows it is asked with any project at all.
                None => self.grants.token.is_none() && self.sees(ProjectId(i64::MIN), *environment),
            })
            .map(|(project, environment)| (project.map(|p| p.0), environment.0))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}
