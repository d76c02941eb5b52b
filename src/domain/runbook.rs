//! Runbooks: what to do when something has gone wrong, step by step. A run carries one version of one out.

mod due;
mod markdown;
mod way;

pub use due::Due;
pub use way::Way;

use super::strategy::Program;
use super::text::Slug;
use super::time::Span;
use serde::{Deserialize, Serialize};

/// A runbook as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runbook {
    /// What it is called.
    pub title: String,
    /// How long a recovery may take.
    pub time_objective: Option<Span>,
    /// How much time's worth of data may be lost.
    pub point_objective: Option<Span>,
    /// How often it is to be drilled.
    pub drill_every: Option<Span>,
    /// A run that takes longer ends as timed out; without one it may take any time.
    pub time_limit: Option<Span>,
    /// The environments in which its commands may act; empty where it names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<Slug>,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// A step: one after the other, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What is to be done, in a few words.
    pub text: String,
    /// How, line by line; may be empty.
    pub instructions: Vec<String>,
    /// What should be seen afterwards.
    pub expect: Option<String>,
    /// Who does or approves it; none leaves it to everybody who takes part.
    pub role: Option<String>,
    /// How long it usually takes, before any run has told.
    pub expected_time: Option<Span>,
    /// In which modes it is done.
    pub modes: Vec<Mode>,
    /// Whether one person may leave it out; else a second one agrees.
    pub may_skip: bool,
    /// Whether what it shows says that the recovery has worked.
    pub verifies: bool,
    /// Whether its answer says of which moment the data is that was restored.
    pub restores: bool,
    /// Whether it is done after the run, to put away what the run left.
    pub cleans_up: bool,
    /// How it is done.
    pub work: Work,
    /// The command that undoes it.
    pub reverse: Option<Program>,
    /// The answers that a person chooses from, and where each leads; empty where nothing is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Way>,
    /// The positions of the steps that follow, in a runbook with answers; empty where all steps are for every run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<usize>,
}

/// How a step is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// A person does it and says so.
    Manual,
    /// The machine runs a command.
    Command {
        /// Which.
        program: Program,
        /// After this long it has failed.
        timeout: Span,
    },
    /// The machine runs a command until it says yes.
    Check {
        /// Which: exit code 0 passes, 75 says nothing either way, every other one fails.
        program: Program,
        /// One try that takes longer says nothing either way.
        timeout: Span,
        /// It is tried again for so long.
        within: Span,
        /// It rests for so long between tries.
        every: Span,
    },
    /// People agree that it goes on.
    Approval {
        /// So many, each once.
        approvals: u32,
    },
    /// Slipway records a message for these people.
    Notify(String),
}

/// How much of a run is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing is executed: people talk it through.
    Tabletop,
    /// Commands are bound to one environment, and to it only.
    Drill,
    /// It has happened.
    Real,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tabletop, Self::Drill, Self::Real];

    /// The word in addresses, columns and documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tabletop => "tabletop",
            Self::Drill => "drill",
            Self::Real => "real",
        }
    }

    /// The mode of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }

    /// As a page's first word.
    pub fn title(self) -> &'static str {
        match self {
            Self::Tabletop => "Tabletop",
            Self::Drill => "Drill",
            Self::Real => "Real",
        }
    }
}

impl Runbook {
    /// The steps that a run in this mode goes through, with their positions from 1.
    pub fn steps_in(&self, mode: Mode) -> impl Iterator<Item = (usize, &Step)> {
        self.numbered().filter(move |(_, step)| step.modes.contains(&mode) && !step.cleans_up)
    }

    /// What a run in this mode leaves to be cleaned up, with the positions from 1.
    pub fn clean_up_in(&self, mode: Mode) -> impl Iterator<Item = (usize, &Step)> {
        self.numbered().filter(move |(_, step)| step.modes.contains(&mode) && step.cleans_up)
    }

    fn numbered(&self) -> impl Iterator<Item = (usize, &Step)> {
        self.steps.iter().enumerate().map(|(index, step)| (index + 1, step))
    }

    /// The step at a position from 1.
    pub fn step(&self, position: usize) -> Option<&Step> {
        position.checked_sub(1).and_then(|index| self.steps.get(index))
    }

    /// Why it cannot be run in this mode; none where it can.
    pub fn not_in(&self, mode: Mode) -> Option<String> {
        let none = self.steps_in(mode).next().is_none();
        none.then(|| format!("The runbook has no step for mode {}.", mode.word()))
    }

    /// Whether a run in this mode makes the machine run something.
    pub fn executes_in(&self, mode: Mode) -> bool {
        let executes = |step: &Step| step.work.program().is_some() || step.reverse.is_some();
        mode != Mode::Tabletop && self.steps_in(mode).any(|(_, step)| executes(step))
    }

    /// Whether another one has a command of this one, so that who wrote that one wrote a part of this.
    pub fn shares_commands_with(&self, other: &Self) -> bool {
        let programs = |step: &Step| [step.work.program().cloned(), step.reverse.clone()];
        let own: Vec<Program> = self.steps.iter().flat_map(programs).flatten().collect();
        other.steps.iter().flat_map(programs).flatten().any(|program| own.contains(&program))
    }

    /// Whether any step makes the machine run something.
    pub fn has_commands(&self) -> bool {
        self.steps.iter().any(|step| step.work.program().is_some() || step.reverse.is_some())
    }
}

impl Step {
    /// A step that a person does, in every mode.
    pub fn manual(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            verifies: text.to_lowercase().starts_with("verify"),
            text,
            instructions: Vec::new(),
            expect: None,
            role: None,
            expected_time: None,
            modes: Mode::ALL.to_vec(),
            may_skip: false,
            restores: false,
            cleans_up: false,
            work: Work::Manual,
            reverse: None,
            ways: Vec::new(),
            then: Vec::new(),
        }
    }

    /// How it is done in this mode: a tabletop executes nothing and tells nobody.
    pub fn work_in(&self, mode: Mode) -> &Work {
        match &self.work {
            Work::Command { .. } | Work::Check { .. } | Work::Notify(_) if mode == Mode::Tabletop => {
                &Work::Manual
            }
            work => work,
        }
    }

    /// The command that undoes it in this mode: a tabletop executes nothing.
    pub fn reverse_in(&self, mode: Mode) -> Option<&Program> {
        self.reverse.as_ref().filter(|_| mode != Mode::Tabletop)
    }
}

impl Work {
    /// What the machine runs, where it does.
    pub fn program(&self) -> Option<&Program> {
        match self {
            Self::Command { program, .. } | Self::Check { program, .. } => Some(program),
            Self::Manual | Self::Approval { .. } | Self::Notify(_) => None,
        }
    }

    /// How the step is done, on one line. A command of several lines stands elsewhere: see [`Work::program`].
    pub fn words(&self) -> String {
        match self {
            Self::Manual => "a person confirms".to_owned(),
            Self::Command { program, .. } => program.short(),
            Self::Check { program, within, .. } => format!("checks for {within}: {}", program.short()),
            Self::Approval { approvals: 1 } => "1 person approves".to_owned(),
            Self::Approval { approvals } => format!("{approvals} people approve"),
            Self::Notify(audience) => format!("records a message for {audience}"),
        }
    }

    /// The word of its kind in documents.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Command { .. } => "command",
            Self::Check { .. } => "check",
            Self::Approval { .. } => "approval",
            Self::Notify(_) => "notify",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_leaves_out_what_is_not_for_it_and_cleaning_up_comes_after() {
        let only = |modes: &[Mode]| Step { modes: modes.to_vec(), ..Step::manual("Step") };
        let steps = vec![
            only(&Mode::ALL),
            only(&[Mode::Real]),
            Step { cleans_up: true, ..only(&[Mode::Drill]) },
            only(&[Mode::Drill, Mode::Tabletop]),
        ];
        let runbook = Runbook {
            title: "Plan".to_owned(),
            time_objective: None,
            point_objective: None,
            drill_every: None,
            time_limit: None,
            environments: Vec::new(),
            steps,
        };
        let positions = |mode| runbook.steps_in(mode).map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(positions(Mode::Tabletop), [1, 4]);
        assert_eq!(positions(Mode::Drill), [1, 4]);
        assert_eq!(positions(Mode::Real), [1, 2]);
        assert_eq!(runbook.clean_up_in(Mode::Drill).map(|(at, _)| at).collect::<Vec<_>>(), [3]);
        assert_eq!(runbook.clean_up_in(Mode::Real).count(), 0);
    }

    #[test]
    fn a_tabletop_executes_nothing() {
        let program = Program::Shell("reboot".to_owned());
        let command = Work::Command { program, timeout: Span::minutes(1) };
        let step = Step { work: command.clone(), ..Step::manual("Restart") };
        assert_eq!(step.work_in(Mode::Tabletop), &Work::Manual);
        assert_eq!(step.work_in(Mode::Drill), &command);
        let asks = Step { work: Work::Approval { approvals: 2 }, ..Step::manual("Go on") };
        assert_eq!(asks.work_in(Mode::Tabletop).words(), "2 people approve");
    }
}
