//! An admin begins a project with its first strategy document, which comes into force at once.

use super::administration::administrator;
use super::error::ActionError;
use super::import_strategy::{Imported, Text, Wish, import_into, read_with_files};
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::acknowledgement::Accepted;
use crate::domain::refusal::Refusal;
use crate::store::projects;
use std::collections::BTreeSet;

/// Makes the project that the document names, and puts the document in force as its first version.
///
/// # Errors
/// Denied to who does not administer. A refusal where the document does not read, a command file is missing, a passage
/// is neither read nor acknowledged, or the project is there already: an admin alone changes no rule that holds.
pub async fn begin_project(
    app: &App,
    actor: &Actor,
    document: &str,
    files: Vec<(String, Vec<u8>)>,
    acknowledged: BTreeSet<String>,
) -> Result<Imported, ActionError> {
    // Reading and hashing take their time, which nobody who writes has to wait for.
    let readable = read_with_files(document.as_bytes(), &files)?;
    let text = Text::of(document.as_bytes(), files);
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let slug = &readable.strategy.slug;
    if let Some(project) = projects::by_slug(&mut write, slug.as_str()).await? {
        let sentence = format!(
            "{} exists already. Its next version is imported at the command line: slipway strategy import FILE --files DIR",
            project.name
        );
        return Err(Refusal::conflict(sentence).into());
    }
    let wish = Wish { approve: true, accepted: Accepted::Passages(acknowledged), by: actor.person() };
    let (write, imported) = import_into(app, write, &permit, &readable, &text, &wish).await?;
    write.commit().await?;
    Ok(imported)
}

#[cfg(test)]
mod tests;
