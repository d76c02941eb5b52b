//! The environment of a command: everything it gets, and nothing of the server's.

use super::artifact;
use super::step::Job;
use super::workspace::target_root;
use crate::domain::text::Version;
use std::collections::BTreeMap;
use std::path::Path;

/// Where programs are found.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The variables of a command, each always set, perhaps empty; `target` is empty where the step is carried out once.
///
/// # Errors
/// Where a folder's name is no UTF-8.
pub(super) fn variables(
    job: &Job<'_>,
    target: &str,
    workspace: &Path,
) -> Result<Vec<(String, String)>, String> {
    let (deployment, release) = (job.deployment, job.release);
    let targets: Vec<&str> = deployment.plan.targets.iter().map(|t| t.as_str()).collect();
    let root = match target {
        "" => String::new(),
        target => text(&target_root(
            &job.engine.app,
            (&deployment.project_slug, &deployment.environment_slug),
            target,
        )?)?,
    };
    let previous = job.previous.of(target).map(ToString::to_string);
    let pairs = [
        ("SLIPWAY_PROJECT", deployment.project_slug.to_string()),
        ("SLIPWAY_ENVIRONMENT", deployment.environment_slug.to_string()),
        ("SLIPWAY_RELEASE", deployment.version.to_string()),
        ("SLIPWAY_COMMIT", release.commit.clone()),
        ("SLIPWAY_ARTIFACT", release.artifact.uri.clone()),
        ("SLIPWAY_ARTIFACT_FILE", artifact_file(workspace, &release.artifact.uri)?),
        ("SLIPWAY_ARTIFACT_SHA256", release.artifact.sha256.clone()),
        ("SLIPWAY_PREVIOUS_RELEASE", previous.unwrap_or_default()),
        ("SLIPWAY_TARGETS", targets.join(" ")),
        ("SLIPWAY_TARGET", target.to_owned()),
        ("SLIPWAY_TARGET_ROOT", root),
        ("SLIPWAY_DEPLOYMENT", deployment.number.to_string()),
        ("SLIPWAY_KIND", deployment.kind.word().to_owned()),
    ];
    with_basics(workspace, pairs)
}

/// The artifact's file, once it was verified.
fn artifact_file(workspace: &Path, uri: &str) -> Result<String, String> {
    let file = artifact::place(workspace, uri);
    if file.is_file() { text(&file) } else { Ok(String::new()) }
}

/// What each target served before a deployment; a target that served nothing is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Previous(pub(super) BTreeMap<String, Version>);

impl Previous {
    /// What a target served; for a step that is carried out once, what all of them did. None where they differed.
    fn of(&self, target: &str) -> Option<&Version> {
        if !target.is_empty() {
            return self.0.get(target);
        }
        let mut all = self.0.values();
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }
}

/// The variables of every command, and these.
///
/// # Errors
/// Where the folder's name is no UTF-8.
pub(super) fn with_basics<const N: usize>(
    workspace: &Path,
    pairs: [(&str, String); N],
) -> Result<Vec<(String, String)>, String> {
    let basics = [("PATH", PATH.to_owned()), ("HOME", text(workspace)?), ("LANG", "C.UTF-8".to_owned())];
    Ok(basics.into_iter().chain(pairs).map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A folder's name as text.
///
/// # Errors
/// Where it is no UTF-8.
pub(super) fn text(path: &Path) -> Result<String, String> {
    path.to_str().map(str::to_owned).ok_or_else(|| format!("the folder {} is no UTF-8", path.display()))
}
