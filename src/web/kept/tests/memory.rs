//! Tests of what is kept, and of how long.

use super::*;
use crate::access::grants::Grants;
use crate::actions::sign_out::sign_out;
use crate::web::context::Viewer;
use tower_sessions::session::Id;

fn viewer(session: impl ToString) -> Viewer {
    Viewer {
        person: PersonId(1),
        name: String::new(),
        scope: Scope::of(Grants::default()),
        csrf: CsrfToken::of_cookie(""),
        moment: Moment::at(Time(5)),
        proved_at: Time(5),
        session: SessionKey(session.to_string()),
    }
}

fn key(session: usize) -> Key {
    Key::of(&viewer(session), &Uri::from_static("/"))
}

fn page_of(bytes: usize) -> Bytes {
    Bytes::from(vec![b'x'; bytes])
}

#[test]
fn what_is_kept_is_bounded() {
    let kept = KeptPages::default();
    let (revision, moment) = (Revision::default(), Moment::at(Time(5)));
    for session in 0..9 {
        let html = page_of(1024 * 1024 - 1);
        kept.keep(Page { key: key(session), revision, moment: moment.clone(), html });
    }
    let found = (0..9).filter(|session| kept.find(&key(*session), revision, Time(6)).is_some());
    assert_eq!(found.collect::<Vec<_>>(), [5, 6, 7, 8]);
    moment.until(|_| Some(Time(8)));
    assert!(kept.find(&key(8), revision, Time(8)).is_none());
    for session in 0..2 * MOST {
        let moment = Moment::at(Time(8));
        kept.keep(Page { key: key(session), revision, moment, html: page_of(1) });
    }
    assert_eq!(kept.0.lock().unwrap().len(), MOST);
    let html = page_of(MOST_BYTES);
    kept.keep(Page { key: key(0), revision, moment: Moment::at(Time(8)), html });
    assert!(kept.0.lock().unwrap().is_empty(), "what is larger than all that is kept is not kept");
}

#[test]
fn all_that_is_known_of_a_viewer_tells_pages_apart() {
    let changes: [fn(&mut Viewer); 6] = [
        |viewer| viewer.person = PersonId(2),
        |viewer| viewer.name = "Ada".to_owned(),
        |viewer| viewer.scope = Scope::of(Grants { is_system: true, ..Grants::default() }),
        |viewer| viewer.csrf = CsrfToken::of_cookie("another"),
        |viewer| viewer.proved_at = Time(6),
        |viewer| viewer.session = SessionKey("another".to_owned()),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut other = viewer(1);
        change(&mut other);
        assert_ne!(Key::of(&other, &Uri::from_static("/")), key(1), "{at}");
    }
    for other in ["/?", "/?show=all", "/history"] {
        assert_ne!(Key::of(&viewer(1), &Uri::from_static(other)), key(1), "{other}");
    }
    assert_eq!(Key::of(&viewer(1), &Uri::from_static("/")), key(1));
}

#[tokio::test]
async fn the_pages_of_a_session_go_with_the_next_look_after_it_was_ended() {
    let (app, people) = calm().await;
    let kept = KeptPages::default();
    let browser = Browser::signed_in(&app.app, &people.sre).await;
    let session = SessionKey::of(&browser.cookie("slipway").unwrap().parse::<Id>().unwrap()).0;
    let ask = async |session: &str| {
        let make = async |_| Ok(Html("a page".to_owned()));
        let Html(page) = kept.page(&app.store, viewer(session), &Uri::from_static("/"), make).await.unwrap();
        assert_eq!(page, "a page");
    };
    let sessions = || {
        let pages = kept.0.lock().unwrap();
        pages.iter().map(|page| page.key.session.0.clone()).collect::<Vec<_>>()
    };
    ask(&session).await;
    ask("another").await;
    assert_eq!(sessions(), [session.as_str(), "another"]);
    sign_out(&app.app, &people.sre, &session).await.unwrap();
    ask("another").await;
    assert_eq!(sessions(), ["another"]);
}
