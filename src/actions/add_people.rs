//! An admin invites everybody of a pasted list: all of them, or nobody where something is wrong.

use super::add_person::{NewGrant, NewPerson, find_to_give};
use super::administration::administrator;
use super::error::ActionError;
use super::invite_person::invite;
use super::one_time_link::NewLink;
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::people_list::{self, Listed};
use crate::domain::wrong::Wrongs;
use crate::store::{Db, people};

/// What became of a list.
pub enum Added {
    /// Everybody was invited: the sign-in name and the link of each.
    Everybody(Vec<(String, NewLink)>),
    /// Nobody was, for what is wrong, by line.
    Nobody(Wrongs<usize>),
}

/// Invites everybody of a list; see [`people_list::read`].
///
/// # Errors
/// Denied for who does not administer.
pub async fn add_people(app: &App, actor: &Actor, list: &str) -> Result<Added, ActionError> {
    let read = people_list::read(list);
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let (listed, mut wrongs) = match read {
        Ok(listed) => (listed, Wrongs::default()),
        Err(wrongs) => return Ok(Added::Nobody(wrongs)),
    };
    let mut new = Vec::new();
    for person in listed {
        new.push(known(&mut write, person, &mut wrongs).await?);
    }
    if !wrongs.is_empty() {
        return Ok(Added::Nobody(wrongs));
    }
    let mut invited = Vec::new();
    for person in new {
        let link = invite(app, &mut write, &permit, &person).await?;
        invited.push((person.sign_in_name, link));
    }
    write.commit().await?;
    Ok(Added::Everybody(invited))
}

/// The person as they are added; notes a name that is taken, and roles and projects that are not there.
async fn known(db: &mut Db, listed: Listed, wrongs: &mut Wrongs<usize>) -> Result<NewPerson, ActionError> {
    if people::by_sign_in_name(db, &listed.sign_in_name).await?.is_some() {
        wrongs.add(listed.line, format!("The sign-in name {} is taken.", listed.sign_in_name));
    }
    let mut roles: Vec<NewGrant> = Vec::new();
    for text in &listed.roles {
        let grant: NewGrant = match text.parse() {
            Ok(grant) => grant,
            Err(expected) => {
                wrongs.add(listed.line, format!("{expected}."));
                continue;
            }
        };
        match find_to_give(db, &grant).await {
            Ok(_) => roles.push(grant),
            Err(ActionError::Refused(refusal)) => wrongs.add(listed.line, refusal.sentence),
            Err(error) => return Err(error),
        }
    }
    let Listed { sign_in_name, display_name, email, .. } = listed;
    Ok(NewPerson { sign_in_name, display_name, email, password: None, roles })
}

#[cfg(test)]
mod tests;
