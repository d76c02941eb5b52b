//! Failed tries to sign in, counted where no flood and no restart wipes them out.

use super::{Db, StoreError, Write, one_row};
use crate::domain::throttle::Failures;
use crate::domain::time::{Span, Time};

/// What addresses failed is kept so long.
const KEPT: Span = Span::days(1);
/// Where people are at home is kept so long.
const HOMES_KEPT: Span = Span::days(30);

/// The failures in a row of a subject: `person 3`, `person 3 at 192.0.2.7`, `address 192.0.2.7`, `codes 3`.
pub async fn of(db: &mut Db, subject: &str) -> Result<Failures, StoreError> {
    Ok(find(db, subject).await?.unwrap_or(Failures::NONE))
}

/// The same; none where nothing is written down for it.
pub async fn find(db: &mut Db, subject: &str) -> Result<Option<Failures>, StoreError> {
    Ok(sqlx::query_as!(
        Failures,
        r#"SELECT failures AS "count!", last_at AS "last_at: Time", delayed_until AS "delayed_until: Time"
           FROM sign_in_failures WHERE subject = ?"#,
        subject
    )
    .fetch_optional(db)
    .await?)
}

/// Puts down the failures of a subject.
pub async fn set(write: &mut Write, subject: &str, failures: Failures) -> Result<(), StoreError> {
    let Failures { count, last_at, delayed_until } = failures;
    let set = sqlx::query!(
        "INSERT INTO sign_in_failures (subject, failures, last_at, delayed_until) VALUES (?, ?, ?, ?)
         ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,
                                             delayed_until = excluded.delayed_until",
        subject,
        count,
        last_at,
        delayed_until
    )
    .execute(&mut **write)
    .await?;
    one_row(set.rows_affected(), "failures to sign in")
}

/// Forgets the failures of a subject.
pub async fn clear(write: &mut Write, subject: &str) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM sign_in_failures WHERE subject = ?", subject).execute(&mut **write).await?;
    Ok(())
}

/// Forgets where somebody is at home, and what failed for them there.
pub async fn clear_homes(write: &mut Write, subject: &str) -> Result<(), StoreError> {
    let homes = format!("{subject} at %");
    sqlx::query!("DELETE FROM sign_in_failures WHERE subject LIKE ?", homes).execute(&mut **write).await?;
    Ok(())
}

/// Forgets addresses from which nothing failed for a day, and homes of long ago. What counts for people stays.
pub async fn clear_old(write: &mut Write, now: Time) -> Result<(), StoreError> {
    let (addresses, homes) = (now + Span(-KEPT.0), now + Span(-HOMES_KEPT.0));
    sqlx::query!(
        "DELETE FROM sign_in_failures
         WHERE last_at < ? AND subject LIKE 'address %' OR last_at < ? AND subject LIKE 'person % at %'",
        addresses,
        homes
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}
