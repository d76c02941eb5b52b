//! What each project's document asks before something goes to an environment, and who could agree to it now.

use crate::access::grants::Grants;
use crate::actions::strategy_in_force::InForce;
use crate::domain::id::{EnvironmentId, PersonId, ProjectId};
use crate::domain::strategy::ApprovalRule;
use crate::domain::text::{Slug, choice_words, count_of, list_words};
use crate::store::people::Person;
use crate::store::projects::Project;
use crate::ui::row::{Mark, Row};
use crate::web::addresses;
use leptos::prelude::*;
use std::collections::HashMap;

/// The row of a project; none where its document does not know the environment.
pub fn row(
    project: &Project,
    in_force: &InForce,
    (place, slug): (EnvironmentId, &Slug),
    people: &[Person],
    grants: &HashMap<PersonId, Grants>,
) -> Option<Row> {
    let rules = in_force.strategy.environments.iter().find(|rules| &rules.slug == slug)?;
    let link = view! { <a href=addresses::strategy(&project.slug)>{project.name.clone()}</a> };
    let Some(rule) = &rules.approvals else {
        return Some(Row::new(Mark::Skipped, link).note("asks nobody"));
    };
    let could = approvers(rule, project.id, place, people, grants);
    let enough = could.len() >= rule.required as usize;
    let asks = format!("{} from {}", count_of(rule.required as usize, "approval"), choice_words(&rule.from));
    let who = match could.len() {
        0 => "nobody could give one now".to_owned(),
        _ => format!("could approve: {}", list_words(&could)),
    };
    let mark = if enough { Mark::Yes } else { Mark::Warn };
    Some(Row::new(mark, link).note(asks).below(view! { <p>{who}</p> }))
}

/// Who holds a role that the rule names and, by that role, Approve.
fn approvers(
    rule: &ApprovalRule,
    project: ProjectId,
    place: EnvironmentId,
    people: &[Person],
    grants: &HashMap<PersonId, Grants>,
) -> Vec<String> {
    let approves = |person: &&Person| {
        let held = grants.get(&person.id);
        held.is_some_and(|held| rule.from.iter().any(|role| held.approves_as(role, project, place)))
    };
    people.iter().filter(approves).map(|person| person.name.clone()).collect()
}
