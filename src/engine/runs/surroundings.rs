//! What a run's command finds: its workspace, and the names of its own place and of no other.

use super::WORKSPACE;
use crate::actions::carry_out_run::Surroundings;
use crate::app::App;
use crate::domain::strategy::Program;
use crate::domain::time::Span;
use crate::engine::environment::{text, with_basics};
use crate::engine::program::Errand;
use crate::engine::reach::Own;
use crate::engine::workspace::{folder, give_targets, make_private, prepare, target_root};
use crate::store::runs::Run;
use std::path::Path;

/// A command of a run, with its workspace and the roots of its targets made.
///
/// # Errors
/// A sentence for the reason of the failure.
pub(super) async fn errand<'a>(
    app: &App,
    run: &Run,
    found: &Surroundings,
    program: &'a Program,
    timeout: Span,
) -> Result<Errand<'a>, String> {
    let directory = folder(app, &format!("{WORKSPACE}{}", run.number))?;
    for target in &found.targets {
        let place = (&run.project_slug, &run.environment_slug);
        make_private(&target_root(app, place, target.as_str())?).map_err(|e| e.to_string())?;
    }
    give_targets(app, (&run.project_slug, &run.environment_slug))?;
    prepare(app, run.environment_slug.as_str(), &directory, found.files_of)
        .await
        .map_err(|why| format!("its workspace: {why}"))?;
    let environment = variables(app, run, found, &directory)?;
    let roots = target_root(app, (&run.project_slug, &run.environment_slug), "")?;
    let own = Own { write: vec![roots], read: Vec::new() };
    Ok(Errand { program, place: run.environment_slug.to_string(), own, environment, directory, timeout })
}

/// The variables of a command, each always set, perhaps empty. Where there is one target, it is named with its folder;
/// where there are more, they are in the folder of all, each in one of its name.
fn variables(
    app: &App,
    run: &Run,
    found: &Surroundings,
    workspace: &Path,
) -> Result<Vec<(String, String)>, String> {
    let place = (&run.project_slug, &run.environment_slug);
    let targets: Vec<&str> = found.targets.iter().map(|target| target.as_str()).collect();
    let roots = target_root(app, place, "")?;
    let (target, root) = match targets.as_slice() {
        [only] => ((*only).to_owned(), text(&target_root(app, place, only)?)?),
        _ => (String::new(), String::new()),
    };
    let pairs = [
        ("SLIPWAY_MODE", run.mode.word().to_owned()),
        ("SLIPWAY_RUN", run.number.to_string()),
        ("SLIPWAY_PROJECT", run.project_slug.to_string()),
        ("SLIPWAY_ENVIRONMENT", run.environment_slug.to_string()),
        ("SLIPWAY_TARGETS", targets.join(" ")),
        ("SLIPWAY_TARGET", target),
        ("SLIPWAY_TARGET_ROOT", root),
        ("SLIPWAY_TARGET_ROOTS", text(&roots)?.trim_end_matches('/').to_owned()),
    ];
    with_basics(workspace, pairs)
}
