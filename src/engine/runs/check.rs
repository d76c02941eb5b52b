//! A check of a run: tried until it passes or its time is over. It rests while the run is paused.

use super::once;
use super::step::Errand;
use crate::actions::carry_out_run::standing_of;
use crate::domain::deployment::Failure;
use crate::domain::run::Fact;
use crate::domain::run::check::{NOTHING_EITHER_WAY, Next, Said, Tries};
use crate::domain::strategy::Program;
use crate::domain::time::Span;
use crate::engine::program::{Attempted, End};
use crate::store::StoreError;

/// Tries until it is known what the check says; `(within, every)` is for how long, and how long it rests between tries.
pub(super) async fn carry_out(
    errand: &Errand<'_>,
    program: &Program,
    timeout: Span,
    (within, every): (Span, Span),
) -> Result<(), StoreError> {
    let clock = &errand.engine.app.clock;
    if !errand.begin().await? {
        return Ok(());
    }
    let mut tries = Tries::from(clock.now(), within, every);
    loop {
        let attempted = errand.run(program, tries.longest(timeout, clock.now())).await?;
        let Some(said) = said(&attempted) else { return errand.end(&attempted, None).await };
        let next = match said {
            Err(reason) => Next::Failed(reason),
            Ok(said) => tries.after(said, clock.now()),
        };
        let fact = fact(errand.position, &next);
        errand.end(&attempted, fact.as_ref()).await?;
        let Next::Again(rest) = next else { return Ok(()) };
        tokio::select! {
            () = errand.stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(rest.to_std()) => {}
        }
        if !goes_on(errand).await? {
            return Ok(());
        }
    }
}

/// What a try said; an error where it could not even be started, none where it was stopped.
fn said<A>(attempted: &Attempted<A>) -> Option<Result<Said, String>> {
    Some(match &attempted.end {
        End::Stopped => return None,
        End::Succeeded(_) => Ok(Said::Yes),
        End::Failed { failure: Failure::Technical, reason } => Err(reason.clone()),
        End::Failed { failure: Failure::Timeout, reason } => Ok(Said::Nothing(reason.clone())),
        End::Failed { reason, .. } if attempted.exit_code == Some(NOTHING_EITHER_WAY) => {
            Ok(Said::Nothing(reason.clone()))
        }
        End::Failed { reason, .. } => Ok(Said::No(reason.clone())),
    })
}

fn fact(step: usize, next: &Next) -> Option<Fact> {
    match next {
        Next::Again(_) => None,
        Next::Passed(note) => Some(Fact::Passed { step, reverse: false, note: note.clone() }),
        Next::Failed(reason) => Some(Fact::Failed { step, reverse: false, reason: reason.clone() }),
        Next::Inconclusive(reason) => Some(Fact::Inconclusive { step, reason: reason.clone() }),
    }
}

/// Whether it is tried again: not while the run is paused, and not where the server is asked to end.
async fn goes_on(errand: &Errand<'_>) -> Result<bool, StoreError> {
    let app = &errand.engine.app;
    let standing = standing_of(&mut *app.store.read().await?, errand.standing.run.number).await?;
    let Some(standing) = standing.filter(|_| !errand.engine.tasks.is_closed()) else { return Ok(false) };
    if standing.progress.paused.is_none() {
        return Ok(standing.progress.is_running());
    }
    once(app, &standing, &Fact::Halted { step: errand.position }).await?;
    Ok(false)
}
