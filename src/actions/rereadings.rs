//! Versions in force that an earlier reader reads, and what the newest rules would change in them. Until a person
//! acknowledges the change, the version is read as before.

use crate::app::App;
use crate::domain::id::ProjectId;
use crate::domain::reading::Reader;
use crate::store::strategies::{self, StrategyVersion};
use crate::store::{Db, StoreError};
use crate::strategy::cache::Reread;
use std::sync::Arc;

/// A version in force whose meaning differs by the newest rules.
#[derive(Debug, Clone)]
pub struct Rereading {
    /// The version.
    pub version: StrategyVersion,
    /// What differs.
    pub reread: Arc<Reread>,
}

/// The versions in force, of one project or of all, whose meaning differs by the newest rules.
///
/// # Errors
/// Where the database cannot be read.
pub async fn rereadings(
    app: &App,
    db: &mut Db,
    project: Option<ProjectId>,
) -> Result<Vec<Rereading>, StoreError> {
    let mut versions = strategies::all_in_force(db).await?;
    versions.retain(|version| version.reader != Reader::default());
    versions.retain(|version| project.is_none_or(|own| own == version.project));
    let mut found = Vec::new();
    for version in versions {
        let known = app.strategies.known_reread(&version.sha256, version.reader);
        let reread = match known {
            Some(known) => known,
            None => {
                let document = strategies::document(db, version.id).await?.unwrap_or_default();
                app.strategies.reread(&version.sha256, version.reader, &document)
            }
        };
        if !reread.is_same() {
            found.push(Rereading { version, reread });
        }
    }
    Ok(found)
}
