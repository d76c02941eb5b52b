//! The audit log: append-only, each event bound to the one before it by a hash.

use super::{Db, StoreError, Write, to_json};
use crate::access::actor::Actor;
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId};
use crate::domain::time::Time;
use sha2::{Digest, Sha256};

/// What happened, before it has its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent<'a> {
    /// When.
    pub at: Time,
    /// Who did it.
    pub actor: &'a Actor,
    /// What was done: `deployment.approved`.
    pub action: &'static str,
    /// To what, as people name it: `#42`, `Storefront 2.8.0`.
    pub subject: String,
    /// In which project.
    pub project: Option<ProjectId>,
    /// In which environment: who may not see it does not see the event.
    pub environment: Option<EnvironmentId>,
    /// For which deployment.
    pub deployment: Option<DeploymentNumber>,
    /// What a reader needs beyond that.
    pub details: serde_json::Value,
}

impl<'a> NewEvent<'a> {
    /// An event that belongs to the installation, with no details.
    pub fn new(at: Time, actor: &'a Actor, action: &'static str, subject: impl Into<String>) -> Self {
        Self {
            at,
            actor,
            action,
            subject: subject.into(),
            project: None,
            environment: None,
            deployment: None,
            details: serde_json::json!({}),
        }
    }

    /// The same, in a project.
    #[must_use]
    pub fn in_project(self, project: ProjectId) -> Self {
        Self { project: Some(project), ..self }
    }

    /// The same, with what a reader needs beyond it.
    #[must_use]
    pub fn with(self, details: serde_json::Value) -> Self {
        Self { details, ..self }
    }
}

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place.
    pub sequence: i64,
    /// When.
    pub at: Time,
    /// Who, as JSON.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Project, environment and deployment, where it belongs to one.
    pub project: Option<ProjectId>,
    /// See [`Event::project`].
    pub environment: Option<EnvironmentId>,
    /// See [`Event::project`].
    pub deployment: Option<DeploymentNumber>,
    /// More, as JSON.
    pub details: String,
    /// The hash of the event before it.
    pub previous_hash: String,
    /// Its own hash.
    pub hash: String,
}

/// The previous hash of the first event.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Event {
    /// Who acted, or whose token did.
    pub fn person(&self) -> Option<i64> {
        let actor: serde_json::Value = serde_json::from_str(&self.actor).ok()?;
        actor["owner"].as_i64().or_else(|| actor["id"].as_i64())
    }

    /// What is hashed: the event without its own hash, as a JSON list in the order of the columns.
    pub fn canonical(&self) -> String {
        let list = serde_json::json!([
            self.sequence,
            self.at,
            self.actor,
            self.action,
            self.subject,
            self.project,
            self.environment,
            self.deployment,
            self.details,
            self.previous_hash
        ]);
        list.to_string()
    }

    /// SHA-256 (hex) over [`Event::canonical`].
    pub fn expected_hash(&self) -> String {
        hex::encode(Sha256::digest(self.canonical()))
    }
}

/// The name of an actor, for sentences in the record.
pub fn actor_name(actor: &Actor) -> String {
    match actor {
        Actor::Person { name, .. } => name.clone(),
        Actor::Token { name, owner_name, .. } => format!("{name} (token of {owner_name})"),
        Actor::System { part } => format!("Slipway ({part})"),
    }
}

/// Appends an event to the chain, in the transaction of what it tells.
pub async fn append(write: &mut Write, new: NewEvent<'_>) -> Result<i64, StoreError> {
    let head = sqlx::query!("SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1")
        .fetch_optional(&mut **write)
        .await?;
    let (sequence, previous_hash) = head.map_or((1, GENESIS.to_owned()), |h| (h.sequence + 1, h.hash));
    let mut event = Event {
        sequence,
        at: new.at,
        actor: to_json(new.actor),
        action: new.action.to_owned(),
        subject: new.subject,
        project: new.project,
        environment: new.environment,
        deployment: new.deployment,
        details: new.details.to_string(),
        previous_hash,
        hash: String::new(),
    };
    event.hash = event.expected_hash();
    sqlx::query!(
        "INSERT INTO events (sequence, at, actor, action, subject, project_id, environment_id, deployment, details,
                             previous_hash, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        event.sequence,
        event.at,
        event.actor,
        event.action,
        event.subject,
        event.project,
        event.environment,
        event.deployment,
        event.details,
        event.previous_hash,
        event.hash
    )
    .execute(&mut **write)
    .await
    .map_err(StoreError::AuditLog)?;
    Ok(sequence)
}

/// Up to `most` events after a place in the chain, oldest first.
pub async fn after(db: &mut Db, sequence: i64, most: i64) -> Result<Vec<Event>, StoreError> {
    Ok(sqlx::query_as!(
        Event,
        r#"SELECT sequence, at AS "at: Time", actor, action, subject, project_id AS "project: ProjectId",
                  environment_id AS "environment: EnvironmentId", deployment AS "deployment: DeploymentNumber",
                  details, previous_hash, hash
           FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?"#,
        sequence,
        most
    )
    .fetch_all(db)
    .await?)
}

/// The events of a deployment, newest first, without what was refused: that is for who reads the audit log.
pub async fn of_deployment(db: &mut Db, number: DeploymentNumber) -> Result<Vec<Event>, StoreError> {
    Ok(sqlx::query_as!(
        Event,
        r#"SELECT sequence, at AS "at: Time", actor, action, subject, project_id AS "project: ProjectId",
                  environment_id AS "environment: EnvironmentId", deployment AS "deployment: DeploymentNumber",
                  details, previous_hash, hash
           FROM events WHERE deployment = ? AND action NOT LIKE 'attempt.%' ORDER BY sequence DESC LIMIT 500"#,
        number
    )
    .fetch_all(db)
    .await?)
}

/// The place of the newest event; 0 where there is none.
pub async fn head(db: &mut Db) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(r#"SELECT coalesce(max(sequence), 0) AS "head!: i64" FROM events"#)
        .fetch_one(db)
        .await?)
}

/// The newest event's place and hash; 0 and [`GENESIS`] where there is none.
pub async fn tip(db: &mut Db) -> Result<(i64, String), StoreError> {
    let tip = sqlx::query!("SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1")
        .fetch_optional(db)
        .await?;
    Ok(tip.map_or((0, GENESIS.to_owned()), |tip| (tip.sequence, tip.hash)))
}

/// The hash of the event at a place, where there is one.
pub async fn hash_at(db: &mut Db, sequence: i64) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT hash FROM events WHERE sequence = ?", sequence).fetch_optional(db).await?)
}

/// Whether a deployment started or ended after a place in the chain.
pub async fn deployed_after(db: &mut Db, sequence: i64) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS(SELECT 1 FROM events NOT INDEXED
                         WHERE sequence > ? AND action IN ('deployment.started', 'deployment.ended'))
               AS "deployed!: bool""#,
        sequence
    )
    .fetch_one(db)
    .await?)
}

/// Whether anything happened after a place in the chain but backups and looks at them.
pub async fn changed_after(db: &mut Db, sequence: i64) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS(SELECT 1 FROM events NOT INDEXED
                         WHERE sequence > ? AND action NOT LIKE 'backup.%' AND action NOT LIKE 'recovery_key.%')
               AS "changed!: bool""#,
        sequence
    )
    .fetch_one(db)
    .await?)
}

/// When something was last done, and by whom; none where it never was.
pub async fn last_by(db: &mut Db, action: &str) -> Result<Option<(Time, String)>, StoreError> {
    let last = sqlx::query!(
        r#"SELECT at AS "at: Time", coalesce((SELECT n.name FROM named_people n WHERE n.id = events.person_id),
                                             actor ->> 'part', actor ->> 'name') AS "who!: String"
           FROM events WHERE action = ? ORDER BY sequence DESC LIMIT 1"#,
        action
    )
    .fetch_optional(db)
    .await?;
    Ok(last.map(|last| (last.at, last.who)))
}

/// When something was last done; none where it never was.
pub async fn last_of(db: &mut Db, action: &str) -> Result<Option<Time>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT at AS "at: Time" FROM events WHERE action = ? ORDER BY sequence DESC LIMIT 1"#,
        action
    )
    .fetch_optional(db)
    .await?)
}
