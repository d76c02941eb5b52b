//! Releases that can be put into an environment: what is in the way of each, and which one a person most likely means.

use super::checklist::{AnsweredBy, Line, Standing};
use super::conditions::{Condition, Evaluation};
use super::id::{DeploymentNumber, ReleaseId};
use super::suspect::Cause;

/// What a release can do in an environment now.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Every target serves it.
    Live,
    /// A deployment of it there has not ended.
    UnderWay(DeploymentNumber),
    /// It is suspect, so it can't be requested.
    Suspect(Vec<Cause>),
    /// It can be requested, and would wait until these are met. They are about the release itself, never about people.
    Waits(Vec<Condition>),
    /// Nothing about the release is in the way.
    CanGo,
}

impl Verdict {
    /// From what a request would wait for. `live` is whether every target serves the release, `open` its deployment there
    /// that has not ended.
    pub fn of(evaluation: &Evaluation, live: bool, open: Option<DeploymentNumber>) -> Self {
        let causes = evaluation.unmet.iter().find_map(|condition| match condition {
            Condition::Suspect { causes, .. } => Some(causes.clone()),
            _ => None,
        });
        match (causes, open) {
            (Some(causes), _) => return Self::Suspect(causes),
            (None, Some(number)) => return Self::UnderWay(number),
            (None, None) if live => return Self::Live,
            (None, None) => {}
        }
        let own = |condition: &&Condition| {
            matches!(condition, Condition::Gates(_) | Condition::EarlierEnvironment(_))
        };
        let mut waits: Vec<Condition> = evaluation.unmet.iter().filter(own).cloned().collect();
        waits.extend(unproven(evaluation));
        if waits.is_empty() { Self::CanGo } else { Self::Waits(waits) }
    }

    /// Whether it can be requested now.
    pub fn can_be_requested(&self) -> bool {
        !matches!(self, Self::Suspect(_) | Self::UnderWay(_))
    }
}

/// The lines of an enforced checklist that evidence has to answer and doesn't.
fn unproven(evaluation: &Evaluation) -> Option<Condition> {
    if !evaluation.unmet.iter().any(|condition| matches!(condition, Condition::Checklist(_))) {
        return None;
    }
    let by_evidence = |line: &&Line| !line.by.is_person() && line.by != AnsweredBy::Approvals;
    let open = evaluation.checklist.iter().filter(|line| line.standing == Standing::Open).filter(by_evidence);
    let open: Vec<String> = open.map(Line::asks).collect();
    (!open.is_empty()).then_some(Condition::Checklist(open))
}

/// The newest release that can go, of those registered after what serves; none where there is none. The candidates stand
/// newest first; `serves` is the newest release that a target serves.
pub fn newest(candidates: &[(ReleaseId, Verdict)], serves: Option<ReleaseId>) -> Option<ReleaseId> {
    let newer = candidates.iter().filter(|(release, _)| serves.is_none_or(|serves| *release > serves));
    newer.filter(|(_, verdict)| *verdict == Verdict::CanGo).map(|(release, _)| *release).next()
}

#[cfg(test)]
mod tests;
