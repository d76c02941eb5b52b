//! What the document says below a step stands wherever the step does.

use crate::testing::app::DOCUMENT;
use crate::testing::page::{assert_shows, seen};
use crate::testing::{TestApp, Token};

const STEP: &str = "   - Verify functionality\n";
const DETAILS: [&str; 2] = ["Order one basket as a guest", "Compare the <total> with the invoice"];

#[tokio::test]
async fn the_lines_below_a_step_are_shown_before_at_and_after_it_and_in_the_api() {
    let app = TestApp::new().await;
    let nested: String =
        DETAILS.iter().map(|line| format!("     - {}\n", line.replace('<', "\\<"))).collect();
    let document = DOCUMENT.replacen(STEP, &format!("{STEP}{nested}"), 1);
    app.project("storefront", &document).await;
    let sre = app.person("sre", "SRE").await;
    let auditor = app.person("audit", "Auditor").await;
    app.release("storefront", "1.0.0").await;
    let shown =
        ["<li>Order one basket as a guest</li>", "<li>Compare the &lt;total&gt; with the invoice</li>"];
    let ask = "/deployments/new?project=storefront&environment=production&release=1.0.0";
    assert_shows(&seen(&app, &sre, ask).await, &shown, &[]);
    let approvers = [app.person("one", "Stakeholder").await, app.person("two", "Stakeholder").await];
    for environment in ["development", "staging"] {
        app.deploy(&sre, &[], ("storefront", environment, "1.0.0")).await;
    }
    let number = app.request(&sre, "storefront", "production", "1.0.0").await;
    let page = format!("/deployments/{number}");
    assert_shows(&seen(&app, &auditor, &page).await, &shown, &[]);
    app.make_ready(&sre, &[&approvers[0], &approvers[1]], number).await;
    app.start(&sre, number).await;
    app.walk_to(number, "Verify functionality").await;
    for (viewer, times) in [(&sre, 2), (&auditor, 2)] {
        let html = seen(&app, viewer, &page).await;
        assert_eq!(html.matches(shown[0]).count(), times, "at the top and in the list: {html}");
    }
    let (secret, _) = app.token("storefront", "SRE", "sre").await;
    let told = Token::of(&app.app, &secret).get(&format!("/api/v1/deployments/{number}")).await.json();
    let steps = told["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["text"] == "Verify functionality").unwrap();
    assert_eq!(step["details"], serde_json::json!(DETAILS));
    assert_eq!(steps[0]["details"], serde_json::json!([]));
    app.succeed(number).await;
    assert_shows(&seen(&app, &auditor, &page).await, &shown, &[]);
}
