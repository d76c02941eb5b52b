//! The first run: the one-time link that the server prints while nobody is there, and what is done with it.

use super::add_person::{self, NewGrant, NewPerson, insert};
use super::error::ActionError;
use super::import_strategy::{
    MissingFile, Readable, Text, Wish, import_into, missing_files, read, read_with_files,
};
use super::one_time_link::{NewLink, make, open};
use super::password;
use crate::access::actor::Actor;
use crate::access::permit::{Founder, Manages, Operator};
use crate::access::policy;
use crate::app::App;
use crate::config;
use crate::domain::acknowledgement::{self, Accepted, settle};
use crate::domain::one_time_link::LinkKind;
use crate::domain::reading::Reader;
use crate::domain::refusal::Refusal;
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::domain::url::installation_address;
use crate::domain::wrong::Wrongs;
use crate::domain::{password as rules, person};
use crate::store::events::{self, NewEvent};
use crate::store::links::{self, Link};
use crate::store::{Db, Write, people};
use crate::strategy::{self, starter};
use serde_json::json;
use std::collections::BTreeSet;

/// What somebody wants the installation to begin with.
#[derive(Clone, Default)]
pub struct SetUp {
    /// The first admin: what they type to sign in.
    pub sign_in_name: String,
    /// What pages show; the sign-in name where it is absent.
    pub display_name: Option<String>,
    /// Where they get mail.
    pub email: Option<String>,
    /// Their password.
    pub password: String,
    /// How people reach the installation.
    pub address: String,
    /// The first project.
    pub first: FirstProject,
}

/// The first project.
#[derive(Clone, Default)]
pub enum FirstProject {
    /// Of a filled-in document.
    Document {
        /// The document.
        text: String,
        /// The command files that come with it: path and content.
        files: Vec<(String, Vec<u8>)>,
        /// The hashes of the passages that were not read and are acknowledged.
        acknowledged: BTreeSet<String>,
    },
    /// Of the template, under this name.
    Template(String),
    /// None yet.
    #[default]
    Later,
}

/// What became of it.
pub enum Begun {
    /// The installation is set up. `address` is what holds from the next start on, where that differs from what holds
    /// now, and whether it could be kept.
    SetUp {
        /// The address, and why it could not be kept.
        address: Option<(String, Result<(), String>)>,
    },
    /// Nothing was done, for what is wrong, by field.
    Wrong(Wrongs<&'static str>),
}

/// The link of the first run, in place of those printed before; none where somebody is there.
///
/// # Errors
/// Where the database cannot be used.
pub async fn setup_link(app: &App, operator: &Operator) -> Result<Option<NewLink>, ActionError> {
    let mut write = app.store.write().await?;
    if !people::is_empty(&mut write).await? {
        return Ok(None);
    }
    let link = make(app, &mut write, operator, LinkKind::Setup, None).await?;
    write.commit().await?;
    Ok(Some(link))
}

/// Whether this link opens the first run now.
///
/// # Errors
/// Denied where there never was such a link; a refusal where it opens nothing any more, or somebody is there.
pub async fn may_set_up(db: &mut Db, secret: &str, now: Time) -> Result<Link, ActionError> {
    let link = open(db, LinkKind::Setup, secret, now).await?;
    if people::is_empty(db).await? {
        return Ok(link);
    }
    Err(Refusal::gone("This installation is set up already. Sign in, or ask an admin for an invitation.")
        .into())
}

/// Everything that is wrong with what is wanted, by field; nothing is done.
pub fn check(app: &App, wanted: &SetUp) -> Wrongs<&'static str> {
    let mut wrongs = Wrongs::default();
    wrong_admin_or_address(wanted, &mut wrongs);
    document(&wanted.first, app.clock.now(), &mut wrongs);
    wrongs
}

/// Sets the installation up: the first admin, how people reach it, and the first project, all of it or nothing.
///
/// # Errors
/// As of [`may_set_up`].
pub async fn set_up(app: &App, secret: &str, wanted: SetUp) -> Result<Begun, ActionError> {
    may_set_up(&mut *app.store.read().await?, secret, app.clock.now()).await?;
    let mut wrongs = Wrongs::default();
    let address = wrong_admin_or_address(&wanted, &mut wrongs);
    let document = document(&wanted.first, app.clock.now(), &mut wrongs);
    let (Some(address), true) = (address, wrongs.is_empty()) else { return Ok(Begun::Wrong(wrongs)) };
    let hash = password::hash(&*app.random, &wanted.password).await;

    let mut write = app.store.write().await?;
    let at = app.clock.now();
    let link = may_set_up(&mut write, secret, at).await?;
    let permit = policy::set_up(true, people::is_empty(&mut write).await?)?;
    links::spend(&mut write, &link, at).await?;
    let admin = admin(&wanted);
    let first_admin = insert(&mut write, &permit, &admin, Some(&hash), at).await?;
    let name = people::by_id(&mut write, first_admin).await?.map(|person| person.name).unwrap_or_default();
    let permit = permit.by(Actor::Person { id: first_admin, name });
    if let Some((text, readable)) = &document {
        let text = Text::of(text.as_bytes(), files(&wanted.first));
        let wish = Wish { approve: true, accepted: accepted(&wanted.first), by: Some(first_admin) };
        match import_into(app, write, &permit, readable, &text, &wish).await {
            Ok((still_open, _)) => write = still_open,
            Err(ActionError::Refused(refusal)) => {
                wrongs.add("document", refusal.sentence);
                return Ok(Begun::Wrong(wrongs));
            }
            Err(error) => return Err(error),
        }
    }
    record(app, &mut write, &permit, &address, at).await?;
    write.commit().await?;
    Ok(Begun::SetUp { address: keep(app, address) })
}

fn admin(wanted: &SetUp) -> NewPerson {
    NewPerson {
        sign_in_name: wanted.sign_in_name.clone(),
        display_name: wanted.display_name.clone(),
        email: wanted.email.clone(),
        password: None,
        roles: vec![NewGrant { role: "Admin".to_owned(), project: None }],
    }
}

/// Notes what is wrong with the person and the address; gives the address as it is kept.
fn wrong_admin_or_address(wanted: &SetUp, wrongs: &mut Wrongs<&'static str>) -> Option<String> {
    wrongs.note("name", person::check_sign_in_name(&wanted.sign_in_name));
    wrongs.note("display_name", wanted.display_name.as_deref().map_or(Ok(()), person::check_display_name));
    wrongs.note("email", wanted.email.as_deref().map_or(Ok(()), person::check_email));
    let own = rules::Own {
        sign_in_name: &wanted.sign_in_name,
        display_name: wanted.display_name.as_deref().unwrap_or_default(),
        email: wanted.email.as_deref(),
        installation: &wanted.address,
    };
    wrongs.note("password", rules::check(&wanted.password, own));
    if wrongs.is_empty() {
        // What else adding a person asks for is told at the name.
        wrongs.note("name", add_person::check(&admin(wanted), &wanted.address));
    }
    let address = installation_address(&wanted.address);
    address.map_err(|expected| wrongs.add("address", expected)).ok()
}

/// The command files of the first project's document.
fn files(first: &FirstProject) -> Vec<(String, Vec<u8>)> {
    match first {
        FirstProject::Document { files, .. } => files.clone(),
        FirstProject::Template(_) | FirstProject::Later => Vec::new(),
    }
}

/// The passages of the first project's document that are acknowledged.
fn accepted(first: &FirstProject) -> Accepted {
    match first {
        FirstProject::Document { acknowledged, .. } => Accepted::Passages(acknowledged.clone()),
        FirstProject::Template(_) | FirstProject::Later => Accepted::None,
    }
}

/// The document of the first project, and what it says.
fn document(first: &FirstProject, at: Time, wrongs: &mut Wrongs<&'static str>) -> Option<(String, Readable)> {
    match first {
        FirstProject::Later => None,
        FirstProject::Template(name) => {
            let text = starter::document(name.trim(), at);
            match read(text.as_bytes()) {
                Ok(readable) if readable.strategy.project == name.trim() => return Some((text, readable)),
                _ if Slug::of_name(name).is_none() => {
                    wrongs.add("project", "A project's name holds at least one letter of a to z or a digit.");
                }
                _ => wrongs.add("project", "A project's name is one line, without marks such as * or `."),
            }
            None
        }
        FirstProject::Document { text, files, .. } => {
            let problems = problems(text, files);
            if !problems.is_empty() {
                for problem in problems {
                    let (line, column) = (problem.line, problem.column);
                    wrongs.add("document", format!("Line {line}, column {column}: {}", problem.message));
                }
                return None;
            }
            match read_with_files(text.as_bytes(), files) {
                Ok(readable) => {
                    let open = settle(&readable.unread, &accepted(first), &BTreeSet::new()).open;
                    if !open.is_empty() {
                        wrongs.add("document", acknowledgement::refusal(&open));
                    }
                    Some((text.clone(), readable))
                }
                Err(refusal) => {
                    wrongs.add("document", refusal.sentence);
                    None
                }
            }
        }
    }
}

/// Everything that is wrong with a document and the files that come with it.
fn problems(text: &str, files: &[(String, Vec<u8>)]) -> Vec<strategy::Problem> {
    let outcome = strategy::examine(text.as_bytes(), Reader::default());
    let given = files.iter().map(|(path, _)| path.as_str());
    let missing = outcome.strategy.map(|strategy| missing_files(&strategy, text.as_bytes(), given));
    let missing = missing.unwrap_or_default();
    outcome.problems.into_iter().chain(missing.iter().map(MissingFile::problem)).collect()
}

async fn record(
    app: &App,
    write: &mut Write,
    permit: &Founder,
    address: &str,
    at: Time,
) -> Result<(), ActionError> {
    let details = json!({ "address": { "before": app.settings.public_url, "after": address } });
    let actor = permit.actor();
    let event = NewEvent::new(at, &actor, "installation.set_up", "the installation").with(details);
    events::append(write, event).await?;
    Ok(())
}

/// Keeps the address where it differs from the one that holds.
fn keep(app: &App, address: String) -> Option<(String, Result<(), String>)> {
    if address == app.settings.public_url {
        return None;
    }
    let kept = config::keep_public_url(&app.settings.data, &address);
    Some((address, kept.map_err(|error| error.to_string())))
}

#[cfg(test)]
mod tests;
