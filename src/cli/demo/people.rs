//! The demo's people: one for each role, and three stakeholders.

use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::actions::add_person::{NewGrant, NewPerson, add_person};
use crate::actions::error::ActionError;
use crate::app::App;
use crate::store::{StoreError, people};

/// Sign-in name, display name and role, in the order in which the sign-in page offers them.
const PEOPLE: &[(&str, &str, &str)] = &[
    ("developer", "Shop developer", "Developer"),
    ("devops", "DevOps on-call", "DevOps"),
    ("sre", "Platform lead", "SRE"),
    ("stakeholder", "Shop lead", "Stakeholder"),
    ("stakeholder2", "Finance", "Stakeholder"),
    ("stakeholder3", "Customer care", "Stakeholder"),
    ("auditor", "Auditor", "Auditor"),
    ("admin", "Administrator", "Admin"),
];

/// Adds those who are not there yet. None of them has a password: the sign-in page of a demo asks for none.
///
/// # Errors
/// Where the database cannot be used.
pub(super) async fn add_missing(app: &App) -> Result<(), ActionError> {
    for (sign_in_name, display_name, role) in PEOPLE {
        if people::by_sign_in_name(&mut *app.store.read().await?, sign_in_name).await?.is_none() {
            let new = NewPerson {
                sign_in_name: (*sign_in_name).to_owned(),
                display_name: Some((*display_name).to_owned()),
                roles: vec![NewGrant { role: (*role).to_owned(), project: None }],
                ..NewPerson::default()
            };
            add_person(app, &Operator::at_command_line(), new).await?;
        }
    }
    Ok(())
}

/// One of them, as who acts.
///
/// # Errors
/// Where the database cannot be read, or nobody has this sign-in name.
pub(super) async fn actor(app: &App, sign_in_name: &str) -> Result<Actor, StoreError> {
    let found = people::by_sign_in_name(&mut *app.store.read().await?, sign_in_name).await?;
    let person = found.ok_or_else(|| StoreError::Damaged(format!("{sign_in_name} is gone")))?;
    Ok(Actor::Person { id: person.id, name: person.name })
}
