//! Which rows of the history a rollback can return to.

use crate::access::permission::Permission;
use crate::domain::deployment::Outcome;
use crate::domain::id::{DeploymentNumber, PlaceId};
use crate::domain::rollback::Standing;
use crate::store::history::Listed;
use crate::store::successes::{Recent, of_places};
use crate::store::{Db, StoreError};
use crate::web::context::Viewer;
use std::collections::BTreeMap;

/// So many deployments of each place are looked through for the last good one.
const MOST: i64 = 16;

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
        let recent = of_places(db, &places, MOST).await?;
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
    let (past, serves) = (&place.past, &place.serves);
    let is_good = past.standing(row.release) == Standing::Good && row.rolled_back_by.is_none();
    if row.repeated || !is_good || past.is_live(row.release, serves) {
        return None;
    }
    let is_last = past.last_good(serves).is_some_and(|good| good.release == row.release);
    Some(if is_last { Return::LastGood } else { Return::Earlier })
}
