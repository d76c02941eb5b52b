//! Tests that a command is shown as it was written, line by line.

use crate::testing::TestApp;
use crate::testing::app::DOCUMENT;
use crate::testing::page::{assert_shows, seen};

#[tokio::test]
async fn a_command_of_several_lines_keeps_them_before_and_during_a_deployment() {
    let app = TestApp::new().await;
    let long = "Deploy to development: { run: \"set -x\\n  ./deploy.sh\\n\", per: target }";
    let document = DOCUMENT.replace("Deploy to development: { run: ./deploy.sh, per: target }", long);
    assert_ne!(document, DOCUMENT);
    app.project("storefront", &document).await;
    let sre = app.person("sre", "SRE").await;
    app.release("storefront", "1.0.0").await;
    let shown =
        ["<pre class=\"command\">set -x\n  ./deploy.sh</pre>", "a command of 2 lines, one target at a time"];
    let form = "/deployments/new?project=storefront&environment=development&release=1.0.0";
    assert_shows(&seen(&app, &sre, form).await, &shown, &[]);
    let number = app.request(&sre, "storefront", "development", "1.0.0").await;
    let page = format!("/deployments/{number}");
    assert_shows(&seen(&app, &sre, &page).await, &shown, &[]);
    app.make_ready(&sre, &[], number).await;
    app.start(&sre, number).await;
    assert_shows(&seen(&app, &sre, &page).await, &shown[..1], &[]);
}
