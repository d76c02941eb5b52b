//! Pages as somebody sees them.

use super::{Browser, TestApp};
use crate::access::actor::Actor;

/// A page as this person gets it.
pub async fn seen(app: &TestApp, actor: &Actor, address: &str) -> String {
    let answer = Browser::signed_in(&app.app, actor).await.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.body);
    answer.body
}

/// Fails where one of the texts is missing from a page, or one that is not to be there is.
pub fn assert_shows(page: &str, shown: &[&str], absent: &[&str]) {
    for words in shown {
        assert!(page.contains(words), "{words:?} is missing: {page}");
    }
    for words in absent {
        assert!(!page.contains(words), "{words:?} is there: {page}");
    }
}

/// What of a page is text: without its tags, each run of white space as one space.
pub fn text(page: &str) -> String {
    let pieces = page.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}
