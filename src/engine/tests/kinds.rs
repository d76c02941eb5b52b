//! Steps that run no command.

use super::*;
use crate::domain::deployment::{Failure, Outcome};
use crate::store::notifications;
use crate::testing::app::good_release;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::net::TcpListener;

/// Answers requests with this status, one after the other, as long as the test runs.
fn server(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    format!("http://{address}/deploy")
}

/// Reads the artifact where it was laid out, and fails where it can be changed.
const LOOK: &str = "{ run: 'if echo x 2>/dev/null >>\"$SLIPWAY_ARTIFACT_FILE\"; then exit 9; fi; cat \"$SLIPWAY_ARTIFACT_FILE\"' }";

#[tokio::test]
async fn an_artifact_is_compared_with_what_the_release_says() {
    let lab = Lab::new(&[("Verify build artifacts", "{ verify: artifact }"), (DEPLOY, LOOK)], &[]);
    let lab = lab.await;
    let file = lab.beside("artifact.tar");
    std::fs::write(&file, "the bytes").unwrap();
    let deploy = async |version: &str, path: &std::path::Path| {
        let mut new = good_release(version);
        new.artifact.uri = format!("file://{}", path.display());
        new.artifact.sha256 = hex::encode(Sha256::digest("the bytes"));
        lab.release_with(new).await;
        let asked = crate::testing::lab::asked(version);
        let request = crate::actions::request_deployment::request_deployment;
        let number = request(&lab.app, &lab.sre, &asked).await.unwrap();
        (number, lab.ending(number).await)
    };
    let (number, ending) = deploy("1", &file).await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
    let note = &lab.steps(number).await[0].note;
    assert!(note.starts_with("sha256 ") && note.ends_with("… of 9 bytes"), "{note}");
    assert_eq!(lab.log(number).await.last().map(String::as_str), Some("the bytes"), "commands find it");
    std::fs::write(&file, "other bytes").unwrap();
    let (_, ending) = deploy("2", &file).await;
    assert_eq!(ending.failure, Some(Failure::Result));
    assert!(ending.reason.starts_with("Verify build artifacts: the artifact is another one"), "{ending:?}");
    let (number, ending) = deploy("3", &file.with_file_name("missing.tar")).await;
    assert!(ending.reason.contains("missing.tar cannot be read"), "{ending:?}");
    assert_eq!(lab.log(number).await.len(), 1, "the log says so, too");
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"]);
}

#[tokio::test]
async fn an_address_that_answers_well_succeeds_and_where_it_deploys_the_targets_serve_the_release() {
    let lab = one_step(&format!("{{ http: '{}' }}", server("204 No Content"))).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
    assert_eq!(lab.steps(number).await[0].note, "answered 204");
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"]);
}

#[tokio::test]
async fn an_address_is_asked_once_for_each_target_where_it_says_so() {
    let lab = one_step(&format!("{{ http: '{}', per: target }}", server("204 No Content"))).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
    let asked: Vec<_> = lab.executions(number).await.into_iter().map(|x| x.target).collect();
    assert_eq!(asked, ["one", "two", "three"]);
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"]);
}

#[tokio::test]
async fn an_address_that_answers_badly_fails_after_its_retries() {
    let lab = one_step(&format!("{{ http: '{}', retries: 2 }}", server("503 Not Now"))).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.failure, Some(Failure::Result));
    assert!(ending.reason.contains("answered 503"), "{ending:?}");
    assert_eq!(lab.executions(number).await.len(), 3);
    assert_eq!(lab.live().await, [""; 0]);
}

#[tokio::test]
async fn an_address_that_says_nothing_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let lab = one_step(&format!("{{ http: '{address}', timeout: 1s }}")).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.failure, Some(Failure::Timeout), "{ending:?}");
    assert_eq!(lab.executions(number).await[0].outcome.as_deref(), Some("timeout"));
}

#[tokio::test]
async fn a_notification_is_recorded() {
    let lab = Lab::new(&[("Notify stakeholders", "{ notify: stakeholders }"), (DEPLOY, "")], &[]).await;
    let number = lab.request("1").await;
    lab.manual_step(number).await;
    let note = &lab.steps(number).await[0].note;
    let text = format!("Storefront 1 goes to development (#{number})");
    assert_eq!(*note, format!("message for stakeholders recorded, not sent: “{text}”"), "nothing is sent");
    let mut read = lab.app.store.read().await.unwrap();
    let recorded = notifications::of_deployment(&mut read, number).await.unwrap();
    assert_eq!(recorded.len(), 1);
    assert_eq!(recorded[0].audience, "stakeholders");
    assert_eq!(recorded[0].text, format!("Storefront 1 goes to development (#{number})"));
}

#[tokio::test]
async fn a_wait_waits_and_says_so() {
    let lab = Lab::new(&[("Look at it", "{ wait: 1s }"), (DEPLOY, "{ run: 'true' }")], &[]).await;
    let (number, _) = lab.deploy("1").await;
    let step = &lab.steps(number).await[0];
    assert_eq!(step.note, "waited 1 s");
    assert!(step.ended_at.unwrap() - step.started_at.unwrap() >= crate::domain::time::Span::seconds(1));
}

#[tokio::test]
async fn the_way_back_is_written_down() {
    let steps = [("Prepare rollback plan", "{ plan: rollback }"), (DEPLOY, "{ run: 'true' }")];
    let lab = Lab::new(&steps, &[]).await;
    let mut notes = Vec::new();
    for version in ["1", "2", "3"] {
        let (number, _) = lab.deploy(version).await;
        notes.push(lab.steps(number).await[0].note.clone());
    }
    assert_eq!(notes, ["there is nothing to go back to yet", "to 1", "to 2"]);
}
