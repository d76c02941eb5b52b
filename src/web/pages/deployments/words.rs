//! Where a deployment stands, in words and shapes.

use crate::actions::deciding::Deciding;
use crate::domain::conditions::Condition;
use crate::domain::deployment::State;
use crate::domain::text::{Slug, count_of, list_words};
use crate::ui::state::Shape;

/// The shape of a state.
pub fn shape(state: State) -> Shape {
    match state {
        State::Waiting | State::Ready | State::AwaitingPerson => Shape::Waiting,
        State::Running => Shape::Running,
        State::Succeeded => Shape::Live,
        State::Interrupted | State::Failed | State::Rejected => Shape::Failed,
        State::Cancelled | State::Superseded => Shape::Empty,
    }
}

/// What a waiting deployment waits for, shortly: `1 approval`, `2 gates`, `#41`.
pub fn awaited(condition: &Condition, sees: impl Fn(&Slug) -> bool) -> String {
    match condition {
        Condition::Gates(gates) => count_of(gates.len(), "gate"),
        Condition::Checklist(lines) => count_of(lines.len(), "checklist answer"),
        Condition::Approvals { quorum, .. } => count_of(quorum.missing() as usize, "approval"),
        Condition::EarlierEnvironment(slug) if sees(slug) => format!("success in {slug}"),
        Condition::EarlierEnvironment(_) => "success in an earlier environment".to_owned(),
        Condition::Drill(_) => "a recovery drill".to_owned(),
        Condition::Slot(number) => format!("the end of #{number}"),
    }
}

/// The whole of it for one person: `Waiting for 1 approval; yours would do`.
pub fn waiting(unmet: &[Condition], deciding: &Deciding, sees: impl Fn(&Slug) -> bool) -> String {
    let awaited: Vec<String> = unmet.iter().map(|condition| awaited(condition, &sees)).collect();
    let mut words = format!("Waiting for {}", list_words(&awaited));
    let missing = unmet.iter().find_map(|condition| match condition {
        Condition::Approvals { quorum, .. } => Some(quorum.missing()),
        _ => None,
    });
    if deciding.would_count() {
        words.push_str(match missing {
            Some(1) => "; yours would do",
            Some(_) => "; yours would be one",
            None => "",
        });
    }
    words
}

/// Why it cannot start, as the reason beside the button: `needs 1 more approval, from Stakeholder; yours would do`.
pub fn needs(unmet: &[Condition], deciding: &Deciding, sees: impl Fn(&Slug) -> bool) -> Option<String> {
    if unmet.is_empty() {
        return None;
    }
    let needs: Vec<String> = unmet.iter().map(|condition| condition.needs_for(&sees)).collect();
    let only_approval = matches!(unmet, [Condition::Approvals { quorum, .. }] if quorum.missing() == 1);
    let yours = if only_approval && deciding.would_count() { "; yours would do" } else { "" };
    Some(format!("needs {}{yours}", list_words(&needs)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{DeploymentNumber, PersonId};
    use crate::domain::quorum::{Filled, Quorum};

    fn approvals(have: u32) -> Condition {
        let people = (0..have).map(|person| PersonId(person.into())).collect();
        let from = vec!["Stakeholder".to_owned()];
        let rules = vec![Filled { required: 2, from, people, takes: vec![0] }];
        Condition::Approvals { quorum: Quorum { have, required: 2, rules } }
    }

    #[test]
    fn a_waiting_deployment_says_what_is_missing_for_who_looks() {
        let staging = Condition::EarlierEnvironment(Slug::parse("staging").unwrap());
        let slot = Condition::Slot(DeploymentNumber(41));
        let answers = Condition::Checklist(vec!["Documentation updated".to_owned()]);
        let all = |_: &Slug| true;
        for (unmet, deciding, words) in [
            (vec![approvals(1)], Deciding::Now, "Waiting for 1 approval; yours would do"),
            (vec![approvals(0)], Deciding::Now, "Waiting for 2 approvals; yours would be one"),
            (vec![approvals(1)], Deciding::NotAsked, "Waiting for 1 approval"),
            (
                vec![answers, approvals(1)],
                Deciding::NotAsked,
                "Waiting for 1 checklist answer and 1 approval",
            ),
            (vec![slot.clone()], Deciding::Now, "Waiting for the end of #41"),
            (vec![staging.clone()], Deciding::NotAsked, "Waiting for success in staging"),
        ] {
            assert_eq!(waiting(&unmet, &deciding, all), words);
        }
        let hidden = waiting(&[staging], &Deciding::NotAsked, |_| false);
        assert_eq!(hidden, "Waiting for success in an earlier environment");
    }

    #[test]
    fn the_reason_beside_the_button_is_a_sentence() {
        let all = |_: &Slug| true;
        assert_eq!(needs(&[], &Deciding::Now, all), None);
        assert_eq!(
            needs(&[approvals(1)], &Deciding::Now, all).unwrap(),
            "needs 1 more approval, from Stakeholder; yours would do"
        );
    }
}
