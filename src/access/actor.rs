//! Who acts.

use crate::domain::id::{PersonId, ProjectId, RoleId, TokenId};
use serde::Serialize;

/// Who acts: a person, an API token with its owner, or the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A person who signed in.
    Person {
        /// Who.
        id: PersonId,
        /// What they are called, for the audit log: see `store::people::Person::name`.
        name: String,
    },
    /// An API token. Its rights are its role's, cut down to its owner's.
    Token {
        /// Which.
        id: TokenId,
        /// Its name, for the audit log.
        name: String,
        /// Whose it is: the requester of what it requests.
        owner: PersonId,
        /// What they are called, for the audit log.
        owner_name: String,
        /// Who made it, where that is known.
        creator: Option<PersonId>,
        /// The one project it is for.
        project: ProjectId,
        /// The role it acts with.
        role: RoleId,
    },
    /// Slipway itself, or the operator at its command line.
    System {
        /// Which part: `engine`, `command line`.
        part: &'static str,
    },
}

impl Actor {
    /// The operator at the command line, who owns the data folder.
    pub const OPERATOR: Self = Self::System { part: "command line" };
    /// Who sets the installation up, before anybody is there.
    pub const SET_UP: Self = Self::System { part: "set-up" };
    /// The engine.
    pub const ENGINE: Self = Self::System { part: "engine" };
    /// What keeps Slipway's own state.
    pub const BACKUPS: Self = Self::System { part: "backups" };
    /// What the organisation's sign-in provider says, and what follows where it says nothing.
    pub const SIGN_IN_PROVIDER: Self = Self::System { part: "sign-in provider" };

    /// The person whose rights count: the person, or the token's owner.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Token { owner, .. } => Some(*owner),
            Self::System { .. } => None,
        }
    }

    /// The token, where one acts.
    pub fn token(&self) -> Option<TokenId> {
        match self {
            Self::Token { id, .. } => Some(*id),
            _ => None,
        }
    }
}
