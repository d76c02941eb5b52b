//! What an actor holds, as read from the matrix.

use super::permission::Permission;
use crate::domain::access_change::CellChange;
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
        self.cell(environment)
    }

    fn cell(&self, environment: EnvironmentId) -> Access {
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
            return !matches!(
                permission,
                Permission::Approve | Permission::CloseReview | Permission::DecideInRun
            );
        }
        let gives = |grant: &Grant| permission.is_given_by(grant.access(project, environment));
        match &self.token {
            Some(token) => permission.is_for_tokens() && gives(token) && self.held.iter().any(gives),
            None => self.held.iter().any(gives),
        }
    }

    /// Everything that the actor may do in an environment, as one cell: of a project, or of those that no role names.
    /// It gives what [`Grants::may`] permits.
    pub fn effective(&self, project: Option<ProjectId>, environment: EnvironmentId) -> Access {
        let cell = |grant: &Grant| match grant.project.is_none() || grant.project == project {
            true => grant.cell(environment),
            false => Access::default(),
        };
        let held = self.held.iter().map(cell).fold(Access::default(), Access::or);
        match &self.token {
            Some(token) => Access { approve: false, ..held.and(cell(token)) },
            None => held,
        }
    }

    /// Where what they may do can differ: in all projects (none), and in each that a role names.
    pub fn scopes(&self) -> Vec<Option<ProjectId>> {
        if let Some(token) = &self.token {
            return vec![token.project];
        }
        let mut scopes: Vec<_> = self.held.iter().map(|grant| grant.project).collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }

    /// The same under a changed matrix.
    #[must_use]
    pub fn with(&self, cells: &[CellChange]) -> Self {
        let mut then = self.clone();
        for grant in then.held.iter_mut().chain(then.token.as_mut()) {
            for change in cells.iter().filter(|change| change.role == grant.role) {
                grant.cells.retain(|(environment, _)| *environment != change.environment);
                grant.cells.push((change.environment, change.after));
            }
        }
        then
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

    /// Whether one of the roles, held for this project, is called so, ignoring case.
    pub fn holds_role(&self, name: &str, project: ProjectId) -> bool {
        let covers = |grant: &Grant| grant.project.is_none_or(|own| own == project);
        self.held.iter().any(|grant| grant.name.eq_ignore_ascii_case(name) && covers(grant))
    }

    /// Whether a role called so, held for this project, itself carries the mark Approve for the environment.
    pub fn approves_as(&self, role: &str, project: ProjectId, environment: EnvironmentId) -> bool {
        self.held.iter().any(|grant| {
            grant.name.eq_ignore_ascii_case(role)
                && Permission::Approve.is_given_by(grant.access(project, environment))
        })
    }

    /// Whether the person manages people, roles and tokens: by a role that is held for all projects. A token never does.
    pub fn administers(&self) -> bool {
        self.token.is_none() && self.held.iter().any(|grant| grant.administers && grant.project.is_none())
    }

    /// Whether the person reads the audit log: by a role that is held for all projects. A token never does.
    pub fn reads_audit(&self) -> bool {
        self.token.is_none() && self.held.iter().any(|grant| grant.reads_audit && grant.project.is_none())
    }

    /// The environments that some role says anything about.
    pub fn environments(&self) -> impl Iterator<Item = EnvironmentId> + '_ {
        self.held.iter().flat_map(|grant| grant.cells.iter().map(|(environment, _)| *environment))
    }
}
