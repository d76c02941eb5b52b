//! One-time codes of people: the sealed key, the last step that was taken, and the hashes of recovery codes.

use super::{Db, StoreError, Write, one_row};
use crate::domain::id::PersonId;
use crate::domain::time::Time;

/// Somebody's one-time codes.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The key, sealed for [`place`].
    pub seed: Vec<u8>,
    /// When it was made.
    pub begun_at: Time,
    /// When its first code was right; before that it asks for nothing.
    pub confirmed_at: Option<Time>,
}

/// The place that a person's key is sealed for.
pub fn place(person: PersonId) -> String {
    format!("second_factors.seed of person {}", person.0)
}

/// The codes of a person, confirmed or not.
pub async fn of(db: &mut Db, person: PersonId) -> Result<Option<SecondFactor>, StoreError> {
    Ok(sqlx::query_as!(
        SecondFactor,
        r#"SELECT seed, begun_at AS "begun_at: Time", confirmed_at AS "confirmed_at: Time"
           FROM second_factors WHERE person_id = ?"#,
        person
    )
    .fetch_optional(db)
    .await?)
}

/// Whether a person is asked for one-time codes.
pub async fn is_confirmed(db: &mut Db, person: PersonId) -> Result<bool, StoreError> {
    Ok(of(db, person).await?.is_some_and(|found| found.confirmed_at.is_some()))
}

/// Keeps a new key, which asks for nothing until it is confirmed. It takes the place of one that never was.
pub async fn begin(write: &mut Write, person: PersonId, seed: &[u8], at: Time) -> Result<(), StoreError> {
    let kept = sqlx::query!(
        "INSERT INTO second_factors (person_id, seed, begun_at) VALUES (?, ?, ?)
         ON CONFLICT (person_id) DO UPDATE SET seed = excluded.seed, begun_at = excluded.begun_at, last_step = 0
         WHERE confirmed_at IS NULL",
        person,
        seed,
        at
    )
    .execute(&mut **write)
    .await?;
    one_row(kept.rows_affected(), "a key for one-time codes")
}

/// From now on the person is asked for codes.
pub async fn confirm(write: &mut Write, person: PersonId, at: Time) -> Result<(), StoreError> {
    let confirmed = sqlx::query!(
        "UPDATE second_factors SET confirmed_at = ? WHERE person_id = ? AND confirmed_at IS NULL",
        at,
        person
    )
    .execute(&mut **write)
    .await?;
    one_row(confirmed.rows_affected(), "a key that is confirmed")
}

/// Takes the code of a step, unless it or a later one was taken before: whether it was taken.
pub async fn take_step(write: &mut Write, person: PersonId, step: i64) -> Result<bool, StoreError> {
    let taken = sqlx::query!(
        "UPDATE second_factors SET last_step = ? WHERE person_id = ? AND last_step < ?",
        step,
        person,
        step
    )
    .execute(&mut **write)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Ends a person's one-time codes and recovery codes: whether they had any.
pub async fn delete(write: &mut Write, person: PersonId) -> Result<bool, StoreError> {
    sqlx::query!("DELETE FROM recovery_codes WHERE person_id = ?", person).execute(&mut **write).await?;
    let deleted =
        sqlx::query!("DELETE FROM second_factors WHERE person_id = ?", person).execute(&mut **write).await?;
    Ok(deleted.rows_affected() == 1)
}

/// Gives a person new recovery codes, by their hashes; earlier ones are good for nothing.
pub async fn renew_recovery_codes(
    write: &mut Write,
    person: PersonId,
    hashes: &[String],
    at: Time,
) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM recovery_codes WHERE person_id = ?", person).execute(&mut **write).await?;
    for hash in hashes {
        let kept = sqlx::query!(
            "INSERT INTO recovery_codes (person_id, hash, made_at) VALUES (?, ?, ?)",
            person,
            hash,
            at
        )
        .execute(&mut **write)
        .await?;
        one_row(kept.rows_affected(), "a recovery code")?;
    }
    Ok(())
}

/// Uses a recovery code, by its hash: whether it was one that nobody had used.
pub async fn take_recovery_code(
    write: &mut Write,
    person: PersonId,
    hash: &str,
    at: Time,
) -> Result<bool, StoreError> {
    let taken = sqlx::query!(
        "UPDATE recovery_codes SET used_at = ? WHERE person_id = ? AND hash = ? AND used_at IS NULL",
        at,
        person,
        hash
    )
    .execute(&mut **write)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// How many recovery codes a person has left.
pub async fn recovery_codes_left(db: &mut Db, person: PersonId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!: i64" FROM recovery_codes WHERE person_id = ? AND used_at IS NULL"#,
        person
    )
    .fetch_one(db)
    .await?)
}
