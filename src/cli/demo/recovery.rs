//! The demo's runbooks, and runs of them that its people make by the same actions as everybody: a drill of the Recovery
//! Plan to its end, a tabletop that waits for the visitor, and a drill in which the machine does its part. What is next follows from where a run stands, so that it
//! goes on after a kill.

use super::people;
use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::access::scope::Scope;
use crate::actions::act_in_run::{Standing, act_in_run, find_in_run, standing};
use crate::actions::approve_version::{TheirDecision, approve_version};
use crate::actions::error::ActionError;
use crate::actions::publish_runbook::import_runbook;
use crate::actions::start_run::{Asked, start_run};
use crate::actions::waiting_for_you::{VersionToDecide, versions_to_decide};
use crate::app::App;
use crate::domain::approval::Decision;
use crate::domain::run::act::Act;
use crate::domain::run::{State, StepProgress};
use crate::domain::runbook::Mode;
use crate::domain::time::Span;
use crate::store::runs::Run;
use crate::store::{grants, run_findings, runbooks, runs};
use crate::strategy::runbook;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "examples/runbooks"]
struct Sample;

/// So many runs are looked through; the demo's own are the first.
const LOOKED_AT: i64 = 1000;

/// Imports the runbooks that are not there, and makes the runs that are not made.
///
/// # Errors
/// Where the database cannot be used.
pub(super) async fn make(app: &App) -> anyhow::Result<()> {
    for path in Sample::iter() {
        let document = Sample::get(&path).map(|file| file.data.into_owned()).unwrap_or_default();
        let document = String::from_utf8(document)?;
        let written =
            runbook::read(document.as_bytes()).map_err(|_| anyhow::anyhow!("{path} does not read"))?;
        let known = runbooks::by_slug(&mut *app.store.read().await?, written.slug.as_str()).await?;
        if known.is_none() {
            import_runbook(app, &Operator::at_command_line(), &document, true).await?;
        }
    }
    approve(app).await?;
    drill(app).await?;
    tabletop(app).await
}

/// The commands of its runbooks wait for the shop's stakeholders, who read and approve them.
async fn approve(app: &App) -> anyhow::Result<()> {
    for by in ["stakeholder", "stakeholder2", "stakeholder3"] {
        let actor = people::actor(app, by).await?;
        for asked in asked_of(app, &actor).await? {
            let theirs = TheirDecision {
                runbook: asked.runbook.slug.as_str(),
                version: asked.version.number,
                project: super::sample::PROJECT,
                environment: asked.endorsing.place.environment.as_str(),
                decision: Decision::Approved,
                comment: "It only looks; nothing is changed.",
                seen: &asked.version.sha256,
            };
            match approve_version(app, &actor, &theirs).await {
                // The visitor was faster.
                Ok(()) | Err(ActionError::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

async fn asked_of(app: &App, actor: &Actor) -> anyhow::Result<Vec<VersionToDecide>> {
    let db = &mut *app.store.read().await?;
    let scope = Scope::of(grants::of(db, actor).await?);
    match actor.person() {
        Some(person) => Ok(versions_to_decide(app, db, &scope, person).await?),
        None => Ok(Vec::new()),
    }
}

/// Every step is done by one of two people, but the one that they leave out.
async fn drill(app: &App) -> anyhow::Result<()> {
    let run = started(app, "sre", "storefront-recovery-plan", Mode::Drill, "Quarterly drill").await?;
    loop {
        let now = now(app, run.clone()).await?;
        let Some(step) = now.progress.current().filter(|_| now.run.ended.is_none()) else { break };
        let (by, act) = next(step, now.run.started_at);
        act_in_run(app, &people::actor(app, by).await?, run.number, &act).await?;
    }
    if run_findings::of_run(&mut *app.store.read().await?, run.number).await?.is_empty() {
        let (found, due) =
            ("The list of whom to call still names last year’s provider.", app.clock.now() + Span::days(14));
        find_in_run(app, &people::actor(app, "sre").await?, run.number, (found, "devops", Some(due))).await?;
    }
    Ok(())
}

/// What somebody does next at a step of the drill.
fn next(step: &StepProgress, started_at: crate::domain::time::Time) -> (&'static str, Act) {
    let by = if step.position.is_multiple_of(2) { "devops" } else { "sre" };
    let at = step.position;
    if step.rule.text == "Notify Stakeholders" {
        let by = if step.skip_asked.is_some() { "devops" } else { "sre" };
        return (by, Act::Skip(at, "Everybody to tell is in the room.".to_owned()));
    }
    match step.claim {
        None => (by, Act::Claim(at)),
        Some(_) => {
            let restored = started_at.0 - Span::minutes(9).0;
            let restored = step.rule.restores.then_some(crate::domain::time::Time(restored));
            (by, Act::Done(at, "As expected, in staging.".to_owned(), String::new(), restored))
        }
    }
}

/// Its first step is done; the second waits for whoever looks at the demo.
async fn tabletop(app: &App) -> anyhow::Result<()> {
    let reason = "Is it still right?";
    let run = started(app, "devops", "roll-back-a-bad-release-by-hand", Mode::Tabletop, reason).await?;
    let devops = people::actor(app, "devops").await?;
    for act in [Act::Claim(1), Act::Done(1, "The on-call decides.".to_owned(), String::new(), None)] {
        let now = now(app, run.clone()).await?;
        let first = now.progress.current().filter(|step| step.position == 1);
        let claimed = first.is_some_and(|step| step.claim.is_some());
        if first.is_some() && claimed == !matches!(act, Act::Claim(_)) {
            act_in_run(app, &devops, run.number, &act).await?;
        }
    }
    Ok(())
}

/// A release is rolled back by hand, for practice: people and the machine take turns, and what it looks at is what was
/// really deployed onto this machine before.
///
/// # Errors
/// Where the database cannot be used.
pub(super) async fn roll_back(app: &App) -> anyhow::Result<()> {
    let reason = "Can we do it without Slipway’s own way back?";
    let run = started(app, "sre", "roll-back-a-bad-release-by-hand", Mode::Drill, reason).await?;
    let sre = people::actor(app, "sre").await?;
    let mut commits = app.pulse.commits();
    loop {
        let now = now(app, run.clone()).await?;
        let Some(step) = now.progress.current().filter(|_| now.run.ended.is_none()) else { return Ok(()) };
        let act = match now.progress.state() {
            State::WaitingForPerson => Some(by_hand(step)),
            State::Running | State::Verifying => None,
            // What went wrong, or was stopped, waits for the visitor.
            _ => return Ok(()),
        };
        let done = match act {
            Some(act) => act_in_run(app, &sre, run.number, &act).await.map(|()| true),
            None => Ok(false),
        };
        match done {
            Ok(true) => {}
            // The machine is at it, or the visitor was faster.
            Ok(false) | Err(ActionError::Refused(_)) => {
                if commits.changed().await.is_err() {
                    return Ok(());
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn by_hand(step: &StepProgress) -> Act {
    let done = "Nothing was to be put back: this is for practice.".to_owned();
    match step.claim {
        None => Act::Claim(step.position),
        Some(_) => Act::Done(step.position, done, String::new(), None),
    }
}

async fn now(app: &App, run: Run) -> anyhow::Result<Standing> {
    let db = &mut *app.store.read().await?;
    let run = runs::by_number(db, run.number).await?.unwrap_or(run);
    Ok(standing(db, run).await?)
}

/// The first run of a runbook in this mode, which is started where there is none.
async fn started(app: &App, by: &str, runbook: &str, mode: Mode, reason: &str) -> anyhow::Result<Run> {
    let actor = people::actor(app, by).await?;
    if let Some(run) = first(app, by, runbook, mode).await? {
        return Ok(run);
    }
    let asked = Asked { runbook, mode, project: super::sample::PROJECT, environment: "staging", reason };
    start_run(app, &actor, &asked).await?;
    first(app, by, runbook, mode).await?.ok_or_else(|| anyhow::anyhow!("a run of {runbook} is gone"))
}

async fn first(app: &App, by: &str, runbook: &str, mode: Mode) -> anyhow::Result<Option<Run>> {
    let db = &mut *app.store.read().await?;
    let person = people::actor(app, by).await?;
    let scope = Scope::of(grants::of(db, &person).await?);
    let found = runs::recent(db, &scope, None, LOOKED_AT).await?;
    Ok(found.into_iter().rfind(|run| run.slug.as_str() == runbook && run.mode == mode))
}
