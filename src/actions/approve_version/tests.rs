use super::{TheirDecision, approve_version};
use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::access::scope::Scope;
use crate::actions::add_person::NewPerson;
use crate::actions::add_role::add_role;
use crate::actions::error::ActionError;
use crate::actions::publish_runbook::{import_runbook, publish_runbook};
use crate::actions::start_run::{Asked, start_run};
use crate::actions::waiting_for_you::versions_to_decide;
use crate::actions::write_runbook::{Of, write_runbook};
use crate::clock::Clock;
use crate::domain::approval::Decision;
use crate::domain::runbook::Mode;
use crate::domain::time::Span;
use crate::store::{grants, people, runbook_versions, runbooks};
use crate::testing::TestApp;
use crate::testing::app::new_person;
use crate::testing::former::at_migration;
use crate::testing::page::{assert_shows, seen};

const SLUG: &str = "restart";

fn document(environments: &str) -> String {
    let fence = "```";
    format!(
        "# Restart\n\n- **Project**: storefront\n- **Environments**: {environments}\n\n1. Restart it\n\n{fence}yaml\n\
         automation:\n  Restart it: {{run: ./restart.sh}}\n{fence}\n"
    )
}

async fn newest(app: &TestApp) -> (i64, String) {
    let mut db = app.store.read().await.unwrap();
    let runbook = runbooks::by_slug(&mut db, SLUG).await.unwrap().unwrap();
    let versions = runbook_versions::of_runbook(&mut db, runbook.id).await.unwrap();
    (versions[0].number, versions[0].sha256.clone())
}

async fn written(app: &TestApp, writer: &Actor, environments: &str) {
    let known = runbooks::by_slug(&mut app.store.read().await.unwrap(), SLUG).await.unwrap().is_some();
    let of = if known { Of::Known(SLUG) } else { Of::New("storefront") };
    write_runbook(app, writer, of, &document(environments)).await.unwrap();
}

async fn published(app: &TestApp, publisher: &Actor) -> Result<(), ActionError> {
    let (_, sha256) = newest(app).await;
    publish_runbook(app, publisher, SLUG, &sha256).await
}

async fn decides(
    app: &TestApp,
    who: &Actor,
    environment: &str,
    (decision, comment): (Decision, &str),
) -> Result<(), ActionError> {
    let (version, seen) = newest(app).await;
    let (runbook, project, seen) = (SLUG, "storefront", seen.as_str());
    approve_version(
        app,
        who,
        &TheirDecision { runbook, version, project, environment, decision, comment, seen },
    )
    .await
}

async fn approves(app: &TestApp, who: &Actor) -> Result<(), ActionError> {
    decides(app, who, "production", (Decision::Approved, "")).await
}

async fn starts(app: &TestApp, who: &Actor, mode: Mode, environment: &str) -> Result<(), ActionError> {
    let (runbook, project, reason) = (SLUG, "storefront", "it burns");
    let run = start_run(app, who, &Asked { runbook, mode, project, environment, reason }).await?;
    let by = Actor::Person { id: who.person().unwrap(), name: "A".to_owned() };
    let end = crate::domain::run::act::Act::Abort("seen enough".to_owned());
    crate::actions::act_in_run::act_in_run(app, &by, run, &end).await
}

const LEVELS: [&str; 4] = ["none", "read", "deploy", "full"];

/// Every pair of a level in development and one in production.
fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    LEVELS.iter().flat_map(|one| LEVELS.iter().map(move |other| (*one, *other)))
}

/// An installation with a role `one-other`, and a person of the same name, for each pair.
async fn with_pairs() -> Vec<u8> {
    let app = TestApp::with_storefront().await;
    let [admin, _] = app.two_admins().await;
    for name in ["sre", "boss"] {
        app.person(name, "SRE").await;
    }
    for name in ["s1", "s2"] {
        app.person(name, "Stakeholder").await;
    }
    for (development, production) in pairs() {
        let role = format!("{development}-{production}");
        add_role(&app, &admin, &role).await.unwrap();
        app.sql(&format!(
            "INSERT INTO role_access (role_id, environment_id, level, since)
             SELECT r.id, e.id, CASE e.slug WHEN 'development' THEN '{development}' ELSE '{production}' END, 0
             FROM roles r, environments e WHERE r.name = '{role}' AND e.slug IN ('development', 'production')
             ON CONFLICT DO UPDATE SET level = excluded.level"
        ))
        .await;
        app.person(&role, &role).await;
    }
    app.into_database().await
}

async fn named(app: &TestApp, name: &str) -> Actor {
    let found = people::by_sign_in_name(&mut app.store.read().await.unwrap(), name).await.unwrap().unwrap();
    Actor::Person { id: found.id, name: found.name }
}

/// SECURITY 62: every pair of levels in development and production × write, publish, drill, real.
#[tokio::test]
async fn nobody_publishes_a_command_for_a_place_where_they_could_not_run_it() {
    let database = with_pairs().await;
    for (development, production) in pairs() {
        let app = TestApp::of_database(&database).await;
        let case = format!("{development} in development, {production} in production");
        let who = named(&app, &format!("{development}-{production}")).await;
        let (sre, boss) = (named(&app, "sre").await, named(&app, "boss").await);
        let levels = [development, production];
        let text = document("development, production");
        let wrote = write_runbook(&app, &who, Of::New("storefront"), &text).await;
        let may_write = levels.iter().any(|level| ["deploy", "full"].contains(level));
        assert_eq!(wrote.is_ok(), may_write, "{case}: writes, {wrote:?}");
        // What they publish was written by another person.
        written(&app, &sre, "development, production").await;
        let publishes = published(&app, &who).await;
        assert_eq!(publishes.is_ok(), levels.contains(&"full"), "{case}: publishes, {publishes:?}");
        if publishes.is_err() {
            assert!(starts(&app, &boss, Mode::Drill, "development").await.is_err(), "{case}");
            continue;
        }
        for (environment, level) in [("development", development), ("production", production)] {
            for mode in [Mode::Drill, Mode::Real] {
                if environment == "production" && mode == Mode::Drill {
                    let told = app.refused(starts(&app, &boss, mode, environment)).await;
                    assert!(told.contains("needs 2 more approvals"), "{case}: {told}");
                    approves(&app, &named(&app, "s1").await).await.unwrap();
                    approves(&app, &named(&app, "s2").await).await.unwrap();
                }
                let acts = starts(&app, &boss, mode, environment).await;
                assert_eq!(acts.is_ok(), level == "full", "{case}: {mode:?} in {environment}, {acts:?}");
                // They themselves run it only where they hold what a run asks for.
                let own = starts(&app, &who, mode, environment).await;
                assert_eq!(own.is_ok(), level == "full", "{case}: own {mode:?} in {environment}, {own:?}");
            }
        }
    }
}

#[tokio::test]
async fn two_with_full_in_development_only_bind_nothing_to_production() {
    let app = TestApp::with_storefront().await;
    let [one, two] = [app.person("one", "Developer").await, app.person("two", "Developer").await];
    let sre = app.person("sre", "SRE").await;
    let stakeholders = [app.person("s1", "Stakeholder").await, app.person("s2", "Stakeholder").await];
    written(&app, &one, "development, production").await;
    published(&app, &two).await.unwrap();
    starts(&app, &two, Mode::Drill, "development").await.unwrap();
    for who in &stakeholders {
        approves(&app, who).await.unwrap();
    }
    for mode in [Mode::Drill, Mode::Real] {
        let told = app.refused(starts(&app, &sre, mode, "production")).await;
        let why = "The commands of version 1 can't run in production: two, who published it, doesn't have Full there.";
        assert!(told.starts_with(why), "{told}");
    }
    starts(&app, &sre, Mode::Tabletop, "production").await.unwrap();
}

#[tokio::test]
async fn who_decides_on_a_version() {
    let app = TestApp::with_storefront().await;
    let both = app.person_with(NewPerson {
        roles: vec!["SRE".parse().unwrap(), "Stakeholder".parse().unwrap()],
        ..new_person("both")
    });
    let both = both.await;
    let second = app.person("second", "SRE").await;
    written(&app, &both, "production").await;
    let told = app.refused(approves(&app, &second)).await;
    assert_eq!(told, "Your roles do not let you approve or reject deployments here.");
    let stakeholder = app.person("stakeholder", "Stakeholder").await;
    let told = app.refused(approves(&app, &stakeholder)).await;
    assert_eq!(told, "That version is not published. Reload the page.");
    published(&app, &second).await.unwrap();
    let told = app.refused(approves(&app, &both)).await;
    assert_eq!(told, "You wrote part of this version. Someone else must decide on it.");
    for (name, role, why) in [
        ("developer", "Developer", "There is nothing here"),
        ("admin", "Admin", "There is nothing here"),
        ("auditor", "Auditor", "Your roles do not let you"),
        ("devops", "DevOps", "Your roles do not let you"),
    ] {
        let who = app.person(name, role).await;
        let told = app.refused(approves(&app, &who)).await;
        assert!(told.starts_with(why), "{name}: {told}");
    }
    let (_, token) = app.token("storefront", "Stakeholder", "stakeholder").await;
    assert!(app.refused(approves(&app, &token)).await.starts_with("Your roles do not let you"));
    let told = app.refused(decides(&app, &stakeholder, "production", (Decision::Rejected, " "))).await;
    assert_eq!(told, "A rejection needs a comment: say what has to change.");
    approves(&app, &stakeholder).await.unwrap();
    let told = app.refused(approves(&app, &stakeholder)).await;
    assert_eq!(told, "You have approved this version already. One person counts once.");
}

#[tokio::test]
async fn an_approval_that_is_taken_back_or_lost_leaves_the_version_before_in_force() {
    let app = TestApp::with_storefront().await;
    let [one, two] = [app.person("sre1", "SRE").await, app.person("sre2", "SRE").await];
    let [s1, s2] = [app.person("s1", "Stakeholder").await, app.person("s2", "Stakeholder").await];
    written(&app, &one, "production").await;
    published(&app, &two).await.unwrap();
    let why =
        "The commands of version 1 can't run in production: it needs 2 more approvals, from Stakeholder.";
    assert!(app.refused(starts(&app, &one, Mode::Real, "production")).await.starts_with(why));
    approves(&app, &s1).await.unwrap();
    approves(&app, &s2).await.unwrap();
    app.clock.advance(Span::days(400));
    starts(&app, &one, Mode::Real, "production").await.unwrap();
    decides(&app, &s2, "production", (Decision::Rejected, "it deletes too much")).await.unwrap();
    let told = app.refused(starts(&app, &one, Mode::Real, "production")).await;
    assert!(told.contains("s2 rejected it: “it deletes too much”"), "{told}");
    approves(&app, &s2).await.unwrap();
    // The next version waits; meanwhile the one before it runs.
    written(&app, &two, "production, staging").await;
    published(&app, &one).await.unwrap();
    starts(&app, &one, Mode::Real, "production").await.unwrap();
    starts(&app, &one, Mode::Drill, "staging").await.unwrap();
    app.sql("UPDATE people SET disabled_at = 1 WHERE sign_in_name = 's1'").await;
    let told = app.refused(starts(&app, &one, Mode::Real, "production")).await;
    assert!(told.contains("version 2") && told.contains("2 more approvals"), "{told}");
}

#[tokio::test]
async fn the_writer_publishes_where_others_approve_and_nowhere_else() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    written(&app, &sre, "staging").await;
    let told = app.refused(published(&app, &sre)).await;
    assert_eq!(told, "The draft has commands, and you wrote part of it: somebody else publishes it.");
    written(&app, &sre, "staging, production").await;
    published(&app, &sre).await.unwrap();
    let told = app.refused(starts(&app, &sre, Mode::Drill, "staging")).await;
    assert!(told.contains("sre wrote and published it alone"), "{told}");
    for name in ["s1", "s2"] {
        approves(&app, &app.person(name, "Stakeholder").await).await.unwrap();
    }
    starts(&app, &sre, Mode::Real, "production").await.unwrap();
}

#[tokio::test]
async fn what_waits_is_in_the_inbox_of_who_can_approve_it() {
    let app = TestApp::with_storefront().await;
    import_runbook(&app, &Operator::at_command_line(), &document("production"), true).await.unwrap();
    let [s1, s2] = [app.person("s1", "Stakeholder").await, app.person("s2", "Stakeholder").await];
    let sre = app.person("sre", "SRE").await;
    let asked = async |who: &Actor| {
        let db = &mut *app.store.read().await.unwrap();
        let scope = Scope::of(grants::of(db, who).await.unwrap());
        versions_to_decide(&app, db, &scope, who.person().unwrap()).await.unwrap().len()
    };
    assert_eq!((asked(&s1).await, asked(&s2).await, asked(&sre).await), (1, 1, 0));
    approves(&app, &s1).await.unwrap();
    assert_eq!((asked(&s1).await, asked(&s2).await), (0, 1));
    approves(&app, &s2).await.unwrap();
    assert_eq!((asked(&s1).await, asked(&s2).await), (0, 0));
}

/// A start and a rejection at the same time: the run exists only where the start came first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_and_a_rejection_at_once_never_both_win_in_the_wrong_order() {
    let app = TestApp::with_storefront().await;
    import_runbook(&app, &Operator::at_command_line(), &document("production"), true).await.unwrap();
    let sre = app.person("sre", "SRE").await;
    let [s1, s2] = [app.person("s1", "Stakeholder").await, app.person("s2", "Stakeholder").await];
    approves(&app, &s1).await.unwrap();
    for _ in 0..20 {
        approves(&app, &s2).await.unwrap();
        let (started, rejected) = tokio::join!(
            starts(&app, &sre, Mode::Real, "production"),
            decides(&app, &s2, "production", (Decision::Rejected, "no"))
        );
        rejected.unwrap();
        if let Err(error) = started {
            assert!(error.to_string().contains("rejected it"), "{error}");
        }
        let order = "SELECT coalesce(max(sequence) FILTER (WHERE action = 'run.started'), 0)
                            < max(sequence) FILTER (WHERE action = 'runbook.rejected') FROM events";
        let read = &mut *app.store.read().await.unwrap();
        let in_order: bool = sqlx::query_scalar(order).fetch_one(read).await.unwrap();
        assert!(in_order, "a run began after the rejection");
    }
}

#[tokio::test]
async fn what_was_published_at_the_upgrade_stays_in_force_for_30_days() {
    let app = TestApp::with_storefront().await;
    for name in ["sre", "other"] {
        app.person(name, "SRE").await;
    }
    import_runbook(&app, &Operator::at_command_line(), &document("production"), true).await.unwrap();
    let database = at_migration(&app.into_database().await, 19).await;
    let app = TestApp::of_database(&database).await;
    let (ends, now): (i64, i64) = {
        let sql = "SELECT ends_at, CAST(strftime('%s', 'now') AS INTEGER) * 1000000 FROM runbook_graces";
        sqlx::query_as(sql).fetch_one(&mut *app.store.read().await.unwrap()).await.unwrap()
    };
    assert!((ends - now - Span::days(30).0).abs() < Span::minutes(5).0, "{ends} {now}");
    let sre = named(&app, "sre").await;
    app.clock.advance(Span(ends - app.clock.now().0 - 1_000_000));
    starts(&app, &sre, Mode::Real, "production").await.unwrap();
    let stakeholder = app.person("s1", "Stakeholder").await;
    let page = seen(&app, &stakeholder, "/runbooks/restart").await;
    assert_shows(&page, &["In force until", "After that day its commands stop", "Approve version 1"], &[]);
    assert_shows(&seen(&app, &sre, "/runbooks").await, &["Needs approval. Commands stop"], &[]);
    app.clock.advance(Span::seconds(1));
    let told = app.refused(starts(&app, &sre, Mode::Real, "production")).await;
    assert!(told.contains("it needs 2 more approvals"), "{told}");
    assert_shows(
        &seen(&app, &sre, "/runbooks").await,
        &["waits for approval in 1 environment"],
        &["Commands stop"],
    );
    app.endorsed(SLUG, "production").await;
    starts(&app, &sre, Mode::Real, "production").await.unwrap();
    // What is published after the upgrade has no grace.
    written(&app, &sre, "production, staging").await;
    published(&app, &named(&app, "other").await).await.unwrap();
    starts(&app, &sre, Mode::Drill, "staging").await.unwrap();
    assert_shows(
        &seen(&app, &sre, "/runbooks/restart").await,
        &["Where version 1 runs commands"],
        &["In force until"],
    );
}
