//! What each project's document asks before something goes to an environment, and who could agree to it now.

use crate::access::grants::Grants;
use crate::actions::strategy_in_force::InForce;
use crate::domain::id::{EnvironmentId, PersonId, ProjectId};
use crate::domain::quorum::fill;
use crate::domain::strategy::Approvals;
use crate::domain::text::{Slug, list_words};
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
    let asked = &rules.approvals;
    if !asked.are_asked() {
        return Some(Row::new(Mark::Skipped, link).note("asks nobody"));
    }
    let could = approvers(asked, project.id, place, people, grants);
    let places: Vec<u32> = asked.rules().iter().map(|rule| rule.required).collect();
    let can: Vec<Vec<usize>> = could.iter().map(|(_, fills)| fills.clone()).collect();
    let enough = fill(&places, &can).iter().flatten().count() == asked.required() as usize;
    let names: Vec<&str> = could.iter().map(|(name, _)| name.as_str()).collect();
    let who = match could.len() {
        0 => "nobody could give one now".to_owned(),
        _ => format!("could approve: {}", list_words(&names)),
    };
    let mark = if enough { Mark::Yes } else { Mark::Warn };
    Some(Row::new(mark, link).note(asked.words()).below(view! { <p>{who}</p> }))
}

/// Who holds a role that a rule names and, by that role, Approve; with the rules of which they could fill a place.
fn approvers(
    asked: &Approvals,
    project: ProjectId,
    place: EnvironmentId,
    people: &[Person],
    grants: &HashMap<PersonId, Grants>,
) -> Vec<(String, Vec<usize>)> {
    let fills = |person: &Person| -> Vec<usize> {
        let Some(held) = grants.get(&person.id) else { return Vec::new() };
        let rules = asked.rules().iter().enumerate();
        let asks = |roles: &[String]| roles.iter().any(|role| held.approves_as(role, project, place));
        rules.filter(|(_, rule)| asks(&rule.from)).map(|(index, _)| index).collect()
    };
    let could = people.iter().map(|person| (person.display_name.clone(), fills(person)));
    could.filter(|(_, fills)| !fills.is_empty()).collect()
}
