//! Rollbacks with the built program and real commands on three targets: what is offered as the way back after what goes
//! wrong on the way.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

#[allow(dead_code, reason = "the soak test uses the rest")]
#[path = "soak/client.rs"]
mod client;
#[allow(dead_code, reason = "the tests of the command line use the rest")]
#[path = "command_line/installation.rs"]
mod installation;
#[path = "rollbacks/world.rs"]
mod world;

use world::World;

#[test]
fn a_rollback_that_fails_on_one_of_three_targets_and_is_repeated() {
    let world = World::serving(&["2.7.2", "2.7.3", "2.8.0"]);
    world.breaks("web-3");
    let first = world.roll_back("2.7.3");
    assert_eq!(world.ended(first), "failed");
    assert_eq!(world.live(), ["web-1 2.7.3", "web-2 2.7.3", "web-3 2.8.0"]);
    world.offers(Some("2.7.3"));
    world.works("web-3");
    let second = world.roll_back("2.7.3");
    assert_eq!(world.ended(second), "succeeded");
    world.offers(Some("2.7.2"));
    // Each target was told what it served itself before.
    assert_eq!(world.served("web-1").last().unwrap(), "2.7.3 after 2.7.3");
    assert_eq!(world.served("web-3").last().unwrap(), "2.7.3 after 2.8.0");
    let page = world.page("/deployments/6");
    assert!(page.contains("Rolled back by") && page.contains(&format!("#{first}")), "{page}");
    assert!(page.contains("was live for") && !page.contains("state live\">Live<"), "{page}");
}

#[test]
fn a_rollback_that_is_cancelled_half_way() {
    let world = World::serving(&["2.7.2", "2.7.3", "2.8.0"]);
    world.hangs("web-2");
    let first = world.roll_back("2.7.3");
    world.line(first, "hangs");
    world.cancel(first);
    assert_eq!(world.ended(first), "cancelled");
    assert_eq!(world.live(), ["web-1 2.7.3", "web-2 2.8.0", "web-3 2.8.0"]);
    world.offers(Some("2.7.3"));
    world.works("web-2");
    let second = world.roll_back("2.7.3");
    assert_eq!(world.ended(second), "succeeded");
    world.offers(Some("2.7.2"));
}

#[test]
fn a_hotfix_that_failed_half_way_before_the_rollback() {
    let world = World::serving(&["2.7.2", "2.7.3", "2.8.0"]);
    world.breaks("web-2");
    let hotfix = world.deploy("2.8.1");
    assert_eq!(world.ended(hotfix), "failed");
    assert_eq!(world.live(), ["web-1 2.8.1", "web-2 2.8.0", "web-3 2.8.0"]);
    world.offers(Some("2.8.0"));
    world.works("web-2");
    let back = world.roll_back("2.7.3");
    assert_eq!(world.ended(back), "succeeded");
    assert_eq!(world.served("web-1").last().unwrap(), "2.7.3 after 2.8.1");
    assert_eq!(world.served("web-2").last().unwrap(), "2.7.3 after 2.8.0");
    world.offers(Some("2.7.2"));
}

#[test]
fn a_redeployment_that_failed() {
    let world = World::serving(&["2.7.3", "2.8.0"]);
    world.breaks("web-2");
    let again = world.request("2.8.0", "production");
    assert_eq!(world.ended(again), "failed");
    assert_eq!(world.live(), ["web-1 2.8.0", "web-2 2.8.0", "web-3 2.8.0"]);
    world.offers(Some("2.7.3"));
}

#[test]
fn a_deployment_whose_server_was_killed_half_way() {
    let mut world = World::serving(&["2.7.3", "2.8.0"]);
    world.hangs("web-2");
    let number = world.deploy("2.8.1");
    world.line(number, "hangs");
    world.kill();
    world.start();
    world.until_interrupted(number);
    assert_eq!(world.live(), ["web-1 2.8.1", "web-2 2.8.0", "web-3 2.8.0"]);
    world.offers(Some("2.8.0"));
    world.works("web-2");
    let back = world.roll_back("2.8.0");
    assert_eq!(world.ended(back), "succeeded");
    assert_eq!(world.ended(number), "cancelled");
    world.offers(Some("2.7.3"));
}

#[test]
fn an_attempt_that_reached_no_target_may_have_left_the_first_one_half_done() {
    let world = World::serving(&["2.7.3", "2.8.0"]);
    world.breaks("web-1");
    let number = world.deploy("2.8.1");
    assert_eq!(world.ended(number), "failed");
    world.offers(Some("2.8.0"));
}

#[test]
fn the_first_release_has_no_way_back() {
    let world = World::serving(&["2.7.3"]);
    world.offers(None);
}
