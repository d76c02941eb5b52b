//! What people and documents say stays text on every page that shows it.

use crate::actions::add_person::NewPerson;
use crate::domain::text::Slug;
use crate::testing::app::{DOCUMENT, new_person};
use crate::testing::page::seen;
use crate::testing::{TestApp, hostile};

mod commands;
mod names;
mod own;

/// Every page of a project whose name, rules and people are called like this.
async fn pages(words: &str) -> Vec<(String, Vec<String>)> {
    let app = TestApp::new().await;
    let quoted = words.replace('\'', "''");
    let document = DOCUMENT
        .replace("**Project**: Storefront", &format!("**Project**: Shop {words}"))
        .replace("Weekly, Tuesday 10:00 UTC", &format!("Weekly {words}"))
        .replace("provider: on-premises", &format!("provider: '{quoted}'"));
    let slug = Slug::of_name(&format!("Shop {words}")).unwrap();
    app.project(slug.as_str(), &document).await;
    let roles = vec!["SRE".parse().unwrap()];
    let asker = NewPerson { display_name: Some(words.to_owned()), roles, ..new_person("asker") };
    let asker = app.person_with(asker).await;
    app.release(slug.as_str(), "1.0.0").await;
    app.deploy(&asker, &[], (slug.as_str(), "development", "1.0.0")).await;
    app.request(&asker, slug.as_str(), "production", "1.0.0").await;
    let mut pages = Vec::new();
    for page in
        ["/", "/projects", "/projects/SLUG", "/projects/SLUG/releases/1.0.0", "/environments/development"]
    {
        let html = seen(&app, &asker, &page.replace("SLUG", slug.as_str())).await;
        pages.push((page.to_owned(), hostile::structure(&html)));
    }
    pages
}

#[tokio::test]
async fn what_people_and_documents_say_stays_text() {
    let calm = pages("calm").await;
    for words in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</textarea></main>x",
    ] {
        for ((page, drawn), (_, calm)) in pages(words).await.iter().zip(&calm) {
            assert_eq!(drawn, calm, "{page} with {words}");
        }
    }
}
