//! The form that makes a token, and what can be chosen in it.

use super::{Sent, Whose};
use crate::domain::token::MOST_DAYS;
use crate::store::people::{self, Person};
use crate::store::projects::{self, Project};
use crate::store::{Db, StoreError};
use crate::ui::button::{Button, Look};
use crate::ui::field::{Choice, Field};
use crate::ui::form::Form;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// What can be chosen.
pub struct Choices {
    projects: Vec<Project>,
    roles: Vec<String>,
    people: Vec<Person>,
}

impl Choices {
    /// The roles that the viewer holds: nobody gets more by a token.
    pub async fn load(db: &mut Db, viewer: &Viewer, whose: Whose) -> Result<Self, StoreError> {
        let projects = projects::known(db, &viewer.scope).await?;
        let people = if whose == Whose::All { people::active(db).await? } else { Vec::new() };
        let mut roles: Vec<String> = viewer.grants().held.iter().map(|grant| grant.name.clone()).collect();
        roles.sort_unstable();
        roles.dedup();
        Ok(Self { projects, roles, people })
    }
}

/// The form.
pub fn view(whose: Whose, sent: &Sent, choices: &Choices, csrf: &str) -> AnyView {
    if choices.projects.is_empty() || choices.roles.is_empty() {
        return view! { <p class="quiet">"A token needs a project and a role; there is none yet to choose."</p> }
            .into_any();
    }
    let projects = choices.projects.iter().map(|p| Choice::new(p.slug.as_str(), p.name.clone())).collect();
    let roles = choices.roles.iter().map(|role| Choice::new(role.clone(), role.clone())).collect();
    let owner = (whose == Whose::All).then(|| {
        let person = |p: &Person| {
            Choice::new(p.sign_in_name.clone(), format!("{} ({})", p.display_name, p.sign_in_name))
        };
        let people = choices.people.iter().map(person).collect();
        let hint = "The token’s rights are cut down to this person’s, and end with them.";
        Field::select("owner", "Owner", people).hint(hint).value(&sent.owner).view()
    });
    let name = Field::text("name", "Name").hint("What will use it, such as “storefront CI”.").required();
    let days = Field::text("days", "Good for days").hint(format!("1 to {MOST_DAYS}.")).required();
    Form::post(whose.path(), csrf)
        .stacked()
        .view(view! {
            {name.value(&sent.name).view()}
            {Field::select("project", "Project", projects).value(&sent.project).view()}
            {Field::select("role", "Role", roles).hint("One that you hold.").value(&sent.role).view()}
            {owner}
            {days.value(&sent.days).view()}
            <div class="actions">{Button::new("Make the token").look(Look::Primary).view()}</div>
        })
        .into_any()
}
