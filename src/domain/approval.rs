//! Approvals: one person's decision on one plan, and what it counts for now.

use super::id::PersonId;
use super::refusal::Refusal;
use super::time::Time;
use serde::Deserialize;

/// A decision as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who decided.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
    /// What they sign in with.
    pub sign_in_name: String,
    /// What they decided.
    pub decision: Decision,
    /// Their words; never empty for a rejection.
    pub comment: String,
    /// The plan they decided on.
    pub plan_hash: String,
    /// When.
    pub decided_at: Time,
    /// Until when it counts at most.
    pub expires_at: Time,
    /// The rules of the plan that it can count for: those of which the person holds a role, now, that is asked and
    /// carries the mark Approve for the environment.
    pub fills: Vec<Fill>,
}

/// A rule of a plan that an approval can count for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The rule's place among the plan's rules, from 0.
    pub rule: usize,
    /// Until when: each rule says for how long.
    pub until: Time,
}

/// Approved or rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Go.
    Approved,
    /// Do not.
    Rejected,
}

impl Decision {
    /// The word that forms send, rows keep and pages show.
    pub fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// The decision that a row keeps. Its table takes no other word than the two.
    pub fn of_row(word: &str) -> Self {
        if word == Self::Approved.word() { Self::Approved } else { Self::Rejected }
    }
}

/// What an approval counts for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It counts.
    Counts,
    /// The release, the environment, the steps or the strategy changed since.
    PlanChanged,
    /// Its time is over.
    Expired,
    /// The person no longer holds a role that is asked, or the mark Approve.
    NoLongerMay,
    /// The person asked for the deployment.
    OwnRequest,
    /// The person's newer decision counts instead.
    Repeated,
}

/// The people a deployment's request comes from: none of them approves it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requesters(pub Vec<PersonId>);

impl Approval {
    /// What this approval counts for, against the plan as it is now. Later decisions of the person are not looked at.
    pub fn validity(&self, plan_hash: &str, requesters: &Requesters, now: Time) -> Validity {
        if requesters.0.contains(&self.person) {
            Validity::OwnRequest
        } else if self.plan_hash != plan_hash {
            Validity::PlanChanged
        } else if now >= self.expires_at {
            Validity::Expired
        } else if self.fills.is_empty() {
            Validity::NoLongerMay
        } else if self.fills_at(now).is_empty() {
            Validity::Expired
        } else {
            Validity::Counts
        }
    }

    /// The rules of the plan that it can count for at a moment.
    pub fn fills_at(&self, now: Time) -> Vec<usize> {
        self.fills.iter().filter(|fill| now < fill.until).map(|fill| fill.rule).collect()
    }

    /// When it stops counting for something.
    pub fn ends(&self) -> impl Iterator<Item = Time> + '_ {
        self.fills.iter().map(|fill| fill.until).chain([self.expires_at])
    }
}

impl Validity {
    /// Why it does not count, for the page; empty where it counts.
    pub fn words(self) -> &'static str {
        match self {
            Self::Counts => "",
            Self::PlanChanged => "no longer counts: the plan changed",
            Self::Expired => "no longer counts: it expired",
            Self::NoLongerMay => "no longer counts: this person may no longer approve here",
            Self::OwnRequest => "does not count: own request",
            Self::Repeated => "renewed since",
        }
    }
}

/// What each approval counts for, in the order given (oldest first): a person counts once, with the newest.
pub fn standing(
    approvals: &[Approval],
    plan_hash: &str,
    requesters: &Requesters,
    now: Time,
) -> Vec<Validity> {
    let newer = |at: usize, person| approvals[at + 1..].iter().any(|a| a.person == person);
    approvals
        .iter()
        .enumerate()
        .map(|(at, approval)| match approval.validity(plan_hash, requesters, now) {
            Validity::Counts if newer(at, approval.person) => Validity::Repeated,
            other => other,
        })
        .collect()
}

/// When decisions that end at these times next count for something else, though nobody does anything: all that the
/// clock changes about a deployment that waits.
pub fn next_end(ends: impl IntoIterator<Item = Time>, now: Time) -> Option<Time> {
    ends.into_iter().filter(|end| *end > now).min()
}

/// A decision that a person wants to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// Who.
    pub person: PersonId,
    /// What.
    pub decision: Decision,
    /// Their words.
    pub comment: &'a str,
    /// The plan they saw.
    pub seen_plan_hash: &'a str,
}

/// Whether a person who may approve here may decide on this plan now. The deployment is known to wait.
pub fn decide(
    attempt: &Attempt<'_>,
    plan_hash: &str,
    requesters: &Requesters,
    approvals: &[Approval],
    now: Time,
) -> Result<(), Refusal> {
    if requesters.0.contains(&attempt.person) {
        return Err(Refusal::conflict("You asked for this deployment: somebody else decides on it."));
    }
    if attempt.seen_plan_hash != plan_hash {
        return Err(Refusal::conflict(
            "The plan changed since you opened this page. Read what changed, then decide again.",
        ));
    }
    if attempt.decision == Decision::Rejected && attempt.comment.trim().is_empty() {
        return Err(Refusal::invalid("A rejection needs a comment: say what has to change."));
    }
    let counts = approvals
        .iter()
        .any(|a| a.person == attempt.person && a.validity(plan_hash, requesters, now) == Validity::Counts);
    if counts && attempt.decision == Decision::Approved {
        return Err(Refusal::conflict("You have approved this plan already; one person counts once."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quorum::quorum;
    use crate::domain::strategy::{ApprovalRule, Approvals};
    use crate::domain::time::Span;
    use proptest::prelude::*;

    const NOW: Time = Time(1_000_000_000);

    fn rule(required: u32) -> Approvals {
        ApprovalRule { required, from: vec!["Stakeholder".to_owned()], expires: Span::hours(24) }.into()
    }

    fn approval(person: i64) -> Approval {
        Approval {
            person: PersonId(person),
            name: format!("Person {person}"),
            sign_in_name: format!("person-{person}"),
            decision: Decision::Approved,
            comment: String::new(),
            plan_hash: "plan".to_owned(),
            decided_at: Time(0),
            expires_at: NOW + Span::hours(1),
            fills: vec![Fill { rule: 0, until: NOW + Span::hours(24) }],
        }
    }

    fn requester() -> Requesters {
        Requesters(vec![PersonId(1)])
    }

    fn have(approvals: &[Approval]) -> u32 {
        quorum(&rule(2), approvals, "plan", &requester(), NOW).unwrap().have
    }

    #[test]
    fn only_what_stands_now_counts() {
        type Case = (&'static str, fn(&mut Approval), Validity);
        let table: [Case; 6] = [
            ("as given", |_| {}, Validity::Counts),
            ("another plan", |a| a.plan_hash = "old".to_owned(), Validity::PlanChanged),
            ("expired", |a| a.expires_at = NOW, Validity::Expired),
            ("expired by its rule", |a| a.fills[0].until = NOW, Validity::Expired),
            ("demoted", |a| a.fills.clear(), Validity::NoLongerMay),
            ("own request", |a| a.person = PersonId(1), Validity::OwnRequest),
        ];
        for (case, change, expected) in table {
            let mut one = approval(2);
            change(&mut one);
            assert_eq!(one.validity("plan", &requester(), NOW), expected, "{case}");
            assert_eq!(have(&[one]), u32::from(expected == Validity::Counts), "{case}");
        }
    }

    #[test]
    fn one_person_counts_once() {
        assert_eq!(have(&[approval(2), approval(2), approval(3)]), 2);
    }

    #[test]
    fn decisions_are_refused_with_a_sentence() {
        let attempt = |person, decision, comment, seen_plan_hash| Attempt {
            person: PersonId(person),
            decision,
            comment,
            seen_plan_hash,
        };
        let refused =
            |a: &Attempt<'_>| decide(a, "plan", &requester(), &[approval(3)], NOW).map_err(|r| r.sentence);
        assert!(refused(&attempt(1, Decision::Approved, "", "plan")).unwrap_err().contains("somebody else"));
        assert!(refused(&attempt(2, Decision::Approved, "", "old")).unwrap_err().contains("plan changed"));
        assert!(refused(&attempt(2, Decision::Rejected, " ", "plan")).unwrap_err().contains("comment"));
        assert!(refused(&attempt(3, Decision::Approved, "", "plan")).unwrap_err().contains("already"));
        assert_eq!(refused(&attempt(2, Decision::Approved, "", "plan")), Ok(()));
        assert_eq!(refused(&attempt(3, Decision::Rejected, "found a bug", "plan")), Ok(()));
    }

    prop_compose! {
        fn any_approval()(person in 0..5i64, plan in 0..2u8, expires in 0..2_000_000_000i64, may in any::<bool>(),
                          rejected in any::<bool>()) -> Approval {
            Approval {
                plan_hash: if plan == 0 { "plan" } else { "other" }.to_owned(),
                expires_at: Time(expires),
                fills: if may { approval(person).fills } else { Vec::new() },
                decision: if rejected { Decision::Rejected } else { Decision::Approved },
                ..approval(person)
            }
        }
    }

    proptest! {
        #[test]
        fn a_count_never_includes_the_requester(approvals in prop::collection::vec(any_approval(), 0..12),
                                                requester in 0..5i64) {
            let requesters = Requesters(vec![PersonId(requester)]);
            let with = quorum(&rule(1), &approvals, "plan", &requesters, NOW).unwrap().have;
            let others: Vec<_> = approvals.into_iter().filter(|a| a.person != PersonId(requester)).collect();
            prop_assert_eq!(with, quorum(&rule(1), &others, "plan", &requesters, NOW).unwrap().have);
        }

        #[test]
        fn any_change_of_the_plan_voids_every_approval(approvals in prop::collection::vec(any_approval(), 0..12)) {
            prop_assert_eq!(quorum(&rule(1), &approvals, "changed", &requester(), NOW).unwrap().have, 0);
        }

        #[test]
        fn a_count_is_never_more_than_the_people(approvals in prop::collection::vec(any_approval(), 0..12)) {
            let people: std::collections::HashSet<_> = approvals.iter().map(|a| a.person).collect();
            prop_assert!(have(&approvals) as usize <= people.len());
        }
    }
}
