//! Makes an API token: shown once, kept as a hash.

use super::add_person::{no_project, project_of, role_of};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::{Operator, TokenKeeper};
use crate::access::policy;
use crate::app::App;
use crate::domain::id::{PersonId, TokenId};
use crate::domain::refusal::Refusal;
use crate::domain::text::clip;
use crate::domain::time::{Span, Time};
use crate::domain::token;
use crate::store::events::{self, NewEvent};
use crate::store::people::Person;
use crate::store::projects::Project;
use crate::store::tokens::NewToken as Row;
use crate::store::{Db, Write, grants, people, tokens};
use serde_json::json;

/// A token as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Its name.
    pub name: String,
    /// The slug of the one project it is for.
    pub project: String,
    /// The name of the role it acts with.
    pub role: String,
    /// The sign-in name of the person whose it is.
    pub owner: String,
    /// How many days it is good for.
    pub days: u32,
}

/// A token that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Made {
    /// Inside.
    pub id: TokenId,
    /// The token itself. Nothing keeps it: show it once.
    pub secret: String,
    /// From then on it opens nothing.
    pub expires_at: Time,
}

/// Makes a token, as the operator.
///
/// # Errors
/// A refusal where the name or the days do not fit, the project, role or owner does not exist, or the owner is
/// disabled or has no role in the project: the token could do nothing.
pub async fn add_token(app: &App, operator: &Operator, new: NewToken) -> Result<Made, ActionError> {
    let lifetime = check(&new)?;
    let mut write = app.store.write().await?;
    let project = project_of(&mut write, &new.project).await?;
    let owner = owner_of(&mut write, &new.owner, &project).await?;
    let keeper = TokenKeeper::of_operator(operator, owner.id);
    insert(app, write, &keeper, &new, &project, lifetime).await
}

/// Makes a token for its owner: oneself, or anybody where the actor manages tokens. Nobody gets more by a token than they
/// hold, so that managing tokens gives nothing in an environment.
///
/// # Errors
/// Those of [`add_token`]; where the owner is another and the actor does not manage tokens, denied; and a refusal
/// where the actor does not hold the token's role themselves.
pub async fn make_token(app: &App, actor: &Actor, new: NewToken) -> Result<Made, ActionError> {
    let lifetime = check(&new)?;
    let mut write = app.store.write().await?;
    let held = grants::of(&mut write, actor).await?;
    let owner = people::by_sign_in_name(&mut write, &new.owner).await?;
    let keeper = policy::keep_tokens(actor, &held, owner.as_ref().map_or(PersonId(0), |owner| owner.id))?;
    let project = project_of(&mut write, &new.project).await?;
    if !held.administers() && !held.knows_project(project.id) {
        return Err(no_project(&new.project).into());
    }
    if !held.holds_role(&new.role, project.id) {
        let (role, project) = (clip(&new.role, 80), &project.name);
        return Err(Refusal::invalid(format!("You do not hold the role {role:?} in {project}.")).into());
    }
    owner_of(&mut write, &new.owner, &project).await?;
    insert(app, write, &keeper, &new, &project, lifetime).await
}

fn check(new: &NewToken) -> Result<Span, Refusal> {
    token::check_name(&new.name)?;
    token::lifetime(new.days)
}

async fn insert(
    app: &App,
    mut write: Write,
    keeper: &TokenKeeper,
    new: &NewToken,
    project: &Project,
    lifetime: Span,
) -> Result<Made, ActionError> {
    let mut bytes = [0; token::RANDOM_BYTES];
    app.random.fill(&mut bytes);
    let secret = token::of_random(bytes);
    let at = app.clock.now();
    let expires_at = at + lifetime;
    let role = role_of(&mut write, &new.role).await?;
    let row = Row {
        name: &new.name,
        prefix: token::shown(&secret),
        hash: &tokens::hash(&secret),
        project: project.id,
        role: role.id,
        created_at: at,
        expires_at,
    };
    let id = tokens::insert(&mut write, keeper, &row).await?;
    let expires = expires_at.rfc3339();
    let details = json!({ "prefix": row.prefix, "role": role.name, "owner": new.owner, "expires": expires });
    let event = NewEvent::new(at, keeper.actor(), "token.added", &new.name).in_project(project.id);
    events::append(&mut write, event.with(details)).await?;
    write.commit().await?;
    Ok(Made { id, secret, expires_at })
}

/// The owner of a sign-in name, who must hold some role in the project.
async fn owner_of(db: &mut Db, name: &str, project: &Project) -> Result<Person, ActionError> {
    let owner = people::by_sign_in_name(db, name).await?;
    let owner = owner.ok_or_else(|| Refusal::invalid(format!("There is no person {:?}.", clip(name, 80))))?;
    if grants::of_person(db, owner.id).await?.knows_project(project.id) {
        return Ok(owner);
    }
    let (owner, project) = (&owner.sign_in_name, &project.name);
    Err(Refusal::invalid(format!("{owner} has no role in {project}, so the token could do nothing.")).into())
}

#[cfg(test)]
mod tests;
