//! Small documents, each of a kind: what is read of it, or told.

use crate::domain::reading::{EnvironmentReading, Reader, Reading};
use crate::strategy::{Outcome, examine};

const KINDS: &str = include_str!("../../../tests/documents/kinds.txt");
const HEAD: &str = "# Deployment Strategy Document\n\n## Document Control\n- **Project**: Lantern\n\n### Strategy Summary\n\
                    - **Deployment Type**: Rolling\n- **Environments**: development, staging, production\n\n";

fn production(reading: &Reading) -> &EnvironmentReading {
    reading.environments.iter().find(|environment| environment.slug.as_str() == "production").unwrap()
}

fn lines(outcome: &Outcome) -> Vec<usize> {
    let head = HEAD.lines().count();
    let problems = outcome.problems.iter().map(|problem| problem.line);
    problems
        .chain(outcome.unread.iter().map(|unread| unread.line))
        .map(|line| line - head.min(line))
        .collect()
}

/// What does not hold, in words; none where it does.
fn wrong(holds: &str, outcome: &Outcome) -> Option<String> {
    let reading = outcome.reading().unwrap();
    let (what, list) = holds.split_once(' ').unwrap_or((holds, ""));
    let words = |list: Vec<&str>| list.join("; ");
    let found = match what {
        "clean" => {
            let told = outcome.problems.iter().map(|problem| problem.message.clone());
            let told: Vec<String> =
                told.chain(outcome.unread.iter().map(|unread| unread.message.clone())).collect();
            return (!told.is_empty()).then(|| told.join("\n"));
        }
        "told" => {
            let told = lines(outcome);
            let near = |line: usize| told.iter().any(|one| one.abs_diff(line) <= 1);
            let missing: Vec<&str> = list.split(' ').filter(|line| !near(line.parse().unwrap())).collect();
            return (!missing.is_empty()).then(|| format!("not told: {missing:?}; told are {told:?}"));
        }
        "person" => {
            let by_person = production(&reading).checklist.iter().filter(|line| line.answered_by == "person");
            words(by_person.map(|line| line.line.as_str()).collect())
        }
        "steps" => {
            let own = production(&reading).steps.iter().filter(|step| !step.added);
            words(own.map(|step| step.text.as_str()).collect())
        }
        "recovery" => words(reading.recovery.steps.iter().map(String::as_str).collect()),
        "required" => {
            production(&reading).approvals.iter().map(|rule| rule.required).sum::<u32>().to_string()
        }
        "access" => {
            let [role, environment, _] = list.split(' ').collect::<Vec<_>>()[..] else { panic!("{list}") };
            let cell = &reading.access[role][&environment.parse().unwrap()];
            format!("{role} {environment} {cell}")
        }
        _ => panic!("{what}"),
    };
    (found != list).then(|| format!("{what} {found}"))
}

#[test]
fn every_kind_is_read_or_told() {
    let mut all = Vec::new();
    for case in KINDS.split("\n=== ").skip(1) {
        let (head, body) = case.split_once("\n---\n").unwrap();
        let (name, holds) = head.split_once('\n').unwrap();
        // The same with other ends of lines.
        for document in [format!("{HEAD}{body}\n"), format!("{HEAD}{body}\n").replace('\n', "\r\n")] {
            let outcome = examine(document.as_bytes(), Reader::default());
            let told =
                holds.lines().filter_map(|holds| wrong(holds, &outcome).map(|why| format!("{holds}: {why}")));
            all.extend(told.map(|why| format!("{name}: {why}")));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Documents as teams write them: nothing in them that a person takes for a rule is dropped in silence.
#[test]
fn documents_of_teams_keep_their_rules() {
    for (name, document, told) in [
        (
            "runbook",
            include_str!("../../../tests/documents/free/runbook.md"),
            &[6, 14, 30, 39, 46, 50, 51, 55, 57][..],
        ),
        ("rfc", include_str!("../../../tests/documents/free/rfc.md"), &[6, 21, 33, 39, 49, 55, 62, 72]),
        (
            "wiki",
            include_str!("../../../tests/documents/free/wiki.md"),
            &[12, 21, 24, 27, 29, 30, 33, 45, 47],
        ),
        ("notion", include_str!("../../../tests/documents/free/notion.md"), &[89]),
        ("german", include_str!("../../../tests/documents/free/german.md"), &[44, 48, 69]),
        ("spanish", include_str!("../../../tests/documents/free/spanish.md"), &[34, 37]),
        ("readme", include_str!("../../../tests/documents/free/readme.md"), &[13, 14, 35]),
    ] {
        let outcome = examine(document.as_bytes(), Reader::default());
        let unread: Vec<usize> = outcome.unread.iter().map(|unread| unread.line).collect();
        let missing: Vec<&usize> = told.iter().filter(|line| !unread.contains(line)).collect();
        assert!(missing.is_empty(), "{name}: {missing:?} of {unread:?}");
        assert!(unread.len() <= told.len() + 3, "{name} tells more: {unread:?}");
        if outcome.problems.is_empty() {
            let guarded =
                outcome.reading().unwrap().environments.into_iter().filter(|environment| environment.guarded);
            let open = guarded.filter(|environment| environment.approvals.is_empty()).count();
            assert_eq!(open, 0, "{name}");
        }
    }
}

/// Who is asked before a release, told in a table with heads of its own, is no prose.
#[test]
fn a_table_of_environments_and_roles_is_asked_about() {
    let document = |rows: &str| {
        format!(
            "## Document Control\n- **Project**: Ferry\n- Environments: dev, live\n\n### Access Control\n\
             | Team | dev | live |\n|---|---|---|\n| Platform | Full | Full |\n| Board | Read | Read + Approve |\n\n\
             ### Before a release\n| Release to | Ask | How many |\n|---|---|---|\n{rows}\n"
        )
    };
    for (rows, asked) in [
        ("| live | Board | 1 |", true),
        ("| Live | 2 Boards | - |", true),
        ("| live | Stakeholder | 1 |", true),
        ("| live | the harbour's rack | boats |", false),
        ("| Board | meets weekly | 1 |", false),
    ] {
        let unread = examine(document(rows).as_bytes(), Reader::default()).unread;
        let told = unread.iter().any(|passage| passage.message.contains("this table looks like rules"));
        assert_eq!(told, asked, "{rows}: {unread:#?}");
    }
}
