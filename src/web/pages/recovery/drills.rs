//! What is proven of the recovery: by which drill, when, and what the next one waits for.

use crate::config::Backups;
use crate::domain::recovery_drill::{Case, Damage, Measured, Past};
use crate::domain::text::list_words;
use crate::domain::time::{Span, Time};
use crate::store::recovery_drills::{self, Drill, Outcome};
use crate::store::{Db, StoreError};
use crate::ui::panel::Panel;
use crate::ui::state::{Shape, state};
use crate::ui::table::Table;
use crate::ui::time::moment;
use leptos::prelude::*;

/// The drills there were, and the next.
pub struct Drills {
    /// The one that was asked for or is under way.
    pub open: Option<Drill>,
    /// The last whose copy was as it was kept.
    pub last: Option<Drill>,
    /// The last whose copy was damaged on purpose.
    pub damaged: Option<Drill>,
    /// When the next is due by the settings; none where they want none.
    pub next: Option<Time>,
    proven: Vec<(Case, Option<(Time, Measured)>)>,
    every: Option<Span>,
    has_second: bool,
    is_overdue: bool,
}

impl Drills {
    /// Reads them.
    pub async fn load(db: &mut Db, settings: &Backups, now: Time) -> Result<Self, StoreError> {
        let past: Past = recovery_drills::past(db, now).await?;
        let mut proven = Vec::new();
        for case in Case::ALL {
            proven.push((case, recovery_drills::last_proof(db, case).await?));
        }
        Ok(Self {
            open: recovery_drills::open(db).await?,
            last: recovery_drills::last(db, false).await?,
            damaged: recovery_drills::last(db, true).await?,
            next: settings.drill.map(|time| past.next(time).max(now)),
            proven,
            every: settings.every,
            has_second: settings.second.is_some(),
            is_overdue: settings.drill.is_some_and(|time| past.is_overdue(time, now)),
        })
    }

    /// What is to be mended, each in sentences.
    pub fn troubles(&self) -> Vec<String> {
        let last = self.last.as_ref().and_then(failure).map(|why| format!("The last drill failed: {why}."));
        let damaged = self.damaged.as_ref().and_then(failure).map(|why| {
            format!("The last drill with a damaged copy did not end as it must, so that no look at a backup is to be trusted: {why}.")
        });
        let overdue = "No drill has passed for more than a day after it was due: nobody knows whether a backup can be \
                       brought back. Press Drill now.";
        let overdue = self.is_overdue.then(|| overdue.to_owned());
        let slow = self.proven.iter().filter_map(|(case, proof)| {
            let (_, measured) = proof.as_ref()?;
            (!measured.is_within(self.every)).then(|| case.words().to_lowercase())
        });
        let slow: Vec<String> = slow.collect();
        let slow = (!slow.is_empty())
            .then(|| format!("Coming back takes longer or loses more than it may: {}.", list_words(&slow)));
        [last, damaged, overdue, slow].into_iter().flatten().collect()
    }

    /// The cases, each with what was last measured beside what is allowed.
    pub fn view(&self) -> AnyView {
        let columns = ["What happens", "Back after", "Lost with it", "Last proven"];
        let table = Table::new("What Slipway is proven to come back from", &columns);
        let table =
            self.proven.iter().fold(table, |table, (case, proof)| table.row(self.row(*case, proof.as_ref())));
        Panel::new("Last proven").aside("on this machine, by a drill").view(table.view())
    }

    fn row(&self, case: Case, proof: Option<&(Time, Measured)>) -> Vec<AnyView> {
        let name = case.words().into_any();
        let (may_take, may_lose) = (case.may_take(), case.may_lose(self.every));
        let Some((at, measured)) = proof else {
            let why = match case {
                Case::LostMachine if !self.has_second => "Never: there is no second folder",
                _ => "Never",
            };
            let goal = |goal: Option<Span>| goal.map(|goal| format!("goal {}", amount(goal))).into_any();
            return vec![name, goal(Some(may_take)), goal(may_lose), state(Shape::Waiting, why)];
        };
        let Measured { took, lost, .. } = measured;
        let took = beside(*took, Some(may_take));
        let lost = beside(*lost, may_lose);
        vec![name, took, lost, moment(*at)]
    }

    /// The drill that is under way, the last ones, and the next.
    pub fn facts(&self) -> Vec<(&'static str, AnyView)> {
        let last = match (&self.open, &self.last) {
            (Some(open), _) => under_way(open),
            (None, Some(last)) => outcome(last),
            (None, None) => state(Shape::Empty, "No drill yet"),
        };
        let next = match self.next {
            Some(next) => moment(next),
            None => state(Shape::Waiting, "Off: a drill is made by hand only"),
        };
        let mut facts = vec![("Last drill", last)];
        if let Some(damaged) = &self.damaged {
            facts.push(("Last damaged copy", outcome_damaged(damaged)));
        }
        facts.push(("Next drill", next));
        facts
    }
}

fn failure(drill: &Drill) -> Option<&str> {
    match &drill.outcome {
        Some(Outcome::Failed(why)) => Some(why.trim_end_matches('.')),
        _ => None,
    }
}

fn amount(span: Span) -> String {
    if span.0 == 0 { "nothing".to_owned() } else { span.to_string() }
}

fn beside(measured: Span, goal: Option<Span>) -> AnyView {
    let is_within = goal.is_none_or(|goal| measured <= goal);
    let shape = if is_within { Shape::Live } else { Shape::Failed };
    let goal = goal.map(|goal| format!(" (goal {})", amount(goal)));
    view! { <div>{state(shape, amount(measured))} <span class="quiet">{goal}</span></div> }.into_any()
}

fn under_way(drill: &Drill) -> AnyView {
    match (drill.started_at, &drill.asked_by) {
        (Some(at), _) => view! { {state(Shape::Running, "Under way")} " since " {moment(at)} }.into_any(),
        (None, Some(who)) => state(Shape::Running, format!("About to begin: {who} asked for it")),
        (None, None) => state(Shape::Running, "About to begin"),
    }
}

fn outcome(drill: &Drill) -> AnyView {
    let when = drill.started_at.map(moment);
    let (shape, words) = match &drill.outcome {
        Some(Outcome::Passed) => (Shape::Live, "Passed"),
        Some(Outcome::Failed(_)) => (Shape::Failed, "Failed"),
        Some(Outcome::CutOff) | None => (Shape::Empty, "Cut off: the server ended"),
    };
    view! { {state(shape, words)} " " {when} }.into_any()
}

fn outcome_damaged(drill: &Drill) -> AnyView {
    let when = drill.started_at.map(moment);
    let words = drill.damage.map_or("", Damage::words);
    match &drill.outcome {
        Some(Outcome::Passed) => {
            view! { {state(Shape::Live, format!("Refused, a copy {words}"))} " " {when} }.into_any()
        }
        Some(Outcome::Failed(_)) => {
            view! { {state(Shape::Failed, format!("NOT refused as it must be, a copy {words}"))} " " {when} }
                .into_any()
        }
        Some(Outcome::CutOff) | None => outcome(drill),
    }
}
