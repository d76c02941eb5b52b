//! The folders of commands: the workspace that they run in, and the roots of targets on this machine.

use super::ownership::give;
use crate::app::App;
use crate::domain::id::{DeploymentNumber, StrategyVersionId};
use crate::domain::text::Slug;
use crate::store::deployments::Deployment;
use crate::store::{StoreError, files, strategies};
use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Where commands of a deployment run.
///
/// # Errors
/// Where the data folder is gone.
pub(super) fn of_deployment(app: &App, number: DeploymentNumber) -> Result<PathBuf, String> {
    folder(app, &number.to_string())
}

/// The workspace of this name.
///
/// # Errors
/// Where the data folder is gone.
pub(super) fn folder(app: &App, name: &str) -> Result<PathBuf, String> {
    Ok(data(app)?.join("workspaces").join(name))
}

/// The folder of a target on this machine: `targets/PROJECT/ENVIRONMENT/TARGET` in the data folder.
///
/// # Errors
/// Where the data folder is gone.
pub(super) fn target_root(
    app: &App,
    (project, environment): (&Slug, &Slug),
    target: &str,
) -> Result<PathBuf, String> {
    Ok(data(app)?.join("targets").join(project.as_str()).join(environment.as_str()).join(target))
}

/// Commands run elsewhere, so their folders are told from the root.
fn data(app: &App) -> Result<PathBuf, String> {
    let folder = &app.settings.data;
    folder.canonicalize().map_err(|e| format!("the data folder {}: {e}", folder.display()))
}

/// Makes the workspace of a deployment, and the roots of its targets.
///
/// # Errors
/// A sentence for the reason of the failure.
pub(super) async fn prepare_deployment(app: &App, deployment: &Deployment) -> Result<(), String> {
    let place = (&deployment.project_slug, &deployment.environment_slug);
    for target in &deployment.plan.targets {
        make_private(&target_root(app, place, target.as_str())?).map_err(|e| e.to_string())?;
    }
    give_targets(app, place)?;
    let workspace = of_deployment(app, deployment.number)?;
    prepare(app, place.1.as_str(), &workspace, Some(deployment.strategy_version)).await
}

/// Gives the targets of an environment, where there are any, to whom its commands run as.
///
/// # Errors
/// A sentence for the reason of the failure.
pub(super) fn give_targets(app: &App, place: (&Slug, &Slug)) -> Result<(), String> {
    // Told without an end, as it is given to commands.
    let roots: PathBuf = target_root(app, place, "")?.components().collect();
    if !roots.is_dir() {
        return Ok(());
    }
    give(app, place.1.as_str(), &roots)?;
    let entries = roots.read_dir().map_err(|error| format!("{}: {error}", roots.display()))?;
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.map(|folder| folder.path()).try_for_each(|folder| give(app, place.1.as_str(), &folder))
}

/// Makes a workspace with the strategy version's files, executable. One that is there stays as the commands before
/// left it.
///
/// # Errors
/// A sentence for the reason of the failure.
pub(super) async fn prepare(
    app: &App,
    environment: &str,
    workspace: &Path,
    version: Option<StrategyVersionId>,
) -> Result<(), String> {
    if workspace.is_dir() {
        return Ok(());
    }
    let files = match version {
        Some(version) => contents(app, version).await.map_err(|e| e.to_string())?,
        None => Vec::new(),
    };
    let given = workspace.to_owned();
    let (making, workspace) = (workspace.with_extension("making"), workspace.to_owned());
    tokio::task::spawn_blocking(move || fill(&making, &workspace, &files))
        .await
        .map_err(|e| e.to_string())?
        .map_err(|e| e.to_string())?;
    give(app, environment, &given)
}

async fn contents(app: &App, version: StrategyVersionId) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut read = app.store.read().await?;
    let mut contents = Vec::new();
    for (path, sha256) in strategies::files(&mut read, version).await? {
        let missing = || StoreError::Damaged(format!("the file {path} of the strategy is gone"));
        let content = files::content(&mut read, &sha256).await?.ok_or_else(missing)?;
        contents.push((path, content));
    }
    Ok(contents)
}

/// Under another name first, so that a workspace that is there is whole.
fn fill(making: &Path, workspace: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    if making.exists() {
        std::fs::remove_dir_all(making)?;
    }
    make_private(making)?;
    for (path, content) in files {
        let file = making.join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut options = std::fs::OpenOptions::new();
        let mut opened = options.write(true).create_new(true).mode(0o700).open(&file)?;
        io::Write::write_all(&mut opened, content)?;
    }
    std::fs::rename(making, workspace)
}

/// Makes a folder for this user alone. One that a command put a link in place of leads nowhere.
///
/// # Errors
/// Where it cannot be made, or there is a link on the way to it.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let opened = openat2(CWD, folder, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS)
        .map_err(|error| io::Error::other(format!("{}: {error}", folder.display())))?;
    std::fs::File::from(opened).set_permissions(std::fs::Permissions::from_mode(0o700))
}

/// Removes the workspaces of a kind other than these. A workspace is named by its kind's prefix, which may be empty,
/// and a number. One that cannot be removed is in nobody's way.
pub(super) async fn sweep<N: ToString>(app: &App, prefix: &'static str, open: &[N]) {
    let open: Vec<String> = open.iter().map(ToString::to_string).collect();
    let workspaces = app.settings.data.join("workspaces");
    let swept = tokio::task::spawn_blocking(move || remove_others(&workspaces, prefix, &open)).await;
    if let Err(error) = swept.unwrap_or_else(|error| Err(io::Error::other(error))) {
        tracing::warn!(%error, "a workspace stays behind");
    }
}

/// Where there are none yet, there is nothing to remove.
fn remove_others(workspaces: &Path, prefix: &str, open: &[String]) -> io::Result<()> {
    if !workspaces.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(workspaces)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let number = stem.and_then(|stem| stem.strip_prefix(prefix)).filter(|rest| is_number(rest));
        if number.is_some_and(|number| !open.iter().any(|one| one == number)) {
            std::fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
