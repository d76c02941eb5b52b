//! What runbooks read as, and what is said about those that do not read.

use super::{of_strategy, read};
use crate::domain::runbook::{Mode, Runbook, Step, Work};
use crate::domain::strategy::Program;
use crate::domain::text::Slug;
use crate::domain::time::Span;
use crate::testing::app::DOCUMENT;
use proptest::prelude::*;

const RESTORE: &str = "# Restore the shop's database

Read this first.

- **Project**: Storefront
- **Recovery Time Objective**: 1h
- **Recovery Point Objective**: 15m
- **Drill Every**: 90d
- **Environments**: Staging, production, staging

## Steps
1. **Assess the impact**: what is lost, and since when?
   - Look at the board.
   - Ask the shop's people.
2. Restore the newest verified backup
3. **Verify systems**
4. **Resume operations**

```yaml
automation:
  Assess the impact: {role: SRE, expected_time: 5m, expect: everybody knows what is lost}
  Restore the newest verified backup: {restore_point: true}
  verify  systems: {kind: check, run: ./smoke.sh, within: 2m, every: 5s, modes: [drill, real], reverse: [rm, -r, x]}
  Resume operations: {kind: approval, approvals: 2, role: Stakeholder, skip: allowed}
```
";

#[test]
fn a_runbook_reads() {
    let written = read(RESTORE.as_bytes()).unwrap();
    assert_eq!(
        (written.slug.as_str(), written.project.as_deref()),
        ("restore-the-shop-s-database", Some("Storefront"))
    );
    let Runbook { steps, time_objective, point_objective, drill_every, environments, .. } = written.runbook;
    assert_eq!(
        [time_objective, point_objective, drill_every],
        [Span::hours(1), Span::minutes(15), Span::days(90)].map(Some)
    );
    assert_eq!(environments.iter().map(Slug::as_str).collect::<Vec<_>>(), ["staging", "production"]);
    let [assess, restore, verify, resume] = steps.as_slice() else { panic!("{steps:#?}") };
    assert_eq!(assess.text, "Assess the impact");
    assert_eq!(
        assess.instructions,
        ["what is lost, and since when?", "Look at the board.", "Ask the shop's people."]
    );
    assert_eq!((assess.role.as_deref(), assess.expected_time), (Some("SRE"), Some(Span::minutes(5))));
    assert!(restore.restores && !restore.verifies && restore.work == Work::Manual);
    assert!(verify.verifies && verify.modes == [Mode::Drill, Mode::Real]);
    let expected = (Program::Shell("./smoke.sh".to_owned()), Span::minutes(2), Span::seconds(5));
    match &verify.work {
        Work::Check { program, within, every, .. } => {
            assert_eq!((program.clone(), *within, *every), expected)
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(resume.work, Work::Approval { approvals: 2 });
    assert!(resume.may_skip && !verify.may_skip);
}

#[test]
fn what_is_wrong_is_said_by_its_place() {
    let block = |entry: &str| format!("# T\n1. One\n2. Two\n\n```yaml\nautomation:\n  {entry}\n```\n");
    for (text, problem) in [
        ("1. One", "1:1: a title is expected first, such as `# Restore the shop's database`".to_owned()),
        ("# ***\n1. One", "1:1: \"***\" gives no short name: a letter a-z or a digit is expected".to_owned()),
        ("# T\ntext", "1:1: a numbered list of steps is expected, such as `1. **Assess the impact**`".to_owned()),
        ("# T\n1. One\n2. one", "3:4: \"one\" stands already in line 2: once is expected".to_owned()),
        (
            "# T\n- **Drill Every**: soon\n\n1. One",
            "2:20: **Drill Every**: \"soon\" is not a length of time: such as 10s, 2m, 24h, 1h30m or 7d is expected"
                .to_owned(),
        ),
        (&block("Tow: {role: SRE}"), "7:3: \"Tow\" is not a step of this runbook; did you mean \"Two\"?".to_owned()),
        (&block("One: {kind: check}"), "7:8: `run` is expected for a step of this kind".to_owned()),
        (&block("One: {within: 5m}"), "7:9: within: `kind: check` is expected beside it".to_owned()),
        (
            &block("One: {kind: check, run: x, within: 1001s, every: 1s}"),
            "7:52: every: 1 s within 16 min is 1001 tries: at most 1000 are expected".to_owned(),
        ),
        (
            &block("One: {kind: check, run: x, within: 3h}"),
            "7:38: every: 10 s within 3 h is 1080 tries: at most 1000 are expected".to_owned(),
        ),
        (
            &block("One: {run: x}"),
            "1:1: steps run commands: name the environments in which they may act, such as `- **Environments**: staging, \
             production`"
                .to_owned(),
        ),
        (
            "# T\n- **Environments**: staging, ***\n\n1. One",
            "2:21: **Environments**: \"***\" names no environment".to_owned(),
        ),
        (&block("One: {modes: [dry]}"), "7:17: modes: tabletop, drill, real are expected, not \"dry\"".to_owned()),
        (
            &block("One: {run: x, restore_point: true}"),
            "7:17: restore_point: a step that a person does is expected: the answer says it".to_owned(),
        ),
    ] {
        let problems: Vec<String> = read(text.as_bytes()).unwrap_err().iter().map(ToString::to_string).collect();
        assert!(problems.contains(&problem), "{text}\n{problems:#?}");
    }
}

#[test]
fn a_check_of_a_recovery_plan_has_the_same_bounds() {
    let block = "### Recovery Plan\n```yaml\nautomation:\n  Verify Systems: {kind: check, run: x, within: 90d, every: 1s}\n```\n";
    let text = DOCUMENT.replace("### Recovery Plan\n", block);
    let problems = crate::strategy::read(text.as_bytes()).unwrap_err();
    assert!(problems.len() == 1 && problems[0].message.contains("at most 1000 are expected"), "{problems:?}");
    assert!(problems[0].line > 1 && problems[0].column == 61, "{problems:?}");
}

#[test]
fn every_problem_is_told_at_once() {
    let text =
        "# T\n1. One\n\n```yaml\nautomation:\n  Eno: {role: x}\n  One: {kind: cheque, skip: perhaps}\n```\n";
    assert_eq!(read(text.as_bytes()).unwrap_err().len(), 3);
}

#[test]
fn the_recovery_plan_of_a_strategy_is_a_runbook_at_once() {
    let runbook = of_strategy(&crate::strategy::read(DOCUMENT.as_bytes()).unwrap()).unwrap();
    assert_eq!(runbook.title, "Recovery plan of Storefront");
    assert_eq!(
        (runbook.time_objective, runbook.point_objective),
        (Some(Span::hours(1)), Some(Span::minutes(15)))
    );
    let texts: Vec<&str> = runbook.steps.iter().map(|step| step.text.as_str()).collect();
    let expected = [
        "Disaster Event",
        "Assess Impact",
        "Notify Stakeholders",
        "Execute Recovery",
        "Verify Systems",
        "Resume Operations",
    ];
    assert_eq!(texts, expected);
    assert!(runbook.steps[4].verifies && !runbook.has_commands());
}

#[test]
fn a_block_below_the_recovery_plan_automates_its_steps() {
    let block = "### Recovery Plan\n```yaml\nautomation:\n  Execute Recovery: {run: ./restore.sh}\n  Nothing: {role: x}\n```\n";
    let text = DOCUMENT.replace("### Recovery Plan\n", block);
    let problems = crate::strategy::read(text.as_bytes()).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.starts_with("\"Nothing\" is not a step of this runbook"), "{problems:?}");
    let text = text.replace("  Nothing: {role: x}\n", "");
    let runbook = of_strategy(&crate::strategy::read(text.as_bytes()).unwrap()).unwrap();
    assert!(runbook.has_commands() && runbook.steps[3].work.kind() == "command");
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let text = "[A-Z][a-z]{1,8}( [a-z]{1,8}){0,3}";
    let span = (1..100_000_i64).prop_map(Span::seconds);
    let program = prop_oneof![
        "[a-z./ \"']{1,20}x".prop_map(|line| Program::Shell(line.trim().to_owned())),
        proptest::collection::vec("[a-z]{1,5}", 1..4).prop_map(Program::Arguments),
    ];
    let work = prop_oneof![
        Just(Work::Manual),
        (program.clone(), span.clone()).prop_map(|(program, timeout)| Work::Command { program, timeout }),
        (program.clone(), span.clone(), 1..1000_i64, span.clone()).prop_map(
            |(program, timeout, tries, every)| {
                let within = Span(every.0 * tries);
                Work::Check { program, timeout, within, every }
            }
        ),
        (1..10_u32).prop_map(|approvals| Work::Approval { approvals }),
        text.prop_map(Work::Notify),
    ];
    let modes = proptest::sample::subsequence(Mode::ALL.to_vec(), 1..=3);
    let about = (text, proptest::option::of(text), proptest::option::of(span), modes, any::<[bool; 3]>());
    let lines = proptest::collection::vec(text, 0..3);
    let one = (about, lines, work, proptest::option::of(program)).prop_map(
        |(about, instructions, work, reverse)| {
            let (text, role, expected_time, modes, [may_skip, restores, cleans_up]) = about;
            let restores = restores && work == Work::Manual;
            let expect = role.clone();
            let usual = Step::manual(text);
            Step {
                instructions,
                expect,
                role,
                expected_time,
                modes,
                may_skip,
                restores,
                cleans_up,
                work,
                reverse,
                ..usual
            }
        },
    );
    proptest::collection::vec(one, 1..6).prop_filter("no two steps have the same words", |steps| {
        let mut texts: Vec<String> = steps.iter().map(|step| step.text.to_lowercase()).collect();
        texts.sort();
        texts.windows(2).all(|pair| pair[0] != pair[1])
    })
}

proptest! {
    #[test]
    fn what_a_runbook_is_written_as_reads_as_the_same(steps in steps(), span in proptest::option::of(1..1_000_000_i64)) {
        let span = span.map(Span::seconds);
        let runbook = Runbook {
            title: "Come back".to_owned(), time_objective: span, point_objective: None, drill_every: span, time_limit: None, environments: vec![Slug::parse("staging").unwrap()], steps,
        };
        let read = read(runbook.markdown().as_bytes()).map_err(|problems| format!("{problems:?}"));
        prop_assert_eq!(read.map(|written| written.runbook), Ok(runbook));
    }

    #[test]
    fn any_text_reads_or_has_a_problem(text in "(?s)[# 0-9.*:a\n`-]{0,80}") {
        prop_assert!(read(text.as_bytes()).map_or_else(|problems| !problems.is_empty(), |_| true));
    }
}
