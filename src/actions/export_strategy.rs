//! Gives the strategy document in force back, for whoever has a role in its project.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::strategy::ChangeLogRow;
use crate::store::strategies::{self, StrategyVersion};
use crate::store::{Db, StoreError, grants, people, projects};
use crate::strategy;

/// The document in force of a project: with Slipway's version, date and status and a Change Log row for each version
/// that came into force, or as the bytes that were approved.
///
/// # Errors
/// Denied where there is no such project for this actor; a refusal where no version is in force.
pub async fn export_strategy(
    app: &App,
    actor: &Actor,
    project: &str,
    original: bool,
) -> Result<Vec<u8>, ActionError> {
    let mut read = app.store.read().await?;
    let held = grants::of(&mut read, actor).await?;
    let project = projects::by_slug(&mut read, project).await?;
    let project = project.filter(|project| held.knows_project(project.id)).ok_or(Denied::NotFound)?;
    let version = strategies::in_force(&mut read, project.id).await?;
    let version = version
        .ok_or_else(|| Refusal::conflict(format!("{} has no strategy version in force.", project.name)))?;
    let document = strategies::document(&mut read, version.id).await?.unwrap_or_default();
    if original {
        return Ok(document);
    }
    let rows = change_log(&mut read, &version, &document).await?;
    let date = version.approved_at.unwrap_or(version.created_at).date();
    Ok(strategy::export(&document, version.number, &date, "Approved", &rows))
}

/// A row for each version that came into force up to this one, oldest first, but for those that the document has
/// from an earlier export.
async fn change_log(
    db: &mut Db,
    version: &StrategyVersion,
    document: &[u8],
) -> Result<Vec<ChangeLogRow>, StoreError> {
    let mut versions = strategies::of_project(db, version.project).await?;
    versions.retain(|v| v.approved_at.is_some() && v.number <= version.number);
    versions.reverse();
    let approvers: Vec<PersonId> = versions.iter().filter_map(|v| v.approved_by).collect();
    let names = people::names(db, &approvers).await?;
    let author = |v: &StrategyVersion| v.approved_by.and_then(|person| names.get(&person));
    let rows = versions.iter().map(|v| ChangeLogRow {
        version: v.number.to_string(),
        date: v.approved_at.unwrap_or(v.created_at).date(),
        changes: "Put in force in Slipway".to_owned(),
        author: author(v).map_or("Command line", String::as_str).to_owned(),
    });
    let written =
        strategy::examine(document, version.reader).strategy.map(|s| s.change_log).unwrap_or_default();
    Ok(rows.filter(|row| !written.contains(row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;
    use crate::testing::TestApp;
    use crate::testing::app::DOCUMENT;

    async fn exported(app: &TestApp, actor: &Actor, original: bool) -> Result<String, String> {
        let document = export_strategy(app, actor, "storefront", original).await;
        document.map(|bytes| String::from_utf8(bytes).unwrap()).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn an_export_has_slipways_version_and_imports_again() {
        let app = TestApp::with_storefront().await;
        let auditor = app.person("ana", "Auditor").await;
        assert_eq!(exported(&app, &auditor, true).await.unwrap(), DOCUMENT);
        let first = exported(&app, &auditor, false).await.unwrap();
        for line in [
            "- **Version**: 1\n",
            "- **Last Updated**: 2026-11-24\n",
            "- **Status**: Approved\n",
            "Put in force",
        ] {
            assert!(first.contains(line), "{line}");
        }
        app.clock.advance(Span::days(1));
        app.project("storefront", &first).await;
        let second = exported(&app, &auditor, false).await.unwrap();
        assert!(second.contains("- **Version**: 2\n"));
        assert_eq!(second.matches("Put in force").count(), 2, "one row for each version");
        assert_eq!(exported(&app, &auditor, true).await.unwrap(), first);
    }

    #[tokio::test]
    async fn who_has_no_role_in_the_project_finds_nothing() {
        let app = TestApp::with_storefront().await;
        app.project("payments", DOCUMENT).await;
        let stranger = app.person("eli", "SRE@payments").await;
        assert!(exported(&app, &stranger, true).await.unwrap_err().contains("nothing here"));
    }
}
