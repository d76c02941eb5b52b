//! What a release brings beyond what serves, for each environment that the viewer sees: the commits, folded away.

use crate::actions::overview::Overview;
use crate::domain::text::{Version, count_of, list_words};
use crate::store::changes::{self, Brought};
use crate::store::releases::Release;
use crate::store::{Db, StoreError};
use crate::ui::change::change;
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use leptos::prelude::*;

/// So many commits are listed in one place.
const MOST: usize = 500;

/// What serves somewhere, and the releases between it and this one.
struct Since {
    /// The environments that serve it.
    environments: Vec<String>,
    /// What they serve.
    serves: Version,
    /// The releases registered after it up to this one, newest first.
    brought: Vec<Brought>,
}

/// What a release brings beyond what serves.
pub struct Sinces(Vec<Since>);

impl Sinces {
    /// Reads it. Where this release or a later one serves, there is nothing to bring.
    pub async fn load(db: &mut Db, overview: &Overview, release: &Release) -> Result<Self, StoreError> {
        let mut since: Vec<Since> = Vec::new();
        for environment in &overview.environments {
            let place = overview.place(release.project, environment.id);
            let main = place.and_then(|place| place.main()).filter(|main| main.release < release.id);
            let Some(main) = main else { continue };
            let name = environment.name.clone();
            match since.iter_mut().find(|known| known.serves == main.version) {
                Some(known) => known.environments.push(name),
                None => {
                    let after = Some(main.release);
                    let brought = changes::between(db, release.project, after, release.id).await?;
                    since.push(Since { environments: vec![name], serves: main.version.clone(), brought });
                }
            }
        }
        Ok(Self(since))
    }

    /// The panel; none where there is nothing to tell.
    pub fn panel(&self) -> Option<AnyView> {
        let since = self.0.iter().map(Since::view).collect_view();
        (!self.0.is_empty()).then(|| Panel::new("Since what serves").body(since))
    }
}

impl Since {
    /// `production serves 2.7.3: 14 commits in 2 releases since`
    fn view(&self) -> AnyView {
        let (serves, names) = (&self.serves, list_words(&self.environments));
        let verb = if self.environments.len() == 1 { "serves" } else { "serve" };
        let commits: usize = self.brought.iter().map(|of| of.changes.len()).sum();
        let (commits, releases) = (count_of(commits, "commit"), count_of(self.brought.len(), "release"));
        let lines = self.brought.iter().flat_map(|of| of.changes.iter().map(move |line| (of, line)));
        let lines = lines.take(MOST).map(|(of, line)| change(line, Some(of.version.as_str())));
        let words = format!("{names} {verb} {serves}: {commits} in {releases} since");
        fold(words, false, view! { <ul class="changes">{lines.collect_view()}</ul> })
    }
}
