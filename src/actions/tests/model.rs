//! The rules about deployments to production, as simply as they can be said.

use crate::domain::id::DeploymentNumber;
use std::collections::HashSet;

/// DevOps, SRE, and three stakeholders.
pub const PEOPLE: usize = 5;
/// Beside them a token of DevOps' and one of the first stakeholder's, each with its owner's role.
pub const ACTORS: usize = PEOPLE + 2;
const OWNERS: [usize; 2] = [0, 2];
const HOURS_AN_APPROVAL_COUNTS: i64 = 24;

/// What is known about everything.
#[derive(Debug, Default)]
pub struct Model {
    pub deployments: Vec<Deployment>,
    pub demoted: [bool; PEOPLE],
    /// How often the strategy was replaced.
    pub strategy: usize,
    pub hours: i64,
}

/// What is known about a deployment.
#[derive(Debug)]
pub struct Deployment {
    pub number: DeploymentNumber,
    pub started: bool,
    pub ended: bool,
    /// The hours at which it was asked for and started.
    requested_at: i64,
    started_at: i64,
    requester: usize,
    release: usize,
    immediate: bool,
    interrupted: bool,
    answered: bool,
    stopping: bool,
    /// Who, when, and under which strategy.
    approvals: Vec<(usize, i64, usize)>,
}

impl Deployment {
    pub fn waits(&self) -> bool {
        !self.started && !self.ended
    }

    fn holds(&self) -> bool {
        self.started && !self.ended
    }
}

/// The person, or who owns the token.
fn owner(actor: usize) -> usize {
    actor.checked_sub(PEOPLE).map_or(actor, |token| OWNERS[token])
}

impl Model {
    /// Deploy in production: DevOps, SRE, and stakeholders in these tests. A token may no more than its owner.
    fn may_deploy(&self, actor: usize) -> bool {
        !self.demoted[owner(actor)]
    }

    /// A token never approves.
    fn may_approve(&self, actor: usize) -> bool {
        (2..PEOPLE).contains(&actor) && !self.demoted[actor]
    }

    /// The people who agree with a deployment's plan and still count.
    fn agree(&self, index: usize) -> HashSet<usize> {
        let deployment = &self.deployments[index];
        let counts = |(person, at, strategy): &&(usize, i64, usize)| {
            *strategy == self.strategy
                && self.hours < at + HOURS_AN_APPROVAL_COUNTS
                && self.may_approve(*person)
                && *person != deployment.requester
        };
        deployment.approvals.iter().filter(counts).map(|(person, _, _)| *person).collect()
    }

    pub fn is_rolling_back(&self) -> bool {
        self.deployments.iter().any(|d| d.immediate && !d.ended)
    }

    pub fn may_request(&self, person: usize, release: usize) -> bool {
        self.may_deploy(person) && !self.deployments.iter().any(|d| d.release == release && !d.ended)
    }

    pub fn requested(&mut self, requester: usize, release: usize, number: DeploymentNumber, immediate: bool) {
        if immediate {
            self.deployments.iter_mut().filter(|d| d.holds()).for_each(|d| d.stopping = true);
        }
        self.deployments.push(Deployment {
            number,
            started: false,
            ended: false,
            requested_at: self.hours,
            started_at: 0,
            requester: owner(requester),
            release,
            immediate,
            interrupted: false,
            answered: false,
            stopping: false,
            approvals: Vec::new(),
        });
    }

    pub fn approve(&mut self, person: usize, index: usize) -> bool {
        let agrees = self.agree(index).contains(&person);
        let (hours, strategy, may) = (self.hours, self.strategy, self.may_approve(person));
        let deployment = &mut self.deployments[index];
        let approves = may && deployment.is_asked_of(person) && !agrees;
        if approves {
            deployment.approvals.push((person, hours, strategy));
        }
        approves
    }

    pub fn reject(&mut self, person: usize, index: usize) -> bool {
        let may = self.may_approve(person);
        let deployment = &mut self.deployments[index];
        let rejects = may && deployment.is_asked_of(person);
        deployment.ended |= rejects;
        rejects
    }

    /// A line for a person is no token's to answer.
    pub fn answer(&mut self, actor: usize, index: usize) -> bool {
        let may = actor < PEOPLE && self.may_deploy(actor);
        let deployment = &mut self.deployments[index];
        let answers = may && deployment.waits() && !deployment.immediate && !deployment.answered;
        deployment.answered |= answers;
        answers
    }

    /// What is in the way of a start, in the words of the API.
    pub fn unmet(&self, index: usize) -> Vec<&'static str> {
        let deployment = &self.deployments[index];
        let mut others = self.deployments.iter().enumerate().filter(|(other, _)| *other != index);
        let taken = others.any(|(_, d)| d.holds() || d.immediate && !d.ended);
        let asks = !deployment.immediate;
        let unmet = [
            (asks && !deployment.answered).then_some("checklist"),
            (asks && self.agree(index).len() < 2).then_some("approval"),
            taken.then_some("slot"),
        ];
        unmet.into_iter().flatten().collect()
    }

    pub fn start(&mut self, person: usize, index: usize) -> bool {
        let waits = self.deployments[index].waits();
        let starts = self.may_deploy(person) && waits && self.unmet(index).is_empty();
        if starts {
            self.deployments[index].started = true;
            self.deployments[index].started_at = self.hours;
        }
        starts
    }

    pub fn cancel(&mut self, person: usize, index: usize) -> bool {
        let may = self.may_deploy(person);
        let deployment = &mut self.deployments[index];
        let cancels = may && !deployment.ended && !deployment.stopping;
        if cancels && deployment.started {
            deployment.stopping = true;
        }
        deployment.ended |= cancels && !deployment.started;
        cancels
    }

    /// A success that is no rollback ends what waited at its start, for releases that were registered before.
    pub fn succeed(&mut self, index: usize) -> bool {
        let holds = self.deployments[index].holds() && !self.deployments[index].interrupted;
        if holds {
            self.deployments[index].ended = true;
            let Deployment { release, immediate, started_at, .. } = self.deployments[index];
            let older = |d: &&mut Deployment| {
                d.waits() && !immediate && d.release < release && d.requested_at <= started_at
            };
            self.deployments.iter_mut().filter(older).for_each(|d| d.ended = true);
        }
        holds
    }

    pub fn lose(&mut self, index: usize) -> bool {
        let deployment = &mut self.deployments[index];
        let loses = deployment.holds() && !deployment.interrupted;
        deployment.interrupted |= loses;
        loses
    }

    pub fn resume(&mut self, actor: usize, index: usize) -> bool {
        let may = self.may_deploy(actor);
        let deployment = &mut self.deployments[index];
        let resumes = may && deployment.holds() && deployment.interrupted && !deployment.stopping;
        deployment.interrupted &= !resumes;
        resumes
    }

    pub fn stop(&mut self, index: usize) -> bool {
        let deployment = &mut self.deployments[index];
        let stops = deployment.holds() && deployment.stopping;
        deployment.ended |= stops;
        stops
    }
}

impl Deployment {
    fn is_asked_of(&self, person: usize) -> bool {
        self.waits() && !self.immediate && person != self.requester
    }
}
