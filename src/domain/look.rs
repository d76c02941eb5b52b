//! Why a project, or one of its environments, asks for a look.

use super::cell::Shows;
use super::deployment::State;

/// What an environment of a project asks of one viewer: gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// The newest attempt failed.
    Failed,
    /// An attempt was interrupted, and a person has to say how it goes on.
    Interrupted,
    /// A deployment ended half-way: the targets differ, or what serves was not verified.
    Incomplete,
    /// What serves was rolled back somewhere, or reported as bad.
    Suspect,
    /// The newest request was rejected.
    Rejected,
    /// A rollback needs a review.
    Review,
    /// Something waits for the viewer.
    You,
    /// A deployment is under way.
    Deploying,
    /// Something waits for others.
    Waiting,
    /// Nothing asks for a look.
    Calm,
}

/// What is known of an environment of a project, for one viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// What it shows.
    pub shows: Shows,
    /// Whether the newest attempt failed.
    pub failed: bool,
    /// Whether what serves is suspect.
    pub suspect: bool,
    /// Whether the newest request was rejected.
    pub rejected: bool,
    /// Whether a rollback can be reviewed, by whomever.
    pub review: bool,
    /// Whether something waits for the viewer.
    pub yours: bool,
    /// Whether something waits for anybody.
    pub waits: bool,
}

impl Look {
    /// All of them, gravest first.
    pub const ALL: [Self; 10] = [
        Self::Failed,
        Self::Interrupted,
        Self::Incomplete,
        Self::Suspect,
        Self::Rejected,
        Self::Review,
        Self::You,
        Self::Deploying,
        Self::Waiting,
        Self::Calm,
    ];

    /// The gravest that these facts give.
    pub fn of(facts: Facts) -> Self {
        let Facts { shows, failed, suspect, rejected, review, yours, waits } = facts;
        match shows {
            Shows::Attempt(State::Interrupted) => Self::Interrupted,
            _ if failed => Self::Failed,
            Shows::Unverified | Shows::Mixed => Self::Incomplete,
            _ if suspect => Self::Suspect,
            _ if rejected => Self::Rejected,
            _ if review => Self::Review,
            _ if yours => Self::You,
            Shows::Attempt(_) => Self::Deploying,
            Shows::Nothing | Shows::Live if waits => Self::Waiting,
            Shows::Nothing | Shows::Live => Self::Calm,
        }
    }

    /// Whether a person should look: what went wrong, and what waits for the viewer.
    pub fn needs_a_look(self) -> bool {
        self <= Self::You
    }

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
            Self::Incomplete => "incomplete",
            Self::Suspect => "suspect",
            Self::Rejected => "rejected",
            Self::Review => "review",
            Self::You => "you",
            Self::Deploying => "deploying",
            Self::Waiting => "waiting",
            Self::Calm => "calm",
        }
    }

    /// The one of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.word() == word)
    }

    /// What so many projects are called together: `Failed`, `Need review`, `No problems`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Failed => "Failed",
            Self::Interrupted => "Interrupted",
            Self::Incomplete => "Incomplete",
            Self::Suspect => "Suspect",
            Self::Rejected => "Rejected",
            Self::Review => "Need review",
            Self::You => "Need you",
            Self::Deploying => "Deploying",
            Self::Waiting => "Waiting",
            Self::Calm => "No problems",
        }
    }

    /// Why one project asks for a look: `Failed in production-us`.
    pub fn reason(self, environments: &str) -> String {
        let what = match self {
            Self::Failed => "Failed in",
            Self::Interrupted => "Interrupted in",
            Self::Incomplete => "Incomplete in",
            Self::Suspect => "Suspect release in",
            Self::Rejected => "Rejected for",
            Self::Review => "Needs review in",
            Self::You => "Needs you in",
            Self::Deploying => "Deploying to",
            Self::Waiting => "Waiting for others in",
            Self::Calm => "No problems in",
        };
        format!("{what} {environments}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Facts = Facts {
        shows: Shows::Live,
        failed: false,
        suspect: false,
        rejected: false,
        review: false,
        yours: false,
        waits: false,
    };

    #[test]
    fn the_gravest_counts() {
        let running = Shows::Attempt(State::Running);
        for (facts, look) in [
            (CALM, Look::Calm),
            (Facts { shows: Shows::Nothing, ..CALM }, Look::Calm),
            (Facts { waits: true, ..CALM }, Look::Waiting),
            (Facts { waits: true, yours: true, ..CALM }, Look::You),
            (Facts { shows: running, ..CALM }, Look::Deploying),
            (Facts { shows: running, waits: true, ..CALM }, Look::Deploying),
            (Facts { shows: running, yours: true, ..CALM }, Look::You),
            (Facts { review: true, yours: true, ..CALM }, Look::Review),
            (Facts { rejected: true, review: true, ..CALM }, Look::Rejected),
            (Facts { suspect: true, rejected: true, ..CALM }, Look::Suspect),
            (Facts { shows: Shows::Mixed, suspect: true, ..CALM }, Look::Incomplete),
            (Facts { shows: Shows::Unverified, ..CALM }, Look::Incomplete),
            (Facts { shows: Shows::Attempt(State::Interrupted), yours: true, ..CALM }, Look::Interrupted),
            (Facts { shows: Shows::Mixed, failed: true, ..CALM }, Look::Failed),
            (Facts { failed: true, suspect: true, ..CALM }, Look::Failed),
        ] {
            assert_eq!(Look::of(facts), look, "{facts:?}");
        }
    }

    #[test]
    fn what_goes_its_way_needs_no_look() {
        for look in Look::ALL {
            let goes_its_way = [Look::Deploying, Look::Waiting, Look::Calm].contains(&look);
            assert_eq!(look.needs_a_look(), !goes_its_way, "{look:?}");
            assert_eq!(Look::parse(look.word()), Some(look));
        }
        assert!(Look::ALL.is_sorted());
        assert_eq!(Look::parse("all"), None);
        assert_eq!(Look::Failed.reason("qa and dr"), "Failed in qa and dr");
    }
}
