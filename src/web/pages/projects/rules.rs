//! The strategy of a project: the version in force, who put it in force, and the versions before it.

use crate::domain::id::PersonId;
use crate::store::projects::Project;
use crate::store::strategies::{self, StrategyVersion};
use crate::store::{Db, StoreError, people};
use crate::ui::panel::{Panel, facts};
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use crate::ui::version::{digest, mono};
use crate::web::addresses;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The versions of a project's strategy, newest first.
pub struct Rules {
    versions: Vec<StrategyVersion>,
    names: BTreeMap<PersonId, String>,
}

impl Rules {
    /// Reads them.
    pub async fn load(db: &mut Db, project: &Project) -> Result<Self, StoreError> {
        let versions = strategies::of_project(db, project.id).await?;
        let people: Vec<PersonId> = versions.iter().filter_map(|version| version.approved_by).collect();
        Ok(Self { names: people::names(db, &people).await?, versions })
    }

    /// The version that decides now.
    pub fn in_force(&self) -> Option<&StrategyVersion> {
        self.versions.iter().find(|version| version.is_in_force())
    }

    /// ` by Ada`, or that it came from the command line.
    fn approver(&self, version: &StrategyVersion) -> String {
        let name = version.approved_by.and_then(|person| self.names.get(&person));
        name.map_or_else(|| ", imported from the command line".to_owned(), |name| format!(" by {name}"))
    }

    /// The panel.
    pub fn panel(&self, project: &Project) -> AnyView {
        let Some(in_force) = self.in_force() else {
            let words = "No version of the strategy document has been approved, so nothing can be deployed. Import \
                         one: ";
            let command = mono("slipway strategy import FILE --files DIR --approve");
            return Panel::new("Strategy").body(view! { <p>{words} {command}</p> });
        };
        let read = view! { <a href=addresses::strategy(&project.slug)>"Read it"</a> };
        let told = self.told(in_force);
        let others = self.others();
        let title = format!("Strategy, version {}", in_force.number);
        Panel::new(title).aside(read).view(view! { {facts(told)} {others} })
    }

    /// In force since when, approved by whom.
    pub fn told(&self, version: &StrategyVersion) -> Vec<(&'static str, AnyView)> {
        let approved = version
            .approved_at
            .map(|at| ("Approved", view! { {moment(at)} {self.approver(version)} }.into_any()));
        let mut told = vec![("Imported", moment(version.created_at))];
        told.extend(approved);
        told.push(("SHA-256", digest(&version.sha256)));
        told
    }

    /// The versions that are not in force; nothing where there are none.
    pub fn others(&self) -> Option<AnyView> {
        let others = self.versions.iter().filter(|version| !version.is_in_force());
        others.clone().next()?;
        let others = rows(others.map(|version| {
            let (mark, words) = match (version.approved_at, version.superseded_at) {
                (Some(_), Some(_)) => (Mark::Skipped, "superseded"),
                _ => (Mark::Wait, "not approved"),
            };
            let ended = version.superseded_at.unwrap_or(version.created_at);
            Row::new(mark, format!("Version {}", version.number)).note(words).end(moment(ended))
        }));
        Some(others)
    }
}
