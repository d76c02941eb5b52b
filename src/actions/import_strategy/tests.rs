//! Tests of the import.

mod acknowledge;

use super::*;
use crate::access::permit::Operator;
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::actions::strategy_in_force::strategy_in_force;
use crate::domain::role::Level;
use crate::store::{deployments, environments, files, projects, roles, strategies};
use crate::testing::TestApp;
use crate::testing::app::{DOCUMENT, command_files};

fn operator() -> Operator {
    Operator::at_command_line()
}

fn deploy_sh(content: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = command_files(DOCUMENT);
    files[0] = ("deploy.sh".to_owned(), content.as_bytes().to_vec());
    files
}

async fn import(app: &TestApp, document: &str, approve: bool) -> Result<Imported, String> {
    let imported = import_strategy(app, &operator(), document.as_bytes(), deploy_sh("true"), approve).await;
    imported.map_err(|error| error.to_string())
}

/// Asserts that an import is refused with these words and changes nothing.
async fn assert_refused(app: &TestApp, document: &str, words: &str) {
    let before = app.dump().await;
    let refused = import(app, document, true).await.unwrap_err();
    assert!(refused.contains(words), "{refused}");
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn the_first_import_makes_what_the_document_names() {
    let app = TestApp::new().await;
    let imported =
        import_strategy(&app, &operator(), DOCUMENT.as_bytes(), deploy_sh("true"), true).await.unwrap();
    assert_eq!(imported.environments, ["development", "staging", "production"]);
    assert_eq!((imported.number, imported.is_new, imported.is_in_force), (1, true, true));
    assert_eq!((imported.roles.len(), imported.differences.len()), (0, 0));
    let mut read = app.store.read().await.unwrap();
    let project = projects::by_slug(&mut read, "storefront").await.unwrap().unwrap();
    let version = strategies::in_force(&mut read, project.id).await.unwrap().unwrap();
    let document = strategies::document(&mut read, version.id).await.unwrap().unwrap();
    assert_eq!(document, DOCUMENT.as_bytes());
    let listing = strategies::files(&mut read, version.id).await.unwrap();
    assert_eq!(listing[0].0, "deploy.sh");
    assert_eq!(files::content(&mut read, &listing[0].1).await.unwrap().unwrap(), b"true");
}

#[tokio::test]
async fn the_matrix_is_seeded_from_the_document_and_the_template() {
    let app = TestApp::with_storefront().await;
    let mut read = app.store.read().await.unwrap();
    let environments = environments::all(&mut read).await.unwrap();
    let mut rows = Vec::new();
    for role in roles::all(&mut read).await.unwrap() {
        let cells = roles::cells(&mut read, role.id).await.unwrap();
        let cell = |e: &environments::Environment| cells.iter().find(|(id, _)| *id == e.id).map(|c| c.1);
        let words: Vec<String> =
            environments.iter().map(|e| cell(e).unwrap_or_default().to_string()).collect();
        rows.push(format!("{}: {}", role.name, words.join(", ")));
    }
    assert_eq!(
        rows,
        [
            "Developer: Full, Read, None",
            "DevOps: Full, Full, Deploy + Rollback",
            "SRE: Full, Full, Full",
            "Stakeholder: Read, Read, Read + Approve",
            "Auditor: Read, Read, Read",
            "Admin: None, None, None",
        ]
    );
}

#[tokio::test]
async fn a_new_role_of_the_document_is_made_and_an_old_column_is_left_as_it_is() {
    let app = TestApp::with_storefront().await;
    let document = DOCUMENT
        .replace("**Project**: Storefront", "**Project**: Payments")
        .replace("| SRE | Full | Full | Full |", "| Operator | Full | Full | Full |")
        .replace("| Developer | Full | Read | None |", "| Developer | Full | Read | Full |");
    let imported = import(&app, &document, false).await.unwrap();
    assert_eq!(imported.roles, ["Operator"]);
    assert!(imported.environments.is_empty() && !imported.is_in_force);
    let told: Vec<String> = imported
        .differences
        .iter()
        .map(|d| format!("{} in {}: {} here {}", d.role, d.environment, d.document, d.matrix))
        .collect();
    assert!(told.contains(&"Developer in production: Full here None".to_owned()), "{told:?}");
    assert!(told.contains(&"Operator in staging: Full here None".to_owned()), "{told:?}");
    assert_eq!(told.len(), 4);
    let mut read = app.store.read().await.unwrap();
    let developer = roles::by_name(&mut read, "developer").await.unwrap().unwrap();
    let cells = roles::cells(&mut read, developer.id).await.unwrap();
    assert!(cells.iter().filter(|(_, access)| access.level == Level::Full).count() == 1);
}

/// The rows of the matrix that say anything, for the environments in their order.
async fn matrix(app: &TestApp) -> Vec<String> {
    let mut read = app.store.read().await.unwrap();
    let environments = environments::all(&mut read).await.unwrap();
    let mut rows = Vec::new();
    for role in roles::all(&mut read).await.unwrap() {
        let cells = roles::cells(&mut read, role.id).await.unwrap();
        let cell = |e: &environments::Environment| cells.iter().find(|(id, _)| *id == e.id).map(|c| c.1);
        let words = environments.iter().map(|e| cell(e).unwrap_or_default().to_string());
        rows.push(format!("{}: {}", role.name, words.collect::<Vec<_>>().join(", ")));
    }
    rows.retain(|row| !row.ends_with(": None, None, None"));
    rows
}

const TABLE: &str = "| Role | Development | Staging | Production |
|------|------------|---------|------------|
| Developer | Full | Read | None |
| DevOps | Full | Full | Deploy + Rollback |
| SRE | Full | Full | Full |
| Stakeholder | Read | Read | Read + Approve |
";

#[tokio::test]
async fn a_table_gives_nothing_to_a_role_that_it_does_not_name() {
    let app = TestApp::new().await;
    let table = "| Role | Development | Staging | Production |\n|---|---|---|---|\n\
                 | Owner | Full | Full | Full + Approve |\n| Developer | Full | Read | None |\n";
    assert!(DOCUMENT.contains(TABLE));
    let document = DOCUMENT.replace(TABLE, table).replace("from: [Stakeholder]", "from: [Owner]");
    let imported = import(&app, &document, true).await.unwrap();
    assert_eq!(imported.roles, ["Owner"]);
    let mut rows = matrix(&app).await;
    rows.sort();
    assert_eq!(
        rows,
        ["Auditor: Read, Read, Read", "Developer: Full, Read, None", "Owner: Full, Full, Full + Approve",]
    );
}

#[tokio::test]
async fn without_a_table_the_templates_matrix_holds() {
    let app = TestApp::new().await;
    let from = DOCUMENT.find("### Access Control").unwrap();
    let to = from + DOCUMENT[from..].find("### Security Protocols").unwrap();
    let document = format!("{}{}", &DOCUMENT[..from], &DOCUMENT[to..]);
    let imported = import(&app, &document, true).await.unwrap();
    assert_eq!((imported.roles.len(), imported.differences.len()), (0, 0));
    let rows = matrix(&app).await;
    assert!(rows.contains(&"Stakeholder: Read, Read, Read + Approve".to_owned()), "{rows:?}");
    assert_eq!(rows.len(), 5);
    let other = document.replace("from: [Stakeholder]", "from: [DevOps]");
    let refused = import(&app, &other, true).await.unwrap_err();
    assert!(refused.contains("\"DevOps\" may not approve in production"), "{refused}");
}

#[tokio::test]
async fn an_approved_import_supersedes_the_version_before() {
    let app = TestApp::with_storefront().await;
    let changed = DOCUMENT.replace("Weekly, Tuesday", "Weekly, Monday");
    let draft = import(&app, &changed, false).await.unwrap();
    assert_eq!((draft.number, draft.is_new, draft.is_in_force), (2, true, false));
    let approved = import(&app, &changed, true).await.unwrap();
    assert_eq!((approved.number, approved.is_new, approved.is_in_force), (2, false, true));
    let mut read = app.store.read().await.unwrap();
    let versions = strategies::of_project(&mut read, approved.project.id).await.unwrap();
    let in_force: Vec<i64> = versions.iter().filter(|v| v.is_in_force()).map(|v| v.number).collect();
    assert_eq!(in_force, [2]);
    assert!(versions[1].superseded_at.is_some());
    drop(read);
    let again = import(&app, DOCUMENT, true).await.unwrap();
    assert_eq!((again.number, again.is_new), (3, true), "what was superseded comes back as a new version");
}

#[tokio::test]
async fn the_same_document_and_files_again_change_nothing() {
    let app = TestApp::new().await;
    let file = |content: &str| deploy_sh(content);
    let first = import_strategy(&app, &operator(), DOCUMENT.as_bytes(), file("a"), true).await.unwrap();
    let before = app.dump().await;
    let again = import_strategy(&app, &operator(), DOCUMENT.as_bytes(), file("a"), true).await.unwrap();
    assert_eq!((again.number, again.is_new), (first.number, false));
    assert_eq!(app.dump().await, before);
    let other = import_strategy(&app, &operator(), DOCUMENT.as_bytes(), file("b"), true).await.unwrap();
    assert_eq!((other.number, other.is_new), (2, true), "another file is another version");
}

#[tokio::test]
async fn what_contradicts_is_refused_whole() {
    let app = TestApp::with_storefront().await;
    let of = |list: &str| DOCUMENT.replace("development, staging, production", list);
    assert_refused(&app, &of("staging, development, production"), "the order here is").await;
    let collision = DOCUMENT.replace("**Project**: Storefront", "**Project**: Storefront *");
    assert_refused(&app, &collision, "short name storefront").await;
    assert_refused(&app, "", "problem").await;
    assert_refused(&app, &DOCUMENT.replace("Rolling", "[Rolling/Blue-Green/Canary]"), "Line").await;
}

#[tokio::test]
async fn names_of_every_script_make_projects_of_their_own_and_a_slug_can_be_given() {
    let app = TestApp::new().await;
    let of = |name: &str| DOCUMENT.replace("**Project**: Storefront", &format!("**Project**: {name}"));
    for (name, slug) in [("Äpfel", "apfel"), ("Öpfel", "opfel"), ("支払い", "zhi-fu-i"), ("本番", "ben-fan")]
    {
        let imported = import(&app, &of(name), true).await.unwrap();
        assert_eq!((imported.project.slug.as_str(), imported.number), (slug, 1), "{name}");
    }
    assert_refused(&app, &of("Apfel"), "**Slug**").await;
    let given = of("Apfel\n- **Slug**: apple");
    assert_eq!(import(&app, &given, true).await.unwrap().project.slug.as_str(), "apple");
    let emoji = of("🚀\n- **Slug**: `rocket`");
    assert_eq!(import(&app, &emoji, true).await.unwrap().project.slug.as_str(), "rocket");
    assert_refused(&app, &of("🚀"), "**Slug**").await;
    assert_refused(&app, &of("Rocket\n- **Slug**: Not one"), "is not a short name").await;
    assert_eq!(import(&app, &given, true).await.unwrap().number, 1, "the same document again is no news");
}

#[tokio::test]
async fn a_file_that_is_not_allowed_refuses_the_import() {
    let app = TestApp::new().await;
    let before = app.dump().await;
    let mut files = deploy_sh("true");
    files.push(("../deploy.sh".to_owned(), vec![]));
    let refused = import_strategy(&app, &operator(), DOCUMENT.as_bytes(), files, true).await.unwrap_err();
    assert!(matches!(refused, ActionError::Refused(_)), "{refused}");
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn what_waits_is_bound_to_the_version_that_comes_into_force() {
    let app = TestApp::with_storefront().await;
    let devops = app.person("ana", "DevOps").await;
    let release = app.release("storefront", "2.8.0").await;
    let asked = Asked {
        project: "storefront".to_owned(),
        release: release.version,
        environment: "production".parse().unwrap(),
        rollback: false,
        reason: String::new(),
        no_fault: None,
    };
    let number = request_deployment(&app, &devops, &asked).await.unwrap();
    let waiting =
        async || deployments::by_number(&mut app.store.read().await.unwrap(), number).await.unwrap();
    let before = waiting().await.unwrap();
    import(&app, &DOCUMENT.replace("required: 2", "required: 1"), false).await.unwrap();
    assert_eq!(waiting().await.unwrap().plan_hash, before.plan_hash, "a draft decides nothing");
    import(&app, &DOCUMENT.replace("required: 2", "required: 1"), true).await.unwrap();
    let after = waiting().await.unwrap();
    assert_ne!(after.plan_hash, before.plan_hash);
    assert_eq!(after.plan.strategy_version, 2);
}

#[tokio::test]
async fn every_step_of_an_import_is_in_the_audit_log() {
    let app = TestApp::with_storefront().await;
    let mut read = app.store.read().await.unwrap();
    let events = crate::store::events::after(&mut read, 0, 100).await.unwrap();
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    let created = "environment.created";
    assert_eq!(
        actions,
        [
            "project.created",
            created,
            created,
            created,
            "strategy.imported",
            "strategy.approved",
            "runbook.published"
        ]
    );
    assert!(events.iter().all(|event| event.actor.contains("command line")));
    assert!(events[3].environment.is_some() && events[3].details.contains("Deploy + Rollback"));
}

#[tokio::test]
async fn a_strategy_is_read_once_and_found_again() {
    let app = TestApp::with_storefront().await;
    let mut read = app.store.read().await.unwrap();
    let project = projects::by_slug(&mut read, "storefront").await.unwrap().unwrap();
    let first = strategy_in_force(&app, &mut read, project.id).await.unwrap().unwrap();
    let again = strategy_in_force(&app, &mut read, project.id).await.unwrap().unwrap();
    assert!(std::sync::Arc::ptr_eq(&first.1, &again.1));
    assert_eq!((first.0.number, first.1.project.as_str()), (1, "Storefront"));
}

#[tokio::test]
async fn a_command_file_that_was_not_given_refuses_the_import_and_is_named() {
    let app = TestApp::new().await;
    let operator = operator();
    let import = |files| import_strategy(&app, &operator, DOCUMENT.as_bytes(), files, false);
    let refused = app.refused(import(vec![])).await;
    assert!(
        refused.contains("\nLine 171, column 33: The command file ./deploy.sh was not given."),
        "{refused}"
    );
    assert!(refused.contains("./smoke.sh was not given."), "{refused}");
    let refused = app.refused(import(deploy_sh("true")[..1].to_vec())).await;
    assert!(!refused.contains("deploy.sh") && refused.contains("./smoke.sh"), "{refused}");
}

#[tokio::test]
async fn every_problem_is_named_at_once() {
    let app = TestApp::new().await;
    let document = DOCUMENT.replace("Rolling", "Sideways").replace("required: 2", "required: many");
    let refused = app.refused(import_strategy(&app, &operator(), document.as_bytes(), vec![], true)).await;
    assert!(refused.starts_with("The document has 2 problems. Nothing was imported.\nLine "), "{refused}");
    assert!(refused.contains("Sideways") && refused.lines().count() == 3, "{refused}");
}
