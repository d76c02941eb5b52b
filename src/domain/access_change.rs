//! Changes of the access matrix: what they are, and who may make them alone.

use super::id::{EnvironmentId, PersonId, RoleId};
use super::refusal::Refusal;
use super::role::{Access, Level};
use serde::{Deserialize, Serialize};

/// One cell of the matrix, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellChange {
    /// The row.
    pub role: RoleId,
    /// The role's name.
    pub role_name: String,
    /// The column.
    pub environment: EnvironmentId,
    /// The environment's name.
    pub environment_name: String,
    /// What the cell gives as long as the change is not applied.
    pub before: Access,
    /// What it is to give.
    pub after: Access,
}

/// A change of the matrix: cells, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccessChange {
    /// The cells.
    pub cells: Vec<CellChange>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The matrix says so now.
    Applied,
    /// Another admin said no.
    Declined,
    /// Who proposed it took it back.
    Withdrawn,
    /// A cell was changed in another way first.
    Overtaken,
}

impl CellChange {
    /// `Developer on production`
    pub fn place(&self) -> String {
        format!("{} on {}", self.role_name, self.environment_name)
    }

    /// `Developer on production: None → Read`
    pub fn words(&self) -> String {
        format!("{}: {} → {}", self.place(), self.before, self.after)
    }

    /// Whether the role gets anything that it did not have.
    pub fn widens(&self) -> bool {
        self.after.widens(self.before)
    }
}

impl AccessChange {
    /// What applies at once, and what waits for a second admin: nothing waits where there is no second one.
    pub fn split(self, admins: usize) -> (Self, Self) {
        let (waits, at_once) = self.cells.into_iter().partition(|cell| admins >= 2 && cell.widens());
        (Self { cells: at_once }, Self { cells: waits })
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Applied, Self::Declined, Self::Withdrawn, Self::Overtaken];

    /// The word in the database, on pages and in the audit log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Overtaken => "overtaken",
        }
    }

    /// Whether this person may decide so about a waiting change. Who proposed it withdraws it, and applies it only
    /// where nobody else was left to for a day; others apply or decline it. Who `was_admin` not when it was proposed
    /// does not apply it: nobody makes their own second admin.
    ///
    /// # Errors
    /// A refusal that says who may.
    pub fn check(
        self,
        proposer: PersonId,
        person: PersonId,
        admins: usize,
        was_admin: bool,
    ) -> Result<(), Refusal> {
        match (self, proposer == person) {
            (Self::Applied, false) if !was_admin => Err(Refusal::conflict(
                "You became an admin after this change was proposed: who was one then applies it.",
            )),
            (Self::Applied, true) if admins >= 2 => Err(Refusal::conflict(
                "You proposed this change: another admin applies it. Who stopped being one counts for a day more.",
            )),
            (Self::Declined, true) => {
                Err(Refusal::conflict("You proposed this change: withdraw it instead."))
            }
            (Self::Withdrawn, false) => {
                Err(Refusal::conflict("Only who proposed a change withdraws it: decline it instead."))
            }
            (Self::Overtaken, _) => {
                Err(Refusal::invalid("A change is applied, declined or withdrawn by people."))
            }
            _ => Ok(()),
        }
    }
}

/// A cell as it is to be kept: Full includes Rollback.
///
/// # Errors
/// A refusal where a mark would count for nothing, so that nobody believes that it does.
pub fn settled(access: Access) -> Result<Access, Refusal> {
    if access.approve && access.level == Level::None {
        return Err(Refusal::invalid(
            "Approve needs at least Read: nobody decides about what they cannot see.",
        ));
    }
    if access.rollback && access.level < Level::Deploy {
        return Err(Refusal::invalid(format!(
            "Rollback needs Deploy, and the level is {}.",
            access.level.word()
        )));
    }
    Ok(access.effective())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: PersonId = PersonId(1);
    const BEN: PersonId = PersonId(2);

    fn cell(before: &str, after: &str) -> CellChange {
        CellChange {
            role: RoleId(1),
            role_name: "Developer".to_owned(),
            environment: EnvironmentId(3),
            environment_name: "production".to_owned(),
            before: Access::parse(before).unwrap(),
            after: Access::parse(after).unwrap(),
        }
    }

    #[test]
    fn what_widens_waits_for_the_second_admin_where_there_is_one() {
        let change = AccessChange { cells: vec![cell("Read", "None"), cell("None", "Read")] };
        let (at_once, waits) = change.clone().split(2);
        assert_eq!((at_once.cells, waits.cells), (vec![cell("Read", "None")], vec![cell("None", "Read")]));
        let (at_once, waits) = change.clone().split(1);
        assert_eq!((at_once, waits.is_empty()), (change, true));
        assert_eq!(cell("None", "Read").place(), "Developer on production");
    }

    #[test]
    fn nobody_is_their_own_second_admin() {
        use Decision::{Applied, Declined, Overtaken, Withdrawn};
        for (decision, person, admins, was_admin, may) in [
            (Applied, ADA, 2, true, false),
            (Applied, ADA, 1, true, true),
            (Applied, BEN, 2, true, true),
            (Applied, BEN, 2, false, false),
            (Declined, ADA, 2, true, false),
            (Declined, BEN, 2, true, true),
            (Declined, BEN, 2, false, true),
            (Withdrawn, ADA, 2, true, true),
            (Withdrawn, BEN, 2, true, false),
            (Overtaken, BEN, 2, true, false),
        ] {
            assert_eq!(
                decision.check(ADA, person, admins, was_admin).is_ok(),
                may,
                "{decision:?} by {person}"
            );
        }
    }

    #[test]
    fn a_mark_that_would_count_for_nothing_is_refused() {
        let settle = |text: &str| settled(Access::parse(text).unwrap());
        assert!(settle("None + Approve").unwrap_err().sentence.contains("at least Read"));
        assert!(settle("Read + Rollback").unwrap_err().sentence.contains("Rollback needs Deploy"));
        assert_eq!(settle("Full + Rollback").unwrap().to_string(), "Full");
        assert_eq!(settle("Deploy + Rollback").unwrap().to_string(), "Deploy + Rollback");
    }
}
