//! What another plan changes, named for people: an approval of the former one says nothing of it.

use super::{Plan, PlannedStep};
use std::collections::{BTreeMap, BTreeSet};

impl Plan {
    /// What is otherwise in a later plan of the same deployment: `the step “Run smoke tests”`, `the targets`,
    /// `the file deploy.sh`. Where it is nothing that a deployment does or asks, the words around it changed.
    pub fn changes(&self, after: &Self) -> Vec<String> {
        let mut changed: Vec<String> = self.parts(after).map(str::to_owned).collect();
        changed.extend(files(self, after).into_iter().map(|path| format!("the file {path}")));
        changed.extend(steps(self, after));
        if changed.is_empty() {
            changed.push("the words of the document".to_owned());
        }
        changed
    }

    fn parts<'a>(&'a self, after: &'a Self) -> impl Iterator<Item = &'static str> + 'a {
        let differs = [
            (self.release_digest != after.release_digest, "the release"),
            (self.environment != after.environment, "the environment"),
            (self.kind != after.kind, "the kind"),
            (self.targets != after.targets, "the targets"),
            (self.requires != after.requires, "the environments before"),
            (self.gate_mode != after.gate_mode || self.gates != after.gates, "the gates"),
            (self.checklist != after.checklist, "the checklist"),
            (self.approvals != after.approvals, "who must agree"),
            (self.second_factor != after.second_factor, "the second factor"),
            (self.drill_within != after.drill_within, "the drill"),
        ];
        differs.into_iter().filter_map(|(differs, words)| differs.then_some(words))
    }
}

/// Those that were added, removed or changed.
fn files<'a>(before: &'a Plan, after: &'a Plan) -> BTreeSet<&'a str> {
    let [old, new] = [before, after].map(|plan| plan.files.iter().collect::<BTreeSet<_>>());
    old.symmetric_difference(&new).map(|(path, _)| path.as_str()).collect()
}

/// Those that were added, removed or are done otherwise; or else their order.
fn steps(before: &Plan, after: &Plan) -> Vec<String> {
    let (old, new) = (by_text(before), by_text(after));
    let texts: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let changed: Vec<String> = texts
        .into_iter()
        .filter(|text| old.get(text) != new.get(text))
        .map(|text| format!("the step “{text}”"))
        .collect();
    match changed.is_empty() && before.steps != after.steps {
        true => vec!["the order of the steps".to_owned()],
        false => changed,
    }
}

fn by_text(plan: &Plan) -> BTreeMap<&str, Vec<&PlannedStep>> {
    let mut steps = BTreeMap::<_, Vec<_>>::new();
    for step in &plan.steps {
        steps.entry(step.text.as_str()).or_default().push(step);
    }
    steps
}
