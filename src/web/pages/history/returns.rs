//! Which rows of the history a rollback can return to.

use crate::access::permission::Permission;
use crate::domain::deployment::Outcome;
use crate::domain::id::{DeploymentNumber, PlaceId};
use crate::domain::rollback::Success;
use crate::store::history::Listed;
use crate::store::successes::{Recent, of_places};
use crate::store::{Db, StoreError};
use crate::web::context::Viewer;
use std::collections::BTreeMap;

/// The way back to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Return {
    /// The last good one of its place.
    LastGood,
    /// An earlier success.
    Earlier,
}

/// The ways back, of the rows that have one and that the viewer may take.
pub struct Returns(BTreeMap<DeploymentNumber, Return>);

impl Returns {
    /// Reads what the rows' places went through.
    pub async fn load(db: &mut Db, viewer: &Viewer, rows: &[Listed]) -> Result<Self, StoreError> {
        let grants = viewer.grants();
        let may = |row: &&Listed| {
            grants.may(Permission::RollBackNow, row.project, row.environment)
                || grants.may(Permission::Request, row.project, row.environment)
        };
        let succeeded = |row: &&Listed| row.ending.as_ref().is_some_and(|e| e.outcome == Outcome::Succeeded);
        let rows: Vec<&Listed> = rows.iter().filter(succeeded).filter(may).collect();
        let mut places: Vec<PlaceId> = rows.iter().map(|row| (row.project, row.environment)).collect();
        places.sort_unstable();
        places.dedup();
        let recent = of_places(db, &places).await?;
        let ways = rows.iter().filter_map(|row| {
            let place = recent.get(&(row.project, row.environment))?;
            Some((row.number, way(row, place)?))
        });
        Ok(Self(ways.collect()))
    }

    /// The way back to a deployment.
    pub fn to(&self, number: DeploymentNumber) -> Option<Return> {
        self.0.get(&number).copied()
    }
}

fn way(row: &Listed, place: &Recent) -> Option<Return> {
    let rolled_back = row.rolled_back_by.is_some();
    let success = Success { number: row.number, release: row.release, rolled_back };
    if !place.past.leads_back_to(&success, row.repeated, &place.serves) {
        return None;
    }
    let last_good = place.past.last_good(&place.serves);
    let is_last = last_good.is_some_and(|good| good.number == row.number);
    Some(if is_last { Return::LastGood } else { Return::Earlier })
}
