use super::*;
use crate::testing::TestApp;

#[tokio::test]
async fn everybody_is_invited_or_nobody() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let before = app.dump().await;
    let list =
        "ADMIN\nana,,,Wizard,SRE@nowhere\nben,,,@\ncleo,Cleo,cleo@example.org,SRE,Developer@storefront";
    let Added::Nobody(wrongs) = add_people(&app, &admin, list).await.unwrap() else { panic!("invited") };
    let told: Vec<String> = wrongs.0.iter().map(|w| format!("{}: {}", w.place, w.words)).collect();
    for (at, words) in
        ["1: The sign-in name ADMIN is taken", "2: There is no role", "2: There is no project", "3: ROLE or"]
            .iter()
            .enumerate()
    {
        assert!(told[at].starts_with(words), "{told:?}");
    }
    assert_eq!((told.len(), app.dump().await), (4, before), "nobody was invited");

    let good = "ana\nben, Ben Okafor, ben@example.org, SRE, Developer@storefront";
    let Added::Everybody(links) = add_people(&app, &admin, good).await.unwrap() else { panic!("refused") };
    let names: Vec<&str> = links.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ana", "ben"]);
    assert_ne!(links[0].1.secret, links[1].1.secret);
    let sre = app.person("sre", "SRE").await;
    assert!(add_people(&app, &sre, "dora").await.is_err(), "who does not administer invites nobody");
}
