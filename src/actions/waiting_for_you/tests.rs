use super::*;
use crate::access::actor::Actor;
use crate::access::scope::Scope;
use crate::actions::open_deployments::open_deployments;
use crate::clock::Moment;
use crate::store::deployments::Deployment;
use crate::store::{board, grants};
use crate::testing::TestApp;
use crate::testing::scene::Scene;

/// What waits for somebody: the task with the environment it is about.
async fn tasks(app: &TestApp, actor: &Actor) -> Vec<(Task, String)> {
    let mut db = app.store.read().await.unwrap();
    let scope = Scope::of(grants::of(&mut db, actor).await.unwrap());
    let (person, now) = (actor.person().unwrap(), app.app.clock.now());
    let open = open_deployments(&mut db, &scope, &Moment::at(now)).await.unwrap();
    let place = |d: &Deployment| format!("{} {}", d.project_slug, d.environment_slug);
    let mut tasks: Vec<_> = open
        .iter()
        .filter_map(|open| Some((task(open, scope.grants(), person, now)?, place(&open.deployment))))
        .collect();
    let reviews = board::open_reviews(&mut db, &scope).await.unwrap();
    let mine = reviews.iter().filter(|review| may_review(review, scope.grants(), person));
    tasks.extend(mine.map(|review| (Task::Review, review.version.to_string())));
    tasks
}

#[tokio::test]
async fn each_is_asked_for_what_they_may_do_now() {
    let Scene { app, people, waiting } = Scene::build().await;
    let task = |task, place: &str| (task, place.to_owned());
    let recover = task(Task::Recover, "payments development");
    let review = task(Task::Review, "5.0.1");
    let approve = task(Task::Approve, "storefront production");
    assert_eq!(tasks(&app, &people.developer).await, std::slice::from_ref(&recover));
    assert_eq!(
        tasks(&app, &people.sre).await,
        std::slice::from_ref(&recover),
        "who rolled back does not review it"
    );
    assert_eq!(
        tasks(&app, &people.stakeholder).await,
        std::slice::from_ref(&review),
        "one person counts once"
    );
    assert_eq!(tasks(&app, &people.stakeholder2).await, [approve, review.clone()]);
    assert_eq!(tasks(&app, &people.auditor).await, []);
    app.approve(&people.stakeholder2, waiting).await;
    assert_eq!(tasks(&app, &people.stakeholder2).await, [review]);
    assert_eq!(
        tasks(&app, &people.devops).await,
        [task(Task::Start, "storefront production"), recover.clone()]
    );
    app.start(&people.devops, waiting).await;
    app.walk_to(waiting, "Check logs").await;
    assert_eq!(tasks(&app, &people.sre).await, [task(Task::Confirm, "storefront production"), recover]);
}
