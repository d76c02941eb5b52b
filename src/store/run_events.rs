//! What happened in runs, in order. Nothing here is ever changed.

use super::{Db, StoreError, Write, from_json, to_json};
use crate::access::permit::InRun;
use crate::domain::id::{PersonId, RunNumber};
use crate::domain::run::{Event, Fact};
use crate::domain::time::Time;
use std::collections::HashMap;

/// The name of who acts where no person does.
const SLIPWAY: &str = "Slipway";

/// Appends what happened; none is the machine.
pub async fn append(
    write: &mut Write,
    _: &impl InRun,
    run: RunNumber,
    person: Option<PersonId>,
    fact: &Fact,
    at: Time,
) -> Result<(), StoreError> {
    let fact = to_json(fact);
    sqlx::query!(
        "INSERT INTO run_events (run, at, person_id, fact) VALUES (?, ?, ?, ?)",
        run,
        at,
        person,
        fact
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Writes down that every run which has not ended was interrupted, and gives them: whatever state they were in, nobody
/// knows what became of them since.
pub async fn interrupt_open(write: &mut Write, reason: &str, at: Time) -> Result<Vec<RunNumber>, StoreError> {
    let fact = to_json(&Fact::Interrupted { reason: reason.to_owned() });
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO run_events (run, at, person_id, fact)
           SELECT number, ?, NULL, ? FROM runs WHERE ended_at IS NULL RETURNING run AS "run!: RunNumber""#,
        at,
        fact
    )
    .fetch_all(&mut **write)
    .await?)
}

/// Everything that happened in a run.
pub async fn of_run(db: &mut Db, run: RunNumber) -> Result<Vec<Event>, StoreError> {
    Ok(of_runs(db, &[run]).await?.remove(&run).unwrap_or_default())
}

/// The same for several runs; one in which nothing happened is absent.
pub async fn of_runs(db: &mut Db, runs: &[RunNumber]) -> Result<HashMap<RunNumber, Vec<Event>>, StoreError> {
    let runs = to_json(&runs);
    let rows = sqlx::query!(
        r#"SELECT e.run AS "run: RunNumber", e.at AS "at: Time", e.person_id AS "person: PersonId",
                  p.name AS "name?: String", e.fact
           FROM run_events e LEFT JOIN named_people p ON p.id = e.person_id
           WHERE e.run IN (SELECT value FROM json_each(?)) ORDER BY e.id"#,
        runs
    )
    .fetch_all(db)
    .await?;
    let mut events: HashMap<RunNumber, Vec<Event>> = HashMap::new();
    for row in rows {
        let name = row.name.unwrap_or_else(|| SLIPWAY.to_owned());
        let fact = from_json("run event", &row.fact)?;
        events.entry(row.run).or_default().push(Event { at: row.at, person: row.person, name, fact });
    }
    Ok(events)
}
