use crate::actions::add_person::NewPerson;
use crate::testing::app::new_person;
use crate::testing::page::{assert_shows, seen};
use crate::testing::{Browser, TestApp};

#[tokio::test]
async fn who_can_put_something_there_and_who_can_approve_it_is_told_with_the_way() {
    let app = TestApp::with_storefront().await;
    app.project("mailer", crate::testing::app::DOCUMENT).await;
    let admin = app.person("admin", "Admin").await;
    for (name, role) in [
        ("ada", "DevOps"),
        ("ben", "SRE@mailer"),
        ("cy", "Stakeholder"),
        ("dee", "Auditor"),
        ("eve", "Developer"),
    ] {
        app.person(name, role).await;
    }
    let roles = ["SRE@mailer", "SRE@storefront"].map(|role| role.parse().unwrap()).to_vec();
    app.person_with(NewPerson { roles, ..new_person("fay") }).await;
    app.token("mailer", "SRE", "ada").await;
    let page = seen(&app, &admin, "/admin/environments/production/access").await;
    let (deploys, rest) = page.split_once("<h2>Who can approve it").unwrap();
    let shown = ["ada", "Deploy + Rollback", "every project", "ben", "mailer", "ci, a token of ada"];
    assert_shows(deploys, &shown, &[">cy<", ">dee<", ">eve<"]);
    assert_eq!(deploys.matches(">fay<").count(), 2, "in each of her projects: {deploys}");
    let (approves, rest) = rest.split_once("What the projects ask").unwrap();
    assert_shows(approves, &["cy", "Read + Approve"], &[">ada<", ">dee<"]);
    assert_shows(rest, &["2 approvals from Stakeholder", "could approve: cy", "dee"], &[">eve<"]);
    let mut browser = Browser::signed_in(&app.app, &admin).await;
    assert_eq!(browser.get("/admin/environments/nowhere/access").await.status, 404);
}
