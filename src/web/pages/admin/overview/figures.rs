//! What the overview tells: how much there is of everything, and what asks for a look.

use crate::access::policy;
use crate::actions::access_differences::access_differences;
use crate::actions::waiting_for_you::changes_to_decide;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::store::access_changes::{self, Proposed};
use crate::store::audit_checks::{self, Check};
use crate::store::environments::{self, Environment};
use crate::store::tokens::Listed;
use crate::store::{Db, groups, identities, links, people, roles, tokens};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::pages::tokens::{ends_soon, over};

/// The figures.
pub struct Figures {
    /// Everybody who is not disabled.
    pub people: usize,
    /// People whose groups the sign-in provider did not name when it last confirmed them.
    pub groups_untold: usize,
    /// Links to a first or a new password that open something.
    pub open_links: usize,
    /// Groups.
    pub groups: usize,
    /// Roles, built in and own.
    pub roles: usize,
    /// The columns of the matrix.
    pub environments: Vec<Environment>,
    /// Changes of the matrix that the viewer can decide.
    pub changes: Vec<Proposed>,
    /// All changes that wait for a second admin, those of the viewer too.
    pub waiting: usize,
    /// Cells of the matrix that differ from what a document says.
    pub differing: usize,
    /// Tokens that open something.
    pub tokens: usize,
    /// Those of them that end soon.
    pub ending: usize,
    /// The newest walk of the log's chain; none at all where the viewer does not read the log.
    pub chain: Option<Option<Check>>,
}

impl Figures {
    /// Reads them in one transaction.
    pub async fn load(app: &App, db: &mut Db, viewer: &Viewer) -> Result<Self, WebError> {
        let permit = policy::administer(&viewer.actor(), viewer.grants())?;
        let active: Vec<PersonId> = people::active(db).await?.into_iter().map(|person| person.id).collect();
        let good = |token: &Listed| over(token, viewer.now()).is_none();
        let good: Vec<Listed> = tokens::all(db, &permit).await?.into_iter().filter(good).collect();
        let differing = access_differences(app, db, &viewer.scope).await?;
        let chain = match viewer.grants().reads_audit() {
            true => Some(audit_checks::last(db).await?),
            false => None,
        };
        Ok(Self {
            people: active.len(),
            groups_untold: usize::try_from(identities::count_untold(db, app.settings.issuer()).await?)
                .unwrap_or(0),
            open_links: links::waiting(db, &active, viewer.now()).await?.len(),
            groups: groups::all(db).await?.len(),
            roles: roles::all(db).await?.len(),
            environments: environments::all(db).await?,
            changes: changes_to_decide(db, viewer.grants(), viewer.person).await?,
            waiting: access_changes::waiting(db).await?.len(),
            differing: differing.iter().map(|one| one.cells.len()).sum(),
            tokens: good.len(),
            ending: good.iter().filter(|token| ends_soon(token, viewer.now())).count(),
            chain,
        })
    }
}
