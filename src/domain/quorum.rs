//! How far the approvals of a plan have come: which people fill which places of its rules.

mod places;

pub use places::{fill, takes};

use super::approval::{Approval, Decision, Requesters, Validity, standing};
use super::id::PersonId;
use super::strategy::Approvals;
use super::text::{choice_words, count_of, list_words};
use super::time::Time;

/// How far the approvals of a plan have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quorum {
    /// How many places are filled now.
    pub have: u32,
    /// How many are asked.
    pub required: u32,
    /// Each rule, in the document's order.
    pub rules: Vec<Filled>,
}

/// How far one rule has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// How many places it has.
    pub required: u32,
    /// The roles, any of which fills one.
    pub from: Vec<String>,
    /// Who fills one now.
    pub people: Vec<PersonId>,
    /// The rules whose people could fill a free place of this one: itself, and those from which somebody could move
    /// here. Empty where no place is free.
    pub takes: Vec<usize>,
}

impl Filled {
    /// How many places are free.
    pub fn missing(&self) -> u32 {
        self.required.saturating_sub(u32::try_from(self.people.len()).unwrap_or(u32::MAX))
    }
}

impl Quorum {
    /// Whether every place is filled.
    pub fn is_met(&self) -> bool {
        self.have >= self.required
    }

    /// How many more people are needed.
    pub fn missing(&self) -> u32 {
        self.required.saturating_sub(self.have)
    }

    /// Whether somebody who can fill places of these rules, and fills none yet, would fill a free one.
    pub fn would_take(&self, fills: &[usize]) -> bool {
        self.rules.iter().any(|rule| rule.takes.iter().any(|rule| fills.contains(rule)))
    }

    /// What is missing: `1 more approval, from Stakeholder`, `2 more approvals, 1 from Security and 1 from Owner`.
    pub fn needs(&self) -> String {
        let words = count_of(self.missing() as usize, "more approval");
        match self.open().as_slice() {
            [] => words,
            [(_, roles)] => format!("{words}, from {roles}"),
            several => {
                let parts = several.iter().map(|(missing, roles)| format!("{missing} from {roles}"));
                format!("{words}, {}", list_words(&parts.collect::<Vec<_>>()))
            }
        }
    }

    /// Of each rule with free places: how many, and the roles whose people could fill them, as in `Security or Owner`.
    pub fn open(&self) -> Vec<(u32, String)> {
        let free = self.rules.iter().filter(|rule| rule.missing() > 0);
        free.map(|rule| (rule.missing(), choice_words(&self.roles(rule)))).collect()
    }

    fn roles<'a>(&'a self, rule: &'a Filled) -> Vec<&'a str> {
        let mut roles: Vec<&str> = rule.from.iter().map(String::as_str).collect();
        for role in rule.takes.iter().flat_map(|index| &self.rules[*index].from) {
            if !roles.contains(&role.as_str()) {
                roles.push(role);
            }
        }
        roles
    }

    /// The rule of which somebody fills a place now; none where they fill none.
    pub fn place_of(&self, person: PersonId) -> Option<&Filled> {
        self.rules.iter().find(|rule| rule.people.contains(&person))
    }

    /// Until when an approval counts for the place that it fills, else until when it counts at most.
    pub fn until(&self, approval: &Approval) -> Time {
        let rule = self.rules.iter().position(|rule| rule.people.contains(&approval.person));
        let fill = approval.fills.iter().find(|fill| Some(fill.rule) == rule);
        fill.map_or(approval.expires_at, |fill| fill.until)
    }
}

/// How far the approvals of a plan as it is now have come; none where no approval is asked.
pub fn quorum(
    asked: &Approvals,
    approvals: &[Approval],
    plan_hash: &str,
    requesters: &Requesters,
    now: Time,
) -> Option<Quorum> {
    if !asked.are_asked() {
        return None;
    }
    let validities = standing(approvals, plan_hash, requesters, now).into_iter();
    let agree: Vec<&Approval> = validities
        .zip(approvals)
        .filter(|(validity, a)| *validity == Validity::Counts && a.decision == Decision::Approved)
        .map(|(_, approval)| approval)
        .collect();
    let can: Vec<Vec<usize>> = agree.iter().map(|approval| approval.fills_at(now)).collect();
    let places: Vec<u32> = asked.rules().iter().map(|rule| rule.required).collect();
    let filled = fill(&places, &can);
    let rules = asked.rules().iter().enumerate().map(|(index, rule)| Filled {
        required: rule.required,
        from: rule.from.clone(),
        people: people(index, &filled, &agree),
        takes: takes(index, &places, &can, &filled),
    });
    let have = filled.iter().flatten().count();
    Some(Quorum {
        have: u32::try_from(have).unwrap_or(u32::MAX),
        required: asked.required(),
        rules: rules.collect(),
    })
}

fn people(rule: usize, filled: &[Option<usize>], agree: &[&Approval]) -> Vec<PersonId> {
    let here = filled.iter().zip(agree).filter(|(place, _)| **place == Some(rule));
    here.map(|(_, approval)| approval.person).collect()
}

#[cfg(test)]
mod tests;
