//! What an actor holds, as read from the matrix.

use super::permission::Permission;
use crate::domain::id::{EnvironmentId, ProjectId, RoleId};
use crate::domain::role::Access;

/// One role that an actor holds, with its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub name: String,
    /// The one project it is held for; none means all.
    pub project: Option<ProjectId>,
    /// Its cell for each environment. What is absent is None.
    pub cells: Vec<(EnvironmentId, Access)>,
    /// Whether it manages people, roles and tokens.
    pub administers: bool,
    /// Whether it reads the audit log.
    pub reads_audit: bool,
}

/// Everything an actor holds. Permissions add up; a token's are its role's, cut down to its owner's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants {
    /// The roles of the person, or of the token's owner.
    pub held: Vec<Grant>,
    /// For a token, its own role, held for its own project.
    pub token: Option<Grant>,
    /// For the system: it has every permission but to approve.
    pub is_system: bool,
}

impl Grant {
    /// The role's cell for an environment of a project.
    pub fn access(&self, project: ProjectId, environment: EnvironmentId) -> Access {
        if self.project.is_some_and(|own| own != project) {
            return Access::default();
        }
        let cell = self.cells.iter().find(|(id, _)| *id == environment);
        cell.map_or_else(Access::default, |(_, access)| *access)
    }
}

impl Grants {
    /// Slipway itself.
    pub fn system() -> Self {
        Self { is_system: true, ..Self::default() }
    }

    /// Whether the actor may do this in an environment of a project.
    pub fn may(&self, permission: Permission, project: ProjectId, environment: EnvironmentId) -> bool {
        if self.is_system {
            return !matches!(permission, Permission::Approve | Permission::CloseReview);
        }
        let gives = |grant: &Grant| permission.is_given_by(grant.access(project, environment));
        match &self.token {
            Some(token) => permission.is_for_tokens() && gives(token) && self.held.iter().any(gives),
            None => self.held.iter().any(gives),
        }
    }

    /// Whether the actor may do this in any environment of a project.
    pub fn may_anywhere(&self, permission: Permission, project: ProjectId) -> bool {
        self.is_system || self.environments().any(|environment| self.may(permission, project, environment))
    }

    /// Whether the actor has a role in the project at all, and so reads its document.
    pub fn knows_project(&self, project: ProjectId) -> bool {
        let covers = |grant: &Grant| grant.project.is_none_or(|own| own == project);
        self.is_system || self.held.iter().any(covers) && self.token.as_ref().is_none_or(covers)
    }

    /// Whether a role called so, held for this project, itself carries the mark Approve for the environment.
    pub fn approves_as(&self, role: &str, project: ProjectId, environment: EnvironmentId) -> bool {
        self.held.iter().any(|grant| {
            grant.name.eq_ignore_ascii_case(role)
                && Permission::Approve.is_given_by(grant.access(project, environment))
        })
    }

    /// The environments that some role says anything about.
    pub fn environments(&self) -> impl Iterator<Item = EnvironmentId> + '_ {
        self.held.iter().flat_map(|grant| grant.cells.iter().map(|(environment, _)| *environment))
    }
}
