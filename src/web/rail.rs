//! The navigation for a viewer: where one can go, what waits there, and who one is.

pub mod words;

use crate::actions::open_deployments::{Open, open_deployments};
use crate::actions::waiting_for_you::{Task, changes_to_decide, is_left_to, task};
use crate::store::environments::{self, Environment};
use crate::store::{Db, StoreError, run_findings};
use crate::ui::rail::{Item, Rail, Who};
use crate::web::addresses;
use crate::web::context::Viewer;

const APPROVALS: &str = "/approvals";
/// Where administrators see to people and roles.
const ACCESS: &str = "/admin";
const AUDIT: &str = "/admin/audit";
const PLACES: [(&str, &str); 6] = [
    ("Board", "/"),
    ("Approvals", APPROVALS),
    ("History", "/history"),
    ("Projects", "/projects"),
    ("Environments", "/environments"),
    ("Runbooks", addresses::RUNBOOKS),
];

/// The rail on the page of this path, with what waits for the viewer.
pub async fn load(db: &mut Db, viewer: &Viewer, path: &str) -> Result<Rail, StoreError> {
    let environments = environments::seen(db, &viewer.scope).await?;
    let open = if words::approves(viewer.grants(), &environments) {
        open_deployments(db, &viewer.scope, &viewer.moment).await?
    } else {
        Vec::new()
    };
    with(db, viewer, path, &environments, open.iter()).await
}

/// The rail on the page of this path, from what its page has read already.
pub async fn with<'a>(
    db: &mut Db,
    viewer: &Viewer,
    path: &str,
    environments: &[Environment],
    open: impl Iterator<Item = &'a Open>,
) -> Result<Rail, StoreError> {
    let asks = |open: &&Open| {
        task(open, viewer.grants(), viewer.person, viewer.now_for(open)) == Some(Task::Approve)
    };
    let approvals = open.filter(asks).count();
    let changes = changes_to_decide(db, viewer.grants(), viewer.person).await?.len();
    let left = run_findings::open(db, &viewer.scope).await?;
    let left = left.iter().filter(|left| is_left_to(left, viewer.grants(), viewer.person)).count();
    Ok(rail(viewer, path, words::of(viewer.grants(), environments), Counts { approvals, changes, left }))
}

/// The rail where nothing can be read: on the page of an error.
pub fn of(viewer: &Viewer, path: &str) -> Rail {
    rail(viewer, path, words::of(viewer.grants(), &[]), Counts::default())
}

/// What waits for the viewer.
#[derive(Default)]
struct Counts {
    approvals: usize,
    /// Changes of the matrix that wait for a second admin.
    changes: usize,
    /// What runs left for the viewer to mend or to clean up.
    left: usize,
}

fn rail(viewer: &Viewer, path: &str, roles: String, counts: Counts) -> Rail {
    let grants = viewer.grants();
    let access = grants.administers().then_some(("Access", ACCESS));
    let recovery = grants.administers().then_some(("Recovery", addresses::RECOVERY));
    let health = grants.administers().then_some(("Health", addresses::HEALTH));
    let audit = grants.reads_audit().then_some(("Audit", AUDIT));
    let places = PLACES.into_iter().chain(access).chain(recovery).chain(health).chain(audit);
    let items = places.map(|(label, href)| Item {
        label,
        href: href.to_owned(),
        current: is_at(path, href) && !(href == ACCESS && is_at(path, AUDIT)),
        count: match href {
            APPROVALS => counts.approvals,
            ACCESS => counts.changes,
            addresses::RUNBOOKS => counts.left,
            _ => 0,
        },
    });
    let who = Who {
        name: viewer.name.clone(),
        account: "/account".to_owned(),
        roles,
        sign_out: "/sign-out".to_owned(),
        csrf: viewer.csrf.as_str().to_owned(),
    };
    Rail { items: items.collect(), who }
}

/// Whether a page is this place or below it.
fn is_at(path: &str, href: &str) -> bool {
    path == href || href != "/" && path.starts_with(&format!("{href}/"))
}
