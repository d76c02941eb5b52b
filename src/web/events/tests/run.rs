//! The stream of a run's page.

use super::*;
use crate::access::permit::Machine;
use crate::actions::start_run::{Asked, start_run};
use crate::domain::id::{RunAttemptId, RunNumber};
use crate::domain::runbook::Mode;
use crate::store::run_attempts::{self, Begun};

async fn begin(app: &TestApp, run: RunNumber) -> RunAttemptId {
    let (step, reverse, epoch, process) = (1, false, 1, None);
    let begun = Begun { run, step, reverse, epoch, process, at: app.app.clock.now() };
    let mut write = app.store.write().await.unwrap();
    let id = run_attempts::begin(&mut write, &Machine::of_engine(), &begun).await.unwrap();
    write.commit().await.unwrap();
    app.app.pulse.run_log(run);
    id
}

async fn print(app: &TestApp, run: RunNumber, attempt: RunAttemptId, text: &str) {
    let line = Line { at: app.app.clock.now(), stream: Stream::Out, text: text.to_owned() };
    let mut write = app.store.write().await.unwrap();
    let of = (run, 1, attempt);
    run_attempts::write_lines(&mut write, &Machine::of_engine(), of, &[line]).await.unwrap();
    write.commit().await.unwrap();
    app.app.pulse.run_log(run);
}

#[tokio::test]
async fn a_page_learns_of_each_attempt_and_gets_its_lines_once() {
    let app = beating().await;
    let sre = app.person("sre", "SRE").await;
    let (runbook, project, environment) = ("storefront-recovery-plan", "storefront", "production");
    let asked = Asked { runbook, mode: Mode::Drill, project, environment, reason: "" };
    let run = start_run(&app.app, &sre, &asked).await.unwrap();
    let seen = super::seen(&app).await;

    let browser = Browser::signed_in(&app.app, &sre).await;
    let path = format!("/runs/{run}/events?after=0&attempt=0&seen={seen}");
    let mut stream = browser.open(&path, None).await;
    assert_eq!(stream.status, StatusCode::OK);
    let attempt = begin(&app, run).await;
    assert_eq!(stream.next().await.unwrap().name, "changed");
    for text in ["one", "two"] {
        print(&app, run, attempt, text).await;
        let event = stream.next().await.unwrap();
        assert_eq!(lines(&event)[0].2, text);
    }
    let mut again = browser.open(&path, Some("1")).await;
    assert_eq!(next_lines(&mut again, 1).await, [(attempt.0, 2, "two".to_owned())]);

    let developer = app.person("developer", "Developer").await;
    let unseen = Browser::signed_in(&app.app, &developer).await.open(&path, None).await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND);
}
