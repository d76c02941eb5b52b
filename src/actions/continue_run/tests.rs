use super::continue_run;
use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::actions::act_in_run::{Standing, act_in_run, standing};
use crate::actions::publish_runbook::import_runbook;
use crate::actions::start_run::{Asked, start_run};
use crate::domain::id::RunNumber;
use crate::domain::run::act::Act;
use crate::domain::run::clocks::clocks;
use crate::domain::run::{Outcome, State};
use crate::domain::runbook::Mode;
use crate::domain::time::Span;
use crate::store::runs;
use crate::testing::TestApp;

const RUNBOOK: &str = "# Come back\n\n- **Project**: storefront\n- **Recovery Time Objective**: 1h\n- **Environments**: staging\n\n1. Look\n2. Tell\n3. Mend\n
```yaml
automation:
  Tell: {skip: allowed}
```
";

async fn now(app: &TestApp, number: RunNumber) -> Standing {
    let mut db = app.store.read().await.unwrap();
    let run = runs::by_number(&mut db, number).await.unwrap().unwrap();
    standing(&mut db, run).await.unwrap()
}

async fn all(app: &TestApp, who: &Actor, run: RunNumber, acts: Vec<Act>) {
    for act in acts {
        app.clock.advance(Span::minutes(1));
        act_in_run(app, who, run, &act).await.unwrap_or_else(|why| panic!("{act:?}: {why}"));
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// A drill whose first step is done, whose second is left out, and that failed at the third.
async fn failed(mode: Mode) -> (TestApp, Actor, RunNumber) {
    let app = TestApp::with_storefront().await;
    import_runbook(&app, &Operator::at_command_line(), RUNBOOK, true).await.unwrap();
    let sre = app.person("sre", "SRE").await;
    let (runbook, project, environment) = ("come-back", "storefront", "staging");
    let asked = Asked { runbook, mode, project, environment, reason: "it burns" };
    let run = start_run(&app, &sre, &asked).await.unwrap();
    let done = Act::Done(1, text("the disk"), String::new(), None);
    all(&app, &sre, run, vec![Act::Claim(1), done, Act::Skip(2, text("all are here"))]).await;
    (app, sre, run)
}

#[tokio::test]
async fn a_failed_run_goes_on_at_the_step_that_was_not_done_with_its_clocks() {
    let (app, sre, run) = failed(Mode::Drill).await;
    let told = app.refused(continue_run(&app, &sre, run, "")).await;
    assert_eq!(told, "The run has not ended.");
    all(&app, &sre, run, vec![Act::Fail(text("no part"))]).await;
    let began = now(&app, run).await.run.started_at;

    let later = continue_run(&app, &sre, run, "the part came").await.unwrap();
    let standing = now(&app, later).await;
    assert_eq!((standing.run.continues, now(&app, run).await.run.continued_by), (Some(run), Some(later)));
    assert_eq!(standing.progress.current().map(|step| step.position), Some(3));
    let first = standing.progress.steps[0].end.clone().unwrap();
    assert_eq!((first.run, first.name.as_str(), first.note.as_str()), (Some(run), "sre", "the disk"));
    let at = crate::clock::Clock::now(&*app.clock);
    let recover = &clocks(&standing.runbook, &standing.progress, standing.run.started_at, at)[2];
    assert_eq!(recover.span, Some(at - began), "measured from where the first one began");

    let told = app.refused(continue_run(&app, &sre, run, "")).await;
    assert_eq!(told, format!("Run {later} goes on from it already."));
    all(&app, &sre, later, vec![Act::Abort(text("not today"))]).await;
    let last = continue_run(&app, &sre, later, "").await.unwrap();
    all(&app, &sre, last, vec![Act::Claim(3), Act::Done(3, String::new(), String::new(), None)]).await;
    let ended = now(&app, last).await;
    assert_eq!(
        ended.progress.state(),
        State::Ended(Outcome::SucceededWithExceptions),
        "what was left out stays so"
    );
    assert_eq!(ended.progress.steps[0].end.as_ref().unwrap().run, Some(run));
    assert_eq!(app.refused(continue_run(&app, &sre, last, "")).await, "The run has succeeded.");
}

#[tokio::test]
async fn a_real_run_goes_on_by_who_may_start_one_and_with_a_reason() {
    let (app, sre, run) = failed(Mode::Real).await;
    all(&app, &sre, run, vec![Act::Abort(text("no part"))]).await;
    let token = app.token("storefront", "SRE", "sre").await.1;
    let developer = app.person("stakeholder", "Stakeholder").await;
    for (who, why) in [(&token, "Your roles do not let you"), (&developer, "Your roles do not let you")] {
        let told = app.refused(continue_run(&app, who, run, "now")).await;
        assert!(told.starts_with(why), "{told}");
    }
    assert_eq!(app.refused(continue_run(&app, &sre, run, " ")).await, "Say why: a real run has a reason.");
    continue_run(&app, &sre, run, "the part came").await.unwrap();
}

#[tokio::test]
async fn who_agreed_to_a_run_is_asked_again_in_the_next() {
    let app = TestApp::with_storefront().await;
    let document = "# Agree\n\n1. Go on\n2. Mend\n\n```yaml\nautomation:\n  Go on: {kind: approval}\n```\n";
    import_runbook(&app, &Operator::at_command_line(), document, true).await.unwrap();
    let (sre, other) = (app.person("sre", "SRE").await, app.person("other", "SRE").await);
    let (runbook, project, environment) = ("agree", "storefront", "production");
    let asked = Asked { runbook, mode: Mode::Real, project, environment, reason: "it burns" };
    let run = start_run(&app, &sre, &asked).await.unwrap();
    all(&app, &other, run, vec![Act::Approve(1, String::new()), Act::Fail(text("no part"))]).await;
    let later = continue_run(&app, &other, run, "the part came").await.unwrap();
    assert_eq!(now(&app, later).await.progress.state(), State::WaitingForApproval);
}
