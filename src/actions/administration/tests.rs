use super::*;
use crate::actions::add_person::{NewGrant, NewPerson};
use crate::actions::change_membership::{add_member, remove_member};
use crate::actions::describe_person::describe_person;
use crate::actions::disable_person::disable_person;
use crate::actions::enable_person::enable_person;
use crate::actions::grant_role::{HolderName, grant_role};
use crate::actions::make_group::make_group;
use crate::actions::remove_group::remove_group;
use crate::actions::reset_password::reset_password;
use crate::actions::revoke_role::revoke_role;
use crate::actions::sign_out_everywhere::sign_out_everywhere;
use crate::store::events;
use crate::store::people::Described;
use crate::testing::TestApp;
use crate::testing::app::new_person;
use crate::testing::provider::{Double, ISSUER};
use proptest::prelude::*;

fn admin_role() -> NewGrant {
    "Admin".parse().unwrap()
}

/// People who can sign in count; tests do not wait for real hashes.
async fn with_passwords(app: &TestApp) {
    app.sql("UPDATE people SET password_hash = 'x'").await;
}

async fn able(app: &TestApp) -> usize {
    people::administrators(&mut app.store.read().await.unwrap(), None, false).await.unwrap().len()
}

async fn two_admins() -> (TestApp, Actor, Actor) {
    let app = TestApp::new().await;
    let first = app.person("first", "Admin").await;
    let second = app.person("second", "Admin").await;
    with_passwords(&app).await;
    (app, first, second)
}

/// SECURITY 25: the last admin cannot be removed, by whatever act.
#[tokio::test]
async fn the_last_admin_stays_by_every_act() {
    let (app, first, _) = two_admins().await;
    disable_person(&app, &first, "second").await.unwrap();
    let holder = HolderName::Person("first".to_owned());
    for why in [
        app.refused(disable_person(&app, &first, "first")).await,
        app.refused(revoke_role(&app, &first, &holder, &admin_role())).await,
    ] {
        assert!(why.contains("Nobody would be left"), "{why}");
    }
    let group = make_group(&app, &first, "Admins", None).await.unwrap();
    let by_group = HolderName::Group(group);
    grant_role(&app, &first, &by_group, &admin_role()).await.unwrap();
    add_member(&app, &first, group, "first").await.unwrap();
    revoke_role(&app, &first, &holder, &admin_role()).await.unwrap();
    for why in [
        app.refused(disable_person(&app, &first, "first")).await,
        app.refused(revoke_role(&app, &first, &by_group, &admin_role())).await,
        app.refused(remove_member(&app, &first, group, "first")).await,
        app.refused(remove_group(&app, &first, group)).await,
    ] {
        assert!(why.contains("Nobody would be left"), "{why}");
    }
    enable_person(&app, &first, "second").await.unwrap();
    remove_group(&app, &first, group).await.unwrap();
    assert_eq!(able(&app).await, 1);
}

/// Who cannot sign in keeps nobody else from being the last.
#[tokio::test]
async fn an_admin_without_a_way_in_does_not_count() {
    let (app, first, _) = two_admins().await;
    app.sql("UPDATE people SET password_hash = NULL WHERE sign_in_name = 'second'").await;
    let why = app.refused(disable_person(&app, &first, "first")).await;
    assert!(why.contains("Nobody would be left"), "{why}");
    app.sql("INSERT INTO identities (issuer, subject, person_id, since, confirmed_at) VALUES ('https://id.example', 's', 2, 0, 0)").await;
    disable_person(&app.with_provider(&Double::at(&app.clock)), &first, "first").await.unwrap();
    let of_project = TestApp::with_storefront().await;
    let admin = of_project.person("first", "Admin").await;
    of_project.person("second", "Admin").await;
    of_project.sql("UPDATE grants SET project_id = (SELECT id FROM projects) WHERE person_id = 2").await;
    with_passwords(&of_project).await;
    let why = of_project.refused(disable_person(&of_project, &admin, "first")).await;
    assert!(why.contains("Nobody would be left"), "Admin for one project administers nothing: {why}");
}

/// Two admins who disable each other at once: one of them stays.
#[tokio::test]
async fn of_two_who_disable_each_other_one_stays() {
    for _ in 0..5 {
        let (app, first, second) = two_admins().await;
        let (one, other) =
            tokio::join!(disable_person(&app, &first, "second"), disable_person(&app, &second, "first"));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(able(&app).await, 1);
    }
}

/// SECURITY 24: who was an admin a moment ago is none now.
#[tokio::test]
async fn only_who_administers_now_does_any_of_it() {
    let (app, first, second) = two_admins().await;
    let sre = app.person("sre", "SRE").await;
    let group = make_group(&app, &first, "Team", None).await.unwrap();
    revoke_role(&app, &first, &HolderName::Person("second".to_owned()), &admin_role()).await.unwrap();
    let person = HolderName::Person("first".to_owned());
    for actor in [&second, &sre] {
        for why in [
            app.refused(describe_person(&app, actor, "first", &called("Nobody", None))).await,
            app.refused(disable_person(&app, actor, "first")).await,
            app.refused(enable_person(&app, actor, "first")).await,
            app.refused(sign_out_everywhere(&app, actor, "first")).await,
            app.refused(grant_role(&app, actor, &person, &admin_role())).await,
            app.refused(revoke_role(&app, actor, &person, &admin_role())).await,
            app.refused(make_group(&app, actor, "Other", None)).await,
            app.refused(add_member(&app, actor, group, "sre")).await,
            app.refused(remove_member(&app, actor, group, "sre")).await,
            app.refused(remove_group(&app, actor, group)).await,
        ] {
            assert!(why.contains("manage people"), "{why}");
        }
        assert!(reset_password(&app, actor, "first").await.is_err());
    }
}

fn called(name: &str, email: Option<&str>) -> Described {
    Described { display_name: name.to_owned(), email: email.map(str::to_owned) }
}

/// What was before and what is after stands in the log, in the transaction of the change.
#[tokio::test]
async fn each_change_is_told_with_before_and_after() {
    let (app, first, _) = two_admins().await;
    app.project("storefront", crate::testing::app::DOCUMENT).await;
    app.person_with(NewPerson { roles: vec!["SRE".parse().unwrap()], ..new_person("ana") }).await;
    let ana = HolderName::Person("ana".to_owned());
    grant_role(&app, &first, &ana, &"Developer@storefront".parse().unwrap()).await.unwrap();
    revoke_role(&app, &first, &ana, &"SRE".parse().unwrap()).await.unwrap();
    let group = make_group(&app, &first, "Team", None).await.unwrap();
    grant_role(&app, &first, &HolderName::Group(group), &"SRE".parse().unwrap()).await.unwrap();
    add_member(&app, &first, group, "ana").await.unwrap();
    remove_group(&app, &first, group).await.unwrap();
    describe_person(&app, &first, "ana", &called("Ana", Some("ana@example.org"))).await.unwrap();
    disable_person(&app, &first, "ana").await.unwrap();
    enable_person(&app, &first, "ana").await.unwrap();
    let told = events::after(&mut app.store.read().await.unwrap(), 0, 100).await.unwrap();
    let told: Vec<String> = told
        .iter()
        .rev()
        .take(9)
        .rev()
        .map(|e| format!("{} {} {}", e.action, e.subject, e.details))
        .collect();
    let expected = [
        r#"role.granted ana {"after":["Developer for Storefront","SRE"],"before":["SRE"],"project":"storefront","role":"Developer"}"#,
        r#"role.revoked ana {"after":["Developer for Storefront"],"before":["Developer for Storefront","SRE"],"project":null,"role":"SRE"}"#,
        r#"group.made Team {"claim":null}"#,
        r#"group_role.granted Team {"after":["SRE"],"before":[],"project":null,"role":"SRE"}"#,
        r#"group.member_added Team {"after":true,"before":false,"member":"ana"}"#,
        r#"group.removed Team {"after":null,"before":{"members":["ana"],"roles":["SRE"]}}"#,
        r#"person.described ana {"after":{"display_name":"Ana","email":"ana@example.org"},"before":{"display_name":"ana","email":null}}"#,
        r#"person.disabled ana {"after":"disabled","before":"active","sessions_ended":0}"#,
        r#"person.enabled ana {"after":"active","before":"disabled"}"#,
    ];
    assert_eq!(told, expected);
}

/// Twice is told to be nothing new, and what is not there cannot be taken away.
#[tokio::test]
async fn what_changes_nothing_is_refused() {
    let (app, first, _) = two_admins().await;
    let second = HolderName::Person("second".to_owned());
    let group = make_group(&app, &first, "Team", Some("team")).await.unwrap();
    let held = HolderName::Group(group);
    for (why, words) in [
        (app.refused(describe_person(&app, &first, "second", &called("second", None))).await, "so already"),
        (app.refused(describe_person(&app, &first, "second", &called(" ", None))).await, "display name"),
        (app.refused(describe_person(&app, &first, "second", &called("S", Some("x")))).await, "e-mail"),
        (app.refused(grant_role(&app, &first, &second, &admin_role())).await, "holds Admin already"),
        (app.refused(revoke_role(&app, &first, &second, &"SRE".parse().unwrap())).await, "does not hold SRE"),
        (app.refused(revoke_role(&app, &first, &held, &"SRE".parse().unwrap())).await, "does not hold SRE"),
        (app.refused(grant_role(&app, &first, &second, &"Wizard".parse().unwrap())).await, "no role"),
        (app.refused(grant_role(&app, &first, &second, &"SRE@nowhere".parse().unwrap())).await, "no project"),
        (app.refused(enable_person(&app, &first, "second")).await, "not disabled"),
        (app.refused(disable_person(&app, &first, "nobody")).await, "nothing here"),
        (app.refused(make_group(&app, &first, "TEAM", None)).await, "choose another name"),
        (app.refused(make_group(&app, &first, "Other", Some("team"))).await, "provider's team"),
        (app.refused(add_member(&app, &first, group, "second")).await, "provider says who"),
        (app.refused(add_member(&app, &first, group, "nobody")).await, "no person"),
        (app.refused(remove_member(&app, &first, group, "second")).await, "No admin put"),
        (app.refused(remove_group(&app, &first, GroupId(99))).await, "nothing here"),
    ] {
        assert!(why.contains(words), "{why}");
    }
}

#[derive(Debug, Clone)]
enum Act {
    Disable(usize),
    Enable(usize),
    Grant(usize),
    Revoke(usize),
    Join(usize),
    Leave(usize),
    GrantGroup,
    RevokeGroup,
    RemoveGroup,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..3usize).prop_map(Act::Disable),
        (0..3usize).prop_map(Act::Enable),
        (0..3usize).prop_map(Act::Grant),
        (0..3usize).prop_map(Act::Revoke),
        (0..3usize).prop_map(Act::Join),
        (0..3usize).prop_map(Act::Leave),
        Just(Act::GrantGroup),
        Just(Act::RevokeGroup),
        Just(Act::RemoveGroup),
    ]
}

const NAMES: [&str; 3] = ["first", "second", "third"];

/// Whoever administers at this moment: there is always somebody.
async fn administrator<'a>(app: &TestApp, actors: &'a [Actor]) -> &'a Actor {
    let able = people::administrators(&mut app.store.read().await.unwrap(), None, false).await.unwrap();
    actors.iter().find(|actor| actor.person() == able.first().copied()).unwrap()
}

async fn perform(app: &TestApp, actors: &[Actor], group: &mut GroupId, act: Act) {
    let actor = administrator(app, actors).await;
    let person = |of: usize| HolderName::Person(NAMES[of].to_owned());
    let done = match act {
        Act::Disable(of) => disable_person(app, actor, NAMES[of]).await,
        Act::Enable(of) => enable_person(app, actor, NAMES[of]).await,
        Act::Grant(of) => grant_role(app, actor, &person(of), &admin_role()).await,
        Act::Revoke(of) => revoke_role(app, actor, &person(of), &admin_role()).await,
        Act::Join(of) => add_member(app, actor, *group, NAMES[of]).await,
        Act::Leave(of) => remove_member(app, actor, *group, NAMES[of]).await,
        Act::GrantGroup => grant_role(app, actor, &HolderName::Group(*group), &admin_role()).await,
        Act::RevokeGroup => revoke_role(app, actor, &HolderName::Group(*group), &admin_role()).await,
        Act::RemoveGroup => {
            let removed = remove_group(app, actor, *group).await;
            if removed.is_ok() {
                // With the group its remover may have lost the role.
                let actor = administrator(app, actors).await;
                *group = make_group(app, actor, &format!("Team {group}"), None).await.unwrap();
            }
            removed
        }
    };
    assert!(!matches!(done, Err(ActionError::Store(_) | ActionError::Denied(_))), "{done:?}");
}

/// SECURITY 25: an account at a provider that the settings do not name signs nobody in.
#[tokio::test]
async fn an_account_at_a_former_provider_makes_nobody_able_to_sign_in() {
    let (app, first, _) = two_admins().await;
    app.sql(
        "UPDATE people SET password_hash = NULL WHERE sign_in_name = 'second';
         INSERT INTO identities (issuer, subject, person_id, since, confirmed_at)
         SELECT 'https://former.example', 'subject-1', id, 1, 1 FROM people WHERE sign_in_name = 'second'",
    )
    .await;
    let with_another = app.with_provider(&Double::at(&app.clock));
    for without in [&app.app, &with_another] {
        let why = app.refused(disable_person(without, &first, "first")).await;
        assert!(why.contains("Nobody would be left"), "{why}");
    }
    app.sql(&format!("UPDATE identities SET issuer = '{ISSUER}'")).await;
    disable_person(&with_another, &first, "first").await.unwrap();
}

/// A group that was removed by mistake can be made again: its people are members of another group, and the periods of
/// the former stay as they were.
#[tokio::test]
async fn a_removed_groups_claim_is_free_again() {
    let (app, first, _) = two_admins().await;
    let former = make_group(&app, &first, "Operators", Some("ops")).await.unwrap();
    let why = app.refused(make_group(&app, &first, "Others", Some("ops"))).await;
    assert!(why.contains("ops"), "{why}");
    app.sql("INSERT INTO memberships (group_id, person_id, source, since) VALUES (1, 1, 'provider', 5)")
        .await;
    remove_group(&app, &first, former).await.unwrap();
    let before = app.dump().await;
    let again = make_group(&app, &first, "Operators again", Some("ops")).await.unwrap();
    assert_ne!(former, again);
    let after = app.dump().await;
    let kept = |row: &&String| row.starts_with("memberships:") || row.starts_with("groups: 1,");
    assert_eq!(
        after.iter().filter(kept).collect::<Vec<_>>(),
        before.iter().filter(kept).collect::<Vec<_>>(),
        "what was stays known, under the group's own name and claim"
    );
    assert!(before.iter().filter(kept).any(|row| row.contains("'ops'")));
    app.refused(make_group(&app, &first, "Others", Some("ops"))).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever happens in whatever order, somebody administers and can sign in.
    #[test]
    fn somebody_always_administers(acts in prop::collection::vec(act(), 1..30)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (app, first, second) = two_admins().await;
            let third = app.person("third", "SRE").await;
            with_passwords(&app).await;
            let mut group = make_group(&app, &first, "Team", None).await.unwrap();
            let actors = [first, second, third];
            for act in acts {
                perform(&app, &actors, &mut group, act).await;
                assert!(able(&app).await >= 1);
            }
        });
    }
}
