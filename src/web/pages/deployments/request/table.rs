//! The releases to choose from, each with what it can do here and why.

use crate::actions::candidates::Candidate;
use crate::actions::suspicion::sees;
use crate::domain::candidate::Verdict;
use crate::domain::conditions::Condition;
use crate::domain::gate::{Judged, Verdict as GateVerdict};
use crate::domain::id::ReleaseId;
use crate::domain::suspect::{Cause, Weight};
use crate::domain::text::{Slug, Version, list_words};
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use crate::ui::state::{Shape, state};
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::pages::suspicion;
use leptos::prelude::*;

/// So many releases are shown at once.
const NEAR: usize = 6;

/// What the table is drawn from.
pub struct Releases<'a> {
    /// Who looks.
    pub viewer: &'a Viewer,
    /// The project.
    pub project: &'a Project,
    /// The environment.
    pub environment: &'a Environment,
    /// The releases, newest first.
    pub candidates: &'a [Candidate],
    /// The one whose plan is shown.
    pub chosen: Option<&'a Version>,
    /// Whether it was chosen for the viewer.
    pub proposed: bool,
    /// The newest release that is served there.
    pub newest_served: Option<ReleaseId>,
    /// The environments that may be named to the viewer.
    pub seen: &'a [Slug],
}

impl Releases<'_> {
    /// The panel.
    pub fn panel(&self) -> AnyView {
        let (near, far) = self.candidates.split_at(self.candidates.len().min(NEAR));
        let open = far.iter().any(|one| Some(&one.release.version) == self.chosen);
        let earlier = (!far.is_empty()).then(|| {
            fold(format!("{} earlier releases", far.len()), open, self.table("Earlier releases", far))
        });
        let back = addresses::environment(&self.environment.slug);
        let aside = view! { <a href=back>"Older releases: roll back"</a> };
        let panel = Panel::new("Release");
        let panel = if self.newest_served.is_some() { panel.aside(aside) } else { panel };
        panel.view(view! { {self.table("Releases, newest first", near)} {earlier} })
    }

    fn table(&self, caption: &'static str, candidates: &[Candidate]) -> AnyView {
        let rows = candidates.iter().map(|one| self.row(one)).collect_view();
        let columns = ["Version", "Registered", "Reached", "Gates", "What it can do"];
        let head = columns.map(|name| view! { <th scope="col">{name}</th> }).collect_view();
        view! {
            <table class="table releases">
                <caption><span class="hidden">{caption}</span></caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    }

    fn row(&self, one: &Candidate) -> AnyView {
        let class = (!one.verdict.can_be_requested()).then_some("off");
        let reached = one.reached.as_ref().map_or("–".to_owned(), ToString::to_string);
        view! {
            <tr class=class>
                <th scope="row" data-label="Version">{self.pick(one)}</th>
                <td data-label="Registered">{moment(one.release.registered_at)}</td>
                <td data-label="Reached">{reached}</td>
                <td data-label="Gates">{gates(&one.gates)}</td>
                <td data-label="What it can do">{self.verdict(one)}</td>
            </tr>
        }
        .into_any()
    }

    /// Choosing is following a link, so the plan beside it is never that of another release. One that can't be requested
    /// can't be chosen.
    fn pick(&self, one: &Candidate) -> AnyView {
        let version = one.release.version.to_string();
        let is_chosen = Some(&one.release.version) == self.chosen;
        if !one.verdict.can_be_requested() {
            let disabled = true;
            return view! {
                <label class="pick">
                    <input type="radio" name="release" value=version.clone() disabled=disabled checked=is_chosen/>
                    {version}
                </label>
            }
            .into_any();
        }
        if is_chosen {
            return view! { <span class="pick" aria-current="true">{version}<span class="hidden">", chosen"</span></span> }
                .into_any();
        }
        let page =
            addresses::new_deployment(&self.project.slug, &self.environment.slug, Some(&one.release.version));
        let words = view! { <span class="hidden">"Choose "</span> {version} };
        view! { <a class="pick" href=page>{words}</a> }.into_any()
    }

    fn verdict(&self, one: &Candidate) -> AnyView {
        let is_older = self.newest_served.is_some_and(|served| one.release.id < served);
        let (head, why) = match &one.verdict {
            Verdict::Waits(_) | Verdict::CanGo if is_older => self.older(one),
            Verdict::Live => {
                (state(Shape::Live, "Live now"), Some("A request puts it there again.".into_any()))
            }
            Verdict::UnderWay(number) => {
                let page = addresses::deployment(*number);
                let why = view! { <a href=page>{format!("#{number}")}</a> " hasn’t ended yet." };
                (state(Shape::Waiting, "Requested already"), Some(why.into_any()))
            }
            Verdict::Suspect(causes) => (state(Shape::Failed, "Suspect"), self.suspect(one, causes)),
            Verdict::Waits(conditions) => {
                let why: Vec<String> = conditions.iter().map(|one| self.needs(one)).collect();
                (
                    state(Shape::Waiting, "Would wait"),
                    Some(format!("It needs {}.", list_words(&why)).into_any()),
                )
            }
            Verdict::CanGo => self.can_go(one),
        };
        let warning = one.suspicion.weighing(Weight::Warning).next().map(|cause| {
            let told =
                suspicion::cause(cause, &one.release.version, &self.project.slug, self.viewer.grants());
            view! { <small>{state(Shape::Waiting, "Warning")} " " {told}</small> }
        });
        let why = why.map(|why| view! { <small>{why}</small> });
        view! { <div>{head} {why} {warning}</div> }.into_any()
    }

    fn can_go(&self, one: &Candidate) -> (AnyView, Option<AnyView>) {
        let is_proposed = self.proposed && Some(&one.release.version) == self.chosen;
        let words = || format!("The newest release that can go to {}.", self.environment.slug).into_any();
        (state(Shape::Live, "Can go"), is_proposed.then(words))
    }

    /// One that was registered before what is live: whoever wants it back rolls back.
    fn older(&self, one: &Candidate) -> (AnyView, Option<AnyView>) {
        let page = addresses::rollback(&self.project.slug, &self.environment.slug, &one.release.version);
        let why = one.succeeded.then(|| view! { "To go back, " <a href=page>"roll back"</a> " instead." });
        (state(Shape::Empty, "Older than live"), why.map(IntoAny::into_any))
    }

    fn suspect(&self, one: &Candidate, causes: &[Cause]) -> Option<AnyView> {
        let cause = causes.iter().find(|cause| sees(self.viewer.grants(), cause)).or(causes.first())?;
        Some(suspicion::cause(cause, &one.release.version, &self.project.slug, self.viewer.grants()))
    }

    fn needs(&self, condition: &Condition) -> String {
        match condition {
            // Which ones stands in their own column.
            Condition::Gates(_) => "its gates to pass".to_owned(),
            other => other.needs_for(|slug| self.seen.contains(slug)),
        }
    }
}

/// `● Passed 5 of 5`; the first gate that does not pass is named.
fn gates(gates: &[Judged]) -> AnyView {
    if gates.is_empty() {
        return view! { <span class="quiet">"Off"</span> }.into_any();
    }
    let passed = gates.iter().filter(|gate| gate.verdict == GateVerdict::Pass).count();
    let worst =
        gates.iter().find(|gate| gate.holds()).or(gates.iter().find(|g| g.verdict == GateVerdict::Warn));
    let (shape, word, more) = match worst {
        None => (Shape::Live, "Passed", format!("{passed} of {}", gates.len())),
        Some(gate) if gate.verdict == GateVerdict::Missing => {
            (Shape::Waiting, "Missing", format!("{}: no evidence", gate.name))
        }
        Some(gate) if gate.verdict == GateVerdict::Warn => {
            (Shape::Waiting, "Warning", format!("{}: {}", gate.name, gate.value))
        }
        Some(gate) => (Shape::Failed, "Failed", format!("{}: {}", gate.name, gate.value)),
    };
    view! { <div>{state(shape, word)} <small>{more}</small></div> }.into_any()
}
