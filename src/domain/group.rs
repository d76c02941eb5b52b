//! Groups of people, which hold roles, so that a team is one grant.

use super::refusal::Refusal;
use super::text::is_one_line;

/// The longest name of a group, in characters.
pub const LONGEST_NAME: usize = 80;
/// The longest value of a sign-in provider's group claim, in bytes.
pub const LONGEST_CLAIM: usize = 255;

/// Checks a group's name: one line, 1 to 80 characters, no space at its ends.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    if (1..=LONGEST_NAME).contains(&name.chars().count()) && name.trim() == name && is_one_line(name) {
        return Ok(());
    }
    Err(Refusal::invalid("A group's name is one line of 1 to 80 characters."))
}

/// Checks the value of the sign-in provider's group claim that a group stands for.
pub fn check_claim(claim: &str) -> Result<(), Refusal> {
    if (1..=LONGEST_CLAIM).contains(&claim.len()) && claim.trim() == claim && is_one_line(claim) {
        return Ok(());
    }
    Err(Refusal::invalid("The provider's name of a group is one line of at most 255 bytes."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_visible_line() {
        for good in ["Payments team", "日本", &"é".repeat(80)] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a ", "a\nb", "\u{202e}x", &"a".repeat(81)] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
        assert!(check_claim("/teams/payments").is_ok());
        assert!(check_claim("").is_err() && check_claim("a\n").is_err());
    }
}
