//! SECURITY 69: what the provider does not tell about somebody's groups takes nothing away.

use super::{sign_in, with_provider};
use crate::actions::confirm_people::confirm_people;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::time::Span;
use crate::provider::Provider;
use crate::store::{grants, people};
use crate::testing::provider::{Double, GROUPS};
use crate::testing::{Browser, TestApp};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What the provider knows of Ana beside who she is.
fn knows(double: &Double, more: Value) {
    let mut claims = json!({ "name": "Ana Silva", "preferred_username": "ana" });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    double.knows("subject-1", claims);
}

async fn ana(test: &TestApp) -> PersonId {
    people::by_sign_in_name(&mut test.store.read().await.unwrap(), "ana").await.unwrap().unwrap().id
}

/// The roles that Ana holds.
async fn held(test: &TestApp) -> Vec<String> {
    let ana = ana(test).await;
    let grants = grants::of_person(&mut test.store.read().await.unwrap(), ana).await.unwrap();
    grants.held.into_iter().map(|grant| grant.name).collect()
}

async fn told_in_the_log(test: &TestApp) -> usize {
    test.dump().await.iter().filter(|row| row.contains("sign_in.groups_untold")).count()
}

async fn admin(test: &TestApp, app: &Arc<App>) -> Browser {
    let chief = test.person("chief", "Admin").await;
    Browser::signed_in(app, &chief).await
}

#[tokio::test]
async fn what_is_not_told_takes_nothing_away_and_everybody_is_told() {
    let overage =
        json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": { "src1": { "endpoint": "x" } } });
    for (untold, why) in [
        (overage, "there are too many for its answer"),
        (json!({}), "its answer holds no claim for them"),
        (json!({ "groups": { "ops": true } }), "its claim for them is not a list of names"),
        (json!({ "groups": null }), "its claim for them is not a list of names"),
    ] {
        let (test, app, double) = with_provider().await;
        let mut chief = admin(&test, &app).await;
        sign_in(&app, &double, "subject-1").await;
        assert_eq!(held(&test).await, ["SRE"], "{untold}");
        knows(&double, untold.clone());
        for _ in 0..2 {
            let (mut browser, answer) = sign_in(&app, &double, "subject-1").await;
            assert_eq!(answer.location(), "/history", "{untold}: {}", answer.body);
            assert_eq!(held(&test).await, ["SRE"], "{untold}");
            let page = browser.get("/account").await.body;
            assert!(page.contains(why) && page.contains("did not name your groups"), "{untold}");
        }
        assert_eq!(told_in_the_log(&test).await, 1, "{untold}: once, not at every sign-in");
        assert!(chief.get("/admin/people/ana").await.body.contains(why), "{untold}");
        assert!(chief.get("/admin").await.body.contains("1 person whose groups"), "{untold}");

        double.groups("subject-1", &[]);
        let (mut browser, _) = sign_in(&app, &double, "subject-1").await;
        assert_eq!(held(&test).await, [""; 0], "{untold}: an empty list says that there are none");
        assert!(!browser.get("/account").await.body.contains("did not name your groups"));
        assert!(!chief.get("/admin").await.body.contains("whose groups"));
    }
}

/// The same where the provider is asked again without them, long after the quarter of an hour that a confirmation holds.
#[tokio::test]
async fn asking_again_takes_nothing_away_either() {
    let (test, app, double) = with_provider().await;
    sign_in(&app, &double, "subject-1").await;
    knows(&double, json!({ "hasgroups": true }));
    let provider = Provider::over(double.clone(), double.settings());
    for _ in 0..3 {
        test.clock.advance(Span::minutes(11));
        assert!(confirm_people(&app, &provider, &CancellationToken::new()).await.unwrap());
        crate::actions::confirm_people::end_unconfirmed(&app).await.unwrap();
        assert_eq!(held(&test).await, ["SRE"]);
    }
    assert_eq!(told_in_the_log(&test).await, 1);
}

#[tokio::test]
async fn the_groups_are_asked_for_where_the_settings_say_so() {
    for (answer, roles, why) in [
        (json!({ "value": ["ops", "many", "more"] }), vec!["SRE"], None),
        (json!({ "value": [] }), vec![], None),
        (
            json!({ "value": ["x"], "@odata.nextLink": "https://id.example/more" }),
            vec!["SRE"],
            Some("could not be used"),
        ),
        (json!({ "value": [{ "id": "ops" }] }), vec!["SRE"], Some("could not be used")),
        (json!({ "error": {} }), vec!["SRE"], Some("could not be used")),
        (json!("ops"), vec!["SRE"], Some("could not be used")),
        (Value::Null, vec!["SRE"], Some("could not be used")),
    ] {
        let (test, app, double) = with_provider().await;
        sign_in(&app, &double, "subject-1").await;
        knows(&double, json!({ "_claim_names": { "groups": "src1" } }));
        if !answer.is_null() {
            double.tells_all_groups("subject-1", answer.clone());
        }
        let app = test
            .with_provider_where(&double, |settings| settings.groups_address = Some(GROUPS.parse().unwrap()));
        let (mut browser, _) = sign_in(&app, &double, "subject-1").await;
        assert_eq!(held(&test).await, roles, "{answer}");
        let page = browser.get("/account").await.body;
        match why {
            Some(why) => assert!(page.contains(why), "{answer}"),
            None => assert!(!page.contains("did not name"), "{answer}"),
        }
    }
}
