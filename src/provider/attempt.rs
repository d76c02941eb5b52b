//! One try to sign in with the provider: what the browser that began it must bring back.

use crate::domain::id::PersonId;
use crate::domain::time::{Span, Time};
use crate::random::Random;
use crate::sealed::SecretKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long a person may take at the provider.
const LONGEST: Span = Span::minutes(10);

/// What somebody wants who begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The page to go to afterwards.
    pub next: String,
    /// Who is signed in and proves again that they are themselves.
    pub again: Option<PersonId>,
}

/// One try. The browser keeps it, sealed, so that looking at the sign-in page or beginning fills no database.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Ties what comes back to this browser.
    pub(super) state: String,
    /// Ties the token to this attempt.
    pub(super) nonce: String,
    /// Proves to the provider that who brings the code is who asked for it.
    pub(super) verifier: String,
    /// See [`Wish::next`].
    pub next: String,
    /// See [`Wish::again`].
    pub again: Option<PersonId>,
    /// When it began.
    pub(super) begun_at: Time,
    /// When it ends.
    pub until: Time,
}

/// The place that an attempt is sealed for.
const PLACE: &str = "cookie of a sign-in with the provider";

impl Attempt {
    pub(super) fn new(state: String, nonce: String, verifier: String, wish: Wish, now: Time) -> Self {
        let Wish { next, again } = wish;
        Self { state, nonce, verifier, next, again, begun_at: now, until: now + LONGEST }
    }

    /// What it is known by once it was used, without giving away what ties it to its browser.
    pub fn state_hash(&self) -> [u8; 32] {
        Sha256::digest(&self.state).into()
    }

    /// The attempt as a cookie's value.
    pub fn seal(&self, key: &SecretKey, random: &dyn Random) -> String {
        let json = serde_json::to_vec(self).expect("texts and numbers are always written as JSON");
        hex::encode(key.seal(random, PLACE, &json))
    }

    /// The attempt of a cookie's value; none where we did not write it.
    pub fn open(key: &SecretKey, cookie: &str) -> Option<Self> {
        serde_json::from_slice(&key.open(PLACE, &hex::decode(cookie).ok()?)?).ok()
    }
}

/// What the browser brings back from the provider, as it stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Returned {
    /// What the provider gives a token for.
    pub code: Option<String>,
    /// The attempt's.
    pub state: Option<String>,
    /// Who sends it.
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}
