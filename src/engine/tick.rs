//! One look at everything that has not ended: start what is ready, drive what runs, end what is to be stopped.

use super::driver;
use super::{Driven, Driver, Engine, PATIENCE};
use super::{runs, workspace};
use crate::access::actor::Actor;
use crate::actions::end_deployment::end;
use crate::actions::standing;
use crate::actions::start_when_ready::start_when_ready;
use crate::domain::deployment::{Ending, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::store::deployments::{self, Deployment};
use crate::store::{StoreError, interruptions};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Looks at every deployment that has not ended, and gives them. `before` are those of the tick before.
pub(super) async fn tick(
    engine: &Arc<Engine>,
    before: Option<&[DeploymentNumber]>,
) -> Result<Vec<DeploymentNumber>, StoreError> {
    let open = deployments::open(&mut *engine.app.store.read().await?).await?;
    // Before the drivers of this tick make new ones.
    if before != Some(&open) {
        workspace::sweep(&engine.app, "", &open).await;
    }
    for number in open.iter().copied() {
        if let Err(error) = look_at(engine, number).await {
            tracing::error!(%error, deployment = number.0, "the engine could not go on with a deployment");
        }
    }
    Ok(open)
}

async fn look_at(engine: &Arc<Engine>, number: DeploymentNumber) -> Result<(), StoreError> {
    let mut read = engine.app.store.read().await?;
    let Some(deployment) = deployments::by_number(&mut read, number).await? else { return Ok(()) };
    let ready = deployment.started_at.is_none()
        && deployment.start_when_ready
        && standing::of(&mut read, &deployment, engine.app.clock.now()).await?.evaluation.unmet.is_empty();
    drop(read);
    if deployment.ending.is_some() {
        return Ok(());
    }
    if deployment.started_at.is_none() {
        return if ready { start_when_ready(&engine.app, number).await } else { Ok(()) };
    }
    if deployment.stop_requested.is_some() {
        return stop(engine, &deployment).await;
    }
    if !deployment.interrupted && !deployment.manual_step {
        drive(engine, Driven::Deployment(number));
    }
    Ok(())
}

/// Stops the driver, which ends the deployment; without a driver nothing runs, and it ends here.
async fn stop(engine: &Engine, deployment: &Deployment) -> Result<(), StoreError> {
    if let Some(driver) = engine.driven().get(&Driven::Deployment(deployment.number)) {
        driver.stop.cancel();
        return Ok(());
    }
    end_stopped(engine, deployment.number).await
}

/// Ends a deployment that somebody asked to end, once nothing of it runs.
pub(super) async fn end_stopped(engine: &Engine, number: DeploymentNumber) -> Result<(), StoreError> {
    let now = engine.app.clock.now();
    let mut write = engine.app.store.write().await?;
    let Some(deployment) = deployments::by_number(&mut write, number).await? else { return Ok(()) };
    let Some(stop) = deployment.stop_requested.clone().filter(|_| deployment.ending.is_none()) else {
        return Ok(());
    };
    interruptions::resolve(&mut write, number, stop.person, "ended", now).await?;
    let ending = Ending { outcome: Outcome::Cancelled, failure: None, reason: stop.reason, at: now };
    end(&mut write, &Actor::ENGINE, &deployment, &ending).await?;
    write.commit().await
}

/// Gives something a driver, unless it has one.
pub(super) fn drive(engine: &Arc<Engine>, what: Driven) {
    let mut driven = engine.driven();
    if driven.contains_key(&what) || engine.tasks.is_closed() {
        return;
    }
    let stop = CancellationToken::new();
    let task = engine.tasks.spawn(drive_and_leave(engine.clone(), what, stop.clone()));
    driven.insert(what, Driver { stop, task: task.abort_handle() });
}

async fn drive_and_leave(engine: Arc<Engine>, what: Driven, stop: CancellationToken) {
    let seat = Seat { engine, what };
    let driven = match what {
        Driven::Deployment(number) => driver::drive(&seat.engine, number, &stop).await,
        Driven::Run(number) => runs::drive(&seat.engine, number, &stop).await,
    };
    if let Err(error) = driven {
        tracing::error!(%error, ?what, "what is carried out could not go on; it is tried again");
        tokio::time::sleep(PATIENCE).await;
    }
}

/// A driver's place. Left when the driver is done, whatever the reason; what was committed while it was taken, such
/// as a wish to stop, is then looked at again.
struct Seat {
    engine: Arc<Engine>,
    what: Driven,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.engine.driven().remove(&self.what);
        self.engine.app.pulse.nudge();
    }
}
