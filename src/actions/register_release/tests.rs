//! Tests of registering releases.

use super::*;
use crate::access::grants::Grants;
use crate::access::scope::Scope;
use crate::domain::refusal::RefusalKind;
use crate::domain::time::Span;
use crate::store::board::{self, Narrow};
use crate::store::releases;
use crate::testing::TestApp;
use crate::testing::app::{DOCUMENT, good_release};

/// Registers, and asserts that a failure changed nothing.
async fn register(
    app: &TestApp,
    actor: &Actor,
    project: &str,
    new: NewRelease,
) -> Result<Registered, ActionError> {
    let before = app.dump().await;
    let result = register_release(app, actor, project, new).await;
    if result.as_ref().map_or(true, |registered| !registered.created) {
        assert_eq!(app.dump().await, before);
    }
    result
}

fn changed(change: impl FnOnce(&mut NewRelease)) -> NewRelease {
    let mut release = good_release("2.8.0");
    change(&mut release);
    release
}

fn denied(result: Result<Registered, ActionError>) -> Denied {
    match result.unwrap_err() {
        ActionError::Denied(denied) => denied,
        other => panic!("{other}"),
    }
}

fn refused(result: Result<Registered, ActionError>) -> Refusal {
    match result.unwrap_err() {
        ActionError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_release_is_kept_as_it_was_registered() {
    let app = TestApp::with_storefront().await;
    let devops = app.person("ana", "DevOps").await;
    let new = changed(|r| {
        r.commit = "4BE1C0DE".to_owned();
        r.irreversible = Some(Declared::No);
        r.changes = serde_json::from_value(json!([
            { "sha": "4be1c0de", "subject": "Round prices", "author": "Ana", "ticket": "ST-1" },
            { "sha": "5be1c0de", "subject": "Faster <cart>", "author": "Bo", "url": "https://example.org/5" },
        ]))
        .unwrap();
    });
    let registered = register(&app, &devops, "storefront", new.clone()).await.unwrap();
    assert!(registered.created);
    let release = registered.release;
    assert_eq!((release.commit.as_str(), release.irreversible), ("4be1c0de", Some(false)));
    assert_eq!((release.person, release.token), (devops.person(), None));
    let mut read = app.store.read().await.unwrap();
    assert_eq!(releases::changes(&mut read, release.id).await.unwrap(), new.changes);
    let evidence = evidence::of_release(&mut read, release.id).await.unwrap();
    assert_eq!((evidence.facts, evidence.recorded_at), (new.facts, Some(release.registered_at)));
}

#[tokio::test]
async fn the_same_again_is_no_news() {
    let app = TestApp::with_storefront().await;
    let devops = app.person("ana", "DevOps").await;
    let first = register(&app, &devops, "storefront", good_release("2.8.0")).await.unwrap();
    app.clock.advance(Span::hours(1));
    let upper = changed(|r| r.artifact.sha256 = "A".repeat(64));
    let again = register(&app, &devops, "storefront", upper).await.unwrap();
    assert_eq!((again.release, again.created), (first.release, false));
}

#[tokio::test]
async fn other_content_under_the_same_version_is_refused_by_name() {
    let app = TestApp::with_storefront().await;
    let devops = app.person("ana", "DevOps").await;
    app.release("storefront", "2.8.0").await;
    for (words, new) in [
        ("commit)", changed(|r| r.commit = "aaaa".to_owned())),
        ("artifact.uri)", changed(|r| r.artifact.uri.push('x'))),
        ("artifact.sha256)", changed(|r| r.artifact.sha256 = "b".repeat(64))),
        ("irreversible)", changed(|r| r.irreversible = Some(Declared::Yes))),
        ("facts)", changed(|r| r.facts.coverage = None)),
        (
            "notes and facts)",
            changed(|r| {
                r.notes.push('x');
                r.facts.tests = None;
            }),
        ),
    ] {
        let refusal = refused(register(&app, &devops, "storefront", new).await);
        assert_eq!(refusal.kind, RefusalKind::Conflict);
        assert!(refusal.sentence.contains(words), "{words}: {refusal}");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let app = TestApp::with_storefront().await;
    let devops = app.person("ana", "DevOps").await;
    let bad = changed(|r| r.commit = "main".to_owned());
    let refusal = refused(register(&app, &devops, "storefront", bad).await);
    assert_eq!(refusal.kind, RefusalKind::Invalid);
}

#[tokio::test]
async fn only_who_may_deploy_somewhere_registers() {
    let app = TestApp::with_storefront().await;
    app.project("payments", DOCUMENT).await;
    let stakeholder = app.person("sam", "Stakeholder").await;
    let admin = app.person("root", "Admin").await;
    let elsewhere = app.person("eli", "DevOps@payments").await;
    let devops = app.person("ana", "DevOps").await;
    let to = |actor| register(&app, actor, "storefront", good_release("2.8.0"));
    assert!(matches!(denied(to(&stakeholder).await), Denied::Forbidden(_)));
    assert!(matches!(denied(to(&admin).await), Denied::Forbidden(_)));
    assert_eq!(denied(to(&elsewhere).await), Denied::NotFound);
    let nowhere = register(&app, &devops, "nowhere", good_release("2.8.0")).await;
    assert_eq!(denied(nowhere), Denied::NotFound);
    assert!(to(&devops).await.unwrap().created);
}

#[tokio::test]
async fn a_token_registers_in_its_own_project_only() {
    let app = TestApp::with_storefront().await;
    app.project("payments", DOCUMENT).await;
    let ana = app.person("ana", "DevOps").await;
    let (_, token) = app.token("storefront", "Developer", "ana").await;
    let release = register(&app, &token, "storefront", good_release("2.8.0")).await.unwrap().release;
    assert_eq!((release.person, release.token), (ana.person(), token.token()));
    assert_eq!(denied(register(&app, &token, "payments", good_release("1")).await), Denied::NotFound);
}

#[tokio::test]
async fn sixteen_at_once_register_one() {
    let app = TestApp::with_storefront().await;
    let devops = app.person("ana", "DevOps").await;
    let all = (0..16).map(|n| {
        let new = changed(|r| r.notes = (n % 2).to_string());
        register_release(&app, &devops, "storefront", new)
    });
    let results = futures::future::join_all(all).await;
    let created = results.iter().filter(|r| r.as_ref().is_ok_and(|registered| registered.created)).count();
    let same = results.iter().filter(|r| r.is_ok()).count();
    assert_eq!((created, same, results.len()), (1, 8, 16));
    let mut read = app.store.read().await.unwrap();
    let project = projects::by_slug(&mut read, "storefront").await.unwrap().unwrap();
    assert_eq!(releases::recent(&mut read, project.id, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn behind_counts_releases_registered_since() {
    let app = TestApp::with_storefront().await;
    let project = app.release("storefront", "2.9.0").await.project;
    app.release("storefront", "2.8.1").await;
    app.release("storefront", "2.8.2").await;
    let ana = app.person("ana", "SRE").await;
    app.deploy(&ana, &[], ("storefront", "development", "2.9.0")).await;
    let mut read = app.store.read().await.unwrap();
    let (everything, everywhere) = (Scope::of(Grants::system()), Narrow::default());
    let live = board::live(&mut read, &everything, everywhere).await.unwrap();
    assert!(!live.is_empty() && live.iter().all(|target| target.behind == 2), "{live:?}");
    let recent = releases::recent(&mut read, project, 2).await.unwrap();
    assert_eq!(recent.iter().map(|r| r.version.as_str()).collect::<Vec<_>>(), ["2.8.2", "2.8.1"]);
}
