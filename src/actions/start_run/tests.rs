use super::{Asked, start_run};
use crate::access::permit::Operator;
use crate::access::policy::Denied;
use crate::actions::act_in_run::act_in_run;
use crate::actions::error::ActionError;
use crate::actions::publish_runbook::import_runbook;
use crate::domain::run::act::Act;
use crate::domain::runbook::Mode;
use crate::testing::TestApp;
use crate::testing::app::DOCUMENT;

/// A run of the Recovery Plan.
pub fn plan(mode: Mode, environment: &'static str) -> Asked<'static> {
    let (runbook, project) = ("storefront-recovery-plan", "storefront");
    Asked { runbook, mode, project, environment, reason: "quarterly" }
}

#[tokio::test]
async fn who_starts_which_run_where() {
    let app = TestApp::with_storefront().await;
    let forbidden = Some("Your roles do not let you run runbooks for real here.");
    let unseen = Some("There is nothing here, or nothing that you may see.");
    for (role, mode, environment, why) in [
        ("SRE", Mode::Real, "production", None),
        ("DevOps", Mode::Tabletop, "production", None),
        ("DevOps", Mode::Real, "production", forbidden),
        ("DevOps", Mode::Real, "staging", None),
        ("Developer", Mode::Tabletop, "development", None),
        ("Developer", Mode::Tabletop, "staging", Some("Your roles do not let you take part in runs here.")),
        ("Developer", Mode::Tabletop, "production", unseen),
        (
            "Stakeholder",
            Mode::Tabletop,
            "production",
            Some("Your roles do not let you take part in runs here."),
        ),
        ("Admin", Mode::Tabletop, "production", unseen),
    ] {
        let name = format!("{role}-{}-{environment}", mode.word()).to_lowercase();
        let actor = app.person(&name, role).await;
        match why {
            None => _ = start_run(&app, &actor, &plan(mode, environment)).await.unwrap(),
            Some(why) => {
                let told = app.refused(start_run(&app, &actor, &plan(mode, environment))).await;
                assert_eq!(told, why, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn what_cannot_be_run_is_refused_with_a_reason() {
    let app = TestApp::with_storefront().await;
    app.project("other", crate::testing::app::DOCUMENT).await;
    let operator = Operator::at_command_line();
    let commands = "# Restart\n\n- **Environments**: staging\n\n1. Restart it\n\n```yaml\nautomation:\n  Restart it: {run: ./x.sh, modes: [tabletop]}\n```\n";
    import_runbook(&app, &operator, commands, true).await.unwrap();
    import_runbook(&app, &operator, "# Draft\n\n1. Look\n", false).await.unwrap();
    let sre = app.person("sre", "SRE").await;
    let asked = plan(Mode::Real, "staging");
    for (asked, why) in [
        (Asked { reason: " ", ..asked.clone() }, "Say why: a real run has a reason."),
        (Asked { runbook: "nothing", ..asked.clone() }, "There is nothing here"),
        (Asked { runbook: "draft", ..asked.clone() }, "No version of the runbook is published."),
        (Asked { project: "other", ..asked.clone() }, "The runbook is another project's."),
        (Asked { environment: "moon", ..asked.clone() }, "There is nothing here"),
        (Asked { runbook: "restart", ..asked.clone() }, "The runbook has no step for mode real."),
    ] {
        let told = app.refused(start_run(&app, &sre, &asked)).await;
        assert!(told.starts_with(why), "{told}");
    }
    let talked = Asked { runbook: "restart", mode: Mode::Tabletop, ..asked };
    start_run(&app, &sre, &talked).await.unwrap();
}

const RESTART: &str =
    "# Restart\n\n- **Project**: storefront\n- **Environments**: staging, production\n\n1. Restart it\n
```yaml
automation:
  Restart it: {run: ./x.sh}
```
";

#[tokio::test]
async fn a_drill_that_executes_something_where_approvals_are_asked_needs_full_and_a_reason() {
    let app = TestApp::with_storefront().await;
    import_runbook(&app, &Operator::at_command_line(), RESTART, true).await.unwrap();
    app.endorsed("restart", "production").await;
    let (devops, sre) = (app.person("devops", "DevOps").await, app.person("sre", "SRE").await);
    let drill = |environment, reason| {
        let (runbook, project, mode) = ("restart", "storefront", Mode::Drill);
        Asked { runbook, mode, project, environment, reason }
    };
    let told = app.refused(start_run(&app, &devops, &drill("production", "quarterly"))).await;
    assert_eq!(told, "Your roles do not let you run runbooks for real here.");
    start_run(&app, &devops, &drill("staging", "")).await.unwrap();
    let told = app.refused(start_run(&app, &sre, &drill("production", " "))).await;
    assert_eq!(told, "Say why: a drill that executes something here has a reason.");
    let run = start_run(&app, &sre, &drill("production", "quarterly")).await.unwrap();
    let told = app.refused(act_in_run(&app, &devops, run, &Act::Abort("no".to_owned()))).await;
    assert_eq!(told, "Your roles do not let you run runbooks for real here.");
}

/// SECURITY 13: who starts, leads or agrees has the second factor that the environment asks for; a tabletop does nothing.
#[tokio::test]
async fn a_real_run_asks_for_the_second_factor_of_its_environment() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let run = start_run(&app, &sre, &plan(Mode::Real, "production")).await.unwrap();
    let asks = DOCUMENT.replacen("production:\n", "production:\n  second_factor: required\n", 1);
    app.project("storefront", &asks).await;
    let lacks = |done: Result<(), ActionError>| {
        assert!(matches!(done, Err(ActionError::Denied(Denied::NoSecondFactor))), "{done:?}");
    };
    lacks(act_in_run(&app, &sre, run, &Act::Pause("wait".to_owned())).await);
    lacks(act_in_run(&app, &sre, run, &Act::Approve(1, String::new())).await);
    act_in_run(&app, &sre, run, &Act::Claim(1)).await.unwrap();
    lacks(start_run(&app, &sre, &plan(Mode::Real, "production")).await.map(drop));
    start_run(&app, &sre, &plan(Mode::Tabletop, "production")).await.unwrap();
    start_run(&app, &sre, &plan(Mode::Real, "staging")).await.unwrap();
}

#[tokio::test]
async fn a_runbook_is_run_once_at_a_time_in_a_place() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let run = start_run(&app, &sre, &plan(Mode::Real, "production")).await.unwrap();
    for mode in [Mode::Real, Mode::Drill] {
        let told = app.refused(start_run(&app, &sre, &plan(mode, "production"))).await;
        assert_eq!(told, format!("Run {run} of this runbook is under way here: go on with it, or end it."));
    }
    start_run(&app, &sre, &plan(Mode::Tabletop, "production")).await.unwrap();
    start_run(&app, &sre, &plan(Mode::Drill, "staging")).await.unwrap();
    act_in_run(&app, &sre, run, &Act::Abort("by mistake".to_owned())).await.unwrap();
    start_run(&app, &sre, &plan(Mode::Real, "production")).await.unwrap();
}

#[tokio::test]
async fn a_token_starts_nothing() {
    let app = TestApp::with_storefront().await;
    app.person("sre", "SRE").await;
    let (_, token) = app.token("storefront", "SRE", "sre").await;
    let told = app.refused(start_run(&app, &token, &plan(Mode::Tabletop, "staging"))).await;
    assert_eq!(told, "Your roles do not let you take part in runs here.");
}
