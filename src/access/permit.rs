//! Permits: proof that the policy said yes. Store writes ask for one, so a check cannot be forgotten.

use super::actor::Actor;
use super::permission::Permission;
use crate::domain::id::{EnvironmentId, PersonId, ProjectId};
use std::marker::PhantomData;

/// A permission as a type, so that a permit for one thing does not open another.
pub trait Act {
    /// Which permission it is.
    const PERMISSION: Permission;
}

macro_rules! acts {
    ($($name:ident),+ $(,)?) => {$(
        #[doc = concat!("The permission [`Permission::", stringify!($name), "`] as a type.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Act for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )+};
}
acts!(
    See,
    RegisterRelease,
    Request,
    Start,
    Cancel,
    AnswerChecklist,
    ConfirmStep,
    Recover,
    RollBackNow,
    Approve,
    CloseReview,
    WriteRunbook,
    PublishRunbook,
    TakePart,
    RunForReal,
    DecideInRun,
    BackUpNow,
    ReportProblem,
    ClearSuspicion
);

/// Proof that an actor may do one thing in one environment of one project, by the matrix as it was read in the same
/// transaction. Only [`super::policy`] makes one.
#[derive(Debug)]
pub struct Permit<A> {
    actor: Actor,
    project: ProjectId,
    environment: Option<EnvironmentId>,
    act: PhantomData<A>,
}

impl<A: Act> Permit<A> {
    pub(super) fn new(actor: Actor, project: ProjectId, environment: Option<EnvironmentId>) -> Self {
        Self { actor, project, environment, act: PhantomData }
    }

    /// Who was permitted.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// In which project.
    pub fn project(&self) -> ProjectId {
        self.project
    }

    /// In which environment; none for what belongs to a whole project, such as a release.
    pub fn environment(&self) -> Option<EnvironmentId> {
        self.environment
    }
}

/// Proof that what happens in a run may be written down: somebody may act in it, or the engine carries it out.
pub trait InRun: Sync {}

impl<A: Act + Sync> InRun for Permit<A> {}

/// Proof that a line of a checklist may be answered: by who can deploy, or who holds the role that the line names.
pub trait AnswersLine: Sync {}

impl AnswersLine for Permit<AnswerChecklist> {}

/// Proof that a person holds, for a project, the role that a line of the checklist names, and sees the environment.
/// Only [`super::policy`] makes one.
#[derive(Debug)]
pub struct NamedRole(());

impl NamedRole {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl AnswersLine for NamedRole {}

/// Proof that the engine carries a run out, of which somebody's permit was asked when it was started.
#[derive(Debug)]
pub struct Machine(());

impl Machine {
    /// The engine. No page and no command calls this; `tests/boundaries.rs` says so.
    pub fn of_engine() -> Self {
        Self(())
    }
}

impl InRun for Machine {}

/// Proof that somebody may change people, roles, grants and tokens. [`Operator`] and [`Administrator`] are such.
pub trait Manages: Sync {
    /// Who, for the audit log.
    fn actor(&self) -> Actor;
}

/// Proof that the operator acts at the command line: who owns the data folder owns the installation.
#[derive(Debug)]
pub struct Operator(());

impl Operator {
    /// The operator. The web layer never calls this; `tests/boundaries.rs` says so.
    pub fn at_command_line() -> Self {
        Self(())
    }

    /// The operator as an actor, for the audit log.
    pub fn actor(&self) -> Actor {
        Actor::OPERATOR
    }
}

impl Manages for Operator {
    fn actor(&self) -> Actor {
        Actor::OPERATOR
    }
}

/// Proof that somebody may import documents and put them in force without an approval: the operator, who sets the
/// installation up, and, for the first version of a project, who administers.
pub trait Imports: Manages {}

impl Imports for Operator {}

/// Proof that somebody holds the one-time link of the first run while nobody is there. Only [`super::policy`] makes
/// one.
#[derive(Debug)]
pub struct Founder(Actor);

impl Founder {
    pub(super) fn new() -> Self {
        Self(Actor::SET_UP)
    }

    /// The same once the first admin exists: what follows is theirs.
    #[must_use]
    pub fn by(self, admin: Actor) -> Self {
        Self(admin)
    }
}

impl Manages for Founder {
    fn actor(&self) -> Actor {
        self.0.clone()
    }
}

impl Imports for Founder {}

/// Proof that the sign-in provider says who somebody is and in which groups: a token of its was checked.
#[derive(Debug)]
pub struct Vouched(());

impl Vouched {
    /// After the check. Only the module `provider` calls this; `tests/boundaries.rs` says so.
    pub fn by_provider() -> Self {
        Self(())
    }
}

impl Manages for Vouched {
    fn actor(&self) -> Actor {
        Actor::SIGN_IN_PROVIDER
    }
}

/// Proof that a person manages people, roles and tokens, by what they hold in this transaction. Only
/// [`super::policy`] makes one.
#[derive(Debug)]
pub struct Administrator(Actor);

impl Administrator {
    pub(super) fn new(actor: Actor) -> Self {
        Self(actor)
    }
}

impl Manages for Administrator {
    fn actor(&self) -> Actor {
        self.0.clone()
    }
}

impl Imports for Administrator {}

/// Proof that somebody may make and revoke the tokens of one owner: the owner themselves, who manages tokens, or the
/// operator. A token never does. [`super::policy`] makes one, or who has an [`Operator`].
#[derive(Debug)]
pub struct TokenKeeper {
    actor: Actor,
    owner: PersonId,
}

impl TokenKeeper {
    pub(super) fn new(actor: Actor, owner: PersonId) -> Self {
        Self { actor, owner }
    }

    /// The operator, who keeps everybody's.
    pub fn of_operator(operator: &Operator, owner: PersonId) -> Self {
        Self::new(operator.actor(), owner)
    }

    /// Who makes or revokes.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Whose tokens.
    pub fn owner(&self) -> PersonId {
        self.owner
    }
}

/// Proof that a person reads the audit log. Only [`super::policy`] makes one.
#[derive(Debug)]
pub struct AuditReader(());

impl AuditReader {
    pub(super) fn new() -> Self {
        Self(())
    }
}

/// Proof that somebody may write the draft of a runbook: who may in its project, and whoever imports documents.
pub trait WritesRunbooks: Sync {
    /// Who, for the audit log.
    fn actor(&self) -> Actor;

    /// The person who wrote a part of it; none at the command line.
    fn author(&self) -> Option<PersonId>;
}

impl WritesRunbooks for Permit<WriteRunbook> {
    fn actor(&self) -> Actor {
        self.actor.clone()
    }

    fn author(&self) -> Option<PersonId> {
        self.actor.person()
    }
}

impl<T: Imports> WritesRunbooks for T {
    fn actor(&self) -> Actor {
        Manages::actor(self)
    }

    fn author(&self) -> Option<PersonId> {
        Manages::actor(self).person()
    }
}

/// Proof that somebody may publish a runbook: who may in its project, and whoever puts documents in force.
pub trait PublishesRunbooks: Sync {
    /// Who, for the audit log.
    fn actor(&self) -> Actor;

    /// The person; none at the command line.
    fn publisher(&self) -> Option<PersonId>;
}

impl PublishesRunbooks for Permit<PublishRunbook> {
    fn actor(&self) -> Actor {
        self.actor.clone()
    }

    fn publisher(&self) -> Option<PersonId> {
        self.actor.person()
    }
}

impl<T: Imports> PublishesRunbooks for T {
    fn actor(&self) -> Actor {
        Manages::actor(self)
    }

    fn publisher(&self) -> Option<PersonId> {
        Manages::actor(self).person()
    }
}
