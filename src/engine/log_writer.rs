//! Writes the lines of a command to the database as they come.

use crate::app::App;
use crate::domain::id::{DeploymentNumber, ExecutionId, StepId};
use crate::domain::log::Line;
use crate::store::{StoreError, logs};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Where lines belong.
pub(super) struct LogWriter<'a> {
    pub(super) app: &'a App,
    pub(super) deployment: DeploymentNumber,
    pub(super) step: StepId,
    pub(super) execution: Option<ExecutionId>,
}

impl LogWriter<'_> {
    /// Writes batches until the sender is gone. When one cannot be written, the command is stopped, the rest is
    /// received and dropped so that nothing blocks, and the first error is returned.
    pub(super) async fn write_all(
        &self,
        mut batches: mpsc::Receiver<Vec<Line>>,
        stop: &CancellationToken,
    ) -> Result<(), StoreError> {
        let mut result = Ok(());
        while let Some(batch) = batches.recv().await {
            if result.is_ok() {
                result = self.write(&batch).await;
                if result.is_err() {
                    stop.cancel();
                }
            }
        }
        result
    }

    /// Writes a batch and tells the open pages.
    pub(super) async fn write(&self, lines: &[Line]) -> Result<(), StoreError> {
        let mut write = self.app.store.write().await?;
        logs::append(&mut write, self.deployment, self.step, self.execution, lines).await?;
        write.commit().await?;
        self.app.pulse.log(self.deployment);
        Ok(())
    }
}
