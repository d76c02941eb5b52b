//! What was under way when a backup was made, in the state that is restored from it.

use super::*;
use crate::app::App;
use crate::domain::backup::Reason;
use crate::store::backups::HeldBack;
use crate::store::{deployments, notifications};

/// Brings the newest backup back, as the command does while no server runs, and opens it.
async fn restore(lab: &mut Lab) -> HeldBack {
    let vault = lab.app.vault();
    let plan = vault.plan_restore(vault.find("latest").unwrap()).await.unwrap();
    lab.app.store.close().await;
    let by = Operator::at_command_line().actor();
    let restored = Box::pin(vault.restore(&plan, &by, &mut |_| Ok(()))).await.unwrap();
    crate::engine::end_processes(&lab.app.settings.data, &restored.processes).await;
    lab.app = App::open(lab.app.settings.clone()).await.unwrap();
    restored.held_back
}

async fn open_processes(lab: &Lab) -> Vec<String> {
    let mut read = lab.app.store.read().await.unwrap();
    crate::store::backups::open_processes(&mut read).await.unwrap()
}

#[tokio::test]
async fn a_restore_with_a_live_run_a_live_deployment_and_messages_to_come_does_and_sends_nothing() {
    let deploys = format!("{{ run: '{HANGS}' }}");
    let mut lab =
        Lab::new(&[(DEPLOY, &deploys), ("Notify stakeholders", "{ notify: stakeholders }")], &[]).await;
    let number = lab.request("1").await;
    lab.line(number, "hangs").await;
    let automation = format!("  Restore: {{ run: '{HANGS}' }}\n  Tell: {{ notify: everybody }}\n");
    let run = drill(&lab, &["Restore", "Tell"], &automation).await;
    line(&lab, run, "hangs").await;
    lab.app.vault().create(Reason::ByHand).await.unwrap();
    let pid = std::fs::read_to_string(lab.beside("pid")).unwrap();
    let left = open_processes(&lab).await;
    assert_eq!(left.len(), 2);
    let elsewhere = tempfile::tempdir().unwrap();
    crate::engine::end_processes(elsewhere.path(), &left).await;
    assert!(runs(&pid), "what is restored elsewhere ends nothing of a server that may go on here");
    lab.kill().await;

    let held = restore(&mut lab).await;
    assert_eq!((held.interrupted.as_slice(), held.runs.as_slice()), ([number].as_slice(), [run].as_slice()));
    assert!(!runs(&pid), "what the replaced state had running is ended");
    // Whatever goes on by itself now would come to its end at once.
    std::fs::write(lab.beside("go"), "").unwrap();
    lab.start().await;
    let look = "  Look: { run: 'true' }\n";
    let after = run_of(&lab, Mode::Drill, ("Another", ""), &["Look"], look).await;
    assert_eq!(ended(&lab, after).await.0, Outcome::Succeeded, "the engine is at work");

    assert_eq!(progress(&lab, run).await.state(), State::Interrupted);
    assert_eq!(outcomes(&lab, run).await, ["1 interrupted"]);
    assert!(!facts(&lab, run).await.iter().any(|fact| matches!(fact, Fact::Sent { .. })));
    let executions = lab.executions(number).await;
    assert_eq!(executions.len(), 1, "{executions:?}");
    let mut read = lab.app.store.read().await.unwrap();
    assert_eq!(notifications::of_deployment(&mut read, number).await.unwrap(), []);
    assert_eq!(deployments::under_way(&mut read).await.unwrap(), [], "the engine drives nothing");
    drop(read);
    act(&lab, run, Act::Resume).await.unwrap();
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded, "a person decides that it goes on");
}
