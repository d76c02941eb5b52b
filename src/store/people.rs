//! People: an id for ever, a sign-in name that is never reused, and what pages show.

use super::events::Event;
use super::{Db, StoreError, Write, one_row, to_json};
use crate::access::permit::Manages;
use crate::domain::id::PersonId;
use crate::domain::password::Own;
use crate::domain::time::Time;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A person.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Inside.
    pub id: PersonId,
    /// What they type to sign in; unique ignoring case.
    pub sign_in_name: String,
    /// What they are called.
    pub display_name: String,
    /// What others read: the display name, and the sign-in name beside it where somebody else has the same one.
    pub name: String,
    /// Where they get mail.
    pub email: Option<String>,
    /// Their password as an argon2id PHC string; none cannot sign in with a password.
    pub password_hash: Option<String>,
    /// Since when they may do nothing.
    pub disabled_at: Option<Time>,
}

impl Person {
    /// What a session keeps of the password that its person had when it began, so that another password ends it; none
    /// without a password.
    pub fn password_mark(&self) -> Option<String> {
        self.password_hash.as_ref().map(|hash| hex::encode(Sha256::digest(hash)))
    }

    /// Whether neither their password changed since they were looked at, nor were they disabled.
    pub fn is_still(&self, now: &Self) -> bool {
        now.disabled_at.is_none() && self.password_hash == now.password_hash
    }

    /// What others know of them, and so would try first as their password. `installation` is its address.
    pub fn own<'a>(&'a self, installation: &'a str) -> Own<'a> {
        let (sign_in_name, display_name) = (&self.sign_in_name, &self.display_name);
        Own { sign_in_name, display_name, email: self.email.as_deref(), installation }
    }
}

/// What pages say of a person, which an admin may change.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Described {
    /// What pages show.
    pub display_name: String,
    /// Where they get mail.
    pub email: Option<String>,
}

/// The hash is left out, so that no log ever holds it.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("sign_in_name", &self.sign_in_name)
            .field("disabled_at", &self.disabled_at)
            .finish_non_exhaustive()
    }
}

/// The person of a sign-in name, ignoring case.
pub async fn by_sign_in_name(db: &mut Db, name: &str) -> Result<Option<Person>, StoreError> {
    Ok(sqlx::query_as!(
        Person,
        r#"SELECT id AS "id: PersonId", sign_in_name, display_name,
                  (SELECT n.name FROM named_people n WHERE n.id = people.id) AS "name!: String", email, password_hash,
                  disabled_at AS "disabled_at: Time"
           FROM people WHERE sign_in_name = ?"#,
        name
    )
    .fetch_optional(db)
    .await?)
}

/// The person of an id.
pub async fn by_id(db: &mut Db, id: PersonId) -> Result<Option<Person>, StoreError> {
    Ok(sqlx::query_as!(
        Person,
        r#"SELECT id AS "id: PersonId", sign_in_name, display_name,
                  (SELECT n.name FROM named_people n WHERE n.id = people.id) AS "name!: String", email, password_hash,
                  disabled_at AS "disabled_at: Time"
           FROM people WHERE id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?)
}

/// Everybody who is not disabled, in the order they were added.
pub async fn active(db: &mut Db) -> Result<Vec<Person>, StoreError> {
    Ok(sqlx::query_as!(
        Person,
        r#"SELECT id AS "id: PersonId", sign_in_name, display_name,
                  (SELECT n.name FROM named_people n WHERE n.id = people.id) AS "name!: String", email, password_hash,
                  disabled_at AS "disabled_at: Time"
           FROM people WHERE disabled_at IS NULL ORDER BY id"#
    )
    .fetch_all(db)
    .await?)
}

/// Everybody, disabled or not, by display name.
pub async fn all(db: &mut Db) -> Result<Vec<Person>, StoreError> {
    Ok(sqlx::query_as!(
        Person,
        r#"SELECT id AS "id: PersonId", sign_in_name, display_name,
                  (SELECT n.name FROM named_people n WHERE n.id = people.id) AS "name!: String", email, password_hash,
                  disabled_at AS "disabled_at: Time"
           FROM people ORDER BY display_name COLLATE NOCASE, id"#
    )
    .fetch_all(db)
    .await?)
}

/// Who administers now and is able to sign in: not disabled, with a role that administers for all projects, by
/// themselves or by a group, and with a password or an account at this issuer, the sign-in provider of the settings.
/// `without_password` counts those too who have neither, where signing in asks for none.
pub async fn administrators(
    db: &mut Db,
    issuer: Option<&str>,
    without_password: bool,
) -> Result<Vec<PersonId>, StoreError> {
    administered_since(db, Time(i64::MAX), issuer, without_password).await
}

/// Who administered at any moment from one on, as far as they can or could sign in; see [`administrators`], which is
/// this from the end of all time on: only what has no end holds then.
pub async fn administered_since(
    db: &mut Db,
    from: Time,
    issuer: Option<&str>,
    without_password: bool,
) -> Result<Vec<PersonId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT DISTINCT p.id AS "id: PersonId"
           FROM people p JOIN holdings h ON h.person_id = p.id JOIN roles r ON r.id = h.role_id
           WHERE r.administers = 1 AND (r.retired_at IS NULL OR r.retired_at > ?1)
             AND h.project_id IS NULL AND (h.until IS NULL OR h.until > ?1)
             AND (p.disabled_at IS NULL OR p.disabled_at > ?1)
             AND (?2 OR p.password_hash IS NOT NULL
                  OR EXISTS (SELECT 1 FROM identities i WHERE i.person_id = p.id AND i.issuer = ?3))
           ORDER BY p.id"#,
        from,
        without_password,
        issuer
    )
    .fetch_all(db)
    .await?)
}

/// Whether a person administered all projects at a moment.
pub async fn administered_at(db: &mut Db, person: PersonId, at: Time) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM holdings h JOIN roles r ON r.id = h.role_id
                          WHERE h.person_id = ?1 AND r.administers = 1 AND h.project_id IS NULL
                            AND h.since <= ?2 AND (h.until IS NULL OR h.until > ?2)) AS "did!: bool""#,
        person,
        at
    )
    .fetch_one(db)
    .await?)
}

/// Who has an account at this issuer, the sign-in provider of the settings.
pub async fn at_provider(db: &mut Db, issuer: Option<&str>) -> Result<Vec<PersonId>, StoreError> {
    let sql = sqlx::query_scalar!(
        r#"SELECT DISTINCT person_id AS "id: PersonId" FROM identities WHERE issuer = ?"#,
        issuer
    );
    Ok(sql.fetch_all(db).await?)
}

/// What people are called now, to tell those apart who acted.
#[derive(Debug, Clone, Default)]
pub struct Names(BTreeMap<i64, Named>);

#[derive(Debug, Clone)]
struct Named {
    display_name: String,
    sign_in_name: String,
    /// See [`Person::name`].
    name: String,
}

impl Names {
    /// What a person is called who was called `then` when they acted: as now, or with the sign-in name where that was
    /// something else. An empty `then` is not known.
    pub fn of(&self, person: Option<i64>, then: &str) -> String {
        let Some(named) = person.and_then(|id| self.0.get(&id)) else { return then.to_owned() };
        let told_apart = format!("({})", named.sign_in_name);
        if then.is_empty() || then == named.display_name || then.ends_with(&told_apart) {
            return if then.ends_with(&told_apart) { then.to_owned() } else { named.name.clone() };
        }
        format!("{then} {told_apart}")
    }

    /// What a person signs in with.
    pub fn sign_in_name(&self, person: i64) -> Option<&str> {
        self.0.get(&person).map(|named| named.sign_in_name.as_str())
    }
}

/// The names of those who acted in these events, or whose tokens did.
pub async fn actors(db: &mut Db, events: &[Event]) -> Result<Names, StoreError> {
    let ids: BTreeSet<i64> = events.iter().filter_map(|event| event.person()).collect();
    let ids = to_json(&ids);
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: i64", display_name, sign_in_name, name AS "name!: String" FROM named_people
           WHERE id IN (SELECT value FROM json_each(?))"#,
        ids
    )
    .fetch_all(db)
    .await?;
    let named = rows.into_iter().map(|row| {
        let (display_name, sign_in_name) = (row.display_name, row.sign_in_name);
        (row.id, Named { display_name, sign_in_name, name: row.name })
    });
    Ok(Names(named.collect()))
}

/// The names of some people, for a page; see [`Person::name`].
pub async fn names(db: &mut Db, people: &[PersonId]) -> Result<BTreeMap<PersonId, String>, StoreError> {
    let ids = to_json(&people);
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: PersonId", name AS "name!: String" FROM named_people
           WHERE id IN (SELECT value FROM json_each(?))"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Whether there is nobody yet.
pub async fn is_empty(db: &mut Db) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(r#"SELECT NOT EXISTS (SELECT 1 FROM people) AS "empty!: bool""#)
        .fetch_one(db)
        .await?)
}

/// Adds a person. That the sign-in name is free was asked in the same transaction.
pub async fn insert(
    write: &mut Write,
    _: &impl Manages,
    sign_in_name: &str,
    display_name: &str,
    email: Option<&str>,
    password_hash: Option<&str>,
    at: Time,
) -> Result<PersonId, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO people (sign_in_name, display_name, email, password_hash, created_at)
           VALUES (?, ?, ?, ?, ?) RETURNING id AS "id!: PersonId""#,
        sign_in_name,
        display_name,
        email,
        password_hash,
        at
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Changes what pages say of a person.
pub async fn describe(
    write: &mut Write,
    _: &impl Manages,
    person: PersonId,
    described_as: &Described,
) -> Result<(), StoreError> {
    let described = sqlx::query!(
        "UPDATE people SET display_name = ?, email = ? WHERE id = ?",
        described_as.display_name,
        described_as.email,
        person
    )
    .execute(&mut **write)
    .await?;
    one_row(described.rows_affected(), "a person who is described")
}

/// Takes from a person all that they may do, from now on. Whether they were not disabled before.
pub async fn disable(
    write: &mut Write,
    _: &impl Manages,
    person: PersonId,
    at: Time,
) -> Result<bool, StoreError> {
    let disabled =
        sqlx::query!("UPDATE people SET disabled_at = ? WHERE id = ? AND disabled_at IS NULL", at, person)
            .execute(&mut **write)
            .await?;
    if disabled.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("INSERT INTO disablements (person_id, since) VALUES (?, ?)", person, at)
        .execute(&mut **write)
        .await?;
    Ok(true)
}

/// Gives a disabled person back what they hold. Whether they were disabled.
pub async fn enable(
    write: &mut Write,
    _: &impl Manages,
    person: PersonId,
    at: Time,
) -> Result<bool, StoreError> {
    sqlx::query!("UPDATE disablements SET until = ? WHERE person_id = ? AND until IS NULL", at, person)
        .execute(&mut **write)
        .await?;
    let enabled =
        sqlx::query!("UPDATE people SET disabled_at = NULL WHERE id = ? AND disabled_at IS NOT NULL", person)
            .execute(&mut **write)
            .await?;
    Ok(enabled.rows_affected() > 0)
}

/// Gives a person a password. That it is they who give it was proved in the same transaction.
pub async fn set_password(write: &mut Write, person: PersonId, hash: &str) -> Result<(), StoreError> {
    let set = sqlx::query!("UPDATE people SET password_hash = ? WHERE id = ?", hash, person)
        .execute(&mut **write)
        .await?;
    one_row(set.rows_affected(), "a person whose password is set")
}
