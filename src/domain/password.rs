//! Passwords: what is taken, how strong one is, and the form in which one is hashed.

use super::refusal::Refusal;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The shortest password, in code points: it may be the only factor.
pub const SHORTEST_CODE_POINTS: usize = 15;
/// The longest password, in bytes.
pub const LONGEST_BYTES: usize = 1024;
/// A word of a person's own that is shorter than this, in characters, is too common a part of words to be refused.
const SHORTEST_TELLING_WORD: usize = 3;
/// What is found within so many guesses is refused.
const FEWEST_GUESSES_LOG10: f64 = 8.0;
/// The rest of a long password makes no difference to how it is guessed, and would take long to look at.
const LOOKED_AT: usize = 100;

/// The most common passwords of 15 and more characters among ten million that leaked, in lower case.
static KNOWN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("password/known.txt").lines().collect());

/// What others know of a person, and so would try first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Own<'a> {
    /// What they type to sign in.
    pub sign_in_name: &'a str,
    /// What pages show.
    pub display_name: &'a str,
    /// Their e-mail address.
    pub email: Option<&'a str>,
    /// The installation's address.
    pub installation: &'a str,
}

impl Own<'_> {
    /// The words, each with what it is.
    fn words(&self) -> Vec<(&'static str, String)> {
        let email = self.email.and_then(|email| email.split('@').next()).unwrap_or_default();
        let address = self.installation.split("://").last().unwrap_or_default();
        let host = address.split([':', '/']).next().unwrap_or_default();
        let name = self.sign_in_name.split('@').next().unwrap_or_default();
        let mut words = vec![("the sign-in name", self.sign_in_name), ("the sign-in name", name)];
        words.push(("the name of the e-mail address", email));
        words.push(("the address of this installation", host));
        words.extend(
            self.display_name.split_whitespace().filter(|part| part.len() > 3).map(|part| ("the name", part)),
        );
        words.into_iter().map(|(what, word)| (what, normal_form(word).to_lowercase())).collect()
    }
}

/// Checks a new password. Nothing is asked of its letters and signs; it only may not be short or easily guessed.
///
/// # Errors
/// A refusal that names the reason, and never the password.
pub fn check(password: &str, own: Own) -> Result<(), Refusal> {
    if password.chars().count() < SHORTEST_CODE_POINTS {
        return Err(Refusal::invalid("A password has at least 15 characters."));
    }
    if password.len() > LONGEST_BYTES {
        return Err(Refusal::invalid("A password has at most 1024 bytes."));
    }
    let guess = normal_form(password).to_lowercase();
    if KNOWN.contains(guess.as_str()) {
        return Err(Refusal::invalid(
            "This password is among the most common ones: it would be guessed first.",
        ));
    }
    if guess.contains("slipway") {
        return Err(Refusal::invalid("A password does not contain \"slipway\": it would be guessed first."));
    }
    let telling = |word: &str| word.chars().count() >= SHORTEST_TELLING_WORD && guess.contains(word);
    if let Some((what, _)) = own.words().iter().find(|(_, word)| telling(word)) {
        return Err(Refusal::invalid(format!(
            "A password does not contain {what}: it would be guessed first."
        )));
    }
    if let Some(why) = easily_guessed(&guess) {
        return Err(Refusal::invalid(format!("This password would soon be guessed: {why}")));
    }
    Ok(())
}

/// Why it is found within few guesses: a repetition, a sequence, keys beside each other, well-known words.
fn easily_guessed(guess: &str) -> Option<String> {
    let looked_at: String = guess.chars().take(LOOKED_AT).collect();
    let estimate = zxcvbn::zxcvbn(&looked_at, &[]);
    if estimate.guesses_log10() >= FEWEST_GUESSES_LOG10 {
        return None;
    }
    let why = estimate.feedback().and_then(zxcvbn::feedback::Feedback::warning);
    Some(
        why.map_or_else(
            || "it is made of what is tried first.".to_owned(),
            |why| lower_first(&why.to_string()),
        ),
    )
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// How strong a password is that was taken, in words.
pub fn strength(password: &str) -> &'static str {
    let looked_at: String = password.chars().take(LOOKED_AT).collect();
    match zxcvbn::zxcvbn(&looked_at, &[]).guesses_log10() {
        ..11.0 => "just strong enough",
        ..15.0 => "strong",
        _ => "very strong",
    }
}

/// The form that is hashed and compared: Unicode NFKC, so that one password typed on two keyboards is one password.
pub fn normal_form(password: &str) -> Cow<'_, str> {
    icu_normalizer::ComposingNormalizer::new_nfkc().normalize(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Own<'_> = Own {
        sign_in_name: "ana.silva",
        display_name: "Ana Oliveira de Silva",
        email: Some("sailing-ana@example.org"),
        installation: "https://harbourmaster.example:8443",
    };

    /// Letters that follow no rule, always the same.
    fn letters(count: usize) -> String {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'a' + u8::try_from(state >> 24).unwrap() % 26)
        };
        (0..count).map(|_| next()).collect()
    }

    /// SECURITY 1: 15 code points to 1,024 bytes, of whatever signs.
    #[test]
    fn length_counts_code_points_and_bytes_and_nothing_else_is_asked() {
        let emoji = "🚢⚓🌊🦀🎣🐟🐬🐳🦑🐙🦞🦐🐚🏝🌅";
        assert_eq!(emoji.chars().count(), 15);
        for good in [letters(15), letters(64), letters(128), letters(1024), emoji.to_owned()] {
            assert_eq!(check(&good, Own::default()), Ok(()), "{good}");
        }
        let fourteen: String = emoji.chars().take(14).collect();
        for bad in [String::new(), letters(14), fourteen, letters(1025)] {
            assert!(check(&bad, Own::default()).is_err(), "{bad}");
        }
    }

    /// SECURITY 2: the most common passwords that are long enough are refused, and the reason is said.
    #[test]
    fn the_most_common_passwords_are_refused() {
        assert!(KNOWN.len() >= 3_000, "{}", KNOWN.len());
        for (number, known) in include_str!("password/known.txt").lines().enumerate() {
            let typed = if number % 2 == 0 { known.to_uppercase() } else { known.to_owned() };
            let refusal = check(&typed, Own::default()).unwrap_err().sentence;
            assert!(refusal.contains("guessed first"), "{known}: {refusal}");
        }
    }

    /// SECURITY 2: what others know of the person, the product and the installation is refused, and which it was.
    #[test]
    fn what_would_be_guessed_first_is_refused_with_the_reason() {
        for (password, reason) in [
            ("my SlipWay password", "slipway"),
            ("ｓｌｉｐｗａｙ in wide letters", "slipway"),
            ("Ana.Silva 9xq.tb!k", "the sign-in name"),
            ("fog SAILING-ANA lantern", "the e-mail address"),
            ("lantern Oliveira fog 77", "the name"),
            ("a lantern at harbourmaster.example", "this installation"),
            ("zxqzxqzxqzxqzxqzxqzxq", "repeats"),
            ("abcdefghijklmnopq", "guessed"),
            ("qwertyuiopasdfghjk", "guessed"),
            ("passwordpassword", "guessed"),
        ] {
            let refusal = check(password, ANA).unwrap_err().sentence;
            assert!(refusal.contains(reason), "{password}: {refusal}");
            assert!(!refusal.contains(password), "{refusal}");
        }
        let short = Own { sign_in_name: "a", ..Own::default() };
        assert_eq!(check("harbour lantern fog", short), Ok(()), "one letter is in every password");
    }

    #[test]
    fn strength_has_words() {
        assert_eq!(strength("lantern lantern fog"), "just strong enough");
        assert_eq!(strength(&letters(40)), "very strong");
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_password() {
        assert_eq!(normal_form("e\u{301}"), normal_form("\u{e9}"));
        assert_ne!(normal_form("e"), normal_form("\u{e9}"));
    }
}
