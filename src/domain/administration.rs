//! Somebody must be able to administer: the last one who can is never taken away.

use super::refusal::Refusal;

/// Whether a change may stand, by how many people administer and are able to sign in, before it and after it.
///
/// # Errors
/// A refusal where nobody would be left.
pub fn goes_on(before: usize, after: usize) -> Result<(), Refusal> {
    if after > 0 || before == 0 {
        return Ok(());
    }
    Err(Refusal::conflict(
        "Nobody would be left who administers and can sign in. Give another person who has a password the role \
         Admin for all projects first.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_stays() {
        assert!(goes_on(1, 0).is_err() && goes_on(3, 0).is_err());
        for (before, after) in [(1, 1), (2, 1), (0, 0), (0, 1)] {
            assert_eq!(goes_on(before, after), Ok(()));
        }
    }
}
