//! Guessing is slowed by what is counted in the database: for each account, and more generously for each address.
//!
//! From where somebody signed in lately their failures are counted apart: whoever fails for them elsewhere does not shut
//! them out.

use crate::domain::client::Client;
use crate::domain::id::PersonId;
use crate::domain::throttle::{ACCOUNT, ADDRESS, CODE, Failures};
use crate::domain::time::{Span, Time};
use crate::store::people::Person;
use crate::store::{Db, StoreError, Write, failures};
use sha2::{Digest, Sha256};

/// So long after a success from somewhere a person is at home there.
const LATELY: Span = Span::days(30);

/// What a try is counted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    account: String,
    /// The person at this address, where that is theirs: see [`Self::at_home`].
    home: Option<String>,
    address: String,
}

impl Counted {
    /// A try for this person, or for a name that nobody has, from somewhere.
    ///
    /// Names that nobody has share a few rows, so that no flood of them fills the disk. They are counted at all because
    /// an answer to them must cost as much as one to a name that somebody has.
    pub fn of(person: Option<&Person>, name: &str, from: &Client) -> Self {
        let account = person.map_or_else(|| unknown(name), |person| of_person(person.id));
        let home = person.map(|person| format!("{} at {}", of_person(person.id), from.network()));
        Self { account, home, address: of_address(from) }
    }

    /// Where the account's failures are counted: apart, from where its person signed in lately.
    async fn at_home(&self, db: &mut Db, now: Time) -> Result<&str, StoreError> {
        let Some(home) = &self.home else { return Ok(&self.account) };
        let is_home = failures::find(db, home).await?.is_some_and(|known| now - known.last_at <= LATELY);
        Ok(if is_home { home } else { &self.account })
    }

    /// Whether no try is looked at now.
    pub async fn waits(&self, db: &mut Db, now: Time) -> Result<bool, StoreError> {
        let subject = self.at_home(db, now).await?;
        let is_home = subject != self.account;
        let account = failures::of(db, subject).await?.delay(now);
        // An office shares an address: who is at home there waits for their own failures alone.
        let address = !is_home && failures::of(db, &self.address).await?.delay(now);
        Ok(account || address)
    }

    /// Counts a failure.
    pub async fn failed(&self, write: &mut Write, now: Time) -> Result<(), StoreError> {
        let account = self.at_home(write, now).await?;
        for (subject, throttle) in [(account, &ACCOUNT), (self.address.as_str(), &ADDRESS)] {
            let counted = failures::of(write, subject).await?.and_one(throttle, now);
            failures::set(write, subject, counted).await?;
        }
        failures::clear_old(write, now).await
    }

    /// The account's failures in a row are over. Those of the address stay: who has an account of their own must not be
    /// able to wipe them out.
    pub async fn succeeded(&self, write: &mut Write, now: Time) -> Result<(), StoreError> {
        if let Some(home) = &self.home {
            failures::set(write, home, Failures { last_at: now, ..Failures::NONE }).await?;
        }
        failures::clear(write, &self.account).await
    }
}

/// Whether no try from this address is looked at now.
pub async fn address_waits(db: &mut Db, from: &Client, now: Time) -> Result<bool, StoreError> {
    Ok(failures::of(db, &of_address(from)).await?.delay(now))
}

/// Counts a failure for an address alone, where nobody knows yet for whom.
pub async fn address_failed(write: &mut Write, from: &Client, now: Time) -> Result<(), StoreError> {
    let subject = of_address(from);
    let counted = failures::of(write, &subject).await?.and_one(&ADDRESS, now);
    failures::set(write, &subject, counted).await?;
    failures::clear_old(write, now).await
}

/// The failures in a row that were counted for a person, and not from where they are at home.
pub async fn of_account(db: &mut Db, person: PersonId) -> Result<Failures, StoreError> {
    failures::of(db, &of_person(person)).await
}

/// Forgets what failed for a person, who has a new password.
pub async fn forget(write: &mut Write, person: PersonId) -> Result<(), StoreError> {
    failures::clear(write, &of_person(person)).await?;
    failures::clear_homes(write, &of_person(person)).await?;
    failures::clear(write, &codes_of(person)).await
}

/// Whether no one-time code of a person is looked at now.
pub async fn code_waits(db: &mut Db, person: PersonId, now: Time) -> Result<bool, StoreError> {
    Ok(failures::of(db, &codes_of(person)).await?.delay(now))
}

/// Counts a wrong code.
pub async fn code_failed(write: &mut Write, person: PersonId, now: Time) -> Result<(), StoreError> {
    let subject = codes_of(person);
    let counted = failures::of(write, &subject).await?.and_one(&CODE, now);
    failures::set(write, &subject, counted).await
}

/// A code was right.
pub async fn code_succeeded(write: &mut Write, person: PersonId) -> Result<(), StoreError> {
    failures::clear(write, &codes_of(person)).await
}

fn of_address(from: &Client) -> String {
    format!("address {}", from.network())
}

fn of_person(person: PersonId) -> String {
    format!("person {}", person.0)
}

fn codes_of(person: PersonId) -> String {
    format!("codes {}", person.0)
}

fn unknown(name: &str) -> String {
    let digest = Sha256::digest(name.to_ascii_lowercase());
    format!("unknown {:02x}", digest[0])
}

#[cfg(test)]
mod tests;
