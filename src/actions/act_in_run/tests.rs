use super::{act_in_run, clean_up_run, find_in_run, mend_finding, standing};
use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::actions::publish_runbook::import_runbook;
use crate::actions::start_run::{Asked, start_run};
use crate::domain::id::RunNumber;
use crate::domain::run::act::Act;
use crate::domain::run::{Outcome, Progress, State};
use crate::domain::runbook::Mode;
use crate::domain::time::{Span, Time};
use crate::store::{run_findings, runs};
use crate::testing::TestApp;

const RUNBOOK: &str =
    "# Come back\n\n- **Project**: storefront\n\n1. Restore\n2. Tell\n3. Go on\n4. Put the copy away\n
```yaml
automation:
  Restore: {restore_point: true}
  Go on: {kind: approval, role: Stakeholder}
  Put the copy away: {cleanup: true, modes: [drill]}
```
";

async fn started(mode: Mode) -> (TestApp, [Actor; 3], RunNumber) {
    let app = TestApp::with_storefront().await;
    import_runbook(&app, &Operator::at_command_line(), RUNBOOK, true).await.unwrap();
    let people = [
        app.person("sre", "SRE").await,
        app.person("devops", "DevOps").await,
        app.person("stakeholder", "Stakeholder").await,
    ];
    let (project, environment) = ("storefront", "production");
    let asked = Asked { runbook: "come-back", mode, project, environment, reason: "quarterly" };
    let number = start_run(&app, &people[0], &asked).await.unwrap();
    (app, people, number)
}

async fn progress(app: &TestApp, number: RunNumber) -> Progress {
    let mut db = app.store.read().await.unwrap();
    let run = runs::by_number(&mut db, number).await.unwrap().unwrap();
    standing(&mut db, run).await.unwrap().progress
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn now(app: &TestApp) -> Time {
    crate::clock::Clock::now(&*app.clock)
}

fn done(app: &TestApp, step: usize) -> Act {
    app.clock.advance(Span::minutes(5));
    let restored = Time(now(app).0 - Span::minutes(20).0);
    Act::Done(step, text("seen"), text("https://example.org/graph"), Some(restored))
}

#[tokio::test]
async fn two_people_do_a_drill_to_its_end_with_an_exception_a_finding_and_something_to_clean_up() {
    let (app, [sre, devops, stakeholder], number) = started(Mode::Drill).await;
    act_in_run(&app, &sre, number, &Act::Claim(1)).await.unwrap();
    let told = app.refused(act_in_run(&app, &devops, number, &Act::Claim(1))).await;
    assert_eq!(told, "sre has it: take it over, with a reason.");
    let act = done(&app, 1);
    act_in_run(&app, &sre, number, &act).await.unwrap();
    act_in_run(&app, &devops, number, &Act::Skip(2, text("all are here"))).await.unwrap();
    let told = app.refused(act_in_run(&app, &devops, number, &Act::Skip(2, text("again")))).await;
    assert_eq!(told, "The step is required, and you asked to skip it: somebody else agrees.");
    act_in_run(&app, &sre, number, &Act::Skip(2, String::new())).await.unwrap();
    let due = Some(now(&app) + Span::days(7));
    find_in_run(&app, &devops, number, ("the bucket’s name is out of date", "devops", due)).await.unwrap();

    for (who, why) in [(&sre, "The step is for Stakeholder"), (&devops, "The step is for Stakeholder")] {
        let told = app.refused(act_in_run(&app, who, number, &Act::Approve(3, String::new()))).await;
        assert!(told.starts_with(why), "{told}");
    }
    act_in_run(&app, &stakeholder, number, &Act::Approve(3, text("go"))).await.unwrap();
    assert_eq!(progress(&app, number).await.state(), State::Ended(Outcome::SucceededWithExceptions));

    let told = app.refused(clean_up_run(&app, &stakeholder, number, (4, ""))).await;
    assert_eq!(told, "Your roles do not let you take part in runs here.");
    let told = app.refused(clean_up_run(&app, &devops, number, (1, ""))).await;
    assert_eq!(told, "That is not to be cleaned up.");
    clean_up_run(&app, &devops, number, (4, "deleted")).await.unwrap();
    mend_finding(&app, &devops, number, (1, "renamed")).await.unwrap();
    let told = app.refused(mend_finding(&app, &devops, number, (1, "renamed"))).await;
    assert_eq!(told, "The finding is not open.");
    let mut db = app.store.read().await.unwrap();
    assert!(run_findings::of_run(&mut db, number).await.unwrap()[0].done_at.is_some());
    assert!(run_findings::clean_ups(&mut db, number).await.unwrap()[0].done_at.is_some());
}

#[tokio::test]
async fn a_real_run_is_led_by_who_holds_full() {
    let (app, [sre, devops, _], number) = started(Mode::Real).await;
    act_in_run(&app, &devops, number, &Act::Claim(1)).await.unwrap();
    for act in [Act::Pause(text("x")), Act::Abort(text("x")), Act::Skip(1, text("x")), Act::Fail(text("x"))] {
        let told = app.refused(act_in_run(&app, &devops, number, &act)).await;
        assert_eq!(told, "Your roles do not let you run runbooks for real here.");
    }
    act_in_run(&app, &devops, number, &Act::CouldNot(1, text("no key"))).await.unwrap();
    assert_eq!(progress(&app, number).await.state(), State::PausedOnFailure);
    act_in_run(&app, &sre, number, &Act::Retry(1, text("here it is"))).await.unwrap();
    act_in_run(&app, &sre, number, &Act::Abort(text("false alarm"))).await.unwrap();
    assert_eq!(progress(&app, number).await.state(), State::Ended(Outcome::Aborted));
    let told = app.refused(act_in_run(&app, &sre, number, &Act::Claim(1))).await;
    assert_eq!(told, "The run is over.");
    let mut db = app.store.read().await.unwrap();
    assert!(run_findings::clean_ups(&mut db, number).await.unwrap().is_empty(), "only a drill leaves that");
}

#[tokio::test]
async fn a_draft_that_is_edited_or_published_meanwhile_changes_no_run() {
    let (app, [sre, ..], number) = started(Mode::Tabletop).await;
    act_in_run(&app, &sre, number, &Act::Claim(1)).await.unwrap();
    let before = progress(&app, number).await;
    let other = RUNBOOK.replace("1. Restore", "1. Restore\n1. Something else");
    for publish in [false, true] {
        import_runbook(&app, &Operator::at_command_line(), &other, publish).await.unwrap();
        assert_eq!(progress(&app, number).await, before);
    }
}

#[tokio::test]
async fn what_happened_is_never_changed_and_a_run_stays_bound() {
    let (app, [sre, ..], number) = started(Mode::Tabletop).await;
    act_in_run(&app, &sre, number, &Act::Claim(1)).await.unwrap();
    let before = app.dump().await;
    for sql in [
        "UPDATE run_events SET at = 0",
        "DELETE FROM run_events",
        "UPDATE runs SET version_id = 1",
        "UPDATE runs SET mode = 'real'",
    ] {
        let mut write = app.store.write().await.unwrap();
        assert!(sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *write).await.is_err(), "{sql}");
    }
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn a_finding_needs_words_an_owner_and_a_day() {
    let (app, [sre, ..], number) = started(Mode::Tabletop).await;
    let tomorrow = Some(now(&app) + Span::days(1));
    for (finding, why) in [
        ((" ", "sre", tomorrow), "Say what was found."),
        (("x", "nobody", tomorrow), "Name who mends it"),
        (("x", "sre", None), "Say until which day"),
        (("x", "sre", Some(Time(0))), "Say until which day"),
    ] {
        let told = app.refused(find_in_run(&app, &sre, number, finding)).await;
        assert!(told.starts_with(why), "{told}");
    }
}
