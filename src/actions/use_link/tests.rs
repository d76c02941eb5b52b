use super::*;
use crate::access::actor::Actor;
use crate::actions::add_person::NewPerson;
use crate::actions::change_password::change_password;
use crate::actions::disable_person::disable_person;
use crate::actions::enable_person::enable_person;
use crate::actions::invite_person::invite_person;
use crate::actions::one_time_link::NewLink;
use crate::actions::prove::prove_with_code;
use crate::actions::reset_password::reset_password;
use crate::actions::sign_in::sign_in;
use crate::domain::client::Client;
use crate::domain::time::Span;
use crate::testing::app::new_person;
use crate::testing::{Browser, TestApp, older_hash};

const PASSWORD: &str = "harbour lantern fog";

fn here() -> Client {
    Client { address: Client::UNKNOWN_ADDRESS, device: String::new() }
}

async fn with_ana() -> (TestApp, Actor, NewLink) {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let new = NewPerson { roles: vec!["SRE".parse().unwrap()], ..new_person("ana") };
    let link = invite_person(&app, &admin, &new).await.unwrap();
    (app, admin, link)
}

/// SECURITY 14: an invitation works once, and the second use is refused.
#[tokio::test]
async fn an_invitation_sets_a_password_once() {
    let (app, _, link) = with_ana().await;
    assert_eq!(link.kind, LinkKind::Invitation);
    let short = app.refused(use_link(&app, link.kind, &link.secret, "short")).await;
    assert!(short.contains("15 characters"), "{short}");
    use_link(&app, link.kind, &link.secret, PASSWORD).await.unwrap();
    sign_in(&app, "ana", PASSWORD, &here()).await.unwrap();
    let again = app.refused(use_link(&app, link.kind, &link.secret, "another password of hers")).await;
    assert!(again.contains("used already"), "{again}");
    let dump = app.dump().await;
    assert!(
        !dump.iter().any(|row| row.contains(&link.secret) || row.contains(PASSWORD)),
        "only hashes are kept"
    );
}

/// SECURITY 14: links are dead after their time, and where another took their place.
#[tokio::test]
async fn links_end_by_time_by_another_and_with_the_person() {
    let (app, admin, first) = with_ana().await;
    let second = reset_password(&app, &admin, "ana").await.unwrap();
    assert_eq!(second.kind, LinkKind::Invitation, "she never had a password");
    let why = app.refused(use_link(&app, first.kind, &first.secret, PASSWORD)).await;
    assert!(why.contains("another took its place"), "{why}");
    let wrong_kind = app.refused(use_link(&app, LinkKind::Reset, &second.secret, PASSWORD)).await;
    assert!(wrong_kind.contains("nothing here"), "{wrong_kind}");
    app.clock.advance(Span::days(7));
    let why = app.refused(use_link(&app, second.kind, &second.secret, PASSWORD)).await;
    assert!(why.contains("older than 7 days"), "{why}");
    let third = reset_password(&app, &admin, "ana").await.unwrap();
    use_link(&app, third.kind, &third.secret, PASSWORD).await.unwrap();
    let reset = reset_password(&app, &admin, "ana").await.unwrap();
    assert_eq!(reset.kind, LinkKind::Reset);
    app.clock.advance(Span::minutes(30));
    let why = app.refused(use_link(&app, reset.kind, &reset.secret, PASSWORD)).await;
    assert!(why.contains("older than 30 minutes"), "{why}");
    let reset = reset_password(&app, &admin, "ana").await.unwrap();
    disable_person(&app, &admin, "ana").await.unwrap();
    app.refused(use_link(&app, reset.kind, &reset.secret, PASSWORD)).await;
    assert!(reset_password(&app, &admin, "ana").await.is_err());
    enable_person(&app, &admin, "ana").await.unwrap();
    app.refused(use_link(&app, reset.kind, &reset.secret, PASSWORD)).await;
}

/// SECURITY 11: a new password ends every session.
#[tokio::test]
async fn a_new_password_ends_every_session() {
    let (app, admin, link) = with_ana().await;
    use_link(&app, link.kind, &link.secret, PASSWORD).await.unwrap();
    let ana = sign_in(&app, "ana", PASSWORD, &here()).await.unwrap();
    let actor = Actor::Person { id: ana.id, name: ana.display_name };
    let mut browser = Browser::signed_in(&app.app, &actor).await;
    let reset = reset_password(&app, &admin, "ana").await.unwrap();
    assert_eq!(browser.get("/").await.status, 200, "until it is used nothing changes");
    use_link(&app, reset.kind, &reset.secret, "another password of hers").await.unwrap();
    assert_eq!(browser.get("/").await.location(), "/sign-in");
    assert!(sign_in(&app, "ana", PASSWORD, &here()).await.is_err());
}

/// SECURITY 11: who proved the old password while a new one was set is not let in by it.
#[tokio::test]
async fn nothing_that_began_with_the_old_password_outlives_the_new_one() {
    let (app, admin, invitation) = with_ana().await;
    use_link(&app, invitation.kind, &invitation.secret, PASSWORD).await.unwrap();
    // Two who know the old password have just proved it, and go on in another transaction.
    let signing_in = sign_in(&app, "ana", PASSWORD, &here()).await.unwrap();
    let (changing, _) = prove_with_code(&app, signing_in.id, PASSWORD, "", &here()).await.unwrap();
    let reset = reset_password(&app, &admin, "ana").await.unwrap();
    use_link(&app, reset.kind, &reset.secret, "another password of hers").await.unwrap();
    let mut late = Browser::signed_in_as(&app.app, &signing_in).await;
    assert_eq!(late.get("/").await.location(), "/sign-in");
    let why = app.refused(change_password(&app, changing, "what the thief would like", "")).await;
    assert!(why.contains("Another password was set"), "{why}");
    sign_in(&app, "ana", "another password of hers", &here()).await.unwrap();
}

/// A sign-in that makes an older hash anew never puts the old password back.
#[tokio::test]
async fn a_hash_is_not_renewed_over_a_new_password() {
    let (app, admin, invitation) = with_ana().await;
    use_link(&app, invitation.kind, &invitation.secret, PASSWORD).await.unwrap();
    let older = older_hash(PASSWORD);
    app.sql(&format!("UPDATE people SET password_hash = '{older}' WHERE sign_in_name = 'ana'")).await;
    let reset = reset_password(&app, &admin, "ana").await.unwrap();
    let here = here();
    let both = tokio::join!(
        sign_in(&app, "ana", PASSWORD, &here),
        use_link(&app, reset.kind, &reset.secret, "another password of hers"),
    );
    both.1.unwrap();
    sign_in(&app, "ana", "another password of hers", &here).await.unwrap();
    assert!(sign_in(&app, "ana", PASSWORD, &here).await.is_err());
}

/// SECURITY 14: of many who use one link at once, one does.
#[tokio::test]
async fn of_many_who_use_a_link_at_once_one_does() {
    let (app, _, link) = with_ana().await;
    let tries = (0..6).map(|at| {
        let (app, secret) = (app.app.clone(), link.secret.clone());
        async move {
            use_link(&app, LinkKind::Invitation, &secret, &format!("password number {at} of hers")).await
        }
    });
    let done = futures::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
}
