//! How a release and its plan differ from what is live, as a table.

use crate::actions::previewing::Preview;
use crate::domain::irreversible::Irreversible;
use crate::domain::plan::Plan;
use crate::domain::text::{Version, count_of, list_words};
use crate::store::releases::{self, Release};
use crate::store::{Db, StoreError, deployments};
use crate::ui::state::{Shape, state};
use crate::ui::version::mono;
use crate::web::pages::rollback::way_back::WayBack;
use leptos::prelude::*;

/// One line of the table: what differs, how it is now, and how it will be.
struct Line(&'static str, AnyView, AnyView);

/// The difference; without lines where nothing is live.
#[derive(Default)]
pub struct Difference {
    live: Option<(Release, Plan)>,
    new: Option<(Release, Plan)>,
}

impl Difference {
    /// Reads it: against the release that every target serves, and against the plan that put it there.
    pub async fn load(
        db: &mut Db,
        preview: &Preview,
        back: &WayBack,
        release: &Release,
    ) -> Result<Self, StoreError> {
        let Some(served) = preview.serves.one().filter(|served| *served != release.id) else {
            return Ok(Self::default());
        };
        let newest = back.live.iter().max_by_key(|target| target.deployment);
        let deployment = match newest {
            Some(target) => deployments::by_number(db, target.deployment).await?,
            None => None,
        };
        let Some(deployment) = deployment else { return Ok(Self::default()) };
        let live = (releases::by_id(db, served).await?, deployment.plan);
        Ok(Self { live: Some(live), new: Some((release.clone(), preview.planned.plan.clone())) })
    }

    /// The version that every target serves; none where it is compared with nothing.
    pub fn live(&self) -> Option<&Version> {
        self.live.as_ref().map(|(release, _)| &release.version)
    }

    /// The table; none where nothing is live, or the release is.
    pub fn table(&self) -> Option<AnyView> {
        let ((live, before), (new, after)) = self.live.as_ref().zip(self.new.as_ref())?;
        let lines = lines((live, before), (new, after)).into_iter().map(|Line(what, now, then)| {
            view! { <tr><th scope="row">{what}</th><td class="quiet">{now}</td><td>{then}</td></tr> }
        });
        let (was, will) = (format!("{}, live", live.version), new.version.to_string());
        Some(
            view! {
                <table class="diff">
                    <caption><span class="hidden">"Difference from what is live"</span></caption>
                    <thead>
                        <tr><th scope="col">"Difference"</th><th scope="col">{was}</th><th scope="col">{will}</th></tr>
                    </thead>
                    <tbody>{lines.collect_view()}</tbody>
                </table>
            }
            .into_any(),
        )
    }
}

fn lines((live, before): (&Release, &Plan), (new, after): (&Release, &Plan)) -> Vec<Line> {
    let mut lines = vec![irreversible(live, new)];
    let words = |text: String| text.into_any();
    let short = |commit: &str| mono(commit.chars().take(8).collect::<String>());
    lines.push(Line("Commit", short(&live.commit), short(&new.commit)));
    if before.strategy_version != after.strategy_version {
        let version = |plan: &Plan| words(format!("version {}", plan.strategy_version));
        lines.push(Line("Strategy", version(before), version(after)));
    }
    if let Some(difference) = steps(before, after) {
        lines.push(Line("Deployment steps", words(before.steps.len().to_string()), words(difference)));
    }
    if before.targets != after.targets {
        let names =
            |plan: &Plan| words(list_words(&plan.targets.iter().map(|t| t.as_str()).collect::<Vec<_>>()));
        lines.push(Line("Targets", names(before), names(after)));
    }
    lines
}

fn irreversible(live: &Release, new: &Release) -> Line {
    let shown = |release: &Release, marks: bool| match Irreversible::of(release.irreversible) {
        Irreversible::Yes if marks => state(Shape::Failed, "Yes"),
        Irreversible::NotDeclared if marks => state(Shape::Waiting, "Not declared"),
        Irreversible::Yes => "Yes".into_any(),
        Irreversible::No => "No".into_any(),
        Irreversible::NotDeclared => "Not declared".into_any(),
    };
    Line("Irreversible change", shown(live, false), shown(new, true))
}

/// `11: adds “Warm the cache”`; none where the same steps are done in the same way. A rollback's own steps are not
/// those of the strategy, so nothing is compared with them.
fn steps(before: &Plan, after: &Plan) -> Option<String> {
    if before.kind == "rollback" || before.steps == after.steps {
        return None;
    }
    let texts = |plan: &Plan| plan.steps.iter().map(|step| step.text.clone()).collect::<Vec<_>>();
    let (old, new) = (texts(before), texts(after));
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|text| !other.contains(text)).map(|text| format!("“{text}”")).collect()
    };
    let (added, removed) = (only(&new, &old), only(&old, &new));
    let mut parts = Vec::new();
    if !added.is_empty() {
        parts.push(format!("adds {}", list_words(&added)));
    }
    if !removed.is_empty() {
        parts.push(format!("leaves out {}", list_words(&removed)));
    }
    if parts.is_empty() {
        let changed = after.steps.iter().filter(|step| !before.steps.contains(step)).count();
        parts.push(if changed == 0 {
            "another order".to_owned()
        } else {
            format!("{} changed", count_of(changed, "step"))
        });
    }
    Some(format!("{}: {}", new.len(), parts.join(", ")))
}
