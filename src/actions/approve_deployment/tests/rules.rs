//! Several rules of approval: each is asked, and one person fills one place.

use crate::access::actor::Actor;
use crate::access::scope::Scope;
use crate::actions::add_person::NewPerson;
use crate::actions::open_deployments::open_deployments;
use crate::actions::start_deployment::start_deployment;
use crate::actions::waiting_for_you::{Task, task};
use crate::clock::Moment;
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Span;
use crate::store::grants;
use crate::testing::TestApp;
use crate::testing::app::{DOCUMENT, new_person};

const WRITTEN: &str = "  approvals:\n    required: 2\n    from: [Stakeholder]\n    expires: 24h\n";
const RULES: &str =
    "  approvals:\n    - { from: [Stakeholder], expires: 24h }\n    - { from: [SRE], expires: 2h }\n";

struct Case {
    app: TestApp,
    devops: Actor,
    both: Actor,
    stakeholder: Actor,
    sre: Actor,
    number: DeploymentNumber,
}

impl Case {
    /// A deployment that waits for a stakeholder and for an SRE, and nothing else.
    async fn new() -> Self {
        let app = TestApp::new().await;
        let document = DOCUMENT
            .replacen(WRITTEN, RULES, 1)
            .replacen("| SRE | Full | Full | Full |", "| SRE | Full | Full | Full + Approve |", 1)
            .replacen("  requires: [staging]\n", "  requires: []\n", 1);
        assert!(document.contains(RULES));
        app.project("storefront", &document).await;
        let roles = ["Stakeholder", "SRE"].map(|role| role.parse().unwrap()).to_vec();
        let both = app.person_with(NewPerson { roles, ..new_person("both") }).await;
        let [devops, stakeholder, sre] = [
            app.person("devops", "DevOps").await,
            app.person("stakeholder", "Stakeholder").await,
            app.person("sre", "SRE").await,
        ];
        app.release("storefront", "2.8.0").await;
        let number = app.request(&devops, "storefront", "production", "2.8.0").await;
        app.make_ready(&devops, &[], number).await;
        Self { app, devops, both, stakeholder, sre, number }
    }

    async fn start(&self) -> String {
        self.app.refused(start_deployment(&self.app, &self.devops, self.number)).await
    }

    async fn is_asked(&self, actor: &Actor) -> bool {
        let mut db = self.app.store.read().await.unwrap();
        let scope = Scope::of(grants::of(&mut db, actor).await.unwrap());
        let now = self.app.app.clock.now();
        let open = open_deployments(&mut db, &scope, &Moment::at(now)).await.unwrap();
        open.iter()
            .any(|open| task(open, scope.grants(), actor.person().unwrap(), now) == Some(Task::Approve))
    }
}

#[tokio::test]
async fn who_holds_both_roles_fills_one_place_and_leaves_the_other_to_either() {
    let case = Case::new().await;
    assert!(case.start().await.contains("2 more approvals, 1 from Stakeholder and 1 from SRE"));
    case.app.approve(&case.both, case.number).await;
    assert!(case.start().await.contains("1 more approval, from SRE or Stakeholder"));
    assert!(case.is_asked(&case.stakeholder).await && case.is_asked(&case.sre).await);
    assert!(!case.is_asked(&case.both).await, "one person counts once");
    case.app.approve(&case.stakeholder, case.number).await;
    start_deployment(&case.app, &case.devops, case.number).await.unwrap();
}

#[tokio::test]
async fn two_of_one_role_are_not_one_of_each() {
    let case = Case::new().await;
    let second = case.app.person("second", "Stakeholder").await;
    case.app.approve(&case.stakeholder, case.number).await;
    assert!(!case.is_asked(&second).await, "the stakeholder's place is filled");
    case.app.approve(&second, case.number).await;
    assert!(case.start().await.contains("1 more approval, from SRE"));
    case.app.approve(&case.sre, case.number).await;
    start_deployment(&case.app, &case.devops, case.number).await.unwrap();
}

#[tokio::test]
async fn each_rule_says_for_how_long_an_approval_counts() {
    let case = Case::new().await;
    case.app.approve(&case.stakeholder, case.number).await;
    case.app.approve(&case.sre, case.number).await;
    case.app.clock.advance(Span::hours(2));
    assert!(case.start().await.contains("1 more approval, from SRE"));
    assert!(case.is_asked(&case.sre).await);
    case.app.approve(&case.sre, case.number).await;
    start_deployment(&case.app, &case.devops, case.number).await.unwrap();
}

#[tokio::test]
async fn a_role_that_was_lost_fills_its_place_no_more() {
    let case = Case::new().await;
    case.app.approve(&case.both, case.number).await;
    case.app.approve(&case.stakeholder, case.number).await;
    let revoke = "DELETE FROM grants WHERE person_id = (SELECT id FROM people WHERE sign_in_name = 'both')
                  AND role_id = (SELECT id FROM roles WHERE name = 'SRE')";
    case.app.sql(revoke).await;
    assert!(case.start().await.contains("1 more approval, from SRE"), "two stakeholders are left");
}
