//! A real thing for every route: what it is asked with.

use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::actions::add_role::add_role;
use crate::actions::change_access::{Wanted, change_access};
use crate::actions::change_membership::add_member;
use crate::actions::grant_role::{HolderName, grant_role};
use crate::actions::make_group::make_group;
use crate::actions::publish_runbook::import_runbook;
use crate::actions::start_deployment::start_deployment;
use crate::actions::start_run::{Asked, start_run};
use crate::actions::use_token::use_token;
use crate::actions::write_runbook::{Of, write_runbook};
use crate::domain::id::{DeploymentNumber, EnvironmentId, RoleId};
use crate::domain::role::{Access, Level};
use crate::domain::runbook::Mode;
use crate::testing::TestApp;
use serde_json::{Value, json};

/// How a route is asked in the test.
pub struct Example {
    /// The address, of real things.
    pub address: String,
    /// The environment that the things belong to.
    pub environment: &'static str,
    /// What is sent.
    pub sends: Sends,
}

/// What is sent with a request.
pub enum Sends {
    /// Nothing.
    Nothing,
    /// A form's fields, without its token.
    Form(&'static str),
    /// JSON.
    Json(Value),
}

/// The form of a release; its artifact's SHA-256 is that of nothing.
const RELEASE: &str = "version=2.9.0&commit=4be1c0de&artifact=x.tar\
    &sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The example of a route; a route without one fails the test.
pub fn of(route: &str) -> Option<Example> {
    use Sends::{Form, Nothing};
    let style = crate::web::assets::href("slipway.css");
    match route {
        "GET /assets/{hash}/{name}" => production(&style, Nothing),
        "GET /" => production("/", Nothing),
        "GET /environments" => production("/environments", Nothing),
        "GET /environments/{environment}" => production("/environments/production", Nothing),
        "GET /projects" => production("/projects", Nothing),
        "GET /projects/{project}" => production("/projects/storefront", Nothing),
        "GET /new-project" => production("/new-project", Nothing),
        "POST /new-project" => production("/new-project", Form("document=%23+Ferry")),
        "GET /healthz" => production("/healthz", Nothing),
        "GET /readyz" => production("/readyz", Nothing),
        "GET /sign-in" => production("/sign-in", Nothing),
        "POST /sign-in" => production("/sign-in", Form("name=nobody&password=x")),
        "POST /sign-in/as" => production("/sign-in/as", Form("name=sre")),
        "GET /sign-in/code" => production("/sign-in/code", Nothing),
        "POST /sign-in/code" => production("/sign-in/code", Form("code=123456")),
        "GET /account" => production("/account", Nothing),
        "POST /account/password" => production("/account/password", Form("old=x&new=y&repeated=z")),
        "POST /account/sessions" => production("/account/sessions", Form("session=others")),
        "GET /account/second-factor" => production("/account/second-factor", Nothing),
        "POST /account/second-factor" => production("/account/second-factor", Form("")),
        "POST /account/second-factor/confirmation" => {
            production("/account/second-factor/confirmation", Form("code=123456"))
        }
        "POST /account/second-factor/recovery-codes" => {
            production("/account/second-factor/recovery-codes", Form("code=123456"))
        }
        "POST /account/second-factor/removal" => {
            production("/account/second-factor/removal", Form("code=123456&password=x"))
        }
        "GET /sign-in/again" => production("/sign-in/again?next=/history", Nothing),
        "POST /sign-in/again" => production("/sign-in/again", Form("password=wrong")),
        "POST /sign-in/with-provider" => production("/sign-in/with-provider", Form("next=/")),
        "GET /sign-in/returned" => production("/sign-in/returned?code=x&state=y", Nothing),
        "POST /sign-out" => production("/sign-out", Form("")),
        "POST /projects/{project}/releases" => production("/projects/storefront/releases", Form(RELEASE)),
        "GET /projects/{project}/new-release" => production("/projects/storefront/new-release", Nothing),
        "GET /projects/{project}/strategy" => production("/projects/storefront/strategy", Nothing),
        "POST /projects/{project}/strategy/reading" => {
            production("/projects/storefront/strategy/reading", Form(""))
        }
        "GET /projects/{project}/strategy.md" => production("/projects/storefront/strategy.md", Nothing),
        "GET /projects/{project}/releases/{version}" => {
            production("/projects/storefront/releases/2.8.0", Nothing)
        }
        "POST /projects/{project}/releases/{version}/problems" => production(
            "/projects/storefront/releases/2.8.0/problems",
            Form("environment=production&reason=The+basket+is+empty"),
        ),
        "POST /projects/{project}/releases/{version}/clearings" => production(
            "/projects/storefront/releases/2.7.3/clearings",
            Form("environment=production&seen=report-1&reason=The+cache+was+cold"),
        ),
        "GET /events" => production("/events", Nothing),
        "GET /deployments/{number}/events" => production("/deployments/1/events", Nothing),
        _ => pages(route)
            .or_else(|| admin(route))
            .or_else(|| audit(route))
            .or_else(|| api(route))
            .or_else(|| people(route)),
    }
}

fn production(address: &str, sends: Sends) -> Option<Example> {
    Some(Example { address: address.to_owned(), environment: "production", sends })
}

fn pages(route: &str) -> Option<Example> {
    use Sends::{Form, Nothing};
    let development = |address: &str, sends| {
        Some(Example { address: address.to_owned(), environment: "development", sends })
    };
    let request = "project=storefront&environment=production&release=2.7.3";
    match route {
        "GET /approvals" => production("/approvals", Nothing),
        "GET /history" => production("/history?state=waiting", Nothing),
        "GET /history.csv" => production("/history.csv", Nothing),
        "GET /deployments/new" => production(&format!("/deployments/new?{request}"), Nothing),
        "POST /deployments" => production("/deployments", Form(request)),
        "GET /deployments/{number}" => production("/deployments/1", Nothing),
        "POST /deployments/{number}/approval" => {
            production("/deployments/1/approval", Form("decision=rejected&comment=no&plan=x"))
        }
        "POST /deployments/{number}/checklist" => {
            production("/deployments/1/checklist", Form("line=Documentation+updated&note="))
        }
        "POST /deployments/{number}/start" => production("/deployments/1/start", Form("")),
        "POST /deployments/{number}/cancellation" => {
            production("/deployments/1/cancellation", Form("reason=x"))
        }
        "POST /deployments/{number}/recovery" => {
            production("/deployments/1/recovery", Form("recovery=resume"))
        }
        "POST /deployments/{number}/review" => production("/deployments/1/review", Form("comment=x")),
        "GET /deployments/{number}/steps/{position}/log" => {
            development("/deployments/2/steps/1/log", Nothing)
        }
        "POST /deployments/{number}/steps/{position}/confirmation" => {
            production("/deployments/1/steps/1/confirmation", Form("answer=done&note="))
        }
        "POST /deployments/{number}/steps/{position}/follow-up" => {
            production("/deployments/1/steps/1/follow-up", Form("note="))
        }
        "GET /projects/{project}/environments/{environment}/backups/{job}" => {
            production("/projects/storefront/environments/production/backups/shop", Nothing)
        }
        "POST /projects/{project}/environments/{environment}/backups/{job}/runs" => {
            production("/projects/storefront/environments/production/backups/shop/runs", Form("kind=backup"))
        }
        "GET /runbooks" => production("/runbooks", Nothing),
        "GET /runbooks.zip" => production("/runbooks.zip", Nothing),
        "GET /runbooks/{runbook}" => production("/runbooks/storefront-recovery-plan", Nothing),
        "POST /runbooks/{runbook}/runs" => production(
            "/runbooks/storefront-recovery-plan/runs",
            Form("mode=tabletop&place=storefront/production&reason="),
        ),
        "GET /runs/{number}" => production("/runs/1", Nothing),
        "GET /runs/{number}/files/{file}" => production("/runs/1/files/1", Nothing),
        "GET /runs/{number}/report.md" => production("/runs/1/report.md", Nothing),
        "GET /runs/{number}/report.html" => production("/runs/1/report.html", Nothing),
        "GET /runs/{number}/report.json" => production("/runs/1/report.json", Nothing),
        "POST /runs/{number}/acts" => production("/runs/1/acts", Form("act=claim&step=1")),
        "GET /runs/{number}/events" => production("/runs/1/events", Nothing),
        "GET /runs/{number}/attempts/{attempt}/log" => production("/runs/1/attempts/1/log", Nothing),
        "POST /runs/{number}/intervention" => {
            production("/runs/1/intervention", Form("act=skip&step=1&reason=x"))
        }
        "POST /runs/{number}/continuation" => production("/runs/1/continuation", Form("reason=x")),
        "POST /runs/{number}/decision" => {
            production("/runs/1/decision", Form("decision=approve&step=1&comment="))
        }
        "POST /runs/{number}/findings" => {
            production("/runs/1/findings", Form("text=x&owner=sre&due=2026-12-24"))
        }
        "POST /runs/{number}/mended" => production("/runs/1/mended", Form("finding=1&note=")),
        "POST /runs/{number}/cleaned-up" => production("/runs/1/cleaned-up", Form("step=1&note=")),
        "GET /projects/{project}/new-runbook" => production("/projects/storefront/new-runbook", Nothing),
        "POST /projects/{project}/runbooks" => {
            production("/projects/storefront/runbooks", Form("document=%23+Come+back%0A1.+Look"))
        }
        "POST /runbooks/{runbook}/draft" => {
            production("/runbooks/paper/draft", Form("document=%23+Paper%0A1.+Look"))
        }
        "POST /runbooks/{runbook}/approval" => production(
            "/runbooks/commands/approval",
            Form("version=1&place=storefront%2Fproduction&decision=rejected&comment=no&seen=x"),
        ),
        "POST /runbooks/{runbook}/publication" => production("/runbooks/paper/publication", Form("seen=x")),
        "GET /projects/{project}/environments/{environment}/rollback" => production(ROLLBACK, Nothing),
        "POST /projects/{project}/environments/{environment}/rollback" => {
            production(ROLLBACK, Form("to=2.7.3&way=planned&reason=x"))
        }
        _ => None,
    }
}

/// A token; on the page of one's own, whose owner is oneself.
const TOKEN: &str = "name=ci&project=storefront&role=SRE&owner=sre&days=90";

/// What reads the audit log, and what makes tokens.
fn audit(route: &str) -> Option<Example> {
    use Sends::{Form, Nothing};
    match route {
        "GET /admin/audit/access" => production("/admin/audit/access?on=2026-11-24", Nothing),
        "GET /admin/audit/access.csv" => production("/admin/audit/access.csv", Nothing),
        "POST /admin/audit/verification" => production("/admin/audit/verification", Form("")),
        "GET /admin/tokens" => production("/admin/tokens", Nothing),
        "POST /admin/tokens" => production("/admin/tokens", Form(TOKEN)),
        "POST /admin/tokens/revocation" => production("/admin/tokens/revocation", Form("token=1")),
        "GET /account/tokens" => production("/account/tokens", Nothing),
        "POST /account/tokens" => production("/account/tokens", Form(TOKEN)),
        "POST /account/tokens/revocation" => production("/account/tokens/revocation", Form("token=1")),
        "POST /typed/discarded" => production("/typed/discarded", Form("id=1&back=/")),
        "GET /admin/audit" => production("/admin/audit?action=deployment.requested", Nothing),
        "GET /admin/audit.csv" => production("/admin/audit.csv", Nothing),
        "GET /admin/audit.jsonl" => production("/admin/audit.jsonl", Nothing),
        _ => None,
    }
}

const ROLLBACK: &str = "/projects/storefront/environments/production/rollback";

fn api(route: &str) -> Option<Example> {
    use Sends::{Json, Nothing};
    match route {
        "POST /api/v1/projects/{project}/releases" => {
            production("/api/v1/projects/storefront/releases", Json(release()))
        }
        "POST /api/v1/projects/{project}/deployments" => {
            production("/api/v1/projects/storefront/deployments", Json(deployment()))
        }
        "POST /api/v1/projects/{project}/releases/{version}/problems" => production(
            "/api/v1/projects/storefront/releases/2.8.0/problems",
            Json(json!({"environment": "production", "reason": "The basket is empty"})),
        ),
        "GET /api/v1/deployments/{number}" => production("/api/v1/deployments/1", Nothing),
        "POST /api/v1/deployments/{number}/start" => {
            production("/api/v1/deployments/1/start", Json(json!({})))
        }
        "POST /api/v1/deployments/{number}/cancellation" => {
            production("/api/v1/deployments/1/cancellation", Json(json!({})))
        }
        "GET /api/v1/projects/{project}/environments/{environment}" => {
            production("/api/v1/projects/storefront/environments/production", Nothing)
        }
        _ => None,
    }
}

/// Developer, the first of the built-in roles, gets Read on production, which it has not.
const CELL: &str = "1.3.n=Read";

fn admin(route: &str) -> Option<Example> {
    use Sends::{Form, Nothing};
    match route {
        "GET /health" => production("/health", Nothing),
        "GET /recovery" => production("/recovery", Nothing),
        "POST /recovery/backups" => production("/recovery/backups", Form("")),
        "POST /recovery/drills" => production("/recovery/drills", Form("")),
        "POST /recovery/key" => production("/recovery/key", Form("")),
        "POST /recovery/verification" => production("/recovery/verification", Form("")),
        "GET /admin" => production("/admin", Nothing),
        "GET /admin/access" => production("/admin/access", Nothing),
        "POST /admin/access" => production("/admin/access", Form(CELL)),
        "POST /admin/access/review" => production("/admin/access/review", Form(CELL)),
        "POST /admin/access/changes/{change}/decision" => {
            production("/admin/access/changes/1/decision", Form("decision=applied"))
        }
        "POST /admin/roles" => production("/admin/roles", Form("name=Release+manager")),
        "GET /admin/roles/{role}" => production("/admin/roles/7", Nothing),
        "POST /admin/roles/{role}/retirement" => production("/admin/roles/7/retirement", Form("")),
        "GET /admin/people/{name}/access" => production("/admin/people/sre/access", Nothing),
        "GET /admin/environments/{environment}/access" => {
            production("/admin/environments/production/access", Nothing)
        }
        _ => None,
    }
}

fn release() -> Value {
    serde_json::to_value(crate::testing::app::good_release("2.9.0")).unwrap()
}

fn deployment() -> Value {
    json!({"release": "2.7.3", "environment": "production"})
}

/// What the machine tried in run 1, as if it were no tabletop.
const COMMANDS: &str = "# Commands\n- **Project**: storefront\n- **Environments**: production\n\n1. Look\n
```yaml
automation:
  Look: {run: ./look.sh}
```
";

const AN_ATTEMPT: &str =
    "INSERT INTO run_attempts (run, step, reverse, attempt, epoch, started_at, ended_at, outcome)
     VALUES (1, 1, 0, 1, 1, 1, 2, 'passed')";

/// Two projects, two releases, #1 waiting for production, #2 started in development, and somebody with each role.
pub async fn installation(roles: &[&str]) -> TestApp {
    let app = TestApp::new().await;
    app.project("storefront", &crate::testing::app::with_backup_job()).await;
    app.project("other", crate::testing::app::DOCUMENT).await;
    for role in roles {
        app.person(&super::name_of(role), role).await;
    }
    app.release("storefront", "2.7.3").await;
    app.release("storefront", "2.8.0").await;
    let asker = app.person("asker", "DevOps").await;
    let paper = "# Paper\n1. Look";
    write_runbook(&app, &asker, Of::New("storefront"), paper).await.unwrap();
    import_runbook(&app, &Operator::at_command_line(), COMMANDS, true).await.unwrap();
    let (project, environment) = ("storefront", "production");
    let (runbook, mode, reason) = ("storefront-recovery-plan", Mode::Tabletop, "");
    start_run(&app, &asker, &Asked { runbook, mode, project, environment, reason }).await.unwrap();
    app.sql(AN_ATTEMPT).await;
    app.sql(
        "INSERT INTO files (sha256, content) VALUES ('e', X'7365656e');
         INSERT INTO run_files (run, step, name, sha256, added_at, added_by) VALUES (1, 1, 'graph.txt', 'e', 0, 1)",
    )
    .await;
    administration(&app).await;
    a_group(&app).await;
    request(&app, &asker, "2.8.0", "production").await;
    request(&app, &asker, "2.8.0", "development").await;
    start_deployment(&app, &Actor::ENGINE, DeploymentNumber(2)).await.unwrap();
    app
}

/// A role of the installation's own, and a change of the matrix that waits for a second admin.
async fn administration(app: &TestApp) {
    let [one, _] = app.two_admins().await;
    add_role(app, &one, "Guest").await.unwrap();
    let before = Access::default();
    let (role, environment, after) = (RoleId(1), EnvironmentId(3), Access::level(Level::Deploy));
    change_access(app, &one, &[Wanted { role, environment, before, after }]).await.unwrap();
}

async fn request(app: &TestApp, actor: &Actor, release: &str, environment: &str) {
    app.request(actor, "storefront", environment, release).await;
}

/// The secret of a token that is as strong as its owner; where the owner's role is for another project, the token's is
/// too.
pub async fn secret(app: &TestApp, owner: &str) -> String {
    let (project, role) = match owner {
        "sre-other" => ("other", "SRE"),
        other => ("storefront", other),
    };
    let (secret, _) = app.token(project, role, owner).await;
    // What the test counts as changed begins after the token was made.
    use_token(app, &secret).await.unwrap();
    secret
}

/// People, groups and one-time links. No link of this installation opens anything.
fn people(route: &str) -> Option<Example> {
    use Sends::{Form, Nothing};
    let (method, path) = route.split_once(' ')?;
    let address =
        path.replace("{name}", "asker").replace("{group}", "1").replace("{secret}", &"0".repeat(64));
    let sends = match path {
        _ if method == "GET" => Nothing,
        "/setup/{secret}" => Form("name=mallory"),
        "/invitation/{secret}" | "/reset/{secret}" => Form("password=x&again=x"),
        "/admin/invitations" => Form("name=nora&role=SRE"),
        "/admin/invitations/list" => Form("list=nora%0Aolaf,,,SRE"),
        "/admin/people/{name}/description" => Form("display_name=Nora&email="),
        "/admin/people/{name}/roles" => Form("role=SRE"),
        "/admin/people/{name}/roles/end" => Form("role=DevOps"),
        "/admin/groups" => Form("name=Payments"),
        "/admin/groups/{group}/members" => Form("person=sre"),
        "/admin/groups/{group}/members/end" => Form("person=asker"),
        "/admin/groups/{group}/roles" => Form("role=SRE"),
        "/admin/groups/{group}/roles/end" => Form("role=DevOps"),
        _ => Form(""),
    };
    let ours = ["/setup", "/invitation", "/reset", "/admin/people", "/admin/groups", "/admin/invitations"];
    ours.iter().any(|begin| path.starts_with(begin)).then_some(())?;
    production(&address, sends)
}

/// A group whose member is the asker, and which holds a role.
async fn a_group(app: &TestApp) {
    let admin = app.person("keeper", "Admin").await;
    let group = make_group(app, &admin, "Team", None).await.unwrap();
    add_member(app, &admin, group, "asker").await.unwrap();
    let grant = "DevOps".parse().unwrap();
    grant_role(app, &admin, &HolderName::Group(group), &grant).await.unwrap();
}
