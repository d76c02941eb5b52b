//! Applies, declines or withdraws a change of the matrix that waits for a second admin.

use super::change_access::{Acting, Wanted, resolve};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::access_change::Decision;
use crate::domain::id::AccessChangeId;
use crate::domain::refusal::Refusal;
use crate::store::access_changes::{self, Proposed};
use crate::store::people;

/// Decides about a waiting change. One that does not fit the matrix any more becomes overtaken instead of applied.
///
/// # Errors
/// Refused where it does not wait any more, this person may not decide so, or a cell was changed in another way.
pub async fn decide_access_change(
    app: &App,
    actor: &Actor,
    id: AccessChangeId,
    decision: Decision,
) -> Result<(), ActionError> {
    let mut acting = Acting::begin(app, actor).await?;
    let proposed = access_changes::by_id(&mut acting.write, id).await?.ok_or(Denied::NotFound)?;
    check_waits(&proposed)?;
    let was_admin = people::administered_at(&mut acting.write, acting.person, proposed.at).await?;
    decision.check(proposed.by, acting.person, acting.admins, was_admin)?;
    if decision == Decision::Applied {
        return apply(acting, &proposed).await;
    }
    acting.decide(id, decision, &proposed.change).await?;
    acting.write.commit().await?;
    Ok(())
}

async fn apply(mut acting: Acting, proposed: &Proposed) -> Result<(), ActionError> {
    let wanted: Vec<Wanted> = proposed.change.cells.iter().map(Wanted::of).collect();
    let refused = match resolve(&mut acting.write, &wanted).await {
        Ok(change) => {
            acting.apply(proposed.id, &change).await?;
            None
        }
        Err(ActionError::Refused(refusal)) => {
            acting.decide(proposed.id, Decision::Overtaken, &proposed.change).await?;
            Some(refusal)
        }
        Err(error) => return Err(error),
    };
    acting.write.commit().await?;
    match refused {
        Some(refusal) => Err(Refusal::conflict(format!("The change is overtaken. {refusal}")).into()),
        None => Ok(()),
    }
}

fn check_waits(proposed: &Proposed) -> Result<(), Refusal> {
    let Some(decided) = &proposed.decided else { return Ok(()) };
    let (decision, by, at) = (decided.decision.word(), &decided.by_name, decided.at.for_people());
    Err(Refusal::conflict(format!("The change does not wait any more: it was {decision} by {by}, {at}.")))
}

#[cfg(test)]
mod tests;
