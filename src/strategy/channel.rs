//! Where alerts are sent.
//!
//! A channel is a word (`slack`, `pager`), a word with what it is called there (`slack:#ops`, `email:ops@example.org`,
//! `mailto:ops@example.org`), a room (`#ops`), a person (`@ada`), an e-mail address, or a web address.

use crate::domain::text::clip;
use crate::domain::url::ExternalUrl;

/// The longest channel, in characters.
const LONGEST: usize = 200;

/// Checks a channel.
///
/// # Errors
/// Says what was expected.
pub fn check(text: &str) -> Result<(), String> {
    let well_formed =
        text.chars().count() <= LONGEST && (is_named(text) || is_word(text) || is_address(text));
    match well_formed || ExternalUrl::parse(text).is_ok() {
        true => Ok(()),
        false => Err(format!(
            "channels: a word such as slack, slack:#ops or email:ops@example.org is expected, not {:?}",
            clip(text, 60)
        )),
    }
}

/// `slack`, `on-call`
fn is_word(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// `slack:#ops`, `email:ops@example.org`
fn is_named(text: &str) -> bool {
    let Some((kind, address)) = text.split_once(':') else { return false };
    let mail = matches!(kind.to_lowercase().as_str(), "email" | "e-mail" | "mail" | "mailto");
    let phone = matches!(kind.to_lowercase().as_str(), "sms" | "tel" | "phone");
    is_word(kind)
        && match () {
            () if mail => is_mail(address),
            () if phone => is_phone(address),
            () => !address.starts_with("//") && is_address(address) || is_word(address),
        }
}

/// `#ops`, `@ada`, `ops@example.org`
fn is_address(text: &str) -> bool {
    text.strip_prefix(['#', '@']).is_some_and(is_word) || is_mail(text)
}

fn is_mail(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "-_.+".contains(c));
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && !host.starts_with('.'))
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    digits.len() >= 3 && digits.chars().all(|c| c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_well_formed() {
        for good in [
            "slack",
            "email",
            "pager",
            "PagerDuty",
            "on-call",
            "slack:#ops",
            "slack:ops",
            "email:ops@example.org",
            "mailto:ops@example.org",
            "#ops",
            "@ada",
            "ops@example.org",
            "https://example.org/hook",
            "sms:+49-151-1234",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "tell everyone",
            "slack, email",
            "slack:",
            ":ops",
            "email:ops",
            "mailto:",
            "#",
            "@",
            "a@",
            "slack: #ops",
            "?",
            "javascript:alert(1)",
            "sms:soon",
            "ftp://x",
            "https://",
            "slack:#a b",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
