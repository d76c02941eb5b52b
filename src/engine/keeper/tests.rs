//! Tests that checkpoints come when they must.

use super::*;
use crate::testing::Storefront;

fn checkpoints(app: &App) -> usize {
    std::fs::read_to_string(app.settings.checkpoints()).map_or(0, |text| text.lines().count())
}

/// SECURITY 57: a checkpoint at least hourly, and at each deployment.
#[tokio::test]
async fn checkpoints_come_hourly_and_with_each_deployment() {
    let store = Storefront::new().await;
    let app = &store.app;
    let mut keeper = Keeper::default();
    keeper.look(app).await.unwrap();
    assert_eq!(checkpoints(app), 1, "at the beginning");
    app.person("zoe", "SRE").await;
    keeper.look(app).await.unwrap();
    assert_eq!(checkpoints(app), 1, "nothing was deployed");
    store.staged("2.8.0").await;
    keeper.look(app).await.unwrap();
    assert_eq!(checkpoints(app), 2, "something was");
    keeper.look(app).await.unwrap();
    assert_eq!(checkpoints(app), 2);
    app.clock.advance(Span::hours(1));
    keeper.look(app).await.unwrap();
    assert_eq!(checkpoints(app), 3, "an hour is over");
}

#[tokio::test]
async fn the_chain_is_walked_once_a_day() {
    let store = Storefront::new().await;
    let app = &store.app;
    let walked = async || audit_checks::last(&mut app.store.read().await.unwrap()).await.unwrap().unwrap().at;
    let mut keeper = Keeper::default();
    keeper.look(app).await.unwrap();
    let first = walked().await;
    app.clock.advance(Span::hours(23));
    keeper.look(app).await.unwrap();
    assert_eq!(walked().await, first);
    app.clock.advance(Span::hours(1));
    keeper.look(app).await.unwrap();
    assert_eq!(walked().await, first + WALK);
}
