//! Where the answers to a step's question lead.

use super::{Runbook, Step};
use serde::{Deserialize, Serialize};

/// An answer to a step's question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The answer.
    pub label: String,
    /// The position of the step that it leads to, from 1.
    pub to: usize,
}

impl Step {
    /// Where its answers lead, in words: `Yes: step 3`. None where nothing is asked.
    pub fn answers(&self) -> Vec<String> {
        self.ways.iter().map(|way| format!("{}: step {}", way.label, way.to)).collect()
    }

    /// The positions that its arrows lead to once a way was chosen; all of them until then.
    fn leads_to(&self, chosen: Option<&Way>) -> Vec<usize> {
        match chosen {
            Some(way) if self.ways.contains(way) => vec![way.to],
            _ => self.ways.iter().map(|way| way.to).chain(self.then.iter().copied()).collect(),
        }
    }
}

impl Runbook {
    /// Whether a run goes through each step, in order, after these choices: `chosen` tells the way that was chosen at a
    /// position. Without answers to choose from it goes through all of them.
    pub fn on_the_way<'a>(&self, chosen: impl Fn(usize) -> Option<&'a Way>) -> Vec<bool> {
        if self.steps.iter().all(|step| step.ways.is_empty()) {
            return vec![true; self.steps.len()];
        }
        let mut entered = vec![false; self.steps.len()];
        self.steps.iter().flat_map(|step| step.leads_to(None)).for_each(|to| mark(&mut entered, to));
        let mut on: Vec<bool> = entered.iter().map(|entered| !entered).collect();
        let mut left: Vec<usize> = (1..=on.len()).filter(|position| on[position - 1]).collect();
        while let Some(position) = left.pop() {
            let Some(step) = self.step(position) else { continue };
            for to in step.leads_to(chosen(position)) {
                if on.get(to.wrapping_sub(1)) == Some(&false) {
                    mark(&mut on, to);
                    left.push(to);
                }
            }
        }
        on
    }
}

fn mark(positions: &mut [bool], position: usize) {
    if let Some(one) = positions.get_mut(position.wrapping_sub(1)) {
        *one = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 asks: yes to 2, no to 3. 2 goes on to 5; 3 asks: more to 4, enough to 5. 4 goes on to 5.
    fn runbook() -> Runbook {
        let way = |label: &str, to| Way { label: label.to_owned(), to };
        let asks = |ways: &[Way]| Step { ways: ways.to_vec(), ..Step::manual("Which?") };
        let goes = |to| Step { then: vec![to], ..Step::manual("Go") };
        Runbook {
            title: "Plan".to_owned(),
            time_objective: None,
            point_objective: None,
            drill_every: None,
            time_limit: None,
            environments: Vec::new(),
            steps: vec![
                asks(&[way("yes", 2), way("no", 3)]),
                goes(5),
                asks(&[way("more", 4), way("enough", 5)]),
                goes(5),
                Step::manual("Tell"),
            ],
        }
    }

    #[test]
    fn a_run_leaves_out_what_only_other_answers_lead_to() {
        let runbook = runbook();
        let on = |choices: &[(usize, usize)]| {
            let chosen = |at: usize| {
                let choice = choices.iter().find(|(position, _)| *position == at);
                choice.map(|(position, way)| &runbook.steps[position - 1].ways[*way])
            };
            let on = runbook.on_the_way(chosen);
            (1..=5).filter(|position| on[position - 1]).collect::<Vec<_>>()
        };
        assert_eq!(on(&[]), [1, 2, 3, 4, 5]);
        assert_eq!(on(&[(1, 0)]), [1, 2, 5]);
        assert_eq!(on(&[(1, 1)]), [1, 3, 4, 5]);
        assert_eq!(on(&[(1, 1), (3, 1)]), [1, 3, 5]);
        assert_eq!(runbook.steps[0].answers(), ["yes: step 2", "no: step 3"]);
    }

    #[test]
    fn a_runbook_without_answers_is_written_as_before() {
        let json = serde_json::to_string(&Step::manual("Restart")).unwrap();
        assert!(!json.contains("ways") && !json.contains("then"), "{json}");
        let old: Step = serde_json::from_str(&json).unwrap();
        assert_eq!(old, Step::manual("Restart"));
    }
}
