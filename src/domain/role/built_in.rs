//! What the built-in roles may do in an environment that nobody has decided about yet: the template's matrix.

use super::{Access, Level};
use crate::domain::environment::is_production_like;

/// Which of the template's environments one is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Where developers try things.
    Development,
    /// Between the two.
    Staging,
    /// What customers use.
    Production,
}

/// The roles that may do something in an environment by the template's matrix, and Auditor, which reads everywhere.
pub const ROLES: [&str; 5] = ["Developer", "DevOps", "SRE", "Stakeholder", "Auditor"];

/// Read and may approve.
const READ_AND_APPROVE: Access = Access { approve: true, ..Access::level(Level::Read) };
/// Deploy and may roll back at once.
const DEPLOY_AND_ROLLBACK: Access = Access { rollback: true, ..Access::level(Level::Deploy) };

impl Likeness {
    /// The likeness of an environment: by what its short name means, else by whether approvals are asked there, which somebody must
    /// be able to give, else by its place, from 0, among so many of its document. The last one is what customers use,
    /// also where it is the only one.
    pub fn of(slug: &str, (index, count): (usize, usize), asks_approval: bool) -> Self {
        match slug {
            "development" | "dev" => Self::Development,
            "staging" | "stage" | "stg" => Self::Staging,
            _ if is_production_like(slug) || asks_approval || index + 1 >= count => Self::Production,
            _ if index == 0 => Self::Development,
            _ => Self::Staging,
        }
    }
}

/// What a built-in role may do there; None for a role that is not built in, and for Admin, which has no environment
/// rights by itself.
pub fn access(role: &str, likeness: Likeness) -> Access {
    let [development, staging, production] = match role.to_ascii_lowercase().as_str() {
        "developer" => [Access::level(Level::Full), Access::level(Level::Read), Access::default()],
        "devops" => [Access::level(Level::Full), Access::level(Level::Full), DEPLOY_AND_ROLLBACK],
        "sre" => [Access::level(Level::Full); 3],
        "stakeholder" => [Access::level(Level::Read), Access::level(Level::Read), READ_AND_APPROVE],
        "auditor" => [Access::level(Level::Read); 3],
        _ => [Access::default(); 3],
    };
    match likeness {
        Likeness::Development => development,
        Likeness::Staging => staging,
        Likeness::Production => production,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_the_templates() {
        let likenesses = [Likeness::Development, Likeness::Staging, Likeness::Production];
        for (role, cells) in [
            ("Developer", "Full, Read, None"),
            ("DevOps", "Full, Full, Deploy + Rollback"),
            ("SRE", "Full, Full, Full"),
            ("Stakeholder", "Read, Read, Read + Approve"),
            ("Auditor", "Read, Read, Read"),
            ("Admin", "None, None, None"),
            ("Somebody", "None, None, None"),
        ] {
            assert_eq!(likenesses.map(|l| access(role, l).to_string()).join(", "), cells, "{role}");
        }
    }

    #[test]
    fn an_unknown_environment_is_like_the_one_in_its_place() {
        use Likeness::{Development, Production, Staging};
        let of = |slugs: &[&str]| -> Vec<Likeness> {
            slugs.iter().enumerate().map(|(i, slug)| Likeness::of(slug, (i, slugs.len()), false)).collect()
        };
        assert_eq!(of(&["test", "pilot", "canary", "live"]), [Development, Staging, Staging, Production]);
        assert_eq!(of(&["live"]), [Production]);
        assert_eq!(of(&["test", "production", "fallback"]), [Development, Production, Production]);
        assert_eq!(of(&["development"]), [Development]);
        assert_eq!(Likeness::of("prod", (1, 3), true), Production, "somebody must be able to approve there");
        assert_eq!(Likeness::of("staging", (1, 3), true), Staging);
    }
}
