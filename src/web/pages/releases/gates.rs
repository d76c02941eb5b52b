//! What the release's evidence comes to under the strategy in force.

use super::about::About;
use crate::actions::strategy_in_force::strategy_in_force;
use crate::app::App;
use crate::domain::gate::{Judged, Verdict, judge};
use crate::domain::strategy::{EnvironmentRules, GateMode};
use crate::domain::text::list_words;
use crate::store::{Db, StoreError, environments, evidence};
use crate::ui::gate::gate;
use crate::ui::panel::Panel;
use crate::ui::row::rows;
use crate::web::addresses;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// The gates with their verdicts.
pub struct Gates {
    judged: Vec<Judged>,
    /// The strategy version that judges.
    number: i64,
    /// What each environment that the viewer sees makes of a verdict, by its name.
    modes: Vec<(String, GateMode)>,
}

impl Gates {
    /// Judges them; none where no strategy is in force, or where it has no gate.
    pub async fn load(
        app: &App,
        db: &mut Db,
        viewer: &Viewer,
        about: &About,
    ) -> Result<Option<Self>, StoreError> {
        let project = about.project.id;
        let Some((meta, strategy)) = strategy_in_force(app, db, project).await? else { return Ok(None) };
        if strategy.gates.is_empty() {
            return Ok(None);
        }
        let facts = evidence::of_release(db, about.release.id).await?.facts;
        let mut seen = environments::all(db).await?;
        seen.retain(|environment| viewer.scope.sees(project, environment.id));
        let mode = |rules: &EnvironmentRules| (rules.slug.to_string(), rules.gates);
        let modes = seen.iter().filter_map(|of| strategy.environment(&of.slug).map(mode)).collect();
        let judged = judge(&strategy.gates, &facts, GateMode::Enforce);
        Ok(Some(Self { judged, number: meta.number, modes }))
    }

    /// The panel.
    pub fn panel(&self, about: &About) -> AnyView {
        let passing = self.judged.iter().filter(|gate| gate.verdict == Verdict::Pass).count();
        let strategy = addresses::strategy(&about.project.slug);
        let version = format!("strategy version {}", self.number);
        let words = format!("{passing} of {} pass under ", self.judged.len());
        let aside = view! { {words} <a href=strategy>{version}</a> };
        let rules = rows(self.judged.iter().map(gate));
        let means = modes(&self.modes).map(|words| view! { <p class="body quiet">{words}</p> });
        Panel::new("Gates").aside(aside).view(view! { {rules} {means} })
    }
}

/// `Enforced in production. Off in development and staging.`; none where the viewer sees no environment.
fn modes(modes: &[(String, GateMode)]) -> Option<String> {
    let words = [
        (GateMode::Enforce, "Enforced in"),
        (GateMode::Warn, "Only a warning in"),
        (GateMode::Off, "Off in"),
    ];
    let sentences = words.into_iter().filter_map(|(mode, words)| {
        let of: Vec<&str> =
            modes.iter().filter(|(_, own)| *own == mode).map(|(name, _)| name.as_str()).collect();
        (!of.is_empty()).then(|| format!("{words} {}.", list_words(&of)))
    });
    let sentences: Vec<String> = sentences.collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_environment_makes_of_a_verdict_is_said() {
        let of = |name: &str, mode| (name.to_owned(), mode);
        let all = [
            of("development", GateMode::Off),
            of("staging", GateMode::Off),
            of("production", GateMode::Enforce),
        ];
        assert_eq!(modes(&all).unwrap(), "Enforced in production. Off in development and staging.");
        assert_eq!(modes(&[]), None);
    }
}
