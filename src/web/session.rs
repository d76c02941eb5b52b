//! Sessions: tower-sessions over our own table. A session is written at sign-in and at sign-out, and otherwise only to
//! note that it is used, so that no late answer brings an ended one back.

use crate::app::App;
use crate::domain::id::PersonId;
use crate::store::{StoreError, sessions};
use crate::web::csrf;
use crate::web::errors::WebError;
use async_trait::async_trait;
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

/// The field of a session that says who signed in.
const PERSON: &str = "person";

/// Signs a person in, under an id that nobody knew before.
pub async fn begin(session: &Session, person: PersonId) -> std::result::Result<(), WebError> {
    session.clear().await;
    session.cycle_id().await?;
    session.insert(PERSON, person).await?;
    Ok(())
}

fn person(record: &Record) -> Option<PersonId> {
    record.data.get(PERSON).and_then(serde_json::Value::as_i64).map(PersonId)
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
        let mut id = [0; 16];
        self.0.random.fill(&mut id);
        record.id = Id(i128::from_le_bytes(id));
        let (key, data, now) = (SessionKey::of(&record.id), data(record)?, self.0.clock.now());
        let mut write = self.0.store.write().await.map_err(failed)?;
        sessions::create(&mut write, &key.0, person(record), &data, now).await.map_err(failed)?;
        write.commit().await.map_err(failed)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (key, data) = (SessionKey::of(&record.id), data(record)?);
        let mut write = self.0.store.write().await.map_err(failed)?;
        sessions::save(&mut write, &key.0, person(record), &data).await.map_err(failed)?;
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
