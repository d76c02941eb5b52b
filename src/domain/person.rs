//! People's names: what they type, what others see.

use super::refusal::Refusal;
use super::text::is_one_line;

/// The longest sign-in name, in bytes.
pub const LONGEST_SIGN_IN_NAME: usize = 64;
/// The longest display name, in characters.
pub const LONGEST_DISPLAY_NAME: usize = 100;
/// The longest e-mail address, in bytes.
pub const LONGEST_EMAIL: usize = 254;

/// Checks a sign-in name: 1 to 64 of letters, digits and `. _ - @`, at least one of them a letter or digit, since `..` in
/// an address is another page. Only ASCII, so that no two look alike.
pub fn check_sign_in_name(name: &str) -> Result<(), Refusal> {
    let fits = (1..=LONGEST_SIGN_IN_NAME).contains(&name.len())
        && name.bytes().any(|b| b.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-@".contains(&b));
    if fits {
        return Ok(());
    }
    Err(Refusal::invalid(
        "A sign-in name is 1 to 64 of a-z, A-Z, 0-9 and . _ - @, with a letter or digit in it.",
    ))
}

/// A sign-in name for somebody who is called so elsewhere: what fits of it, or `person`.
pub fn sign_in_name_of(text: &str) -> String {
    let fits = |c: &char| c.is_ascii_alphanumeric() || "._-@".contains(*c);
    let name: String = text.chars().filter(fits).take(LONGEST_SIGN_IN_NAME).collect();
    if check_sign_in_name(&name).is_ok() { name } else { "person".to_owned() }
}

/// A sign-in name with a number behind it, for where somebody has it without: `ana-2`.
pub fn numbered(name: &str, number: u32) -> String {
    let number = format!("-{number}");
    let kept: String = name.chars().take(LONGEST_SIGN_IN_NAME - number.len()).collect();
    kept + &number
}

/// Checks a display name: one line, 1 to 100 characters, no space at its ends.
pub fn check_display_name(name: &str) -> Result<(), Refusal> {
    let fits = (1..=LONGEST_DISPLAY_NAME).contains(&name.chars().count())
        && name.trim() == name
        && is_one_line(name);
    if fits {
        return Ok(());
    }
    Err(Refusal::invalid("A display name is one line of 1 to 100 characters."))
}

/// Checks an e-mail address loosely: only sending mail to it would tell.
pub fn check_email(address: &str) -> Result<(), Refusal> {
    let parts: Vec<&str> = address.split('@').collect();
    let fits = parts.len() == 2
        && parts.iter().all(|part| !part.is_empty())
        && address.len() <= LONGEST_EMAIL
        && is_one_line(address)
        && !address.contains(char::is_whitespace);
    if fits {
        return Ok(());
    }
    Err(Refusal::invalid("An e-mail address is expected, such as ana@example.org."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_names_are_plain() {
        for good in ["a", "Ana.Silva", "ops-1_b@example.org", &"a".repeat(64)] {
            assert!(check_sign_in_name(good).is_ok(), "{good}");
        }
        for bad in ["", ".", "..", "-@_", "a b", "josé", "a/b", "a\n", &"a".repeat(65)] {
            assert!(check_sign_in_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn names_from_elsewhere_become_sign_in_names() {
        let long = "a".repeat(100);
        for (text, name) in [
            ("ana", "ana"),
            ("Ana Silva", "AnaSilva"),
            ("ana@example.org", "ana@example.org"),
            ("\u{202e}<b>x", "bx"),
            ("日本", "person"),
            ("", "person"),
            ("..", "person"),
        ] {
            assert_eq!(sign_in_name_of(text), name);
        }
        assert_eq!(numbered("ana", 2), "ana-2");
        for name in [sign_in_name_of(&long), numbered(&sign_in_name_of(&long), 4_294_967_295)] {
            assert!(check_sign_in_name(&name).is_ok(), "{name}");
        }
    }

    #[test]
    fn display_names_are_one_visible_line() {
        for good in ["Ana", "José 日本", &"é".repeat(100)] {
            assert!(check_display_name(good).is_ok(), "{good}");
        }
        for bad in
            ["", " ", " Ana", "a\nb", "\u{202e}nimda", "ad\u{200b}min", "\u{feff}Admin", &"a".repeat(101)]
        {
            assert!(check_display_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn addresses_have_one_at_sign() {
        assert!(check_email("ana@example.org").is_ok());
        for bad in ["", "ana", "@b", "a@", "a@b@c", "a @b", "a@b\nBcc: c"] {
            assert!(check_email(bad).is_err(), "{bad:?}");
        }
    }
}
