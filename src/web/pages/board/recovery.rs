//! Whether one could recover: which drill is next, which drills and backups are overdue, and what drills left to be
//! cleaned up.

use crate::actions::backup_jobs::{JobStanding, backup_jobs};
use crate::app::App;
use crate::domain::runbook::Due;
use crate::domain::time::Time;
use crate::store::drills::{self, Drilled};
use crate::store::run_findings::{self, Left};
use crate::store::{Db, StoreError};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::pages::backup_jobs::overdue_words;
use leptos::prelude::*;

/// So many rows of a kind are shown; the list of runbooks has them all.
const SHOWN: usize = 5;

/// What the board tells of it.
pub struct Recovery {
    /// What is due first, first.
    drills: Vec<(Drilled, Due)>,
    left: Vec<Left>,
    /// Those that are overdue.
    jobs: Vec<JobStanding>,
    now: Time,
}

impl Recovery {
    /// Reads what exists for the viewer, and notices when it stands otherwise.
    pub async fn read(app: &App, db: &mut Db, viewer: &Viewer) -> Result<Self, StoreError> {
        let mut drilled = drills::asked(db, &viewer.scope).await?;
        drilled.sort_by_key(|one| (one.last + one.every, one.slug.clone()));
        // A drill is overdue from the moment behind the one at which it was due.
        let turns = drilled.iter().map(|one| Time((one.last + one.every).0 + 1));
        let mut jobs = backup_jobs(app, db, &viewer.scope).await?;
        let now = viewer.moment.until(|now| {
            let jobs = jobs.iter().filter_map(|job| job.next_deadline(now));
            turns.filter(|turn| *turn > now).chain(jobs).min()
        });
        jobs.retain(|job| !job.overdue(now).is_empty());
        let mut left = run_findings::open(db, &viewer.scope).await?;
        left.retain(|left| left.owner.is_none());
        let due = |one: Drilled| {
            let due = Due::after(one.every, one.last, now);
            (one, due)
        };
        Ok(Self { drills: drilled.into_iter().map(due).collect(), left, jobs, now })
    }

    /// The panel; none where nothing is asked.
    pub fn panel(&self) -> Option<AnyView> {
        let overdue = self.drills.iter().filter(|(_, due)| matches!(due, Due::Overdue(_)));
        let next = self.drills.iter().find(|(_, due)| matches!(due, Due::At(_)));
        let count = overdue.clone().count() + self.jobs.len();
        let drills = overdue.take(SHOWN).chain(next).filter_map(|(drilled, due)| drill(drilled, *due));
        let jobs = self.jobs.iter().take(SHOWN).map(|job| late(job, self.now));
        let lines: Vec<Row> = jobs.chain(drills).chain(self.left.iter().take(SHOWN).map(clean_up)).collect();
        if lines.is_empty() {
            return None;
        }
        let words = if count == 0 { "All runbooks".to_owned() } else { format!("{count} overdue") };
        let aside = view! { <a href=addresses::RUNBOOKS>{words}</a> };
        Some(Panel::new("Recovery").aside(aside).view(rows(lines)))
    }
}

fn late(job: &JobStanding, now: Time) -> Row {
    let (project, environment) = (&job.project, &job.environment);
    let page = addresses::backup_job(&project.slug, &environment.slug, &job.job.slug);
    let what = view! { "Backup: " <a href=page>{job.job.name.clone()}</a> };
    let place = format!("{}, {}", project.name, environment.name);
    Row::new(Mark::No, what).note(place).end(overdue_words(job, now))
}

fn drill(drilled: &Drilled, due: Due) -> Option<Row> {
    let title = view! { "Drill: " <a href=addresses::runbook(&drilled.slug)>{drilled.title.clone()}</a> };
    match due {
        Due::Unasked => None,
        Due::At(at) => Some(Row::new(Mark::Wait, title).end(view! { "due " {moment(at)} })),
        Due::Overdue(at) => Some(Row::new(Mark::No, title).end(view! { "overdue since " {moment(at)} })),
    }
}

fn clean_up(left: &Left) -> Row {
    let run = view! { <a href=addresses::run(left.run)>{format!("Run {}", left.run)}</a> };
    Row::new(Mark::Warn, view! { {left.text.clone()} " " {run} }).end("to be cleaned up")
}

#[cfg(test)]
mod tests {
    use crate::domain::time::Span;
    use crate::testing::app::DOCUMENT;
    use crate::testing::{Browser, TestApp};

    const EVERY: &str = "- **Recovery Time Objective**: 1h\n- **Drill Every**: 90d\n";

    #[tokio::test]
    async fn the_next_drill_is_on_the_board_and_an_overdue_one_is_marked_for_whom_it_exists() {
        let app = TestApp::new().await;
        let document = DOCUMENT.replace("- **Recovery Time Objective**: 1h\n", EVERY);
        app.project("storefront", &document).await;
        app.project("till", DOCUMENT).await;
        let (sre, other) = (app.person("sre", "SRE").await, app.person("other", "SRE@till").await);
        let drill = "href=\"/runbooks/storefront-recovery-plan\">Recovery plan of Storefront</a>";
        let mut browser = Browser::signed_in(&app.app, &sre).await;
        let page = browser.get("/").await.body;
        assert!(page.contains(drill) && page.contains("due ") && !page.contains("1 overdue"), "{page}");

        // The page is kept until the moment at which it would be another.
        app.clock.advance(Span::days(90));
        let mut browser = Browser::signed_in(&app.app, &sre).await;
        assert!(!browser.get("/").await.body.contains("1 overdue"));
        app.clock.advance(Span(1));
        let page = browser.get("/").await.body;
        assert!(page.contains("overdue since ") && page.contains(">1 overdue</a>"), "{page}");
        let unseen = Browser::signed_in(&app.app, &other).await.get("/").await.body;
        assert!(!unseen.contains("overdue") && !unseen.contains("Storefront"), "{unseen}");
    }
}
