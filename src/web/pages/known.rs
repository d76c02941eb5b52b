//! What an address names, for whoever it exists for.

use crate::store::Db;
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::web::context::Viewer;
use crate::web::errors::WebError;

/// The project of a slug; not found where the viewer has no role in it.
pub async fn project(db: &mut Db, viewer: &Viewer, slug: &str) -> Result<Project, WebError> {
    let project = projects::by_slug(db, slug).await?;
    project.filter(|project| viewer.scope.knows(project.id)).ok_or_else(WebError::not_found)
}

/// The environment of a slug; not found where the viewer sees it in no project.
pub async fn environment(db: &mut Db, viewer: &Viewer, slug: &str) -> Result<Environment, WebError> {
    let environment = environments::by_slug(db, slug).await?;
    environment.filter(|found| viewer.scope.sees_environment(found.id)).ok_or_else(WebError::not_found)
}
