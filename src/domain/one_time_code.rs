//! One-time codes (TOTP, RFC 6238): six digits that an app makes anew every half minute from a key that both sides
//! know; and recovery codes for who has lost the app.

use super::time::Time;
use totp_rs::{Builder, Totp};

/// The length of a key.
pub const SEED_BYTES: usize = 20;
/// How many random bytes a recovery code is made of.
pub const RECOVERY_BYTES: usize = 10;
/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;
/// A code of the half minute before or after is taken too: clocks differ, and typing takes time.
const STEP_SECONDS: i64 = 30;

/// The codes of one person.
pub struct OneTimeCodes(Totp);

impl OneTimeCodes {
    /// The codes of a key. `account` is the person's sign-in name, which their app shows.
    ///
    /// # Errors
    /// Where the key is none.
    pub fn new(seed: &[u8], account: &str) -> Result<Self, String> {
        let builder = Builder::new().with_secret(seed.to_vec()).with_account_name(account);
        builder.with_issuer(Some("Slipway")).build().map(Self).map_err(|e| e.to_string())
    }

    /// The step whose code this is, where it is one of now or of half a minute before or after.
    pub fn step_of(&self, code: &str, now: Time) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = self.0.check(&code, u64::try_from(now.0 / 1_000_000).ok()?)?;
        i64::try_from(step).ok()
    }

    /// The code of a moment, as an app shows it.
    pub fn code_at(&self, at: Time) -> String {
        self.0.generate(u64::try_from(at.0 / 1_000_000).unwrap_or_default()).to_string()
    }

    /// The key for who types it, in groups of four.
    pub fn key(&self) -> String {
        let key: Vec<char> = self.0.secret().to_base32().chars().collect();
        key.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The address that an app reads from a picture.
    ///
    /// # Errors
    /// Where it cannot be written as one.
    pub fn address(&self) -> Result<String, String> {
        self.0.to_url().map_err(|e| e.to_string())
    }
}

/// The step of a moment: no code of it or of one before is taken once a later one was.
pub fn step(now: Time) -> i64 {
    now.0 / 1_000_000 / STEP_SECONDS
}

/// A recovery code: four groups of four signs that are not mistaken for each other.
pub fn recovery_code(random: [u8; RECOVERY_BYTES]) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bits = random.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let sign = |at: usize| char::from(SIGNS[usize::try_from(bits >> (75 - 5 * at) & 31).unwrap_or_default()]);
    let signs: Vec<char> = (0..16).map(sign).collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What was typed as a recovery code, in the form that is compared; none where it cannot be one.
pub fn as_recovery_code(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    (code.len() == 16).then(|| code.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn codes() -> OneTimeCodes {
        OneTimeCodes::new(b"12345678901234567890", "ana").unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let at = Time(seconds * 1_000_000);
            assert_eq!(codes().code_at(at), code);
            assert_eq!(codes().step_of(code, at), Some(step(at)));
        }
        assert_eq!(codes().key(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = codes().address().unwrap();
        assert!(address.starts_with("otpauth://totp/Slipway:ana?"), "{address}");
        assert!(OneTimeCodes::new(b"short", "ana").is_err());
    }

    #[test]
    fn a_code_is_good_for_half_a_minute_around_its_own() {
        let at = Time(1_111_111_080_000_000);
        let code = codes().code_at(at);
        for (seconds, is_good) in [(-31, false), (-30, true), (0, true), (29, true), (59, true), (60, false)]
        {
            let now = Time(at.0 + seconds * 1_000_000);
            assert_eq!(codes().step_of(&code, now), is_good.then(|| step(at)), "{seconds}");
        }
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        assert!(codes().step_of(&spaced, at).is_some());
        for bad in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(codes().step_of(bad, at), None, "{bad}");
        }
    }

    #[test]
    fn recovery_codes_are_typed_as_people_like() {
        assert_eq!(recovery_code([0; 10]), "aaaa-aaaa-aaaa-aaaa");
        assert_eq!(recovery_code([255; 10]), "9999-9999-9999-9999");
        let different: BTreeSet<String> = (0..80)
            .map(|bit| {
                let mut bytes = [0; 10];
                bytes[bit / 8] = 1 << (bit % 8);
                recovery_code(bytes)
            })
            .collect();
        assert_eq!(different.len(), 80, "every bit counts");
        assert_eq!(as_recovery_code("ABCD efgh-ijkm 2345").as_deref(), Some("abcdefghijkm2345"));
        assert_eq!(as_recovery_code("123456"), None);
    }
}
