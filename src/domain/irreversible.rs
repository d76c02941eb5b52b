//! Whether something is changed for good. What nobody declared never reads as safe.

/// Whether releases change something for good, such as data or a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Irreversible {
    /// One of them says so.
    Yes,
    /// All of them say that they do not.
    No,
    /// One of them says nothing, and none says yes.
    NotDeclared,
}

impl Irreversible {
    /// What one release declared.
    pub fn of(declared: Option<bool>) -> Self {
        match declared {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::NotDeclared,
        }
    }

    /// What several releases declared together; not declared where there is none.
    pub fn over(declared: impl IntoIterator<Item = Option<bool>>) -> Self {
        let all: Vec<Self> = declared.into_iter().map(Self::of).collect();
        if all.contains(&Self::Yes) {
            Self::Yes
        } else if all.is_empty() || all.contains(&Self::NotDeclared) {
            Self::NotDeclared
        } else {
            Self::No
        }
    }

    /// The words on pages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotDeclared => "not declared",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_no_from_all_reads_as_no() {
        for (declared, together) in [
            (vec![Some(false), Some(false)], Irreversible::No),
            (vec![Some(false), None], Irreversible::NotDeclared),
            (vec![None, Some(true)], Irreversible::Yes),
            (vec![], Irreversible::NotDeclared),
        ] {
            assert_eq!(Irreversible::over(declared), together);
        }
    }
}
