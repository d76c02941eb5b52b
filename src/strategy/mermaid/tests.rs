use super::*;

fn labels(text: &str) -> String {
    read(text, 20).steps.iter().map(|step| step.label.as_str()).collect::<Vec<_>>().join(", ")
}

fn problem(text: &str) -> (usize, String) {
    let flow = read(text, 20);
    let (at, message) = flow.problems.first().unwrap_or_else(|| panic!("no problem: {text}")).clone();
    (text[..at].matches('\n').count() + 1, message)
}

#[test]
fn labels_follow_the_arrows() {
    for (text, expected) in [
        ("graph TD\n A[Detect] --> B[Assess]\n B --> C[Recover]", "Detect, Assess, Recover"),
        ("graph TD\n B[Two] --> C[Three]\n A[One] --> B", "One, Two, Three"),
        ("flowchart LR; A([Start]) --> B{Critical?} -->|Yes| C[(Store)]", "Start, Critical?, Store"),
        ("A -- some text --> B[\"Say (all) [now]\"]", "A, Say (all) [now]"),
        ("A[Notify (all)] ==> B & C\n%% note\nB -.-> D:::red", "Notify (all), B, C, D"),
        ("subgraph x\nend\nstyle A fill:#f00", ""),
        ("graph TD\nA[One];B[Two];A-->B;", "One, Two"),
        ("flowchart-elk TB\n  A[One]-->B[Two]", "One, Two"),
        ("graph\nA[Ünïcode ☎] --> B[復旧]", "Ünïcode ☎, 復旧"),
        ("graph TD\nfirst-step[One] --> second.step[Two]", "One, Two"),
        ("graph TD\nA --> B[Two]\nA[One]", "One, Two"),
        ("graph TD\nA[\"several\n lines; and more\"] --> B", "several lines; and more, B"),
    ] {
        assert_eq!(labels(text), expected, "{text}");
        assert_eq!(read(text, 20).problems, [], "{text}");
    }
}

#[test]
fn every_shape_has_its_words() {
    for shape in [
        "[X y]",
        "(X y)",
        "([X y])",
        "[[X y]]",
        "[(X y)]",
        "((X y))",
        "(((X y)))",
        "(-X y-)",
        ">X y]",
        "{X y}",
        "{{X y}}",
        "[/X y/]",
        "[\\X y\\]",
        "[/X y\\]",
        "[\\X y/]",
        "[\"X y\"]",
        "[ \"X y\" ]",
        "[\"`X **y**`\"]",
        "[X<br/>y]",
        "[X<br>y]",
        "[<b>X</b> y]",
        "[fa:fa-ban X y]",
        "[X#32;y]",
        "@{ shape: rect, label: \"X y\" }",
        "@{shape: doc, label: 'X y'}",
        "@{ label: \"X y\", shape: diamond }",
        "@{\n  shape: cyl\n  label: \"X y\"\n}",
        "@{ icon: \"fa:user\", form: \"square\", label: \"X y\", pos: \"t\" }",
        "[X y]:::wide-red",
        "[X\\ny]",
    ] {
        let text = format!("graph TD\nA[One] --> B{shape}\nB --> C");
        assert_eq!(labels(&text), "One, X y, C", "{shape}");
        assert_eq!(read(&text, 20).problems, [], "{shape}");
    }
    assert_eq!(labels("graph TD\nA[Say #quot;now#quot; &amp; go]"), "Say \"now\" & go");
}

#[test]
fn every_link_leads_on() {
    for link in [
        "-->",
        "---",
        "--x",
        "--o",
        "x--x",
        "o--o",
        "---->",
        "-----",
        "-.->",
        "-.-",
        "-..->",
        "==>",
        "===",
        "====>",
        "--x",
        "-->|yes|",
        "--> |yes|",
        "-->|\"yes | no\"|",
        "---|yes|",
        "-- yes -->",
        "--yes-->",
        "-- yes ---",
        "== yes ==>",
        "-. yes .->",
        "-. yes .-",
        "-- \"yes --> no\" -->",
        "e1@-->",
        "e1@==>|yes|",
    ] {
        let text = format!("graph TD\nB[Two]\nA[One] {link} B");
        assert_eq!(labels(&text), "One, Two", "{link}");
        assert_eq!(read(&text, 20).problems, [], "{link}");
    }
    assert_eq!(labels("graph TD\nB[Two]\nA[One]-->B"), "One, Two");
    assert_eq!(labels("graph TD\nA e1@--> B\ne1@{ animate: true }"), "A, B");
    assert_eq!(
        labels("graph TD\nB[Two]\nA[One] ~~~ B"),
        "Two, One",
        "an invisible link is for the layout alone"
    );
}

#[test]
fn what_stands_around_a_chart_is_left_out() {
    for text in [
        "---\ntitle: Way back\nconfig:\n  theme: dark\n---\nflowchart TD\nA --> B",
        "\n  ---\ntitle: x\n---\n  graph LR\n  A-->B",
        "%%{init: {\"theme\": \"dark\"}}%%\ngraph LR\nA --> B",
        "%%{\n  init: { 'flowchart': { 'curve': 'basis' } }\n}%%\ngraph LR\nA --> B",
        "%% a remark\ngraph LR %% another\nA --> B %% A --> C\n",
        "graph LR\naccTitle: Way back\naccDescr: What to do\nA --> B",
        "graph LR\naccDescr {\n  What to do\n  then\n}\nA --> B",
        "graph LR\ndirection TB\nA --> B\nclassDef red fill:#f00,stroke:#333;\nclass A red\nclick A href \"https://x\"\nlinkStyle 0 stroke:#f00",
        "graph LR\r\nA --> B\r\n",
    ] {
        assert_eq!((labels(text).as_str(), read(text, 20).problems), ("A, B", vec![]), "{text}");
    }
}

#[test]
fn groups_are_followed_from_their_last_steps_to_their_first() {
    let text = "graph TD\nsubgraph two [Second]\n C[Three] --> D[Four]\nend\nsubgraph one\n A[One] --> B[Two]\nend\none --> two\ntwo --> E[Five]";
    assert_eq!(labels(text), "One, Two, Three, Four, Five");
    assert_eq!(read(text, 20).problems, []);
    assert_eq!(
        labels("graph TD\nsubgraph \"In words\"\n subgraph inner\n A --> B\n end\nend\nB --> C"),
        "A, B, C"
    );
}

#[test]
fn a_question_keeps_where_its_answers_lead() {
    let text = "graph TD\nA[Look] --> B{Data lost?}\nB -->|Yes| C[Restore]\nB -->|No| D[Restart]\nC --> E[Tell]\nD --> E";
    let steps = read(text, 20).steps;
    let arrows = |step: usize| (steps[step].asks, steps[step].arrows.clone());
    assert_eq!(arrows(0), (false, vec![(String::new(), 1)]));
    assert_eq!(arrows(1), (true, vec![("Yes".to_owned(), 2), ("No".to_owned(), 3)]));
    assert_eq!(arrows(2), (false, vec![(String::new(), 4)]));
    let asks = |text: &str| read(text, 20).steps[0].asks;
    assert!(asks("graph TD\nA[Lost?] -- yes --> B\nA -- no --> C"), "two arrows with words are answers");
    assert!(asks("graph TD\nA@{ shape: diam, label: \"Lost?\" } --> B & C"), "a question's shape asks");
    assert!(!asks("graph TD\nA --> B & C"), "arrows without words are all followed");
    assert!(!asks("graph TD\nA{Lost?} -->|yes| B"), "one arrow leaves no choice");
    let bare = read("graph TD\nA{Which?} --> B[First] & C[Second]", 20).steps;
    assert_eq!(bare[0].arrows, [("First".to_owned(), 1), ("Second".to_owned(), 2)]);
}

#[test]
fn circles_are_told_at_the_arrow_that_closes_them() {
    let (line, message) =
        problem("graph TD\nA[Look] --> B[Restore]\nB --> C{Good?}\nC -->|No| A\nC -->|Yes| D[Tell]");
    assert_eq!(line, 4);
    assert!(
        message.starts_with("the arrow from \"Good?\" to \"Look\" leads back to an earlier step"),
        "{message}"
    );
    assert_eq!(problem("graph TD\nA --> B\nB --> B").0, 3);
    assert_eq!(problem("graph TD\nA --> B\nB <--> C").0, 3);
    assert_eq!(labels("A --> B\nB --> A"), "A, B");
}

#[test]
fn other_diagrams_are_told_by_their_kind() {
    for (text, line) in [
        ("gantt\n  title Way back\n  Look :a1, 2026-01-01, 1h", 1),
        ("sequenceDiagram\n  Ops->>Db: Restore", 1),
        ("stateDiagram-v2\n  [*] --> Look", 1),
        ("pie title Pets\n \"Dogs\" : 386", 1),
        ("gitGraph LR:\n commit", 1),
        ("---\ntitle: x\n---\nmindmap\n  root", 4),
        ("%% note\n\njourney\n title x", 3),
        ("wardley\n  title x", 1),
    ] {
        let (found, message) = problem(text);
        assert_eq!(found, line, "{text}");
        assert!(message.contains("draw the steps as a flow chart"), "{message}");
        assert_eq!(labels(text), "", "{text}");
    }
}

#[test]
fn what_is_not_understood_is_told_at_its_line() {
    for (text, line) in [
        ("graph TD\nA[One] --> B\nB -> C", 3),
        ("graph TD\nA[unclosed --> B", 2),
        ("graph TD\nA -->", 2),
        ("graph TD\nA --> B and more", 2),
        ("graph TD\nA[Tell] --> B[tell]", 2),
    ] {
        assert_eq!(problem(text).0, line, "{text}");
    }
}

#[test]
fn a_chart_has_an_end() {
    let many: String = (0..500).map(|n| format!("N{n} --> N{}\n", n + 1)).collect();
    assert_eq!(read(&format!("graph TD\n{many}"), 20).steps.len(), 21);
}
