//! The one place where a permission is decided.

use super::actor::Actor;
use super::grants::Grants;
use super::permission::Permission;
use super::permit::{Act, Administrator, AuditReader, Founder, NamedRole, Permit, TokenKeeper};
use crate::domain::id::{EnvironmentId, PersonId, ProjectId};

/// The actor may not. What is invisible to the actor does not exist for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// It does not exist for this actor (404).
    NotFound,
    /// It can be seen, and this may not be done (403).
    Forbidden(Permission),
    /// It is for those who manage people, roles and tokens (403).
    NotAdministrator,
    /// It is for those who read the audit log (403).
    NotAuditReader,
    /// It is for those whose account has a second factor (403).
    NoSecondFactor,
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("There is nothing here, or nothing that you may see."),
            Self::Forbidden(permission) => {
                write!(f, "Your roles do not let you {} here.", permission.words())
            }
            Self::NotAdministrator => {
                f.write_str("Your roles do not let you manage people, roles and tokens.")
            }
            Self::NotAuditReader => f.write_str("Your roles do not let you read the audit log."),
            Self::NoSecondFactor => f.write_str(
                "This environment asks for a second factor, and your account has none. Add one-time codes to it, then \
                 do this again. Nothing was done.",
            ),
        }
    }
}

impl std::error::Error for Denied {}

/// A permit for something in an environment of a project.
///
/// # Errors
/// [`Denied::NotFound`] where the actor may not see the environment, else [`Denied::Forbidden`].
pub fn permit<A: Act>(
    actor: &Actor,
    grants: &Grants,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Permit<A>, Denied> {
    if !grants.may(Permission::See, project, environment) {
        return Err(Denied::NotFound);
    }
    if !grants.may(A::PERMISSION, project, environment) {
        return Err(Denied::Forbidden(A::PERMISSION));
    }
    Ok(Permit::new(actor.clone(), project, Some(environment)))
}

/// A permit to answer a line of the checklist that names a role: for a person who holds it and sees the environment.
///
/// # Errors
/// [`Denied::NotFound`] where the actor may not see the environment, else [`Denied::Forbidden`].
pub fn answer_as(
    role: &str,
    actor: &Actor,
    grants: &Grants,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<NamedRole, Denied> {
    if !grants.may(Permission::See, project, environment) {
        return Err(Denied::NotFound);
    }
    if actor.person().is_none() || !holds(role, grants, project, environment) {
        return Err(Denied::Forbidden(Permission::AnswerChecklist));
    }
    Ok(NamedRole::new())
}

/// Whether a person holds a role for a project, and sees the environment. A token holds no role of its owner's.
pub fn holds(role: &str, grants: &Grants, project: ProjectId, environment: EnvironmentId) -> bool {
    let sees = grants.may(Permission::See, project, environment);
    sees && grants.token.is_none() && !grants.is_system && grants.holds_role(role, project)
}

/// A permit for something that belongs to a whole project and needs a right in any of its environments.
///
/// # Errors
/// [`Denied::NotFound`] where the actor has no role in the project, else [`Denied::Forbidden`].
pub fn permit_anywhere<A: Act>(
    actor: &Actor,
    grants: &Grants,
    project: ProjectId,
) -> Result<Permit<A>, Denied> {
    if !grants.knows_project(project) {
        return Err(Denied::NotFound);
    }
    if !grants.may_anywhere(A::PERMISSION, project) {
        return Err(Denied::Forbidden(A::PERMISSION));
    }
    Ok(Permit::new(actor.clone(), project, None))
}

/// A permit to change people, roles, grants and tokens. It gives no right in any environment.
///
/// # Errors
/// [`Denied::NotAdministrator`].
pub fn administer(actor: &Actor, grants: &Grants) -> Result<Administrator, Denied> {
    if grants.administers() {
        return Ok(Administrator::new(actor.clone()));
    }
    Err(Denied::NotAdministrator)
}

/// A permit to set the installation up: for who holds the link of the first run, while nobody is there.
///
/// # Errors
/// [`Denied::NotFound`].
pub fn set_up(holds_link: bool, nobody_is_there: bool) -> Result<Founder, Denied> {
    if holds_link && nobody_is_there {
        return Ok(Founder::new());
    }
    Err(Denied::NotFound)
}

/// A permit to make and revoke an owner's tokens: for the owner, who must hold some role, and for who manages tokens.
///
/// # Errors
/// [`Denied::NotAdministrator`].
pub fn keep_tokens(actor: &Actor, grants: &Grants, owner: PersonId) -> Result<TokenKeeper, Denied> {
    let is_own = matches!(actor, Actor::Person { id, .. } if *id == owner) && !grants.held.is_empty();
    if is_own || grants.administers() {
        return Ok(TokenKeeper::new(actor.clone(), owner));
    }
    Err(Denied::NotAdministrator)
}

/// A permit to read the audit log, whatever environment its events belong to.
///
/// # Errors
/// [`Denied::NotAuditReader`].
pub fn read_audit(grants: &Grants) -> Result<AuditReader, Denied> {
    if grants.reads_audit() {
        return Ok(AuditReader::new());
    }
    Err(Denied::NotAuditReader)
}

#[cfg(test)]
mod tests {
    use super::super::grants::Grant;
    use super::super::permit::{Approve, RegisterRelease, RollBackNow, Start};
    use super::*;
    use crate::domain::id::{RoleId, TokenId};
    use crate::domain::role::{Access, Level};

    const PROJECT: ProjectId = ProjectId(1);
    const DEVELOPMENT: EnvironmentId = EnvironmentId(1);
    const PRODUCTION: EnvironmentId = EnvironmentId(3);

    fn grant(project: Option<ProjectId>, development: Level, production: Access) -> Grant {
        Grant {
            role: RoleId(1),
            name: "Role".to_owned(),
            project,
            cells: vec![(DEVELOPMENT, Access::level(development)), (PRODUCTION, production)],
            administers: false,
            reads_audit: false,
        }
    }

    fn person(grants: &[Grant]) -> (Actor, Grants) {
        let actor = Actor::Person { id: PersonId(1), name: "A".to_owned() };
        (actor, Grants { held: grants.to_vec(), ..Grants::default() })
    }

    fn full() -> Access {
        Access { level: Level::Full, approve: true, rollback: false }
    }

    #[test]
    fn what_cannot_be_seen_does_not_exist() {
        let (actor, grants) = person(&[grant(None, Level::Full, Access::default())]);
        let denied = permit::<Start>(&actor, &grants, PROJECT, PRODUCTION).unwrap_err();
        assert_eq!(denied, Denied::NotFound);
        assert!(permit::<Start>(&actor, &grants, PROJECT, DEVELOPMENT).is_ok());
        assert!(permit_anywhere::<RegisterRelease>(&actor, &grants, PROJECT).is_ok());
    }

    #[test]
    fn a_level_is_a_set_of_permissions() {
        let table = [
            ("Read", Access::level(Level::Read), vec![Permission::See]),
            (
                "Read + Approve",
                Access { approve: true, ..Access::level(Level::Read) },
                vec![Permission::See, Permission::Approve, Permission::CloseReview, Permission::DecideInRun],
            ),
            ("None + Approve", Access { approve: true, ..Access::default() }, vec![]),
        ];
        for (case, access, expected) in table {
            let given: Vec<_> = Permission::ALL.into_iter().filter(|p| p.is_given_by(access)).collect();
            assert_eq!(given, expected, "{case}");
        }
        let deploy = Access::level(Level::Deploy);
        assert!(!Permission::RollBackNow.is_given_by(deploy));
        assert!(Permission::RollBackNow.is_given_by(Access { rollback: true, ..deploy }));
        assert!(!Permission::Approve.is_given_by(Access::level(Level::Full)), "Full alone does not approve");
    }

    #[test]
    fn a_role_for_one_project_says_nothing_about_another() {
        let (actor, grants) = person(&[grant(Some(ProjectId(2)), Level::Full, full())]);
        let denied = permit::<Start>(&actor, &grants, PROJECT, PRODUCTION).unwrap_err();
        assert_eq!(denied, Denied::NotFound);
        assert!(!grants.knows_project(PROJECT));
    }

    #[test]
    fn a_token_is_cut_down_to_its_owner_and_never_approves() {
        let token = Actor::Token {
            id: TokenId(1),
            name: "ci".to_owned(),
            owner: PersonId(1),
            creator: None,
            project: PROJECT,
            role: RoleId(9),
        };
        let with_owner = |owner: Grant| Grants {
            held: vec![owner],
            token: Some(grant(Some(PROJECT), Level::Full, full())),
            is_system: false,
        };
        let strong = with_owner(grant(None, Level::Full, full()));
        assert!(permit::<RollBackNow>(&token, &strong, PROJECT, PRODUCTION).is_ok());
        assert!(permit::<Approve>(&token, &strong, PROJECT, PRODUCTION).is_err());
        let weak = with_owner(grant(None, Level::Full, Access::level(Level::Read)));
        let denied = permit::<Start>(&token, &weak, PROJECT, PRODUCTION).unwrap_err();
        assert_eq!(denied, Denied::Forbidden(Permission::Start));
    }

    #[test]
    fn the_system_does_everything_but_approve() {
        let system = Grants::system();
        assert!(permit::<Start>(&Actor::ENGINE, &system, PROJECT, PRODUCTION).is_ok());
        assert!(permit::<Approve>(&Actor::ENGINE, &system, PROJECT, PRODUCTION).is_err());
    }
}
