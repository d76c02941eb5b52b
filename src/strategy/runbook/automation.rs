//! One entry of a runbook's automation: how a step is done, by whom, in which modes, and what undoes it.

use crate::domain::runbook::{Mode, Step, Work};
use crate::domain::time::Span;
use crate::strategy::automation::program;
use crate::strategy::mapping::Mapping;
use crate::strategy::problem::Report;
use crate::strategy::values::{choice, count, span, text, texts, truth};
use crate::strategy::yaml::{Entry, Node};

const KEYS: [&str; 16] = [
    "kind",
    "run",
    "notify",
    "approvals",
    "timeout",
    "within",
    "every",
    "role",
    "expect",
    "expected_time",
    "modes",
    "skip",
    "verifies",
    "restore_point",
    "cleanup",
    "reverse",
];
/// How long a command may take where the document does not say.
const TIMEOUT: Span = Span::minutes(10);
/// How long a check is tried where the document does not say.
const WITHIN: Span = Span::minutes(5);
/// How long it rests between tries.
const EVERY: Span = Span::seconds(10);
/// So many tries at most, each of which is written down. The shortest rest that can be written is a second.
const MOST_TRIES: i64 = 1000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Manual,
    Command,
    Check,
    Approval,
    Notify,
}

const KINDS: [(&str, Kind); 5] = [
    ("manual", Kind::Manual),
    ("command", Kind::Command),
    ("check", Kind::Check),
    ("approval", Kind::Approval),
    ("notify", Kind::Notify),
];

/// Tells a step what its entry says.
pub fn tell(node: &Node, step: &mut Step, report: &mut Report) {
    let Some(mapping) = Mapping::of(node, "a step", &KEYS, report) else { return };
    let kind = kind(&mapping, report);
    check_details(&mapping, kind, report);
    if let Some(work) = work(&mapping, kind, node, report) {
        step.work = work;
    }
    about(&mapping, step, report);
    if let Some(modes) = mapping.get("modes").and_then(|node| modes(node, report)) {
        step.modes = modes;
    }
    step.reverse = mapping.get("reverse").and_then(|node| program(node, "reverse", report));
}

fn about(mapping: &Mapping, step: &mut Step, report: &mut Report) {
    const SKIP: [(&str, bool); 2] = [("allowed", true), ("no", false)];
    step.role = mapping.get("role").and_then(|node| text(node, "role", report));
    step.expect = mapping.get("expect").and_then(|node| text(node, "expect", report));
    step.expected_time = mapping.get("expected_time").and_then(|node| span(node, "expected_time", report));
    step.may_skip = mapping.get("skip").and_then(|node| choice(node, "skip", &SKIP, report)).unwrap_or(false);
    let mut is =
        |key: &str, usual| mapping.get(key).and_then(|node| truth(node, key, report)).unwrap_or(usual);
    step.verifies = is("verifies", step.verifies);
    step.restores = is("restore_point", false);
    step.cleans_up = is("cleanup", false);
    if let Some(entry) = mapping.entry("restore_point").filter(|_| step.restores && step.work != Work::Manual)
    {
        report.add(entry.at, "restore_point: a step that a person does is expected: the answer says it");
    }
}

/// As it says, else as what it does says.
fn kind(mapping: &Mapping, report: &mut Report) -> Kind {
    let said = mapping.get("kind").and_then(|node| choice(node, "kind", &KINDS, report));
    said.unwrap_or_else(|| match () {
        () if mapping.entry("run").is_some() => Kind::Command,
        () if mapping.entry("notify").is_some() => Kind::Notify,
        () if mapping.entry("approvals").is_some() => Kind::Approval,
        () => Kind::Manual,
    })
}

/// Reports what does not go with the kind.
fn check_details(mapping: &Mapping, kind: Kind, report: &mut Report) {
    let goes_with: [(&str, &[Kind], &str); 6] = [
        ("run", &[Kind::Command, Kind::Check], "`kind: command` or `kind: check`"),
        ("timeout", &[Kind::Command, Kind::Check], "`run`"),
        ("within", &[Kind::Check], "`kind: check`"),
        ("every", &[Kind::Check], "`kind: check`"),
        ("approvals", &[Kind::Approval], "`kind: approval`"),
        ("notify", &[Kind::Notify], "`kind: notify`"),
    ];
    for (key, kinds, expected) in goes_with {
        if let Some(Entry { at, .. }) = mapping.entry(key).filter(|_| !kinds.contains(&kind)) {
            report.add(*at, format!("{key}: {expected} is expected beside it"));
        }
    }
}

fn work(mapping: &Mapping, kind: Kind, node: &Node, report: &mut Report) -> Option<Work> {
    match kind {
        Kind::Manual => Some(Work::Manual),
        Kind::Approval => {
            let approvals = mapping.get("approvals").and_then(|n| count(n, "approvals", (1, 10), report));
            Some(Work::Approval { approvals: approvals.unwrap_or(1) })
        }
        Kind::Notify => {
            let audience = required(mapping, "notify", node, report)?;
            text(audience, "notify", report).map(Work::Notify)
        }
        Kind::Command | Kind::Check => {
            let program = program(required(mapping, "run", node, report)?, "run", report)?;
            let timeout = time(mapping, "timeout", TIMEOUT, report);
            if kind == Kind::Command {
                return Some(Work::Command { program, timeout });
            }
            let (within, every) = tries(mapping, report);
            Some(Work::Check { program, timeout, within, every })
        }
    }
}

/// For how long a check is tried and how long it rests between tries, within bounds.
fn tries(mapping: &Mapping, report: &mut Report) -> (Span, Span) {
    let within = time(mapping, "within", WITHIN, report);
    let every = time(mapping, "every", EVERY, report);
    let tries = within.0.checked_div(every.0).unwrap_or(0);
    let stated = mapping.get("every").or_else(|| mapping.get("within"));
    if let Some(node) = stated.filter(|_| tries > MOST_TRIES) {
        let found = format!("{every} within {within} is {tries} tries");
        report.add(node.at, format!("every: {found}: at most {MOST_TRIES} are expected"));
    }
    (within, every)
}

fn time(mapping: &Mapping, key: &str, usual: Span, report: &mut Report) -> Span {
    mapping.get(key).and_then(|node| some(node, key, report)).unwrap_or(usual)
}

fn required<'a>(mapping: &Mapping<'a>, key: &str, node: &Node, report: &mut Report) -> Option<&'a Node> {
    let found = mapping.get(key);
    if found.is_none() {
        report.add(node.at, format!("`{key}` is expected for a step of this kind"));
    }
    found
}

/// More than no time.
fn some(node: &Node, what: &str, report: &mut Report) -> Option<Span> {
    let span = span(node, what, report)?;
    if span.0 == 0 {
        report.add(node.at, format!("{what}: more than no time is expected, such as 10s"));
    }
    Some(span)
}

fn modes(node: &Node, report: &mut Report) -> Option<Vec<Mode>> {
    let words = Mode::ALL.map(Mode::word).join(", ");
    let mut modes = Vec::new();
    for (at, word) in texts(node, "modes", report)? {
        match Mode::parse(&word.to_lowercase()) {
            Some(mode) => modes.push(mode),
            None => report.add(at, format!("modes: {words} are expected, not {word:?}")),
        }
    }
    if modes.is_empty() {
        report.add(node.at, format!("modes: at least one of {words} is expected"));
    }
    modes.sort_unstable();
    modes.dedup();
    Some(modes)
}
