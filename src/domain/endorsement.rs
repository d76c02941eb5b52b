//! Endorsements: whether the commands of a version of a document may run in an environment.
//!
//! The version is a runbook's or a strategy's; the rules are the same. It is in force in an environment that it names when
//! its publisher has Full there, did not write it alone, and the people who approve deployments there have approved it.
//! Unlike the approval of a deployment, that of a version does not expire: it ends when the person may no longer approve.

use super::approval::{Approval, Decision, Requesters};
use super::id::{PersonId, RunbookVersionId, StrategyVersionId};
use super::quorum::{Quorum, quorum};
use super::refusal::Refusal;
use super::strategy::Approvals;
use super::text::{Slug, choice_words, list_words};
use super::time::Time;

/// What is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A version of a runbook.
    Runbook(RunbookVersionId),
    /// A version of a strategy.
    Strategy(StrategyVersionId),
}

/// A published version of a document with commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// SHA-256 (hex) of its text, to which decisions are bound.
    pub digest: String,
    /// Everyone who wrote part of it: none of them approves it.
    pub writers: Vec<PersonId>,
    /// How it was published.
    pub published: Published,
    /// The environments in which its commands may act.
    pub environments: Vec<Slug>,
    /// Until when it is in force everywhere: it was published before versions were approved.
    pub grace: Option<Time>,
}

/// How a version was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// On the command line, by whom the data folder belongs to.
    OnHost,
    /// With the strategy that it is part of, when that came into force.
    WithStrategy,
    /// By a person.
    By {
        /// Who.
        person: PersonId,
        /// What they are called.
        name: String,
        /// Whether nobody else had a hand in the text.
        alone: bool,
    },
}

/// An environment as the version meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its short name.
    pub environment: Slug,
    /// Whether the person who published the version has Full there now.
    pub publisher_has_full: bool,
    /// Who approves deployments there, by the strategy in force; empty where the environment is not guarded.
    pub asked: Approvals,
    /// The decisions for this environment, oldest first, each with the rules it can count for now.
    pub decisions: Vec<Approval>,
}

/// What keeps a version from being in force in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// It does not name the environment.
    NotNamed,
    /// Its publisher, of this name, does not have Full there.
    NotFull(String),
    /// One person, of this name, wrote and published it, and no approval stands in for the second one.
    Alone(String),
    /// Somebody rejected it, with a comment.
    Rejected(String, String),
    /// Approvals are missing: which.
    Approvals(String),
}

/// Where a version stands in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What it lacks; empty where it is in force by the rules.
    pub lacks: Vec<Lack>,
    /// Until when it is in force although it lacks something.
    pub grace: Option<Time>,
    /// How far its approvals have come; none where none is asked.
    pub quorum: Option<Quorum>,
}

impl Version {
    /// Where the version stands in an environment.
    pub fn standing(&self, place: &Place, now: Time) -> Standing {
        let aside = self.aside();
        let quorum = quorum(&place.asked, &place.decisions, &self.digest, &aside, now);
        let mut lacks = Vec::new();
        if !self.environments.contains(&place.environment) {
            lacks.push(Lack::NotNamed);
        }
        lacks.extend(self.lack_of_publisher(place));
        let missing = quorum.as_ref().filter(|quorum| !quorum.is_met());
        lacks.extend(missing.map(|quorum| Lack::Approvals(quorum.needs())));
        let rejected = rejection(&self.digest, &place.decisions);
        let is_spared = !lacks.is_empty() && rejected.is_none();
        let grace = self.grace.filter(|ends| is_spared && now < *ends);
        lacks.extend(rejected);
        Standing { lacks, grace, quorum }
    }

    /// An approval of somebody else takes the place of the second person who had a hand in the text.
    fn lack_of_publisher(&self, place: &Place) -> Vec<Lack> {
        let Published::By { name, alone, .. } = &self.published else { return Vec::new() };
        let mut lacks = Vec::new();
        if !place.publisher_has_full {
            lacks.push(Lack::NotFull(name.clone()));
        }
        if *alone && !place.asked.are_asked() {
            lacks.push(Lack::Alone(name.clone()));
        }
        lacks
    }

    /// Those whose approval does not count: who wrote part of it, and who published it.
    fn aside(&self) -> Requesters {
        let mut people = self.writers.clone();
        if let Published::By { person, .. } = self.published {
            people.push(person);
        }
        Requesters(people)
    }
}

/// The first rejection that stands: a person's newest decision on this text is what they say.
fn rejection(digest: &str, decisions: &[Approval]) -> Option<Lack> {
    let on_this: Vec<&Approval> = decisions.iter().filter(|one| one.plan_hash == digest).collect();
    let newest = |one: &&Approval| on_this.iter().rfind(|other| other.person == one.person) == Some(one);
    let found = on_this.iter().copied().filter(newest).find(|one| one.decision == Decision::Rejected)?;
    Some(Lack::Rejected(found.name.clone(), found.comment.clone()))
}

impl Standing {
    /// Whether its commands may run there.
    pub fn is_in_force(&self) -> bool {
        self.lacks.is_empty() || self.grace.is_some()
    }

    /// Whether it waits for approvals and for nothing else.
    pub fn waits_for_approval(&self) -> bool {
        matches!(self.lacks.as_slice(), [Lack::Approvals(_)])
    }

    /// Whether it names the environment, so that it is meant to come into force there.
    pub fn is_meant(&self) -> bool {
        !self.lacks.contains(&Lack::NotNamed)
    }

    /// What it lacks, as part of a sentence; empty where it lacks nothing.
    pub fn words(&self) -> String {
        list_words(&self.lacks.iter().map(Lack::words).collect::<Vec<_>>())
    }
}

impl Lack {
    /// The lack as part of a sentence about the version: `it needs 1 more approval, from Stakeholder`.
    pub fn words(&self) -> String {
        match self {
            Self::NotNamed => "it doesn't name this environment".to_owned(),
            Self::NotFull(name) => format!("{name}, who published it, doesn't have Full there"),
            Self::Alone(name) => format!("{name} wrote and published it alone"),
            Self::Rejected(name, comment) => format!("{name} rejected it: “{comment}”"),
            Self::Approvals(needs) => format!("it needs {needs}"),
        }
    }
}

/// A decision that a person wants to make on a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// Who.
    pub person: PersonId,
    /// What.
    pub decision: Decision,
    /// Their words.
    pub comment: &'a str,
    /// The digest of the text that they read.
    pub seen: &'a str,
    /// The rules of the environment that they can fill a place of now.
    pub fills: &'a [usize],
}

/// Whether a person who may approve in an environment may decide on this version there now.
///
/// # Errors
/// Refused, with a sentence for the person.
pub fn decide(version: &Version, place: &Place, attempt: &Attempt<'_>, now: Time) -> Result<(), Refusal> {
    let refused = |sentence: &str| Err(Refusal::conflict(sentence));
    if !version.environments.contains(&place.environment) {
        return refused("This version doesn't name the environment. There is nothing to approve there.");
    }
    if !place.asked.are_asked() {
        return refused("No approval needed in this environment.");
    }
    if version.writers.contains(&attempt.person) {
        return refused("You wrote part of this version. Someone else must decide on it.");
    }
    if version.aside().0.contains(&attempt.person) {
        return refused("You published this version. Someone else must decide on it.");
    }
    if attempt.fills.is_empty() {
        let asked = choice_words(&place.asked.roles());
        return Err(Refusal::conflict(format!("The strategy asks {asked}. You don't hold that role here.")));
    }
    if attempt.seen != version.digest {
        return refused("This is not the text that you read. Reload the page, read it, then decide again.");
    }
    if attempt.decision == Decision::Rejected && attempt.comment.trim().is_empty() {
        return Err(Refusal::invalid("A rejection needs a comment: say what has to change."));
    }
    if attempt.decision == Decision::Approved && approves(version, place, attempt.person, now) {
        return refused("You have approved this version already. One person counts once.");
    }
    Ok(())
}

/// Whether the newest decision of a person on this text is an approval.
fn approves(version: &Version, place: &Place, person: PersonId, now: Time) -> bool {
    let on_this = |one: &&Approval| one.plan_hash == version.digest && one.person == person;
    let newest = place.decisions.iter().rfind(on_this);
    newest.is_some_and(|one| one.decision == Decision::Approved && now < one.expires_at)
}

#[cfg(test)]
mod tests;
