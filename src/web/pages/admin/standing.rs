//! Whether somebody can sign in, in a shape and words.

use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::one_time_link::LinkKind;
use crate::domain::time::Time;
use crate::store::links::{self, Waiting};
use crate::store::people::{self, Person};
use crate::store::{Db, StoreError};
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use leptos::prelude::*;
use std::collections::{BTreeMap, HashSet};

/// What tells it, of some people.
pub struct Standings {
    waiting: BTreeMap<PersonId, Waiting>,
    at_provider: HashSet<PersonId>,
    without_password: bool,
}

impl Standings {
    /// Reads it.
    pub async fn read(app: &App, db: &mut Db, of: &[PersonId], now: Time) -> Result<Self, StoreError> {
        Ok(Self {
            waiting: links::waiting(db, of, now).await?,
            at_provider: people::at_provider(db, app.settings.issuer()).await?.into_iter().collect(),
            without_password: app.settings.demo,
        })
    }

    /// The words for one person: `● active`, `○ invited · the link ends ...`.
    pub fn of(&self, person: &Person) -> AnyView {
        if let Some(since) = person.disabled_at {
            return view! { {state(Shape::Empty, "disabled")} " " {moment(since)} }.into_any();
        }
        let signs_in = person.password_hash.is_some() || self.at_provider.contains(&person.id);
        match self.waiting.get(&person.id) {
            Some(Waiting { kind: LinkKind::Reset, expires_at }) => {
                let until = moment(*expires_at);
                view! { {state(Shape::Live, "active")} " · link for a new password ends " {until} }.into_any()
            }
            Some(Waiting { expires_at, .. }) if !signs_in => {
                view! { {state(Shape::Waiting, "invited")} " · the link ends " {moment(*expires_at)} }
                    .into_any()
            }
            _ if signs_in || self.without_password => state(Shape::Live, "active"),
            _ => state(Shape::Waiting, "cannot sign in yet"),
        }
    }
}
