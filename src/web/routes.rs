//! The route table: every address, what it requires, and who answers. The router is built from it and from nothing
//! else, so that a test can walk every route as everybody.

use crate::access::permission::Permission;
use crate::app::App;
use crate::web::fresh::Proof;
use crate::web::pages::{
    account, admin, approvals, backup_jobs, board, deployments, environments, health, history, password_link,
    projects, recovery, releases, rollback, runbooks, runs, setup, sign_in, sign_out, strategy,
};
use crate::web::{api, assets, events, typed};
use axum::handler::Handler;
use axum::routing::MethodRouter;
use http::Method;
use std::sync::Arc;

/// What a route requires of who asks. The first four, and that a token is a good one, are seen to before the
/// handler is reached; the others need the thing that the address names, so the handler's action decides them, and the test of the table holds it to this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requires {
    /// Nothing.
    Nothing,
    /// A signed-in person.
    SignedIn,
    /// A signed-in person who manages people, roles and tokens.
    Administers,
    /// A signed-in person who reads the audit log.
    ReadsAudit,
    /// A signed-in person with a role in the project.
    InProject,
    /// A signed-in person who sees the environment in some project.
    SeesEnvironment,
    /// A signed-in person with this permission in the environment that the address names; for what belongs to a whole project, such as releases and runbooks, in any.
    InEnvironment(Permission),
    /// A token with this permission there.
    Token(Permission),
}

/// One route.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with its named parts in braces.
    pub path: &'static str,
    /// What it requires.
    pub requires: Requires,
    /// How long ago the person may have proved who they are.
    pub proof: Proof,
    /// Who answers.
    pub handler: MethodRouter<Arc<App>>,
}

/// Every route there is.
pub fn all() -> Vec<Route> {
    use Permission as May;
    use Requires::{
        Administers, InEnvironment, InProject, Nothing, ReadsAudit, SeesEnvironment, SignedIn, Token,
    };
    vec![
        get(assets::ROUTE, Nothing, assets::get),
        get("/", SignedIn, board::get),
        get("/healthz", Nothing, health::alive),
        get("/readyz", Nothing, health::ready),
        get("/sign-in", Nothing, sign_in::get),
        post("/sign-in", Nothing, sign_in::post),
        post("/sign-in/as", Nothing, sign_in::post_as),
        get("/sign-in/code", Nothing, sign_in::code::get),
        post("/sign-in/code", Nothing, sign_in::code::post),
        get("/sign-in/again", SignedIn, sign_in::again::get),
        post("/sign-in/again", SignedIn, sign_in::again::post),
        post("/sign-in/with-provider", Nothing, sign_in::provider::post),
        get("/sign-in/returned", Nothing, sign_in::provider::get),
        post("/sign-out", SignedIn, sign_out::post),
        get("/account", SignedIn, account::get),
        post("/account/password", SignedIn, account::password::post),
        post("/account/sessions", SignedIn, account::sessions::post),
        get("/account/second-factor", SignedIn, account::second_factor::get),
        post("/account/second-factor", SignedIn, account::second_factor::post).with(Proof::Fresh),
        post("/account/second-factor/confirmation", SignedIn, account::second_factor::confirm)
            .with(Proof::Fresh),
        post("/account/second-factor/recovery-codes", SignedIn, account::second_factor::renew)
            .with(Proof::Fresh),
        post("/account/second-factor/removal", SignedIn, account::second_factor::remove),
        post("/projects/{project}/releases", InEnvironment(May::RegisterRelease), releases::new::post),
        get("/projects/{project}/new-release", InEnvironment(May::RegisterRelease), releases::new::get),
        get("/new-project", Administers, projects::new::get),
        // Asks for a fresh proof by itself, where something is kept.
        post("/new-project", Administers, projects::new::post).with(Proof::Any),
        get("/projects/{project}/strategy", InProject, strategy::get),
        post("/projects/{project}/strategy/reading", Administers, strategy::acknowledgement::post),
        get("/projects/{project}/strategy.md", InProject, strategy::document::get),
        get("/projects/{project}/releases/{version}", InProject, releases::get),
        post(
            "/projects/{project}/releases/{version}/problems",
            InEnvironment(May::ReportProblem),
            releases::reasons::problem,
        ),
        post(
            "/projects/{project}/releases/{version}/clearings",
            InEnvironment(May::ClearSuspicion),
            releases::reasons::clearing,
        )
        .with(Proof::Fresh),
        get("/events", SignedIn, events::board::get),
        get("/approvals", SignedIn, approvals::get),
        get("/history", SignedIn, history::get),
        get("/history.csv", SignedIn, history::csv::get),
        get("/deployments/new", InEnvironment(May::Request), deployments::request::get),
        post("/deployments", InEnvironment(May::Request), deployments::request::post),
        get("/deployments/{number}", InEnvironment(May::See), deployments::get),
        get("/deployments/{number}/events", InEnvironment(May::See), events::deployment::get),
        post("/deployments/{number}/approval", InEnvironment(May::Approve), deployments::approval::post)
            .with(Proof::Fresh),
        post(
            "/deployments/{number}/checklist",
            InEnvironment(May::AnswerChecklist),
            deployments::checklist::post,
        ),
        post("/deployments/{number}/start", InEnvironment(May::Start), deployments::start::post)
            .with(Proof::FreshWhereApproved),
        post(
            "/deployments/{number}/cancellation",
            InEnvironment(May::Cancel),
            deployments::cancellation::post,
        ),
        post("/deployments/{number}/recovery", InEnvironment(May::Recover), deployments::recovery::post),
        post("/deployments/{number}/review", InEnvironment(May::CloseReview), deployments::review::post),
        get(
            "/deployments/{number}/steps/{position}/log",
            InEnvironment(May::See),
            deployments::step_log::get,
        ),
        post(
            "/deployments/{number}/steps/{position}/confirmation",
            InEnvironment(May::ConfirmStep),
            deployments::confirmation::post,
        ),
        post(
            "/deployments/{number}/steps/{position}/follow-up",
            InEnvironment(May::ConfirmStep),
            deployments::follow_up::post,
        ),
        get("/environments", SignedIn, environments::list),
        get("/environments/{environment}", SeesEnvironment, environments::get),
        get("/projects", SignedIn, projects::list),
        get("/projects/{project}", InProject, projects::get),
        get(
            "/projects/{project}/environments/{environment}/rollback",
            InEnvironment(May::See),
            rollback::get,
        ),
        post(
            "/projects/{project}/environments/{environment}/rollback",
            InEnvironment(May::Request),
            rollback::post,
        ),
        get(
            "/projects/{project}/environments/{environment}/backups/{job}",
            InEnvironment(May::See),
            backup_jobs::get,
        ),
        post(
            "/projects/{project}/environments/{environment}/backups/{job}/runs",
            InEnvironment(May::BackUpNow),
            backup_jobs::post,
        ),
        get("/runbooks", SignedIn, runbooks::list),
        get("/runbooks.zip", SignedIn, runbooks::archive::get),
        get("/runbooks/{runbook}", InProject, runbooks::get),
        post("/runbooks/{runbook}/runs", InEnvironment(May::TakePart), runbooks::start::post)
            .with(Proof::Fresh),
        get("/runs/{number}", InEnvironment(May::See), runs::get),
        get("/runs/{number}/files/{file}", InEnvironment(May::See), runs::files::get),
        get("/runs/{number}/report.md", InEnvironment(May::See), runs::download::markdown),
        get("/runs/{number}/report.html", InEnvironment(May::See), runs::download::page),
        get("/runs/{number}/report.json", InEnvironment(May::See), runs::download::json),
        get("/runs/{number}/events", InEnvironment(May::See), events::run::get),
        get("/runs/{number}/attempts/{attempt}/log", InEnvironment(May::See), runs::attempt_log::get),
        post("/runs/{number}/acts", InEnvironment(May::TakePart), runs::acts::post),
        post("/runs/{number}/intervention", InEnvironment(May::TakePart), runs::acts::intervene)
            .with(Proof::FreshInRealRun),
        post("/runs/{number}/continuation", InEnvironment(May::TakePart), runs::acts::go_on)
            .with(Proof::FreshInRealRun),
        post("/runs/{number}/decision", InEnvironment(May::DecideInRun), runs::acts::decide)
            .with(Proof::FreshInRealRun),
        post("/runs/{number}/findings", InEnvironment(May::TakePart), runs::acts::find),
        post("/runs/{number}/mended", InEnvironment(May::TakePart), runs::acts::mend),
        post("/runs/{number}/cleaned-up", InEnvironment(May::TakePart), runs::acts::clean_up),
        get("/projects/{project}/new-runbook", InEnvironment(May::WriteRunbook), runbooks::new::get),
        post("/projects/{project}/runbooks", InEnvironment(May::WriteRunbook), runbooks::new::post),
        post("/runbooks/{runbook}/draft", InEnvironment(May::WriteRunbook), runbooks::draft::post),
        post("/runbooks/{runbook}/publication", InEnvironment(May::PublishRunbook), runbooks::draft::publish)
            .with(Proof::Fresh),
        post("/runbooks/{runbook}/approval", InEnvironment(May::Approve), runbooks::approval::post)
            .with(Proof::Fresh),
        get("/admin", Administers, admin::get),
        get("/admin/access", Administers, admin::access::get),
        post("/admin/access", Administers, admin::access::post),
        post("/admin/access/review", Administers, admin::access::review).with(Proof::Any),
        post("/admin/access/changes/{change}/decision", Administers, admin::access::decide),
        post("/admin/roles", Administers, admin::roles::post),
        get("/admin/roles/{role}", Administers, admin::roles::get),
        post("/admin/roles/{role}/retirement", Administers, admin::roles::retire),
        get("/admin/people/{name}/access", Administers, admin::abilities::get),
        get("/admin/environments/{environment}/access", Administers, admin::exposure::get),
        get("/setup/{secret}", Nothing, setup::get),
        post("/setup/{secret}", Nothing, setup::post),
        get("/invitation/{secret}", Nothing, password_link::invited),
        post("/invitation/{secret}", Nothing, password_link::accept),
        get("/reset/{secret}", Nothing, password_link::reset),
        post("/reset/{secret}", Nothing, password_link::renew),
        get("/admin/people", Administers, admin::people::get),
        get("/admin/invitations", Administers, admin::invitations::get),
        post("/admin/invitations", Administers, admin::invitations::post),
        post("/admin/invitations/list", Administers, admin::invitations::post_list),
        get("/admin/people/{name}", Administers, admin::person::get),
        post("/admin/people/{name}/description", Administers, admin::person::describe),
        post("/admin/people/{name}/disablement", Administers, admin::person::disable),
        post("/admin/people/{name}/enablement", Administers, admin::person::enable),
        post("/admin/people/{name}/link", Administers, admin::person::make_link),
        post("/admin/people/{name}/sign-out", Administers, admin::person::sign_out),
        post("/admin/people/{name}/roles", Administers, admin::person::grant),
        post("/admin/people/{name}/roles/end", Administers, admin::person::revoke),
        get("/admin/groups", Administers, admin::groups::get),
        post("/admin/groups", Administers, admin::groups::post),
        get("/admin/groups/{group}", Administers, admin::group::get),
        post("/admin/groups/{group}/members", Administers, admin::group::add),
        post("/admin/groups/{group}/members/end", Administers, admin::group::end),
        post("/admin/groups/{group}/roles", Administers, admin::group::grant),
        post("/admin/groups/{group}/roles/end", Administers, admin::group::revoke),
        post("/admin/groups/{group}/removal", Administers, admin::group::remove),
        get("/health", Administers, health::get),
        get("/recovery", Administers, recovery::get),
        post("/recovery/backups", Administers, recovery::post),
        post("/recovery/drills", Administers, recovery::drill),
        post("/recovery/key", Administers, recovery::keep_key),
        post("/recovery/verification", Administers, recovery::verify),
        get("/admin/audit", ReadsAudit, admin::audit::get),
        get("/admin/audit.csv", ReadsAudit, admin::audit::export::csv),
        get("/admin/audit.jsonl", ReadsAudit, admin::audit::export::json_lines),
        get("/admin/audit/access", ReadsAudit, admin::audit::access::get),
        get("/admin/audit/access.csv", ReadsAudit, admin::audit::access::csv),
        post("/admin/audit/verification", ReadsAudit, admin::audit::chain::verify),
        get("/admin/tokens", Administers, admin::tokens::get),
        post("/admin/tokens", Administers, admin::tokens::post).with(Proof::Fresh),
        post("/admin/tokens/revocation", Administers, admin::tokens::revoke),
        get("/account/tokens", SignedIn, account::tokens::get),
        post("/account/tokens", SignedIn, account::tokens::post).with(Proof::Fresh),
        post("/account/tokens/revocation", SignedIn, account::tokens::revoke),
        post("/typed/discarded", SignedIn, typed::discard),
        post("/api/v1/projects/{project}/releases", Token(May::RegisterRelease), api::releases::post),
        post(
            "/api/v1/projects/{project}/releases/{version}/problems",
            Token(May::ReportProblem),
            api::problems::post,
        ),
        post("/api/v1/projects/{project}/deployments", Token(May::Request), api::deployments::post),
        get("/api/v1/deployments/{number}", Token(May::See), api::deployments::get),
        post("/api/v1/deployments/{number}/start", Token(May::Start), api::starts::post),
        post("/api/v1/deployments/{number}/cancellation", Token(May::Cancel), api::cancellations::post),
        get("/api/v1/projects/{project}/environments/{environment}", Token(May::See), api::environments::get),
    ]
}

fn get<H, T>(path: &'static str, requires: Requires, handler: H) -> Route
where
    H: Handler<T, Arc<App>>,
    T: 'static,
{
    let handler = axum::routing::get(handler);
    Route { method: Method::GET, path, requires, proof: Proof::Any, handler }
}

fn post<H, T>(path: &'static str, requires: Requires, handler: H) -> Route
where
    H: Handler<T, Arc<App>>,
    T: 'static,
{
    let handler = axum::routing::post(handler);
    let proof = if requires == Requires::Administers { Proof::Fresh } else { Proof::Any };
    Route { method: Method::POST, path, requires, proof, handler }
}

impl Route {
    /// The same with another answer to how long ago the person may have proved who they are. What administers asks for
    /// a fresh proof by itself.
    fn with(self, proof: Proof) -> Self {
        Self { proof, ..self }
    }
}

#[cfg(test)]
mod tests;
