//! One-time links: what opens something once, and for how long it does.

use super::refusal::Refusal;
use super::time::{Span, Time};

/// How many random bytes a link holds. Nobody guesses them, so a link needs no other proof.
pub const RANDOM_BYTES: usize = 32;

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// The first run: the first admin, the address, the first project.
    Setup,
    /// Somebody who was invited sets their first password.
    Invitation,
    /// Somebody sets a new password.
    Reset,
}

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkLife {
    /// From then on it opens nothing.
    pub expires_at: Time,
    /// When it was used.
    pub used_at: Option<Time>,
    /// When another link took its place, or the person was disabled.
    pub voided_at: Option<Time>,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Setup, Self::Invitation, Self::Reset];

    /// The word in addresses and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// How long a link opens something: an invitation waits for its person, the others are used at once.
    pub fn lifetime(self) -> Span {
        match self {
            Self::Setup | Self::Reset => Span::minutes(30),
            Self::Invitation => Span::days(7),
        }
    }

    /// The same in words.
    pub fn lifetime_words(self) -> &'static str {
        match self {
            Self::Setup | Self::Reset => "30 minutes",
            Self::Invitation => "7 days",
        }
    }
}

impl LinkLife {
    /// Whether the link opens something now.
    ///
    /// # Errors
    /// A refusal that says why it does not, and what to do.
    pub fn check(&self, kind: LinkKind, now: Time) -> Result<(), Refusal> {
        let why = match (self.used_at, self.voided_at) {
            (Some(_), _) => "was used already".to_owned(),
            (None, Some(_)) => {
                "does not count any more: another took its place, or it was withdrawn".to_owned()
            }
            (None, None) if now >= self.expires_at => format!("is older than {}", kind.lifetime_words()),
            (None, None) => return Ok(()),
        };
        let next = match kind {
            LinkKind::Setup => "Start the server again: while nobody is there it prints a new one.",
            LinkKind::Invitation | LinkKind::Reset => "Ask an admin for a new one.",
        };
        Err(Refusal::gone(format!("This link {why}. {next}")))
    }
}

/// Whether a text can be a link's secret at all: what cannot need not be looked up.
pub fn is_well_formed(secret: &str) -> bool {
    secret.len() == 2 * RANDOM_BYTES && secret.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::RefusalKind;

    const OPEN: LinkLife = LinkLife { expires_at: Time(100), used_at: None, voided_at: None };

    #[test]
    fn a_link_opens_something_until_it_is_used_voided_or_old() {
        assert_eq!(OPEN.check(LinkKind::Reset, Time(99)), Ok(()));
        for (life, now, words) in [
            (OPEN, 100, "is older than 30 minutes"),
            (LinkLife { used_at: Some(Time(1)), ..OPEN }, 2, "was used already"),
            (LinkLife { voided_at: Some(Time(1)), ..OPEN }, 2, "another took its place"),
            (LinkLife { used_at: Some(Time(1)), voided_at: Some(Time(2)), ..OPEN }, 200, "was used already"),
        ] {
            let refusal = life.check(LinkKind::Reset, Time(now)).unwrap_err();
            assert_eq!(refusal.kind, RefusalKind::Gone);
            assert!(refusal.sentence.contains(words), "{}", refusal.sentence);
        }
    }

    #[test]
    fn kinds_say_how_long_they_last() {
        for kind in LinkKind::ALL {
            let lasts = if kind == LinkKind::Invitation { Span::days(7) } else { Span::minutes(30) };
            assert_eq!(kind.lifetime(), lasts, "{}", kind.word());
        }
        assert!(is_well_formed(&"a1".repeat(32)));
        for bad in ["", "a1", &"A1".repeat(32), &"g1".repeat(32), &"a1".repeat(33)] {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }
}
