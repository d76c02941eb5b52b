//! Backup jobs of what a team operates: a command that makes a backup, one that proves that it restores, and how often.

use super::strategy::Program;
use super::text::Slug;
use super::time::{Span, Time};
use serde::{Deserialize, Serialize};

/// A backup job, as a strategy's Backup Strategy says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupJob {
    /// Its name, as written.
    pub name: String,
    /// Its short name, within its project.
    pub slug: Slug,
    /// The environment whose data it backs up.
    pub environment: Slug,
    /// What makes a backup.
    pub run: Program,
    /// How often.
    pub every: Span,
    /// Each of the two has failed after so long.
    pub timeout: Span,
    /// What restores the newest backup somewhere and looks at it, and how often; none is never proven.
    pub verify: Option<(Program, Span)>,
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It makes a backup.
    Backup,
    /// It restores one and looks at it.
    Verify,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Backup, Self::Verify];

    /// The word in columns, forms and the environment of commands.
    pub fn word(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Verify => "verify",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// For people: `Backup`, `Verified restore`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Backup => "Backup",
            Self::Verify => "Verified restore",
        }
    }
}

/// What a job has done of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Past {
    /// When it last began.
    pub began: Option<Time>,
    /// When it last succeeded.
    pub succeeded: Option<Time>,
}

/// What a job has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pasts {
    /// Backups.
    pub backup: Past,
    /// Verified restores.
    pub verify: Past,
}

impl Pasts {
    /// Those of a kind.
    pub fn of(&self, kind: Kind) -> Past {
        match kind {
            Kind::Backup => self.backup,
            Kind::Verify => self.verify,
        }
    }
}

impl BackupJob {
    /// The command of a kind, and how often it runs; none where the job does not verify.
    pub fn does(&self, kind: Kind) -> Option<(&Program, Span)> {
        match kind {
            Kind::Backup => Some((&self.run, self.every)),
            Kind::Verify => self.verify.as_ref().map(|(program, every)| (program, *every)),
        }
    }

    /// When it next does something of this kind, which may be past; none where it never does. Whatever became of the
    /// last time: a job that fails does not run without a rest. Nothing is verified before there is a backup.
    pub fn next(&self, kind: Kind, pasts: &Pasts, since: Time) -> Option<Time> {
        let (_, every) = self.does(kind)?;
        let began = pasts.of(kind).began.map(|began| began + every);
        match kind {
            Kind::Backup => Some(began.unwrap_or(since)),
            Kind::Verify => {
                let first = pasts.backup.succeeded?;
                Some(began.unwrap_or(first))
            }
        }
    }

    /// What it is to do now; a backup comes before a verification.
    pub fn due(&self, pasts: &Pasts, since: Time, now: Time) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| self.next(*kind, pasts, since).is_some_and(|next| next <= now))
    }

    /// Until when it is to have succeeded: its interval after the last time, or after `since` before there was one, and
    /// as long again as it may take. None where it never does this.
    pub fn deadline(&self, kind: Kind, pasts: &Pasts, since: Time) -> Option<Time> {
        let (_, every) = self.does(kind)?;
        Some(pasts.of(kind).succeeded.unwrap_or(since) + every + self.timeout)
    }

    /// The kinds in which it is overdue.
    pub fn overdue(&self, pasts: &Pasts, since: Time, now: Time) -> Vec<Kind> {
        let late = |kind: &Kind| self.deadline(*kind, pasts, since).is_some_and(|deadline| deadline < now);
        Kind::ALL.into_iter().filter(late).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn job(verifies: bool) -> BackupJob {
        let program = Program::Shell("./backup.sh".to_owned());
        BackupJob {
            name: "Shop".to_owned(),
            slug: Slug::parse("shop").unwrap(),
            environment: Slug::parse("production").unwrap(),
            run: program.clone(),
            every: Span::minutes(60),
            timeout: Span::minutes(10),
            verify: verifies.then_some((program, Span::hours(24))),
        }
    }

    fn at(minutes: i64) -> Time {
        Time(0) + Span::minutes(minutes)
    }

    fn past(began: i64, succeeded: Option<i64>) -> Past {
        Past { began: Some(at(began)), succeeded: succeeded.map(at) }
    }

    #[test]
    fn a_job_runs_at_once_then_by_its_interval_and_proves_what_it_has_made() {
        let none = Past::default();
        for (backup, verify, now, due) in [
            (none, none, 5, Some(Kind::Backup)),
            (past(5, Some(6)), none, 7, Some(Kind::Verify)),
            (past(5, Some(6)), past(7, None), 64, None),
            (past(5, Some(6)), past(7, None), 65, Some(Kind::Backup)),
            // A failure is tried again at the next time, and nothing is verified that was never made.
            (past(5, None), none, 64, None),
            (past(1400, Some(1401)), past(7, Some(8)), 1447, Some(Kind::Verify)),
        ] {
            assert_eq!(
                job(true).due(&Pasts { backup, verify }, at(5), at(now)),
                due,
                "{backup:?} {verify:?} {now}"
            );
        }
        let made = Pasts { backup: past(5, Some(6)), verify: none };
        assert_eq!(job(false).due(&made, at(5), at(60)), None);
    }

    #[test]
    fn a_job_is_overdue_when_its_interval_and_the_time_that_it_may_take_are_over() {
        let overdue = |succeeded: Option<i64>, now| {
            let backup = past(0, succeeded);
            job(true).overdue(&Pasts { backup, verify: Past::default() }, at(0), at(now))
        };
        assert_eq!(overdue(None, 70), []);
        assert_eq!(overdue(None, 71), [Kind::Backup]);
        assert_eq!(overdue(Some(30), 100), []);
        assert_eq!(overdue(Some(30), 101), [Kind::Backup]);
        assert_eq!(overdue(Some(1400), 1451), [Kind::Verify], "what was never proven is overdue too");
    }

    proptest! {
        #[test]
        fn what_succeeds_whenever_it_is_due_is_never_overdue(rests in prop::collection::vec(0_i64..10, 1..60)) {
            let (job, mut pasts, mut now) = (job(true), Pasts::default(), 0);
            for rest in rests {
                while let Some(kind) = job.due(&pasts, at(0), at(now)) {
                    let did = past(now, Some(now));
                    match kind {
                        Kind::Backup => pasts.backup = did,
                        Kind::Verify => pasts.verify = did,
                    }
                }
                prop_assert!(job.overdue(&pasts, at(0), at(now)).is_empty());
                now += rest;
            }
        }
    }
}
