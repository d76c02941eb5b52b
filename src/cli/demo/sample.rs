//! The sample project: carried in the binary, laid out in the data folder, and built there.

use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::actions::import_strategy::import_strategy;
use crate::actions::register_release::register_release;
use crate::app::App;
use crate::domain::release::{Artifact, NewRelease};
use crate::domain::text::Version;
use crate::store::{projects, releases};
use anyhow::{Context, anyhow, ensure};
use rust_embed::RustEmbed;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tokio::process::Command;

#[derive(RustEmbed)]
#[folder = "examples/storefront"]
struct Sample;

/// The sample project's short name.
pub(super) const PROJECT: &str = "storefront";

/// Puts the sample's strategy in force, where its project is not there yet.
///
/// # Errors
/// Where the database cannot be used.
pub(super) async fn import_missing(app: &App) -> anyhow::Result<()> {
    if projects::by_slug(&mut *app.store.read().await?, PROJECT).await?.is_some() {
        return Ok(());
    }
    let scripts = Sample::iter().filter_map(|path| {
        let name = path.strip_prefix("files/")?.to_owned();
        Some((name, Sample::get(&path)?.data.into_owned()))
    });
    let (document, scripts) = (carried("strategy.md")?, scripts.collect());
    import_strategy(app, &Operator::at_command_line(), &document, scripts, true).await?;
    Ok(())
}

/// Builds a release and registers it, where it is not registered yet. The same version gives the same bytes, so
/// building again after the server was killed changes nothing.
///
/// # Errors
/// Where it cannot be built, with what the build said, or registered.
pub(super) async fn release_missing(app: &App, actor: &Actor, version: &str) -> anyhow::Result<()> {
    let parsed = Version::parse(version).map_err(|why| anyhow!("{why}"))?;
    let mut read = app.store.read().await?;
    let project = projects::by_slug(&mut read, PROJECT).await?.context("the sample project is gone")?;
    if releases::by_version(&mut read, project.id, &parsed).await?.is_some() {
        return Ok(());
    }
    drop(read);
    let artifact = build(app, version).await.with_context(|| format!("Storefront {version}"))?;
    let mut facts: serde_json::Value =
        serde_json::from_slice(&carried(&format!("releases/{version}.json"))?)?;
    facts["artifact"] = json!(artifact);
    let new: NewRelease = serde_json::from_value(facts)?;
    register_release(app, actor, PROJECT, new).await?;
    Ok(())
}

/// Where its artifacts are built.
pub(super) fn folder(data: &Path) -> PathBuf {
    data.join("sample")
}

async fn build(app: &App, version: &str) -> anyhow::Result<Artifact> {
    // Its address is kept with the release for ever, so it is told from the root.
    let folder = folder(&app.settings.data.canonicalize()?);
    lay_out(&folder)?;
    let archive = folder.join(format!("storefront-{version}.tar.gz"));
    let mut command = Command::new("/bin/sh");
    command.arg(folder.join("build.sh")).arg(version).arg(&archive).kill_on_drop(true);
    let done = command.output().await.context("/bin/sh")?;
    ensure!(done.status.success(), "build.sh: {}: {}", done.status, String::from_utf8_lossy(&done.stderr));
    artifact(&archive)
}

fn artifact(archive: &Path) -> anyhow::Result<Artifact> {
    let sha256 = hex::encode(Sha256::digest(std::fs::read(archive)?));
    let uri =
        url::Url::from_file_path(archive).map_err(|()| anyhow!("{} has no address", archive.display()))?;
    Ok(Artifact { uri: uri.into(), sha256 })
}

/// Writes what the build needs, whatever was there.
fn lay_out(folder: &Path) -> anyhow::Result<()> {
    let needed = Sample::iter().filter(|path| *path == "build.sh" || path.starts_with("site/"));
    for path in needed {
        let place: PathBuf = folder.join(&*path);
        std::fs::create_dir_all(place.parent().unwrap_or(folder))?;
        std::fs::write(&place, carried(&path)?).with_context(|| place.display().to_string())?;
    }
    Ok(())
}

fn carried(path: &str) -> anyhow::Result<Vec<u8>> {
    let file = Sample::get(path).with_context(|| format!("the binary carries no {path}"))?;
    Ok(file.data.into_owned())
}
