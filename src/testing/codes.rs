//! One-time codes as an app on a telephone shows them.

use super::{Browser, TestApp};
use crate::clock::Clock;
use crate::domain::id::PersonId;
use crate::domain::one_time_code::OneTimeCodes;
use crate::store::{people, second_factors};
use crate::testing::page::assert_shows;
use http::StatusCode;

/// Who has this sign-in name.
pub async fn id_of(app: &TestApp, name: &str) -> PersonId {
    let mut db = app.store.read().await.unwrap();
    people::by_sign_in_name(&mut db, name).await.unwrap().unwrap().id
}

/// The codes of somebody's key.
pub async fn codes(app: &TestApp, name: &str) -> OneTimeCodes {
    let id = id_of(app, name).await;
    let kept = second_factors::of(&mut app.store.read().await.unwrap(), id).await.unwrap().unwrap();
    OneTimeCodes::new(&app.key.open(&second_factors::place(id), &kept.seed).unwrap(), name).unwrap()
}

/// What their app shows at this moment.
pub async fn code_now(app: &TestApp, name: &str) -> String {
    codes(app, name).await.code_at(app.clock.now())
}

/// Turns one-time codes on in a browser where they are signed in; gives the recovery codes.
pub async fn enrol(app: &TestApp, browser: &mut Browser, name: &str) -> Vec<String> {
    browser.get("/account/second-factor").await;
    assert_eq!(browser.post("/account/second-factor", &[]).await.status, StatusCode::SEE_OTHER);
    let page = browser.get("/account/second-factor").await.body;
    assert_shows(&page, &["<svg", &codes(app, name).await.key(), "Turn one-time codes on"], &[]);
    let code = code_now(app, name).await;
    let page = browser.post("/account/second-factor/confirmation", &[("code", &code)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let recovery: Vec<String> =
        page.body.split("<li><code>").skip(1).map(|rest| rest[..19].to_owned()).collect();
    assert_eq!(recovery.len(), 10);
    recovery
}
