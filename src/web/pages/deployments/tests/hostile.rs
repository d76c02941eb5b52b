//! Whatever people, machines and documents wrote stays text.

use super::Shop;
use crate::testing::hostile::{STRINGS, structure};
use crate::testing::progress::asked;

/// Everything that somebody wrote, as it stands in the database.
const WRITTEN: [&str; 11] = [
    "UPDATE release_changes SET subject = :text, author = :text, ticket = :text, sha = :text",
    "UPDATE people SET display_name = :text",
    "UPDATE projects SET name = :text",
    "UPDATE deployments SET request_reason = :text",
    "UPDATE deployments SET stop_reason = :text WHERE stop_reason IS NOT NULL",
    "UPDATE approvals SET comment = :text",
    "UPDATE checklist_answers SET note = :text",
    "UPDATE steps SET text = :text, note = :text",
    "UPDATE reviews SET comment = :text WHERE comment IS NOT NULL",
    "UPDATE deployments SET plan = json_set(plan, '$.steps[0].text', :text)",
    "UPDATE events SET actor = json_set(actor, '$.name', :text),
            details = json_set(details, '$.comment', :text, '$.reason', :text, '$.line', :text, '$.note', :text)",
];

async fn write(shop: &Shop, text: &str) {
    let quoted = format!("'{}'", text.replace('\'', "''").replace('\0', "'||char(0)||'"));
    let all = WRITTEN.map(|sql| sql.replace(":text", &quoted)).join(";");
    shop.app.sql(&all).await;
}

#[tokio::test]
async fn the_pages_of_a_deployment_keep_every_text_a_text() {
    let shop = Shop::open().await;
    shop.app.sql("DROP TRIGGER events_are_never_changed").await;
    let waiting = shop.asked().await;
    shop.app.make_ready(&shop.people.devops, &[&shop.people.stakeholder], waiting).await;
    let changes = "INSERT INTO release_changes SELECT id, 1, 'abcd', 's', 'a', 't', 'https://git.example/' FROM releases";
    shop.app.sql(changes).await;
    shop.app.roll_back(&shop.people.sre, asked("storefront", "staging", "2.7.3")).await;
    let back = crate::domain::id::DeploymentNumber(waiting.0 + 1);
    shop.app.start(&shop.people.sre, back).await;
    shop.app.walk_to(back, "Deploy to staging").await;
    let pages = [
        format!("/deployments/{waiting}"),
        format!("/deployments/{back}"),
        "/history".to_owned(),
        "/approvals".to_owned(),
        "/projects/storefront/environments/staging/rollback".to_owned(),
        "/deployments/new?project=storefront&environment=production&release=2.7.3".to_owned(),
    ];
    for address in pages {
        let viewer = if address == "/approvals" { &shop.people.stakeholder2 } else { &shop.people.sre };
        write(&shop, "calm").await;
        let calm = structure(&crate::testing::page::seen(&shop.app, viewer, &address).await);
        for text in STRINGS {
            write(&shop, text).await;
            let page = crate::testing::page::seen(&shop.app, viewer, &address).await;
            assert_eq!(structure(&page), calm, "{address}: {text:?} changed the markup");
        }
    }
}

#[tokio::test]
async fn what_was_typed_comes_back_as_text() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    let shape = async |text: &str| {
        let fields = [("decision", "approved"), ("comment", text), ("plan", "another")];
        let answer = shop.send(&shop.people.stakeholder, number, "approval", &fields).await;
        assert_eq!(answer.status, 409, "{text:?}");
        structure(&answer.body)
    };
    let calm = shape("calm").await;
    for text in STRINGS {
        assert_eq!(shape(text).await, calm, "{text:?}");
    }
}
