//! What a backup job's command finds: its folders, and its environment.

use crate::actions::backup_jobs::JobStanding;
use crate::app::App;
use crate::domain::backup_job::Kind;
use crate::engine::environment::{text, with_basics};
use crate::engine::workspace::target_root;
use std::path::{Path, PathBuf};

/// The folders on this machine.
pub(super) struct Folders {
    /// Where the job may keep what it makes; it stays.
    pub(super) backups: PathBuf,
    /// Below it are the roots of the environment's targets.
    pub(super) roots: PathBuf,
}

/// The folders of a job.
///
/// # Errors
/// Where the data folder is gone.
pub(super) fn folders(app: &App, standing: &JobStanding) -> Result<Folders, String> {
    let (project, environment) = (&standing.project.slug, &standing.environment.slug);
    let data = app.settings.data.canonicalize().map_err(|error| error.to_string())?;
    let backups = data.join("job-backups").join(project.as_str()).join(environment.as_str());
    Ok(Folders {
        backups: backups.join(standing.job.slug.as_str()),
        roots: target_root(app, (project, environment), "")?,
    })
}

/// All of the command's environment.
///
/// # Errors
/// Where a folder's name is no UTF-8.
pub(super) fn variables(
    standing: &JobStanding,
    kind: Kind,
    workspace: &Path,
    folders: &Folders,
) -> Result<Vec<(String, String)>, String> {
    with_basics(
        workspace,
        [
            ("SLIPWAY_PROJECT", standing.project.slug.to_string()),
            ("SLIPWAY_ENVIRONMENT", standing.environment.slug.to_string()),
            ("SLIPWAY_TARGET_ROOTS", text(&folders.roots)?.trim_end_matches('/').to_owned()),
            ("SLIPWAY_JOB", standing.job.slug.to_string()),
            ("SLIPWAY_JOB_KIND", kind.word().to_owned()),
            ("SLIPWAY_BACKUP_FOLDER", text(&folders.backups)?),
        ],
    )
}
