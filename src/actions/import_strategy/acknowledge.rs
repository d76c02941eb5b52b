//! The passages of a document that were not read: acknowledged now, carried over, or still open.

use super::{Import, Wish};
use crate::access::permit::Imports;
use crate::actions::error::ActionError;
use crate::domain::acknowledgement::settle;
use crate::domain::reading::Unread;
use crate::store::acknowledgements::{self, How};
use crate::store::projects::Project;
use crate::store::strategies::{self, StrategyVersion};
use std::collections::BTreeMap;

impl<P: Imports> Import<'_, P> {
    /// Writes down what is acknowledged of a version that is not in force yet; gives what is left to acknowledge.
    pub(super) async fn acknowledge(
        &mut self,
        project: &Project,
        version: &StrategyVersion,
        unread: &[Unread],
        wish: &Wish,
    ) -> Result<Vec<Unread>, ActionError> {
        let before = strategies::in_force(&mut self.write, project.id).await?.map(|before| before.id);
        let mut known = BTreeMap::new();
        if let Some(earlier) = before {
            let acknowledged = acknowledgements::of_version(&mut self.write, earlier).await?;
            known.extend(acknowledged.into_iter().map(|of| (of.passage.hash.clone(), (of.by, of.at))));
        }
        let own = acknowledgements::of_version(&mut self.write, version.id).await?;
        let is_open = |passage: &&Unread| own.iter().all(|known| known.passage.hash != passage.hash);
        let unread: Vec<Unread> = unread.iter().filter(is_open).cloned().collect();
        let settled = settle(&unread, &wish.accepted, &known.keys().cloned().collect());
        for passage in &settled.carried {
            let (by, at) = known.get(&passage.hash).copied().unwrap_or((wish.by, self.at));
            let how = How { by, at, carried_from: before };
            acknowledgements::insert(&mut self.write, self.permit, version.id, passage, how).await?;
        }
        for passage in &settled.now {
            let how = How { by: wish.by, at: self.at, carried_from: None };
            acknowledgements::insert(&mut self.write, self.permit, version.id, passage, how).await?;
        }
        self.record_acknowledged(project, version, &settled.now).await?;
        Ok(settled.open)
    }

    async fn record_acknowledged(
        &mut self,
        project: &Project,
        version: &StrategyVersion,
        passages: &[Unread],
    ) -> Result<(), ActionError> {
        if passages.is_empty() {
            return Ok(());
        }
        let passages: Vec<_> =
            passages.iter().map(|p| serde_json::json!({ "line": p.line, "passage": p.hash })).collect();
        let details = serde_json::json!({ "number": version.number, "passages": passages });
        self.record("strategy.acknowledged", project, version, details).await
    }
}
