use super::*;
use crate::access::actor::Actor;
use crate::domain::time::Time;
use crate::store::events::{NewEvent, append};
use std::sync::Arc;

struct Running {
    store: Store,
    pulse: Arc<Pulse>,
    folder: tempfile::TempDir,
}

async fn running() -> Running {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("slipway.db")).await.unwrap();
    let pulse = Arc::new(Pulse::default());
    let (eye, heart) = (store.clone(), pulse.clone());
    tokio::spawn(async move { heart.run(&eye).await });
    Running { store, pulse, folder }
}

async fn act(store: &Store) -> i64 {
    let mut write = store.write().await.unwrap();
    let event = NewEvent::new(Time(1), &Actor::ENGINE, "test.done", "a test");
    let sequence = append(&mut write, event).await.unwrap();
    write.commit().await.unwrap();
    sequence
}

#[tokio::test]
async fn a_commit_of_this_process_and_of_another_are_both_told() {
    let running = running().await;
    let other = Store::open(&running.folder.path().join("slipway.db")).await.unwrap();
    for store in [&running.store, &other] {
        let (mut events, mut commits) = (running.pulse.events(), running.pulse.commits());
        let sequence = act(store).await;
        events.wait_for(|known| *known == sequence).await.unwrap();
        commits.changed().await.unwrap();
    }
}

#[tokio::test]
async fn a_commit_without_an_event_is_told_too() {
    let running = running().await;
    let mut commits = running.pulse.commits();
    running.store.write().await.unwrap().commit().await.unwrap();
    commits.changed().await.unwrap();
    assert_eq!(*running.pulse.events().borrow(), 0);
}

#[tokio::test]
async fn it_ends_when_it_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("slipway.db")).await.unwrap();
    let pulse = Pulse::default();
    pulse.stop();
    pulse.run(&store).await.unwrap();
    pulse.stopped().await;
}
