use crate::domain::reading::Objectives;
use crate::strategy::{Outcome, examine};

/// Reads a document with this below Recovery Plan.
fn examined(plan: &str) -> Outcome {
    let document = format!(
        "# Strategy\n## Document Control\n- **Project**: Lantern\n- **Version**: 1\n- **Last Updated**: 2026-11-20\n\
         - **Status**: Draft\n### Strategy Summary\n- **Deployment Type**: Rolling\n- **Release Frequency**: Weekly\n\
         - **Environments**: staging, production\n- **Rollback Strategy**: Back\n### Recovery Plan\n{plan}"
    );
    examine(document.as_bytes(), Default::default())
}

/// The first line of what stands below the heading.
const FIRST: usize = 13;

fn told(outcome: &Outcome) -> Vec<(usize, String)> {
    let problems = outcome.problems.iter().map(|problem| (problem.line, problem.message.clone()));
    let unread = outcome.unread.iter().map(|unread| (unread.line, unread.message.clone()));
    problems.chain(unread).collect()
}

fn steps(outcome: &Outcome) -> Vec<String> {
    outcome.reading().unwrap().recovery.steps.clone()
}

fn objectives(plan: &str) -> (Objectives, Vec<usize>) {
    let outcome = examined(&format!("1. Look\n\n{plan}"));
    let lines = told(&outcome).iter().map(|(line, _)| *line - FIRST - 1).collect();
    (outcome.reading().unwrap().recovery.objectives, lines)
}

#[test]
fn a_numbered_list_is_read_as_steps() {
    let outcome = examined(
        "1. Look at the extent\n2. **Restore**: the last backup\n   - from the other room\n3. Tell\n\n- **RTO**: 4h\n",
    );
    assert_eq!(told(&outcome), []);
    assert_eq!(steps(&outcome), ["Look at the extent", "Restore", "Tell"]);
    let step = &outcome.strategy.unwrap().recovery.steps[1];
    assert_eq!(step.instructions, ["the last backup", "from the other room"]);
}

#[test]
fn a_plan_without_steps_is_told() {
    for plan in ["Call somebody.\n", "- **Contact**: Ada\n", ""] {
        let outcome = examined(plan);
        assert_eq!(told(&outcome)[0].0, FIRST - 1, "{plan}");
    }
}

#[test]
fn steps_are_read_in_every_shape() {
    for plan in [
        "- Look\n- Restore\n",
        "- [ ] Look\n- [x] Restore\n- Drill Every: 90d\n",
        "#### Step 1: Look\nAt the extent.\n#### Step 2: Restore\n1. Copy\n2. Load\n",
        "| # | Step | Owner |\n|---|---|---|\n| 1 | Look | Ada |\n| 2 | Restore | Ben |\n",
        "1. Look\n2. Restore\n\nRTO = 4h\n",
    ] {
        let outcome = examined(plan);
        assert_eq!(
            (told(&outcome), steps(&outcome)),
            (vec![], vec!["Look".to_owned(), "Restore".to_owned()]),
            "{plan}"
        );
    }
}

#[test]
fn a_list_beside_the_diagram_and_second_ones_are_asked_about() {
    let diagram = "```mermaid\ngraph TD\nA[Look] --> B[Restore]\n```\n";
    let outcome = examined(&format!("{diagram}\n1. Look\n2. Restore\n"));
    assert_eq!((steps(&outcome), outcome.problems.len()), (vec!["Look".to_owned(), "Restore".to_owned()], 0));
    assert_eq!(outcome.unread[0].line, FIRST + 5);
    let outcome = examined(&format!("{diagram}\n{diagram}"));
    assert_eq!(outcome.unread[0].line, FIRST + 5);
    let outcome = examined("1. Look\n\n#### Contacts\n1. Ada\n2. Ben\n");
    assert_eq!((steps(&outcome), outcome.unread[0].line), (vec!["Look".to_owned()], FIRST + 3));
}

#[test]
fn what_is_wrong_with_a_diagram_is_told_at_its_line() {
    let outcome = examined("```mermaid\n---\ntitle: x\n---\ngantt\n  Look :a1, 1h\n```\n");
    assert_eq!(told(&outcome)[0].0, FIRST + 4);
    let outcome = examined("```mermaid\ngraph TD\nA --> B\nB --> A\n```\n");
    assert_eq!(told(&outcome)[0].0, FIRST + 3);
}

#[test]
fn objectives_read_as_people_write_them() {
    let both = |rto: i64, rpo: i64| Objectives { rto_s: Some(rto * 60), rpo_s: Some(rpo * 60) };
    for plan in [
        "- **Recovery Time Objective**: 4h\n- **Recovery Point Objective**: 15m\n",
        "- **RTO**: 4 hours\n- **RPO**: 15 min\n",
        "- **RTO:** 4h\n- **RPO:** 15m\n",
        "- RTO: 4h\n- RPO: 15m.\n",
        "* __RTO__: `4h`\n* __RPO__: PT15M\n",
        "RTO: 4h\nRPO: 15m\n",
        "**Recovery Time Objective (RTO)**: 4h\n\n**RPO (Recovery Point Objective)**: 15m\n",
        "- **RTO**: < 4 hours\n- **RPO**: at most 15 minutes\n",
        "#### Objectives\n- Target RTO: 4h\n- Target RPO: 15m\n",
        "- **RTO**: 4h\n- **Recovery Time Objective (RTO)**: 240m\n- **RPO**: 15m\n",
    ] {
        assert_eq!(objectives(plan), (both(240, 15), vec![]), "{plan}");
    }
}

#[test]
fn objectives_that_contradict_or_say_nothing_are_told() {
    assert_eq!(objectives("- **RTO**: 4h\n- **Recovery Time Objective**: 2h\n").1, [2]);
    assert_eq!(objectives("- **RTO**: soon\n").1, [1]);
    assert_eq!(objectives("- **RTO**:\n").1, [1]);
    assert_eq!(objectives("- **RPO**: 4\n").1, [1]);
    for plan in ["<!-- RTO: 4h -->\n", "```text\nRTO: 4h\n```\n", "> RTO: 4h\n", "## Other\nRTO: 4h\n"] {
        assert_eq!(objectives(plan).0, Objectives::default(), "{plan}");
    }
}
