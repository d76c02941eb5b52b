use super::*;
use crate::actions::add_person::add_person;
use crate::actions::sign_in::sign_in;
use crate::domain::client::Client;
use crate::domain::time::Span;
use crate::store::{environments, grants, strategies};
use crate::testing::TestApp;
use crate::testing::app::{DOCUMENT, new_person};

const PASSWORD: &str = "harbour lantern fog";

fn wanted(first: FirstProject) -> SetUp {
    SetUp {
        sign_in_name: "ana".to_owned(),
        password: PASSWORD.to_owned(),
        address: "http://127.0.0.1:3000".to_owned(),
        first,
        ..SetUp::default()
    }
}

fn document(text: &str) -> FirstProject {
    FirstProject::Document { text: text.to_owned(), files: Vec::new(), acknowledged: BTreeSet::new() }
}

async fn link(app: &TestApp) -> NewLink {
    setup_link(app, &Operator::at_command_line()).await.unwrap().unwrap()
}

fn wrong(begun: Begun) -> Vec<(&'static str, String)> {
    match begun {
        Begun::Wrong(wrongs) => wrongs.0.into_iter().map(|w| (w.place, w.words)).collect(),
        Begun::SetUp { .. } => panic!("it was set up"),
    }
}

/// SECURITY 14: the first admin is made by the printed link alone, once.
#[tokio::test]
async fn the_first_admin_is_made_by_the_link_once() {
    let app = TestApp::new().await;
    let made = link(&app).await;
    let first = FirstProject::Template("Payments API".to_owned());
    let begun = set_up(&app, &made.secret, wanted(first.clone())).await.unwrap();
    assert!(matches!(begun, Begun::SetUp { address: None }));
    let here = Client { address: Client::UNKNOWN_ADDRESS, device: String::new() };
    let ana = sign_in(&app, "ana", PASSWORD, &here).await.unwrap();
    let db = &mut *app.store.read().await.unwrap();
    assert!(grants::of_person(db, ana.id).await.unwrap().administers());
    let project = crate::store::projects::by_slug(db, "payments-api").await.unwrap().unwrap();
    let version = strategies::in_force(db, project.id).await.unwrap().unwrap();
    assert_eq!((version.approved_by, version.author), (Some(ana.id), Some(ana.id)), "the first admin did it");
    let events = events::after(db, 0, 100).await.unwrap();
    let by = |action: &str| events.iter().find(|event| event.action == action).unwrap().actor.clone();
    for action in ["strategy.approved", "installation.set_up", "runbook.published"] {
        assert!(by(action).contains("\"name\":\"ana\""), "{action}: {}", by(action));
    }
    assert_eq!(environments::all(db).await.unwrap().len(), 3);
    assert!(
        set_up(&app, &made.secret, wanted(first)).await.err().unwrap().to_string().contains("used already")
    );
    assert!(setup_link(&app, &Operator::at_command_line()).await.unwrap().is_none());
    assert!(!app.dump().await.iter().any(|row| row.contains(&made.secret)), "only its hash is kept");
}

/// SECURITY 14: the link is dead after 30 minutes, after another start, and once somebody is there.
#[tokio::test]
async fn the_link_of_the_first_run_ends() {
    let app = TestApp::new().await;
    let why = async |made: &NewLink| {
        let begun = async { set_up(&app, &made.secret, wanted(FirstProject::Later)).await.map(|_| ()) };
        Box::pin(app.refused(begun)).await
    };
    let first = link(&app).await;
    let second = link(&app).await;
    assert!(why(&first).await.contains("another took its place"));
    app.clock.advance(Span::minutes(30));
    assert!(why(&second).await.contains("older than 30 minutes"));
    let third = link(&app).await;
    let new = NewPerson { roles: vec!["SRE".parse().unwrap()], ..new_person("ben") };
    add_person(&app, &Operator::at_command_line(), new).await.unwrap();
    assert!(why(&third).await.contains("set up already"));
    let unknown = NewLink { secret: "0".repeat(64), ..third };
    assert!(why(&unknown).await.contains("nothing here"));
}

/// Everything that is wrong is told at once, and nothing is done.
#[tokio::test]
async fn what_is_wrong_is_told_by_field() {
    let app = TestApp::new().await;
    let made = link(&app).await;
    let before = app.dump().await;
    let bad = SetUp {
        sign_in_name: "a b".to_owned(),
        password: "short".to_owned(),
        address: "slipway".to_owned(),
        email: Some("nowhere".to_owned()),
        first: document("# Nothing\n"),
        ..SetUp::default()
    };
    let told = wrong(set_up(&app, &made.secret, bad).await.unwrap());
    for field in ["name", "password", "email", "address", "document"] {
        assert!(told.iter().any(|(at, _)| *at == field), "{field}: {told:?}");
    }
    for (name, words) in [("***", "at least one letter"), ("", "at least one letter"), ("a\nb", "one line")] {
        let template = wanted(FirstProject::Template(name.to_owned()));
        let told = wrong(set_up(&app, &made.secret, template).await.unwrap());
        assert!(told[0].0 == "project" && told[0].1.contains(words), "{name:?}: {told:?}");
    }
    assert_eq!(app.dump().await, before);
    let told = wrong(set_up(&app, &made.secret, wanted(document(DOCUMENT))).await.unwrap());
    assert!(
        told.iter().any(|(at, words)| *at == "document" && words.contains("./deploy.sh was not given")),
        "{told:?}"
    );
    assert_eq!(app.dump().await, before);
    let by_path = DOCUMENT.replace("./deploy.sh", "deploy").replace("./smoke.sh", "smoke");
    set_up(&app, &made.secret, wanted(document(&by_path.replace('\n', "\r\n")))).await.unwrap();
    let db = &mut *app.store.read().await.unwrap();
    assert!(crate::store::projects::by_slug(db, "storefront").await.unwrap().is_some());
}

/// The address is kept for the next start; the running server says so.
#[tokio::test]
async fn another_address_is_kept_for_the_next_start() {
    let app = TestApp::new().await;
    let made = link(&app).await;
    let elsewhere = SetUp { address: "https://slipway.example/".to_owned(), ..wanted(FirstProject::Later) };
    let Begun::SetUp { address: Some((address, Ok(()))) } =
        set_up(&app, &made.secret, elsewhere).await.unwrap()
    else {
        panic!("the address was not kept");
    };
    assert_eq!(address, "https://slipway.example");
    let text = std::fs::read_to_string(app.settings.file()).unwrap();
    assert_eq!(text, "public_url = \"https://slipway.example\"\n");
}

/// Of many who use the link at once, one becomes the first admin.
#[tokio::test]
async fn of_many_who_set_up_at_once_one_does() {
    let app = TestApp::new().await;
    let made = link(&app).await;
    let tries = (0..4).map(|at| {
        let wanted = SetUp { sign_in_name: format!("ana{at}"), ..wanted(FirstProject::Later) };
        let (app, secret) = (app.app.clone(), made.secret.clone());
        async move { set_up(&app, &secret, wanted).await.is_ok() }
    });
    let done = futures::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert_eq!(people::all(&mut app.store.read().await.unwrap()).await.unwrap().len(), 1);
}
