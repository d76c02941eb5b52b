//! `/runbooks.zip`: all runbooks that exist for the viewer, with whom to call, to be read when everything is down.

use crate::actions::handbook::handbook;
use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::handbook::archive;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::sync::Arc;

/// `GET /runbooks.zip`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, WebError> {
    let handbook = handbook(&app, &mut *app.store.read().await?, &viewer.scope).await?;
    let archive = archive(&handbook).map_err(|error| WebError::internal(&error))?;
    let named = format!("attachment; filename=\"slipway-runbooks-{}.zip\"", viewer.now().date());
    Ok(([(CONTENT_TYPE, "application/zip".to_owned()), (CONTENT_DISPOSITION, named)], archive)
        .into_response())
}

#[cfg(test)]
mod tests {
    use crate::testing::app::DOCUMENT;
    use crate::testing::{Browser, TestApp};

    #[tokio::test]
    async fn the_archive_holds_what_exists_for_who_downloads_it() {
        let app = TestApp::with_storefront().await;
        app.project("till", DOCUMENT).await;
        let developer = app.person("developer", "Developer@till").await;
        let mut browser = Browser::signed_in(&app.app, &developer).await;
        assert!(browser.get("/runbooks").await.body.contains("href=\"/runbooks.zip\""));
        let answer = browser.get("/runbooks.zip").await;
        assert_eq!(answer.header("content-type"), "application/zip");
        assert!(
            answer.header("content-disposition").starts_with("attachment; filename=\"slipway-runbooks-2026")
        );
        // Nothing in it is compressed, so that all of it can be looked through.
        assert!(answer.body.starts_with("PK") && answer.body.contains("slipway-runbooks/index.html"));
        assert!(answer.body.contains("runbook-till-recovery-plan.md"));
        for leak in
            ["storefront-recovery-plan", "Recovery plan of Storefront", "restore-slipway", "production:"]
        {
            assert!(!answer.body.contains(leak), "{leak}");
        }
    }
}
