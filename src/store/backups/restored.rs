//! What is done in a copy before it takes the place of the database: nothing in it starts, sends or signs in by itself.

use crate::domain::id::{DeploymentNumber, RunNumber};
use crate::domain::time::Time;
use crate::store::{Db, StoreError, Write, events, latest, recovery_drills, run_events};
use std::path::Path;

use super::in_use;
use sqlx::{ConnectOptions, Connection};

/// How a database stands that another state is to replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The latest moment that it knows of.
    pub seen: Time,
    /// How many events its audit log holds.
    pub events: i64,
    /// The hash of the event at the place that was asked for, where there is one.
    pub hash: Option<String>,
    /// The highest number that a deployment ever had.
    pub deployments: i64,
    /// The highest number that a run ever had.
    pub runs: i64,
    /// How the processes of what it says is running are found, as JSON.
    pub processes: Vec<String>,
}

/// How the database stands, and the hash of its event at a place: where that is another one, its history is another.
///
/// # Errors
/// Where it cannot be read: it may be what is to be replaced because of that.
pub async fn standing(database: &Path, sequence: i64) -> Result<Standing, StoreError> {
    let mut connection = in_use(database).connect().await?;
    let found = read(&mut connection, sequence).await;
    connection.close().await?;
    found
}

async fn read(db: &mut Db, sequence: i64) -> Result<Standing, StoreError> {
    Ok(Standing {
        seen: latest::time(db).await?,
        events: events::head(db).await?,
        hash: events::hash_at(db, sequence).await?,
        deployments: highest(db, "deployments").await?,
        runs: highest(db, "runs").await?,
        processes: open_processes(db).await?,
    })
}

async fn highest(db: &mut Db, table: &str) -> Result<i64, StoreError> {
    let highest = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?";
    Ok(sqlx::query_scalar(highest).bind(table).fetch_one(db).await?)
}

/// What has attempts with processes: a table, and how an attempt of it that nobody knows the end of is ended.
const ATTEMPTS: [(&str, &str, &str); 3] = [
    (
        "executions",
        "SELECT process FROM executions WHERE ended_at IS NULL AND process IS NOT NULL ORDER BY id",
        "UPDATE executions SET ended_at = ?, outcome = 'interrupted', reason = ? WHERE ended_at IS NULL",
    ),
    (
        "run_attempts",
        "SELECT process FROM run_attempts WHERE ended_at IS NULL AND process IS NOT NULL ORDER BY id",
        "UPDATE run_attempts SET ended_at = ?, outcome = 'interrupted', reason = ? WHERE ended_at IS NULL",
    ),
    (
        "backup_job_runs",
        "SELECT process FROM backup_job_runs WHERE ended_at IS NULL AND process IS NOT NULL ORDER BY id",
        "UPDATE backup_job_runs SET ended_at = ?, outcome = 'interrupted', reason = ? WHERE ended_at IS NULL",
    ),
];

/// How the processes are found of every attempt that has not ended. An older Slipway's database lacks some tables.
pub async fn open_processes(db: &mut Db) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for (table, processes, _) in ATTEMPTS {
        let is_there = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?";
        let is_there: i64 = sqlx::query_scalar(is_there).bind(table).fetch_one(&mut *db).await?;
        if is_there > 0 {
            found.extend(sqlx::query_scalar::<_, String>(processes).fetch_all(&mut *db).await?);
        }
    }
    Ok(found)
}

/// What was held back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeldBack {
    /// Deployments that were under way and wait for a person now.
    pub interrupted: Vec<DeploymentNumber>,
    /// Runs that were under way and wait for a person now.
    pub runs: Vec<RunNumber>,
    /// How many were to start by themselves and wait for a person now.
    pub by_hand: u64,
    /// How many sessions have ended.
    pub sessions: u64,
    /// How many one-time links have.
    pub links: u64,
}

/// Holds everything back that would go on by itself, and ends what lets somebody in: nobody knows what became of it
/// after this state was kept. What was under way waits for a person, also where it waited for one before.
pub async fn hold_back(write: &mut Write, at: Time) -> Result<HeldBack, StoreError> {
    let interrupted = sqlx::query_scalar!(
        r#"INSERT INTO interruptions (deployment, at, processes_ended)
           SELECT number, ?, 0 FROM deployments WHERE started_at IS NOT NULL AND ended_at IS NULL
           ON CONFLICT DO NOTHING RETURNING deployment AS "number!: DeploymentNumber""#,
        at
    )
    .fetch_all(&mut **write)
    .await?;
    let reason = "Slipway was restored from a backup";
    for (_, _, end) in ATTEMPTS {
        sqlx::query(end).bind(at).bind(reason).execute(&mut **write).await?;
    }
    sqlx::query!("DELETE FROM backup_job_wishes").execute(&mut **write).await?;
    let runs = run_events::interrupt_open(write, reason, at).await?;
    let by_hand = sqlx::query!(
        "UPDATE deployments SET start_when_ready = 0
         WHERE started_at IS NULL AND ended_at IS NULL AND start_when_ready = 1"
    )
    .execute(&mut **write)
    .await?
    .rows_affected();
    let sessions = sqlx::query!("DELETE FROM sessions").execute(&mut **write).await?.rows_affected();
    recovery_drills::end_all(write, at).await?;
    let links = sqlx::query!(
        "UPDATE one_time_links SET voided_at = ? WHERE used_at IS NULL AND voided_at IS NULL",
        at
    )
    .execute(&mut **write)
    .await?
    .rows_affected();
    Ok(HeldBack { interrupted, runs, by_hand, sessions, links })
}

/// Numbers of deployments and of runs go on behind those of the lost state, so that none is given twice: #43 of the
/// lost time may be known elsewhere. Where the lost state cannot be read, a thousand are left out.
pub async fn go_on_behind(write: &mut Write, lost: Option<&Standing>) -> Result<(), StoreError> {
    for (table, highest_lost) in
        [("deployments", lost.map(|lost| lost.deployments)), ("runs", lost.map(|lost| lost.runs))]
    {
        let own = highest(write, table).await?;
        let next = highest_lost.map_or(own + 1_000, |highest| highest.max(own));
        sqlx::query("DELETE FROM sqlite_sequence WHERE name = ?").bind(table).execute(&mut **write).await?;
        sqlx::query("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)")
            .bind(table)
            .bind(next)
            .execute(&mut **write)
            .await?;
    }
    Ok(())
}
