//! Levels and marks: what a role means in one environment.

pub mod built_in;

use super::refusal::Refusal;
use super::text::{clip, is_one_line};
use serde::{Deserialize, Serialize};

/// What a role may do in one environment; each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The environment does not exist for this role.
    #[default]
    None,
    /// See status, configuration, history and logs.
    Read,
    /// Request, start and cancel deployments, answer checklist items, confirm manual steps.
    Deploy,
    /// Everything Deploy and Rollback give, and what an operator needs beyond.
    Full,
}

/// A cell of the access matrix: a level and the two marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Access {
    /// The level.
    pub level: Level,
    /// May approve or reject deployments to the environment.
    pub approve: bool,
    /// May roll back at once, for a role at Deploy. (Full includes it.)
    pub rollback: bool,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Read, Self::Deploy, Self::Full];

    /// The word in documents and on pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Read => "Read",
            Self::Deploy => "Deploy",
            Self::Full => "Full",
        }
    }
}

impl Access {
    /// A level without marks.
    pub const fn level(level: Level) -> Self {
        Self { level, approve: false, rollback: false }
    }

    /// What the cell really gives: Approve counts from Read on, Rollback at Deploy alone, since Full includes it.
    pub fn effective(self) -> Self {
        Self {
            approve: self.approve && self.level >= Level::Read,
            rollback: self.rollback && self.level == Level::Deploy,
            ..self
        }
    }

    /// Whether it lets roll back at once.
    pub fn rolls_back(self) -> bool {
        self.level == Level::Full || self.effective().rollback
    }

    /// What two cells give together: what roles give adds up.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let level = self.level.max(other.level);
        let approve = self.effective().approve || other.effective().approve;
        Self { level, approve, rollback: self.rolls_back() || other.rolls_back() }.effective()
    }

    /// What both cells give: a token's are its role's, cut down to its owner's.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let level = self.level.min(other.level);
        let approve = self.effective().approve && other.effective().approve;
        Self { level, approve, rollback: self.rolls_back() && other.rolls_back() }.effective()
    }

    /// Whether it gives anything that the other does not.
    pub fn widens(self, before: Self) -> bool {
        self.level > before.level
            || self.effective().approve && !before.effective().approve
            || self.rolls_back() && !before.rolls_back()
    }

    /// Reads a cell of an Access Control table: `Full`, `Deploy + Rollback`, `Read + Approve`, in any case.
    ///
    /// The error names the word that was not understood.
    pub fn parse(cell: &str) -> Result<Self, String> {
        let mut words = cell.split('+').map(str::trim);
        let level = words.next().unwrap_or_default();
        let mut access =
            Self::level(Level::ALL.into_iter().find(|l| l.word().eq_ignore_ascii_case(level)).ok_or_else(
                || format!("{level:?} is not a level: None, Read, Deploy or Full is expected"),
            )?);
        for mark in words {
            match mark.to_ascii_lowercase().as_str() {
                "approve" => access.approve = true,
                "rollback" => access.rollback = true,
                _ => return Err(format!("{mark:?} is not a mark: Approve or Rollback is expected")),
            }
        }
        Ok(access)
    }
}

/// Checks the name of a role: one line of 1 to 60 characters, without `@`, which stands between a role and a project.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    let fits = (1..=60).contains(&name.chars().count())
        && name.trim() == name
        && is_one_line(name)
        && !name.contains('@');
    if fits {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "{:?} is not a role's name: 1 to 60 characters without @ are expected.",
        clip(name, 80)
    )))
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.level.word())?;
        if self.approve {
            f.write_str(" + Approve")?;
        }
        if self.rollback {
            f.write_str(" + Rollback")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_written_in_documents() {
        for cell in ["None", "Read", "Read + Approve", "Deploy + Rollback", "Full"] {
            assert_eq!(Access::parse(cell).unwrap().to_string(), cell);
        }
        assert_eq!(Access::parse("deploy+ROLLBACK").unwrap().to_string(), "Deploy + Rollback");
        assert!(Access::parse("Some").unwrap_err().contains("None, Read, Deploy or Full"));
        assert!(Access::parse("Read + Veto").unwrap_err().contains("Approve or Rollback"));
    }
    fn cell(text: &str) -> Access {
        Access::parse(text).unwrap()
    }

    #[test]
    fn a_mark_counts_where_the_level_carries_it() {
        for (written, counts) in [
            ("None + Approve", "None"),
            ("Read + Rollback", "Read"),
            ("Full + Approve + Rollback", "Full + Approve"),
            ("Deploy + Rollback", "Deploy + Rollback"),
        ] {
            assert_eq!(cell(written).effective(), cell(counts), "{written}");
        }
    }

    #[test]
    fn cells_add_up_and_cut_down() {
        for (one, other, together, both) in [
            ("Read + Approve", "Deploy", "Deploy + Approve", "Read"),
            ("None + Approve", "Read", "Read", "None"),
            ("Full", "Deploy + Rollback", "Full", "Deploy + Rollback"),
            ("Deploy", "Deploy + Rollback", "Deploy + Rollback", "Deploy"),
        ] {
            assert_eq!(cell(one).or(cell(other)), cell(together), "{one} or {other}");
            assert_eq!(cell(one).and(cell(other)), cell(both), "{one} and {other}");
        }
    }

    #[test]
    fn more_is_more_than_before() {
        for (before, after, widens) in [
            ("None", "Read", true),
            ("Read", "None", false),
            ("Read", "Read + Approve", true),
            ("Full", "Deploy + Rollback", false),
            ("Deploy", "Deploy + Rollback", true),
            ("Deploy + Approve", "Full", true),
            ("Full + Approve", "Read + Approve", false),
            ("None", "None + Approve", false),
        ] {
            assert_eq!(cell(after).widens(cell(before)), widens, "{before} to {after}");
        }
    }
}
