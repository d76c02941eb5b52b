//! A run of a runbook that asks which way to go.

use super::*;
use crate::domain::id::RunNumber;
use crate::domain::run::carry::taken_over;
use crate::domain::run::{Fact, report};
use crate::domain::runbook::Way;

/// 1 asks whether data is lost: 2 restores, 3 restarts; both go on to 4, which verifies.
fn asking() -> Run {
    let way = |label: &str, to| Way { label: label.to_owned(), to };
    let asks = Step { ways: vec![way("Yes", 2), way("No", 3)], ..Step::manual("Data lost?") };
    let goes = |text: &str| Step { then: vec![4], ..Step::manual(text) };
    let steps = vec![asks, goes("Restore"), goes("Restart"), Step::manual("Verify")];
    Run { runbook: Runbook { steps, ..runbook() }, ..Run::new() }
}

fn chosen(way: usize) -> Vec<(PersonId, Act)> {
    vec![(ADA, Act::Claim(1)), (ADA, Act::Choose(1, way, text("the disk is whole")))]
}

#[test]
fn a_question_is_answered_by_one_of_its_answers() {
    let mut run = asking();
    assert!(run.act(ADA, Act::Choose(1, 0, String::new())).unwrap_err().contains("Claim the step first"));
    run.all(vec![(ADA, Act::Claim(1))]);
    assert!(run.act(ADA, done(1)).unwrap_err().contains("Choose one of the step's answers"));
    assert!(run.act(ADA, Act::Choose(1, 2, String::new())).unwrap_err().contains("no such answer"));
    assert!(run.act(BEN, Act::Choose(1, 0, String::new())).is_err());
}

#[test]
fn the_steps_of_the_other_answer_are_passed_by() {
    let mut run = asking();
    run.all(chosen(1));
    let progress = run.progress();
    assert_eq!(progress.current().map(|step| step.position), Some(3));
    assert_eq!((progress.steps[1].passed_by, progress.behind()), (true, 2));
    assert!(run.act(ADA, Act::Claim(2)).is_err());
    run.all(vec![(ADA, Act::Claim(3)), (ADA, done(3)), (BEN, Act::Claim(4)), (BEN, done(4))]);
    let progress = run.progress();
    assert_eq!(progress.state(), State::Ended(Outcome::Succeeded), "what is not on the way is no exception");
    assert_eq!(progress.recovered_at, Some(run.now));
    let words: Vec<&str> = report::steps(&progress, &[]).iter().map(|line| line.outcome).collect();
    assert_eq!(words, ["done", "not chosen", "done", "done"]);
    let told = report::sentence(&run.runbook, &run.events[1]);
    assert_eq!(told, "Ada chose “No” at Data lost?: “the disk is whole”");
}

#[test]
fn a_question_that_is_skipped_leaves_every_way_open() {
    let mut run = asking();
    run.all(vec![(ADA, Act::Skip(1, text("nobody knows"))), (BEN, Act::Skip(1, text("agreed")))]);
    assert!(run.progress().steps.iter().all(|step| !step.passed_by));
}

#[test]
fn a_run_that_goes_on_keeps_the_answer() {
    let mut run = asking();
    run.all(chosen(0));
    let facts = taken_over(RunNumber(7), START, &run.progress());
    let mut later = asking();
    facts.into_iter().for_each(|fact| later.machine(fact));
    let progress = later.progress();
    assert_eq!(progress.current().map(|step| step.position), Some(2));
    assert!(progress.steps[2].passed_by);
}

#[test]
fn events_without_an_answer_are_written_as_before() {
    let fact = Fact::Done { step: 1, note: String::new(), link: String::new(), restored: None, way: None };
    let json = serde_json::to_string(&fact).unwrap();
    assert_eq!(json, r#"{"kind":"done","step":1,"note":"","link":"","restored":null}"#);
    assert_eq!(serde_json::from_str::<Fact>(&json).unwrap(), fact);
}
