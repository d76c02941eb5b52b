//! Sessions: tower-sessions over our own table. A session is written at sign-in, at each half of it, when somebody proves
//! again who they are, for what waits for that proof, and at sign-out, and otherwise only to note that it is used, so
//! that no late answer brings an ended one back.

use crate::actions::sign_in::By;
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::id::PersonId;
use crate::domain::time::{Span, Time};
use crate::random::Random;
use crate::store::StoreError;
use crate::store::people::Person;
use crate::store::sessions::{self, Beginning};
use crate::web::csrf::{self, CsrfToken};
use crate::web::errors::WebError;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Session, SessionManagerLayer, SessionStore};

/// What of a session is kept in the database: a hash of its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionKey(pub String);

impl SessionKey {
    /// The key of a session id.
    pub fn of(id: &Id) -> Self {
        Self(hex::encode(Sha256::digest(id.to_string())))
    }
}

/// What the database knows the token in a session's forms by.
pub fn form_hash(id: &Id) -> String {
    CsrfToken::hash_of(CsrfToken::of_cookie(&id.to_string()).as_str())
}

/// The id of a session that is about to begin.
pub fn new_id(random: &dyn Random) -> Id {
    let mut id = [0; 16];
    random.fill(&mut id);
    Id(i128::from_le_bytes(id))
}

/// Where tower-sessions keeps sessions: our table, by our clock and randomness.
#[derive(Clone)]
pub struct Sessions(Arc<App>);

/// The layer that reads and sets the session's cookie. The cookie ends with the browser; how long a session lasts is
/// the table's to say.
pub fn layer(app: &Arc<App>) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(app.clone()))
        .with_name(csrf::session_cookie(app))
        .with_secure(app.settings.is_https())
        .with_same_site(SameSite::Lax)
        .with_http_only(true)
        .with_path("/")
}

/// The field of a session that says how it came to be.
const BEGINNING: &str = "beginning";
/// The field of a session in which a one-time code is still asked for.
const HALF: &str = "half";
/// So long after the first half a one-time code is taken.
const CODE_WAITS: Span = Span::minutes(5);

/// Somebody whose password was right, or for whom the sign-in provider vouched, and who has still to give a one-time
/// code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Half {
    /// Who.
    pub person: PersonId,
    /// The mark of the password that they had then.
    pub password: Option<String>,
    /// What said so.
    pub by: By,
    at: Time,
}

/// Signs a person in, under an id that nobody knew before, as they were when they proved who they are: if their password
/// has changed since, nobody is signed in. `with_code` says whether they gave a one-time code too.
pub async fn begin(
    session: &Session,
    person: &Person,
    from: &Client,
    now: Time,
    with_code: bool,
) -> std::result::Result<(), WebError> {
    let beginning = Beginning {
        person: Some(person.id),
        password: person.password_mark(),
        proved_at: now,
        second_factor_at: with_code.then_some(now),
        device: from.device.clone(),
        address: from.address.to_string(),
    };
    session.clear().await;
    session.cycle_id().await?;
    session.insert(BEGINNING, beginning).await?;
    Ok(())
}

/// Notes what said who somebody is; they are not signed in before a one-time code is right too.
pub async fn begin_half(
    session: &Session,
    person: &Person,
    by: By,
    now: Time,
) -> std::result::Result<(), WebError> {
    session.clear().await;
    session.cycle_id().await?;
    session.insert(HALF, Half { person: person.id, password: person.password_mark(), by, at: now }).await?;
    Ok(())
}

/// Who is asked for a one-time code.
pub async fn half(session: &Session, now: Time) -> std::result::Result<Option<Half>, WebError> {
    let half = session.get::<Half>(HALF).await?;
    Ok(half.filter(|half| now - half.at <= CODE_WAITS))
}

fn beginning(record: &Record) -> Beginning {
    let kept = record.data.get(BEGINNING).cloned();
    let kept = kept.and_then(|kept| serde_json::from_value(kept).ok());
    kept.unwrap_or_else(Beginning::of_nobody)
}

fn failed(error: StoreError) -> Error {
    Error::Backend(error.to_string())
}

fn data(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        record.id = new_id(&*self.0.random);
        let (key, data, now) = (SessionKey::of(&record.id), data(record)?, self.0.clock.now());
        let mut write = self.0.store.write().await.map_err(failed)?;
        sessions::create(&mut write, &key.0, &form_hash(&record.id), &beginning(record), &data, now)
            .await
            .map_err(failed)?;
        write.commit().await.map_err(failed)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (key, data) = (SessionKey::of(&record.id), data(record)?);
        let mut write = self.0.store.write().await.map_err(failed)?;
        sessions::save(&mut write, &key.0, &beginning(record), &data).await.map_err(failed)?;
        write.commit().await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut db = self.0.store.read().await.map_err(failed)?;
        let found =
            sessions::load(&mut db, &SessionKey::of(id).0, self.0.clock.now()).await.map_err(failed)?;
        let Some(found) = found else { return Ok(None) };
        let data = serde_json::from_str(&found.data).map_err(|e| Error::Decode(e.to_string()))?;
        let seconds = found.expires_at.0 / 1_000_000;
        let expiry_date =
            time::OffsetDateTime::from_unix_timestamp(seconds).map_err(|e| Error::Decode(e.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut write = self.0.store.write().await.map_err(failed)?;
        sessions::delete(&mut write, &SessionKey::of(id).0).await.map_err(failed)?;
        write.commit().await.map_err(failed)
    }
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}
