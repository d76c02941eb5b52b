//! The record of a deployment: its audit events, as sentences, newest first.

use super::about::About;
use crate::domain::id::DeploymentNumber;
use crate::domain::text::count_of;
use crate::store::events::{self, Event};
use crate::store::people::{self, Names};
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
pub struct Record {
    events: Vec<Event>,
    names: Names,
}

impl Record {
    /// Reads them.
    pub async fn load(db: &mut Db, number: DeploymentNumber) -> Result<Self, StoreError> {
        let events = events::of_deployment(db, number).await?;
        Ok(Self { names: people::actors(db, &events).await?, events })
    }

    /// The panel: what people did and what came of it; what the machine did step by step is there when asked for.
    pub fn panel(&self, about: &About) -> AnyView {
        let draw = |events: Vec<&Event>| {
            rows(events.into_iter().map(|event| self.row(about, event)).collect::<Vec<_>>())
        };
        let told: Vec<&Event> =
            self.events.iter().filter(|event| sentence::is_told(event)).take(SHOWN).collect();
        let all = (told.len() < self.events.len()).then(|| {
            let words = format!("All {}, with what the machine did", count_of(self.events.len(), "event"));
            fold(words, false, draw(self.events.iter().collect()))
        });
        let content = view! { {draw(told)} {all} };
        Panel::new("Record").aside(count_of(self.events.len(), "event")).view(content)
    }

    /// Why it ended stands at the top of the page, and is told once.
    fn sentence(&self, about: &About, event: &Event) -> String {
        const WHY: [&str; 4] =
            ["deployment.ended", "deployment.rejected", "deployment.cancelling", "step.failed"];
        if about.has_ended() && WHY.contains(&event.action.as_str()) {
            return sentence::brief(event, &self.names);
        }
        sentence::of(event, &self.names)
    }

    /// Today's events by the time of day, older ones by their day.
    fn row(&self, about: &About, event: &Event) -> Row {
        let today = event.at.date() == about.viewer.now().date();
        let at = if today { clock(event.at) } else { moment(event.at) };
        Row::plain(self.sentence(about, event)).end(at)
    }
}
