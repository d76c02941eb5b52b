//! Who had which access on a day, and by what.

use crate::access::permit::AuditReader;
use crate::domain::period::Period;
use crate::domain::role::Access;
use crate::domain::text::Slug;
use crate::domain::time::{Span, Time};
use crate::store::access_periods::{self, Given, Holding};
use crate::store::{Db, StoreError};

/// What a role gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A level and marks in an environment.
    In(Slug, Access),
    /// To manage people, roles and tokens.
    Administers,
    /// To read the audit log.
    ReadsAudit,
}

/// Something that a person could do, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Had {
    /// Who, and by which role or group.
    pub holding: Holding,
    /// What.
    pub what: What,
    /// When on that day; the whole day is from its beginning to its end.
    pub period: Period,
}

/// The day that begins at this moment.
pub fn day(start: Time) -> Period {
    Period::new(start, Some(start + Span::days(1)))
}

/// Who had which access on the day that begins at this moment: by person, in the order of the environments.
pub async fn access_on(db: &mut Db, permit: &AuditReader, start: Time) -> Result<Vec<Had>, StoreError> {
    let day = day(start);
    let given = access_periods::given(db, permit, day).await?;
    let disabled = access_periods::disablements(db, permit, day).await?;
    let mut had = Vec::new();
    for holding in access_periods::holdings(db, permit, day).await? {
        let off: Vec<Period> = disabled
            .iter()
            .filter(|(person, _)| *person == holding.person)
            .map(|(_, period)| *period)
            .collect();
        for (what, period) in gives(&holding, &given) {
            let common = holding.period.overlap(day).and_then(|held| held.overlap(period));
            let periods = common.map(|common| common.without(&off)).unwrap_or_default();
            had.extend(periods.into_iter().map(|period| Had {
                holding: holding.clone(),
                what: what.clone(),
                period,
            }));
        }
    }
    Ok(had)
}

/// What a role gave, and when.
fn gives(holding: &Holding, given: &[Given]) -> Vec<(What, Period)> {
    let always = Period::new(Time(i64::MIN), None);
    // Held for one project, a role neither administers nor reads the log.
    let for_all = holding.project.is_none();
    let administers = (holding.administers && for_all).then_some((What::Administers, always));
    let reads = (holding.reads_audit && for_all).then_some((What::ReadsAudit, always));
    let cells = given.iter().filter(|cell| cell.role == holding.role);
    let cells = cells.map(|cell| (What::In(cell.environment.clone(), cell.access), cell.period));
    cells.chain(administers).chain(reads).collect()
}

#[cfg(test)]
mod tests;
