//! What a run's page shows of the machine. The engine's part is written here as the engine writes it.

use super::*;
use crate::access::permit::{Machine, Operator};
use crate::actions::carry_out_run::{happened, standing_of};
use crate::actions::publish_runbook::import_runbook;
use crate::clock::Clock;
use crate::domain::id::RunNumber;
use crate::domain::log::{Line, Stream};
use crate::domain::run::Fact;
use crate::domain::time::Span;
use crate::store::run_attempts::{self, Begun, Ended};
use crate::testing::hostile;

const RUN: RunNumber = RunNumber(1);
const RUNBOOK: &str =
    "# Come back\n\n- **Project**: storefront\n- **Environments**: staging\n\n1. Copy\n2. Switch\n3. Look\n
```yaml
automation:
  Copy: {run: ./copy.sh, reverse: ./forget.sh}
  Switch: {run: ./switch.sh}
```
";

impl World {
    async fn run(&self, mode: &str) -> Browser {
        import_runbook(&self.app, &Operator::at_command_line(), RUNBOOK, true).await.unwrap();
        let mut sre = self.browser(&self.sre).await;
        let fields = [("mode", mode), ("place", "storefront/staging"), ("reason", "it burns")];
        let answer = sre.post("/runbooks/come-back/runs", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        sre
    }

    async fn happens(&self, fact: Fact) {
        let mut write = self.app.store.write().await.unwrap();
        let standing = standing_of(&mut write, RUN).await.unwrap().unwrap();
        let now = self.app.clock.now();
        happened(&mut write, &Machine::of_engine(), &standing, &fact, now).await.unwrap();
        write.commit().await.unwrap();
    }

    /// An attempt at a step that printed this and came out so.
    async fn attempt(&self, step: i64, text: &str, outcome: &'static str) {
        let (machine, at) = (Machine::of_engine(), self.app.clock.now());
        let mut write = self.app.store.write().await.unwrap();
        let begun = Begun { run: RUN, step, reverse: false, epoch: 1, process: None, at };
        let id = run_attempts::begin(&mut write, &machine, &begun).await.unwrap();
        let line = Line { at, stream: Stream::Out, text: text.to_owned() };
        run_attempts::write_lines(&mut write, &machine, (RUN, step, id), &[line]).await.unwrap();
        let exit_code = (outcome == "failed").then_some(1);
        let ended = Ended { outcome, exit_code, reason: None, at: at + Span::seconds(3) };
        run_attempts::end(&mut write, &machine, id, &ended).await.unwrap();
        write.commit().await.unwrap();
    }

    /// The first step is done, the second failed.
    async fn failed(&self, printed: &str) {
        let (reverse, note) = (false, String::new());
        self.happens(Fact::Begun { step: 1, reverse }).await;
        self.attempt(1, "copied", "passed").await;
        self.happens(Fact::Passed { step: 1, reverse, note }).await;
        self.happens(Fact::Begun { step: 2, reverse }).await;
        self.attempt(2, printed, "failed").await;
        self.happens(Fact::Failed { step: 2, reverse, reason: format!("exited with status 1\n{printed}") })
            .await;
    }
}

#[tokio::test]
async fn a_failed_step_shows_its_attempts_their_logs_and_what_to_do() {
    let world = World::new().await;
    let mut sre = world.run("drill").await;
    assert!(sre.get("/runs/1").await.body.contains("Slipway does it. To stop it, fail or abort the run."));
    world.failed("no space left").await;
    let page = sre.get("/runs/1").await.body;
    for words in [
        "Paused on failure",
        "Attempt 1 failed (exit code 1, 3 s)",
        "no space left",
        "What is different now",
        "Reverse what was done",
        "Undoes, newest first: Copy. All else stays as it is.",
        "/runs/1/attempts/2/log",
        "/runs/1/events?after=2&amp;attempt=2&amp;seen=",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let log = sre.get("/runs/1/attempts/2/log").await;
    assert!(log.body.ends_with("out: no space left\n"), "{}", log.body);
    assert_eq!(sre.get("/runs/1/attempts/9/log").await.status, StatusCode::NOT_FOUND);
    assert!(sre.get("/runs/1/report.md").await.body.contains("Z: Attempt 1 failed (exit code 1, 3 s)"));
    assert!(sre.get("/runs/1/report.html").await.body.contains("Z: Attempt 1 passed (3 s)</li>"));
    let json = sre.get("/runs/1/report.json").await.json();
    assert_eq!(json["steps"][1]["attempts"].as_array().unwrap().len(), 1);

    let undo = [("act", "reverse"), ("reason", "the wrong copy")];
    assert_eq!(sre.post("/runs/1/intervention", &undo).await.status, StatusCode::SEE_OTHER);
    let page = sre.get("/runs/1").await.body;
    assert!(page.contains("wants what was done undone: “the wrong copy”"), "{page}");
    let refused = sre.post("/runs/1/intervention", &[("act", "retry"), ("step", "2"), ("reason", "x")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("What was done is being undone: wait until it is."));
}

#[tokio::test]
async fn an_interrupted_run_says_so_and_is_resumed_from_its_step() {
    let world = World::new().await;
    let mut sre = world.run("drill").await;
    world.happens(Fact::Begun { step: 1, reverse: false }).await;
    world.happens(Fact::Interrupted { reason: "the server was stopped".to_owned() }).await;
    let page = sre.get("/runs/1").await.body;
    let told = "Interrupted: the server was stopped. Nothing that was done before is repeated.";
    assert!(page.contains(told) && page.contains("Resume from this step"), "{page}");
    assert_eq!(sre.post("/runs/1/intervention", &[("act", "resume")]).await.status, StatusCode::SEE_OTHER);
    assert!(sre.get("/runs/1").await.body.contains("Slipway does it."));
}

#[tokio::test]
async fn what_ended_badly_is_resumed_in_a_new_run() {
    let world = World::new().await;
    let mut sre = world.run("drill").await;
    world.failed("no space left").await;
    let fail = [("act", "fail"), ("reason", "the disk is full")];
    assert_eq!(sre.post("/runs/1/intervention", &fail).await.status, StatusCode::SEE_OTHER);
    assert!(sre.get("/runs/1").await.body.contains("Resume in a new run"));
    let answer = sre.post("/runs/1/continuation", &[("reason", "a larger disk")]).await;
    assert_eq!(answer.location(), "/runs/2", "{}", answer.body);
    let page = sre.get("/runs/2").await.body;
    assert!(
        page.contains("goes on from <a href=\"/runs/1\">run 1</a>") && page.contains("done in run 1"),
        "{page}"
    );
    let page = sre.get("/runs/1").await.body;
    assert!(
        page.contains("goes on in <a href=\"/runs/2\">run 2</a>") && !page.contains("Resume in a new run")
    );
    let again = sre.post("/runs/1/continuation", &[("reason", "typed words")]).await;
    assert!(again.status == StatusCode::CONFLICT && again.body.contains("Run 2 goes on from it already."));
}

/// SECURITY 17: with an older proof of who does it, nothing is done in a real run.
#[tokio::test]
async fn what_cannot_be_taken_back_in_a_real_run_asks_for_a_fresh_proof() {
    for (mode, asked) in [("real", true), ("drill", false)] {
        let world = World::new().await;
        let mut sre = world.run(mode).await;
        world.failed("no space left").await;
        world.app.clock.advance(Span::minutes(16));
        for act in ["skip", "reverse", "abort"] {
            let fields = [("act", act), ("step", "2"), ("reason", "x")];
            let answer = sre.post("/runs/1/intervention", &fields).await;
            assert_eq!(answer.status != StatusCode::SEE_OTHER, asked, "{mode} {act}: {}", answer.body);
            if !asked {
                break;
            }
        }
        let mut read = world.app.store.read().await.unwrap();
        let standing = standing_of(&mut read, RUN).await.unwrap().unwrap().progress;
        let untouched = standing.ended.is_none() && standing.reversing.is_none();
        assert!(untouched && standing.steps[1].skip_asked.is_none() == asked, "{mode}");
    }
}

#[tokio::test]
async fn what_a_command_printed_stays_text() {
    for printed in hostile::STRINGS {
        let world = World::new().await;
        let mut sre = world.run("drill").await;
        world.failed(printed).await;
        for path in ["/runs/1", "/runs/1/report.html"] {
            let page = sre.get(path).await.body;
            assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{printed:?} at {path}");
        }
    }
}

#[tokio::test]
async fn what_older_tries_printed_is_forgotten_and_the_attempts_stay() {
    let world = World::new().await;
    let mut sre = world.run("drill").await;
    for attempt in 1..=4 {
        world.attempt(3, &format!("line {attempt}"), "failed").await;
    }
    let mut write = world.app.store.write().await.unwrap();
    run_attempts::forget_lines(&mut write, &Machine::of_engine(), (RUN, 3), 3).await.unwrap();
    write.commit().await.unwrap();
    let page = sre.get("/runs/1").await.body;
    assert!(!page.contains("line 1") && page.contains("line 2") && page.contains("line 4"), "{page}");
    assert!(page.contains("Attempt 1 failed"), "the attempts stay");
}
