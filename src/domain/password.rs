//! Passwords: what is taken, and the form in which one is hashed.

use super::refusal::Refusal;
use std::borrow::Cow;

/// The shortest password, in code points: it is the only factor.
pub const SHORTEST_CODE_POINTS: usize = 15;
/// The longest password, in bytes.
pub const LONGEST_BYTES: usize = 1024;
/// A sign-in name shorter than this, in bytes, is too common a part of words to be refused in a password.
const SHORTEST_TELLING_NAME: usize = 3;

/// Checks a new password. Nothing is asked of its letters and signs; it only may not be short or easily guessed.
pub fn check(password: &str, sign_in_name: &str) -> Result<(), Refusal> {
    if password.chars().count() < SHORTEST_CODE_POINTS {
        return Err(Refusal::invalid("A password has at least 15 characters."));
    }
    if password.len() > LONGEST_BYTES {
        return Err(Refusal::invalid("A password has at most 1024 bytes."));
    }
    let guess = normal_form(password).to_lowercase();
    if guess.contains("slipway") {
        return Err(Refusal::invalid("A password does not contain \"slipway\": it would be guessed first."));
    }
    if sign_in_name.len() >= SHORTEST_TELLING_NAME && guess.contains(&sign_in_name.to_ascii_lowercase()) {
        return Err(Refusal::invalid(
            "A password does not contain the sign-in name: it would be guessed first.",
        ));
    }
    Ok(())
}

/// The form that is hashed and compared: Unicode NFKC, so that one password typed on two keyboards is one password.
pub fn normal_form(password: &str) -> Cow<'_, str> {
    icu_normalizer::ComposingNormalizer::new_nfkc().normalize(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_code_points_and_bytes() {
        for good in ["abcdefghijklmno", &"🚢".repeat(15), &"a".repeat(64), &"a".repeat(1024)] {
            assert!(check(good, "ana").is_ok(), "{good}");
        }
        for bad in ["", "abcdefghijklmn", &"🚢".repeat(14), &"a".repeat(1025)] {
            assert!(check(bad, "ana").is_err(), "{bad}");
        }
    }

    #[test]
    fn what_would_be_guessed_first_is_refused_with_the_reason() {
        let refused = |password: &str, name: &str| check(password, name).unwrap_err().sentence;
        assert!(refused("my SlipWay password", "ana").contains("slipway"));
        assert!(refused("ｓｌｉｐｗａｙ in wide letters", "ana").contains("slipway"));
        assert!(refused("Ana.Silva 1234567", "ana.silva").contains("sign-in name"));
        assert!(check("harbour lantern fog", "a").is_ok(), "one letter is in every password");
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_password() {
        assert_eq!(normal_form("e\u{301}"), normal_form("\u{e9}"));
        assert_ne!(normal_form("e"), normal_form("\u{e9}"));
    }
}
