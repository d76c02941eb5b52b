//! The record of a deployment: its audit events, as sentences, newest first.

use super::about::About;
use crate::domain::id::DeploymentNumber;
use crate::domain::text::count_of;
use crate::domain::time::Time;
use crate::store::events::{self, Event};
use crate::store::{Db, StoreError};
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use crate::ui::row::{Row, rows};
use crate::ui::time::{clock, moment};
use crate::web::sentence;
use leptos::prelude::*;

/// So many events are shown at once.
const SHOWN: usize = 20;

/// The audit events of a deployment.
pub struct Record(Vec<Event>);

impl Record {
    /// Reads them.
    pub async fn load(db: &mut Db, number: DeploymentNumber) -> Result<Self, StoreError> {
        Ok(Self(events::of_deployment(db, number).await?))
    }

    /// The panel: what people did and what came of it; what the machine did step by step is there when asked for.
    pub fn panel(&self, about: &About) -> AnyView {
        let draw = |events: Vec<&Event>| {
            rows(events.into_iter().map(|event| row(event, about.viewer.now())).collect::<Vec<_>>())
        };
        let told: Vec<&Event> = self.0.iter().filter(|event| sentence::is_told(event)).take(SHOWN).collect();
        let all = (told.len() < self.0.len()).then(|| {
            let words = format!("All {}, with what the machine did", count_of(self.0.len(), "event"));
            fold(words, false, draw(self.0.iter().collect()))
        });
        let content = view! { {draw(told)} {all} };
        Panel::new("Record").aside(count_of(self.0.len(), "event")).view(content)
    }
}

/// Today's events by the time of day, older ones by their day.
fn row(event: &Event, now: Time) -> Row {
    let today = event.at.date() == now.date();
    let at = if today { clock(event.at) } else { moment(event.at) };
    Row::plain(sentence::of(event)).end(at)
}
