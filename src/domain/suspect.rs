//! Suspects: releases that were rolled back or reported as bad. What speaks against one, and how much it weighs.

use super::id::{DeploymentNumber, PersonId, PlaceId, ReleaseId, ReportId};
use super::refusal::Refusal;
use super::text::{Slug, Version};
use super::time::Time;
use std::collections::HashMap;

/// One thing that speaks against a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What happened.
    pub what: What,
    /// The release it happened to; others with the same artifact share it.
    pub release: ReleaseId,
    /// That release's version.
    pub version: Version,
    /// Where.
    pub place: PlaceId,
    /// The environment's short name.
    pub environment: Slug,
    /// Whether the environment was guarded then.
    pub guarded: bool,
    /// When.
    pub at: Time,
    /// Why it was rolled back, or what was reported.
    pub reason: String,
    /// Who rolled back or reported, as pages name them; for a token with its owner.
    pub by: String,
    /// What they, or the token's owner, sign in with; none for the system.
    pub by_sign_in_name: Option<String>,
    /// The people behind it: they don't clear it in a guarded environment.
    pub people: Vec<PersonId>,
    /// Who cleared it, if someone did.
    pub cleared: Option<Clearing>,
}

/// What happened to a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A rollback took it away, wholly or in part.
    RolledBack {
        /// The rollback.
        by: DeploymentNumber,
        /// Why the release is not at fault, in the words of the person who rolled back.
        no_fault: Option<String>,
        /// Whether it succeeded there again since.
        succeeded_since: bool,
    },
    /// Someone reported a problem.
    Reported {
        /// The report.
        report: ReportId,
        /// Whether the reporter had Deploy, Approve or Full there.
        decides: bool,
    },
}

/// That a person cleared a release of a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearing {
    /// When.
    pub at: Time,
    /// Who, as pages name them.
    pub by: String,
    /// What they sign in with.
    pub by_sign_in_name: String,
    /// Why.
    pub reason: String,
}

/// How much a cause weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It makes the release suspect.
    Suspect,
    /// It warns everyone who decides about the release.
    Warning,
    /// A person cleared it; approvers see that.
    Cleared,
    /// The person who rolled back said that the release is not at fault.
    NotAtFault,
    /// It no longer matters: the release succeeded there again.
    Past,
}

impl Weight {
    /// The word in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Suspect => "suspect",
            Self::Warning => "warning",
            Self::Cleared => "cleared",
            Self::NotAtFault => "not_at_fault",
            Self::Past => "past",
        }
    }
}

impl Cause {
    /// How much it weighs.
    pub fn weight(&self) -> Weight {
        match &self.what {
            _ if self.cleared.is_some() => Weight::Cleared,
            What::RolledBack { no_fault: Some(_), .. } => Weight::NotAtFault,
            What::RolledBack { .. } if self.guarded => Weight::Suspect,
            What::RolledBack { succeeded_since: true, .. } => Weight::Past,
            What::Reported { decides: true, .. } if self.guarded => Weight::Suspect,
            What::RolledBack { .. } | What::Reported { .. } => Weight::Warning,
        }
    }

    /// Its name among the causes of an environment: `rollback-15`, `report-3`. A rollback may have taken several releases
    /// away.
    pub fn key(&self) -> String {
        match &self.what {
            What::RolledBack { by, .. } => format!("rollback-{by}-{}", self.release),
            What::Reported { report, .. } => format!("report-{report}"),
        }
    }

    /// Whether a person can clear it: it speaks against the release now.
    pub fn is_open(&self) -> bool {
        matches!(self.weight(), Weight::Suspect | Weight::Warning)
    }

    /// What happened, as a sentence. Where the reader doesn't see the environment, neither it nor its deployments nor
    /// what was written there is named. `of` is the release that the reader looks at.
    pub fn sentence(&self, of: &Version, seen: bool) -> String {
        let whole = format!("{}{}{}", self.mate(of), self.phrase(seen), self.rest(seen));
        capital(&whole)
    }

    /// The beginning of the sentence where it happened to another release than the one that the reader looks at.
    pub fn mate(&self, of: &Version) -> String {
        if *of == self.version {
            return String::new();
        }
        format!("{}, which has the same artifact, was ", self.version)
    }

    /// What happened and where: "rolled back in production by #15". It can be a link, see [`Cause::what`].
    pub fn phrase(&self, seen: bool) -> String {
        let place = if seen { self.environment.as_str() } else { "an environment you can't see" };
        match (&self.what, seen) {
            (What::RolledBack { by, .. }, true) => format!("rolled back in {place} by #{by}"),
            (What::RolledBack { .. }, false) => format!("rolled back in {place}"),
            (What::Reported { .. }, true) => format!("reported as bad in {place} by {}", self.by),
            (What::Reported { .. }, false) => format!("reported as bad in {place}"),
        }
    }

    /// The end of the sentence: why.
    pub fn rest(&self, seen: bool) -> String {
        match (&self.what, seen) {
            (_, false) => ".".to_owned(),
            (What::RolledBack { .. }, true) => full_stop(&format!(" ({}): {}", self.by, self.reason)),
            (What::Reported { .. }, true) => full_stop(&format!(": {}", self.reason)),
        }
    }
}

/// Everything that speaks against a release, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suspicion {
    /// The causes, whatever they weigh.
    pub causes: Vec<Cause>,
}

impl Suspicion {
    /// From causes in any order.
    pub fn of(mut causes: Vec<Cause>) -> Self {
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.at));
        Self { causes }
    }

    /// The causes of this weight, newest first.
    pub fn weighing(&self, weight: Weight) -> impl Iterator<Item = &Cause> {
        self.causes.iter().filter(move |cause| cause.weight() == weight)
    }

    /// Whether the release is suspect: it counts for no requirement and does not go forward.
    pub fn is_suspect(&self) -> bool {
        self.weighing(Weight::Suspect).next().is_some()
    }

    /// Since when the release has been suspect.
    pub fn since(&self) -> Option<Time> {
        self.weighing(Weight::Suspect).map(|cause| cause.at).min()
    }

    /// The causes that make it suspect, for a refusal or a condition.
    pub fn suspected_for(&self) -> Vec<Cause> {
        self.weighing(Weight::Suspect).cloned().collect()
    }

    /// What an approver, or anyone who decides about the release, should know: everything but what is past.
    pub fn told(&self) -> impl Iterator<Item = &Cause> {
        self.causes.iter().filter(|cause| cause.weight() != Weight::Past)
    }
}

/// What speaks against some releases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suspicions(HashMap<ReleaseId, Suspicion>);

impl Suspicions {
    /// From causes in any order, each with the release that it speaks against.
    pub fn of(causes: Vec<(ReleaseId, Cause)>) -> Self {
        let mut by_release: HashMap<ReleaseId, Vec<Cause>> = HashMap::new();
        for (release, cause) in causes {
            by_release.entry(release).or_default().push(cause);
        }
        Self(by_release.into_iter().map(|(release, causes)| (release, Suspicion::of(causes))).collect())
    }

    /// What speaks against one of these releases.
    pub fn of_release(&self, release: ReleaseId) -> Suspicion {
        self.0.get(&release).cloned().unwrap_or_default()
    }

    /// Whether one of these releases is suspect.
    pub fn is_suspect(&self, release: ReleaseId) -> bool {
        self.0.get(&release).is_some_and(Suspicion::is_suspect)
    }
}

/// Whether a person with Full may clear a release of these causes of one environment. In a guarded environment somebody
/// else does than the people who rolled back or reported, and than those who requested the release there or whose
/// request of it waits.
///
/// # Errors
/// Refused with the reason.
pub fn may_clear(
    person: PersonId,
    requesters: &[PersonId],
    causes: &[&Cause],
    version: &Version,
) -> Result<(), Refusal> {
    let guarded = causes.iter().find(|cause| cause.guarded).map(|cause| &cause.environment);
    let Some(place) = guarded else { return Ok(()) };
    if causes.iter().any(|cause| cause.people.contains(&person)) {
        return Err(Refusal::conflict(format!(
            "You rolled {version} back or reported it. Someone else with Full access in {place} must clear it."
        )));
    }
    if requesters.contains(&person) {
        return Err(Refusal::conflict(format!(
            "You requested {version}. Someone else with Full access in {place} must clear it."
        )));
    }
    Ok(())
}

/// A sentence with a capital letter at its beginning.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn full_stop(text: &str) -> String {
    let ends = text.ends_with(['.', '!', '?', '…']);
    if ends { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests;
