//! API tokens: how they look. `slw_`, 40 hexadecimal digits that nobody can guess, and 8 that check them.

use super::refusal::Refusal;
use super::text::is_one_line;
use super::time::Span;
use sha2::{Digest, Sha256};

/// How a token begins, so that scanners of leaked secrets find it.
pub const PREFIX: &str = "slw_";
/// How many random bytes a token holds.
pub const RANDOM_BYTES: usize = 20;
/// How many characters of a token lists show.
pub const SHOWN: usize = 8;
/// The longest name of a token, in characters.
pub const LONGEST_NAME: usize = 100;
/// How long a token is good for unless its maker says otherwise.
pub const DEFAULT_DAYS: u32 = 90;
/// The longest that a token may be good for.
pub const MOST_DAYS: u32 = 365;

/// The token of some random bytes.
pub fn of_random(bytes: [u8; RANDOM_BYTES]) -> String {
    let body = hex::encode(bytes);
    let check = checksum(&body);
    format!("{PREFIX}{body}{check}")
}

/// Whether a text can be a token at all: a mistyped one cannot, and need not be looked up.
pub fn is_well_formed(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(PREFIX) else { return false };
    let is_hexadecimal = digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_hexadecimal
        && digits.len() == 2 * RANDOM_BYTES + 8
        && checksum(&digits[..2 * RANDOM_BYTES]) == digits[2 * RANDOM_BYTES..]
}

/// The first characters of a token, by which people recognise it in a list.
pub fn shown(token: &str) -> &str {
    token.get(..SHOWN).unwrap_or(token)
}

/// Checks the name of a new token: one line, 1 to 100 characters.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    if (1..=LONGEST_NAME).contains(&name.chars().count()) && name.trim() == name && is_one_line(name) {
        return Ok(());
    }
    Err(Refusal::invalid("A token's name is one line of 1 to 100 characters."))
}

/// How long a token of so many days is good for.
///
/// # Errors
/// A refusal where the days are not 1 to 365.
pub fn lifetime(days: u32) -> Result<Span, Refusal> {
    if (1..=MOST_DAYS).contains(&days) {
        return Ok(Span::days(i64::from(days)));
    }
    Err(Refusal::invalid(format!("A token is good for 1 to {MOST_DAYS} days.")))
}

fn checksum(body: &str) -> String {
    let mut digits = hex::encode(Sha256::digest(body));
    digits.truncate(8);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_well_formed_and_a_mistyped_one_is_not() {
        let token = of_random([0xa5; RANDOM_BYTES]);
        assert_eq!(token.len(), 4 + 40 + 8);
        assert!(is_well_formed(&token));
        assert_eq!(shown(&token), "slw_a5a5");
        let mut mistyped = token.clone();
        mistyped.replace_range(10..11, "0");
        for bad in ["", "slw_", &mistyped, &token[1..], &token[..51], &token.to_uppercase()] {
            assert!(!is_well_formed(bad), "{bad}");
        }
        assert!(!is_well_formed(&format!("{PREFIX}{}", "é".repeat(24))));
    }

    #[test]
    fn a_token_lives_from_a_day_to_a_year() {
        assert_eq!(lifetime(90), Ok(Span::days(90)));
        assert!(lifetime(0).is_err() && lifetime(366).is_err());
        assert!(check_name("ci").is_ok() && check_name("").is_err() && check_name("a\nb").is_err());
    }
}
