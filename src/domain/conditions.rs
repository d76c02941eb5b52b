//! What a deployment waits for, computed from everything that is known about it now.

use super::approval::{Approval, Requesters, Validity, standing};
use super::checklist::{Answer, AnsweredBy, Line, Standing, by_evidence};
use super::evidence::Facts;
use super::gate::{Judged, judge};
use super::id::DeploymentNumber;
use super::plan::Plan;
use super::quorum::{Quorum, quorum};
use super::strategy::{ChecklistRule, GateMode};
use super::suspect::Cause;
use super::text::{Slug, Version, count_of};
use super::time::{Span, Time};

/// Something a deployment waits for before it can start.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Gates that do not pass.
    Gates(Vec<Judged>),
    /// Checklist lines without an answer; one that a role answers names it, as in `Load test signed off, from SRE`.
    Checklist(Vec<String>),
    /// People who must agree.
    Approvals {
        /// How far they have come.
        quorum: Quorum,
    },
    /// The release has not succeeded in an earlier environment.
    EarlierEnvironment(Slug),
    /// No drill of the project's Recovery Plan has succeeded for so long.
    Drill(Span),
    /// Another deployment holds the environment.
    Slot(DeploymentNumber),
    /// The release was rolled back or reported as bad: a person has to clear it.
    Suspect {
        /// The release's version.
        version: Version,
        /// What speaks against it, newest first.
        causes: Vec<Cause>,
    },
}

/// Everything that is known about a deployment that has not started.
#[derive(Debug, Clone)]
pub struct Circumstances<'a> {
    /// What it will do.
    pub plan: &'a Plan,
    /// The plan's hash.
    pub plan_hash: &'a str,
    /// Whether it asks nobody.
    pub immediate: bool,
    /// The release's evidence.
    pub facts: &'a Facts,
    /// The decisions so far, oldest first.
    pub approvals: &'a [Approval],
    /// Who asked for it.
    pub requesters: &'a Requesters,
    /// The checklist's answers so far.
    pub answers: &'a [Answer],
    /// Of the environments the plan requires: those the release has not succeeded in.
    pub not_succeeded_in: &'a [Slug],
    /// Why the release is suspect and would go forward here; none where it is not, or serves here already.
    pub suspected: Option<(&'a Version, &'a [Cause])>,
    /// The deployment that holds the environment's slot.
    pub slot: Option<DeploymentNumber>,
    /// When drills of the project's Recovery Plan succeeded, in any order.
    pub drills: &'a [Time],
    /// This moment.
    pub now: Time,
}

/// What the circumstances come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Every gate with its verdict; none where gates are off.
    pub gates: Vec<Judged>,
    /// Every checklist line; none where gates are off.
    pub checklist: Vec<Line>,
    /// What each approval counts for, in the order given.
    pub validities: Vec<Validity>,
    /// How far the approvals have come; none where nobody is asked.
    pub quorum: Option<Quorum>,
    /// What is in the way of the start; none means ready.
    pub unmet: Vec<Condition>,
}

impl Condition {
    /// What is missing, as the end of the sentence "It needs ...".
    pub fn needs(&self) -> String {
        self.needs_for(|_| true)
    }

    /// The same for somebody who may not see every environment: one that does not exist for them is not named.
    pub fn needs_for(&self, sees: impl Fn(&Slug) -> bool) -> String {
        match self {
            Self::Gates(gates) => {
                let why: Vec<String> = gates.iter().map(Judged::why).collect();
                format!("its gates to pass ({})", why.join("; "))
            }
            Self::Checklist(lines) => {
                format!("{} on the checklist ({})", count_of(lines.len(), "answer"), lines.join("; "))
            }
            Self::Approvals { quorum } => quorum.needs(),
            Self::EarlierEnvironment(slug) if sees(slug) => format!("to succeed in {slug} first"),
            Self::EarlierEnvironment(_) => "to succeed in an earlier environment first".to_owned(),
            Self::Drill(within) => {
                format!("a drill of the Recovery Plan, of which none has succeeded within {within}")
            }
            Self::Suspect { version, causes } => {
                let seen = causes.iter().find(|cause| sees(&cause.environment));
                let why = seen.or(causes.first()).map(|cause| cause.phrase(seen.is_some()));
                format!("{version} to be cleared of suspicion ({})", why.unwrap_or_default())
            }
            Self::Slot(number) => format!("#{number} to end, which holds the environment"),
        }
    }

    /// The environments that it names, besides those that the plan requires.
    pub fn names(&self) -> Vec<&Slug> {
        match self {
            Self::Suspect { causes, .. } => causes.iter().map(|cause| &cause.environment).collect(),
            _ => Vec::new(),
        }
    }

    /// The word in the API.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Gates(_) => "gate",
            Self::Checklist(_) => "checklist",
            Self::Approvals { .. } => "approval",
            Self::EarlierEnvironment(_) => "earlier_environment",
            Self::Drill(_) => "drill",
            Self::Slot(_) => "slot",
            Self::Suspect { .. } => "suspect",
        }
    }
}

/// Computes what a deployment waits for. An immediate rollback waits for the slot only.
pub fn evaluate(c: &Circumstances<'_>) -> Evaluation {
    let asks = c.plan.gate_mode != GateMode::Off && !c.immediate;
    let gates = if asks { judge(&c.plan.gates, c.facts, c.plan.gate_mode) } else { Vec::new() };
    let quorum = quorum(&c.plan.approvals, c.approvals, c.plan_hash, c.requesters, c.now);
    let quorum = quorum.filter(|_| !c.immediate);
    let checklist = if asks { checklist(c, quorum.as_ref()) } else { Vec::new() };
    let suspect = |(version, causes): (&Version, &[Cause])| Condition::Suspect {
        version: version.clone(),
        causes: causes.to_vec(),
    };
    let mut unmet: Vec<Condition> = c.suspected.filter(|_| !c.immediate).map(suspect).into_iter().collect();
    if c.plan.gate_mode == GateMode::Enforce {
        unmet.extend(held_by_gates(&gates));
        unmet.extend(held_by_checklist(&checklist));
        unmet.extend(held_by_drill(c).filter(|_| !c.immediate));
    }
    let lacking = quorum.clone().filter(|quorum| !quorum.is_met());
    unmet.extend(lacking.map(|quorum| Condition::Approvals { quorum }));
    if !c.immediate {
        // A suspect counts for no requirement, wherever it succeeded.
        let unproven = if c.suspected.is_some() { &c.plan.requires } else { c.not_succeeded_in };
        unmet.extend(unproven.iter().cloned().map(Condition::EarlierEnvironment));
    }
    unmet.extend(c.slot.map(Condition::Slot));
    let validities = standing(c.approvals, c.plan_hash, c.requesters, c.now);
    Evaluation { gates, checklist, validities, quorum, unmet }
}

fn held_by_gates(gates: &[Judged]) -> Option<Condition> {
    let holding: Vec<Judged> = gates.iter().filter(|g| g.holds()).cloned().collect();
    (!holding.is_empty()).then_some(Condition::Gates(holding))
}

/// A drill that failed and a tabletop are not among those that succeeded.
fn held_by_drill(c: &Circumstances<'_>) -> Option<Condition> {
    let within = c.plan.drill_within?;
    let counts = |at: &Time| *at <= c.now && c.now <= *at + within;
    (!c.drills.iter().any(counts)).then_some(Condition::Drill(within))
}

/// Approvals are a condition of their own, so their line does not hold a second time.
fn held_by_checklist(lines: &[Line]) -> Option<Condition> {
    let open: Vec<String> = lines
        .iter()
        .filter(|l| l.standing == Standing::Open && l.by != AnsweredBy::Approvals)
        .map(Line::asks)
        .collect();
    (!open.is_empty()).then_some(Condition::Checklist(open))
}

fn checklist(c: &Circumstances<'_>, quorum: Option<&Quorum>) -> Vec<Line> {
    c.plan.checklist.iter().map(|rule| line(rule, c, quorum)).collect()
}

fn line(rule: &ChecklistRule, c: &Circumstances<'_>, quorum: Option<&Quorum>) -> Line {
    let ChecklistRule { text, by, .. } = rule;
    let (standing, note) = by_evidence(by, c.facts).unwrap_or_else(|| match (by, quorum) {
        (AnsweredBy::Approvals, None) => (Standing::NotApplicable, "no approval needed".to_owned()),
        (AnsweredBy::Approvals, Some(quorum)) => {
            let standing = if quorum.is_met() { Standing::Answered } else { Standing::Open };
            (standing, format!("{} of {}", quorum.have, quorum.required))
        }
        _ => match c.answers.iter().find(|a| a.line == *text) {
            Some(answer) => (Standing::Answered, answer.note.clone()),
            None => (Standing::Open, String::new()),
        },
    });
    Line { text: text.clone(), by: by.clone(), standing, note }
}

#[cfg(test)]
mod tests;
