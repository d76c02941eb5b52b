//! The rules of a run: as a table, and over any order of acts.

mod ways;

use super::act::{Act, Who, decide};
use super::clocks::{Nearness, clocks};
use super::expected::Earlier;
use super::{Event, Outcome, Progress, State};
use crate::domain::id::PersonId;
use crate::domain::runbook::{Mode, Runbook, Step, Work};
use crate::domain::time::{Span, Time};
use proptest::prelude::*;

const START: Time = Time(1_000_000_000_000);
const ADA: PersonId = PersonId(1);
const BEN: PersonId = PersonId(2);

fn runbook() -> Runbook {
    let restore = Step { restores: true, ..Step::manual("Restore") };
    let note = Step { may_skip: true, ..Step::manual("Tell everybody") };
    let role = Some("SRE".to_owned());
    let agree = Step { work: Work::Approval { approvals: 1 }, role, ..Step::manual("Resume") };
    Runbook {
        title: "Come back".to_owned(),
        time_objective: Some(Span::minutes(60)),
        point_objective: Some(Span::minutes(15)),
        drill_every: None,
        time_limit: None,
        environments: Vec::new(),
        steps: vec![restore, note, Step::manual("Verify"), agree],
    }
}

/// A run that Ada started, and what happened in it.
struct Run {
    runbook: Runbook,
    events: Vec<Event>,
    now: Time,
}

impl Run {
    fn new() -> Self {
        Self { runbook: runbook(), events: Vec::new(), now: START }
    }

    fn progress(&self) -> Progress {
        Progress::of(&self.runbook, Mode::Drill, START, &self.events)
    }

    /// Does something, a minute later; the last step's end ends the run as the action does.
    fn act(&mut self, person: PersonId, act: Act) -> Result<(), String> {
        self.now = self.now + Span::minutes(1);
        let name = if person == ADA { "Ada" } else { "Ben" };
        let who = Who { person, holds: &|role| role == "SRE", starter: ADA };
        let fact = decide(&self.progress(), &act, &who, self.now).map_err(|refusal| refusal.sentence)?;
        let event = |person, name: &str, fact| Event { at: self.now, person, name: name.to_owned(), fact };
        self.events.push(event(Some(person), name, fact));
        let after = self.progress();
        if after.current().is_none() && after.ended.is_none() {
            let ended = super::Fact::Ended { outcome: after.success(), reason: String::new() };
            self.events.push(event(None, "Slipway", ended));
        }
        Ok(())
    }

    /// The machine says what happened.
    fn machine(&mut self, fact: super::Fact) {
        self.events.push(Event { at: self.now, person: None, name: "Slipway".to_owned(), fact });
    }

    fn all(&mut self, acts: Vec<(PersonId, Act)>) {
        for (person, act) in acts {
            let told = format!("{act:?}");
            self.act(person, act).unwrap_or_else(|why| panic!("{told}: {why}"));
        }
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn done(step: usize) -> Act {
    Act::Done(step, text("as expected"), String::new(), Some(START))
}

#[test]
fn a_run_goes_from_step_to_step_and_what_is_left_out_is_an_exception() {
    let mut run = Run::new();
    run.all(vec![
        (ADA, Act::Claim(1)),
        (ADA, Act::CouldNot(1, text("no backup there"))),
        (BEN, Act::Retry(1, text("the other bucket"))),
        (BEN, Act::Claim(1)),
        (ADA, Act::TakeOver(1, text("Ben has to leave"))),
        (ADA, done(1)),
        (BEN, Act::Skip(2, text("everybody is in the room"))),
        (BEN, Act::Claim(3)),
        (BEN, done(3)),
    ]);
    let progress = run.progress();
    assert_eq!((progress.state(), progress.behind()), (State::WaitingForApproval, 3));
    assert_eq!(progress.recovered_at, Some(START + Span::minutes(9)));
    assert_eq!(progress.steps[0].failures, 1);
    run.all(vec![(BEN, Act::Approve(4, String::new()))]);
    assert_eq!(run.progress().state(), State::Ended(Outcome::SucceededWithExceptions));
}

#[test]
fn what_a_rule_forbids_is_refused_with_a_reason() {
    let begun = vec![(ADA, Act::Claim(1))];
    let failed = [begun.clone(), vec![(ADA, Act::CouldNot(1, text("no")))]].concat();
    let asked = vec![(ADA, Act::Skip(1, text("no time")))];
    let paused = vec![(ADA, Act::Pause(text("lunch")))];
    let agreeing = [
        begun.clone(),
        vec![(ADA, done(1)), (ADA, Act::Skip(2, text("x"))), (ADA, Act::Claim(3)), (ADA, done(3))],
    ]
    .concat();
    for (before, person, act, why) in [
        (vec![], ADA, done(1), "Claim the step first"),
        (vec![], ADA, Act::Claim(2), "The run does not stand at this step"),
        (vec![], ADA, Act::TakeOver(1, text("x")), "Nobody has it"),
        (vec![], ADA, Act::Approve(1, text("x")), "Nobody is asked to agree"),
        (vec![], ADA, Act::Retry(1, text("x")), "The step has not failed"),
        (vec![], ADA, Act::Resume, "The run is not paused"),
        (vec![], ADA, Act::Abort(text(" ")), "Say why it ends"),
        (vec![], ADA, Act::Clock(None, None), "Enter when it happened"),
        (vec![], ADA, Act::Clock(Some(START), Some(Time(START.0 - 1))), "It cannot be noticed before"),
        (vec![], ADA, Act::Clock(Some(START + Span::days(1)), None), "A moment that is still to come"),
        (begun.clone(), ADA, Act::Claim(1), "You have it already"),
        (begun.clone(), BEN, Act::Claim(1), "Ada has it: take it over"),
        (begun.clone(), BEN, Act::TakeOver(1, text("")), "Say why you take it over"),
        (begun.clone(), BEN, done(1), "Claim the step first"),
        (begun.clone(), ADA, Act::CouldNot(1, text("")), "Say why it could not be done"),
        (begun.clone(), ADA, Act::Done(1, text("x"), text(""), None), "Say of which moment"),
        (
            begun.clone(),
            ADA,
            Act::Done(1, text("x"), text("javascript:x"), Some(START)),
            "The link is not an address",
        ),
        (begun, ADA, Act::Done(1, "x".repeat(2001), text(""), Some(START)), "At most 2000 characters"),
        (failed.clone(), ADA, Act::Claim(1), "The step failed: retry it"),
        (failed, BEN, Act::Retry(1, text("")), "Say what is different"),
        (asked, ADA, Act::Skip(1, text("please")), "The step is required, and you asked"),
        (paused.clone(), ADA, Act::Claim(1), "The run is paused"),
        (paused, ADA, Act::Pause(text("again")), "The run is paused"),
        (agreeing.clone(), ADA, Act::Approve(4, text("")), "You started the run"),
        (agreeing.clone(), BEN, Act::Reject(4, text("")), "Say why not"),
        (agreeing, BEN, Act::Claim(4), "Nobody does this step by hand"),
        (vec![(ADA, Act::Fail(text("x")))], ADA, Act::Claim(1), "The run is over"),
    ] {
        let mut run = Run::new();
        run.all(before);
        let told = format!("{act:?}");
        let refused = run.act(person, act).unwrap_err();
        assert!(refused.starts_with(why), "{told}: {refused}");
    }
}

#[test]
fn a_required_step_is_left_out_by_two_people() {
    let mut run = Run::new();
    run.all(vec![(ADA, Act::Skip(1, text("no time"))), (BEN, Act::Skip(1, String::new()))]);
    let end = run.progress().steps[0].end.clone().unwrap();
    assert!(end.skipped && end.note == "no time (asked by Ada)");
}

#[test]
fn a_step_for_a_role_is_for_nobody_else() {
    let mut runbook = runbook();
    runbook.steps[0].role = Some("DBA".to_owned());
    let progress = Progress::of(&runbook, Mode::Real, START, &[]);
    let who = Who { person: ADA, holds: &|role| role == "SRE", starter: BEN };
    let refused = decide(&progress, &Act::Claim(1), &who, START).unwrap_err();
    assert_eq!(refused.sentence, "The step is for DBA; you hold no such role here.");
}

#[test]
fn the_clocks_run_until_verification_is_green() {
    let mut run = Run::new();
    let ago = |minutes: i64| Some(Time(START.0 - Span::minutes(minutes).0));
    run.all(vec![
        (ADA, Act::Clock(ago(7), ago(5))),
        (ADA, Act::Claim(1)),
        (ADA, Act::Done(1, text("newest"), String::new(), ago(20))),
    ]);
    let shown = |run: &Run, now: Time| {
        clocks(&run.runbook, &run.progress(), START, now)
            .map(|clock| clock.span.map(|span| span.0 / 60_000_000))
    };
    assert_eq!(shown(&run, START + Span::minutes(30)), [Some(2), Some(5), Some(30), Some(37), Some(13)]);
    run.all(vec![(BEN, Act::Skip(2, text("x"))), (BEN, Act::Claim(3)), (BEN, done(3))]);
    assert_eq!(shown(&run, START + Span::minutes(90)), [Some(2), Some(5), Some(6), Some(97), Some(13)]);
}

#[test]
fn a_clock_is_amber_at_seventy_percent_and_red_at_all_of_it() {
    for (minutes, nearness) in [
        (0, Nearness::Calm),
        (41, Nearness::Calm),
        (42, Nearness::Amber),
        (59, Nearness::Amber),
        (60, Nearness::Red),
        (600, Nearness::Red),
    ] {
        let run = Run::new();
        let recover = &clocks(&run.runbook, &run.progress(), START, START + Span::minutes(minutes))[2];
        assert_eq!(recover.nearness(), nearness, "{minutes} min");
    }
}

#[test]
fn the_end_is_expected_from_the_medians_of_earlier_runs() {
    let mut earlier = Vec::new();
    for minutes in [1, 5, 30] {
        let mut run = Run::new();
        run.runbook.steps.truncate(1);
        run.now = START + Span::minutes(minutes - 1);
        run.all(vec![(ADA, Act::Claim(1))]);
        run.now = START + Span::minutes(minutes - 1);
        run.all(vec![(ADA, done(1))]);
        earlier.push(run.progress());
    }
    let earlier = Earlier::of(&earlier);
    let mut run = Run::new();
    assert_eq!(earlier.end(&run.progress(), START), None, "the other steps have told nothing");
    run.runbook.steps.truncate(2);
    run.runbook.steps[1].expected_time = Some(Span::minutes(2));
    assert_eq!(earlier.end(&run.progress(), START + Span::minutes(1)), Some(START + Span::minutes(7)));
}

fn acts() -> impl Strategy<Value = Vec<(PersonId, Act)>> {
    let step = 1..5_usize;
    let act = prop_oneof![
        step.clone().prop_map(Act::Claim),
        step.clone().prop_map(|s| Act::TakeOver(s, text("x"))),
        step.clone().prop_map(done),
        step.clone().prop_map(|s| Act::CouldNot(s, text("x"))),
        step.clone().prop_map(|s| Act::Approve(s, text(""))),
        step.clone().prop_map(|s| Act::Reject(s, text("x"))),
        step.clone().prop_map(|s| Act::Skip(s, text("x"))),
        step.prop_map(|s| Act::Retry(s, text("x"))),
        Just(Act::Pause(text("x"))),
        Just(Act::Resume),
    ];
    prop::collection::vec((prop_oneof![Just(ADA), Just(BEN)], act), 0..60)
}

proptest! {
    /// Steps end in their order and stay ended, a run ends once, and no one agrees to their own.
    #[test]
    fn whatever_people_do_a_run_stays_in_order(acts in acts()) {
        let mut run = Run::new();
        let mut behind = 0;
        for (person, act) in acts {
            let over = run.progress().ended.is_some();
            let came = run.act(person, act);
            let progress = run.progress();
            prop_assert!(!over || came.is_err());
            prop_assert!(progress.behind() >= behind);
            behind = progress.behind();
            prop_assert!(progress.steps.iter().take(behind).all(|step| step.end.is_some()));
            prop_assert!(progress.steps.iter().all(|step| step.approvals.iter().all(|(who, _)| *who == BEN)));
            let skipped = progress.steps.iter().any(|step| step.end.as_ref().is_some_and(|end| end.skipped));
            prop_assert_eq!(progress.success() == Outcome::SucceededWithExceptions, skipped);
        }
    }
}

/// A run whose two steps are the machine's: the first can be undone.
fn of_machine() -> Run {
    let program = || crate::domain::strategy::Program::Shell("true".to_owned());
    let command = || Work::Command { program: program(), timeout: Span::minutes(1) };
    let first = Step { work: command(), reverse: Some(program()), ..Step::manual("Stop") };
    let second = Step { work: command(), ..Step::manual("Start") };
    Run { runbook: Runbook { steps: vec![first, second], ..runbook() }, ..Run::new() }
}

fn passed(step: usize) -> [super::Fact; 2] {
    let begun = super::Fact::Begun { step, reverse: false };
    [begun, super::Fact::Passed { step, reverse: false, note: String::new() }]
}

fn interrupted() -> super::Fact {
    super::Fact::Interrupted { reason: text("the server was killed") }
}

#[test]
fn a_pause_takes_no_choice_away_from_who_decides_after_an_interruption() {
    let mut run = of_machine();
    run.machine(super::Fact::Begun { step: 1, reverse: false });
    run.act(ADA, Act::Pause(text("wait"))).unwrap();
    run.machine(interrupted());
    assert_eq!(run.progress().state(), State::Interrupted);
    assert!(run.act(ADA, Act::Pause(text("wait"))).unwrap_err().contains("interrupted"));
    run.act(ADA, Act::Skip(1, text("half done"))).unwrap();
    assert_eq!(run.progress().task(), None, "it is paused all the same");
    run.act(BEN, Act::Skip(1, text(""))).unwrap();
    run.act(ADA, Act::Resume).unwrap();
    assert_eq!(run.progress().current().map(|step| step.position), Some(2));
}

#[test]
fn what_was_interrupted_while_it_was_undone_can_be_left_as_it_is() {
    let mut run = of_machine();
    passed(1).into_iter().for_each(|fact| run.machine(fact));
    run.machine(super::Fact::Begun { step: 2, reverse: false });
    run.machine(super::Fact::Failed { step: 2, reverse: false, reason: text("no") });
    run.act(ADA, Act::Reverse(text("wrong bucket"))).unwrap();
    run.machine(super::Fact::Begun { step: 1, reverse: true });
    run.machine(interrupted());
    run.act(ADA, Act::Skip(1, text("it was undone by hand"))).unwrap();
    let reversed = super::machine::Task::Reversed { not_undone: vec![1] };
    assert_eq!(run.progress().task(), Some(reversed));
}
