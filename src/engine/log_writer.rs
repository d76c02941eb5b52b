//! Writes the lines of a command to the database as they come.

use crate::app::App;
use crate::domain::id::{DeploymentNumber, ExecutionId, StepId};
use crate::domain::log::Line;
use crate::store::{StoreError, logs};

/// Where lines belong.
pub(super) struct LogWriter<'a> {
    pub(super) app: &'a App,
    pub(super) deployment: DeploymentNumber,
    pub(super) step: StepId,
    pub(super) execution: Option<ExecutionId>,
}

impl LogWriter<'_> {
    /// Writes a batch and tells the open pages.
    pub(super) async fn write(&self, lines: &[Line]) -> Result<(), StoreError> {
        let mut write = self.app.store.write().await?;
        logs::append(&mut write, self.deployment, self.step, self.execution, lines).await?;
        write.commit().await?;
        self.app.pulse.log(self.deployment);
        Ok(())
    }
}
